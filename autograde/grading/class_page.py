"""The page that an instructor reads: how the class did, exercise by exercise."""

from collections import Counter
from math import ceil
from urllib.parse import quote

from autograde.examination import status
from autograde.examination.result import NOT_RUN
from autograde.kit.pages import templates_of
from autograde.kit.text import for_file_name, shortened

TEMPLATES = templates_of("autograde.grading")
MOST_BARS = 10  # of the histogram of scores
MOST_FAILED = 12  # checks that are listed
LONGEST = 240  # characters of a reason


def page(results, marks, alike, collected=()):
    """Return the page of a class as HTML.

    Parameters
    ----------
    results : dict of (student, assignment) to Result
    marks : list of Mark
        What everybody is given.
    alike : dict of str to list of similarity.Pair
        Nearly identical submissions by assignment.
    collected : sequence of str
        How many files found an owner, and a line for each that did not.
    """
    by_key = {(mark.student, mark.assignment): mark for mark in marks}
    names = sorted({mark.assignment for mark in marks if mark.max_score > 0})
    assignments = [
        _assignment(
            name,
            {s: (r, by_key[s, n]) for (s, n), r in sorted(results.items()) if n == name},
            alike.get(name, ()),
        )
        for name in names
    ]
    unjailed = any(mark.sandbox == "none" for mark in marks)
    return TEMPLATES.get_template("class.html").render(
        assignments=assignments, unjailed=unjailed,
        found=collected[0] if collected else "", nobodys=collected[1:],
    )  # fmt: skip


def _assignment(name, students, alike):
    """Return what the page shows about one assignment."""
    handed_in = [pair for pair in students.values() if pair[1].status != status.MISSING]
    scores = [mark.score for _, mark in handed_in]
    max_score = next(iter(students.values()))[1].max_score
    exercises = _exercises([found for found, _ in handed_in])
    return {
        "name": name,
        "max_score": max_score,
        "n_handed_in": len(handed_in),
        "mean": _mean(scores),
        "statuses": sorted(Counter(mark.status for _, mark in students.values()).items()),
        "histogram": histogram(scores, max_score),
        "exercises": exercises,
        "failed": _failed([found for found, _ in handed_in]),
        "flags": _flags(students),
        "alike": alike,
        "rows": [_row(student, *pair) for student, pair in students.items()],
    }


def _flags(students):
    """Return each flag with the students who have it: those that few have come first.

    What all have in common says more of the release that they worked on than of them.
    """
    found = {}
    for student, (result, _) in students.items():
        for flag in result.flags[:MOST_FAILED]:
            found.setdefault(shortened(flag, LONGEST), []).append(student)
    return sorted(found.items(), key=lambda pair: len(pair[1]))


def _row(student, found, mark):
    folder, file = for_file_name(student), for_file_name(mark.assignment)
    return {
        **mark._asdict(),
        "reason": shortened(mark.reason, LONGEST),
        "page": f"feedback/{quote(folder)}/{quote(file)}.html",
        "exercises": found.exercises,
    }


def _mean(values):
    return sum(values) / len(values) if values else 0.0


def histogram(scores, max_score):
    """Return the bars: their ends [points], number of students, height relative to the highest.

    Parameters
    ----------
    scores : list of float
        One for each student.
    max_score : float
        Full marks.
    """
    width = ceil(max_score / MOST_BARS) or 1  # whole points, which readers can add up
    n_bars = ceil(max_score / width) or 1
    counts = Counter(max(min(int(score / width), n_bars - 1), 0) for score in scores)
    highest = max(counts.values(), default=1)
    return [
        {
            "left": number * width,
            "right": min((number + 1) * width, max_score),
            "count": counts[number],
            "height": counts[number] / highest,
        }
        for number in range(n_bars)
    ]


def _exercises(results):
    """Return for each exercise its mean, its histogram and its shares of marks."""
    columns = zip(*(found.exercises for found in results), strict=True)
    return [_exercise(column) for column in columns]


def _exercise(column):
    full = sum(entry.score == entry.max_score for entry in column)
    none = sum(entry.score == 0 for entry in column)
    max_score = column[0].max_score
    scores = [entry.score for entry in column]
    return {
        "name": column[0].name,
        "max_score": max_score,
        "mean": _mean(scores),
        "histogram": histogram(scores, max_score),
        "shares": [
            ("full", full / len(column)),
            ("part", (len(column) - full - none) / len(column)),
            ("none", none / len(column)),
        ],
    }


def _failed(results):
    """Return the checks that failed most often: exercise, test, hint, how many students."""
    checks = Counter(
        (exercise.name, test.name, test.hint)
        for found in results
        for exercise in found.exercises
        for test in exercise.tests
        if test.hint not in ("", NOT_RUN)
    )
    return [
        (exercise, test, shortened(hint, LONGEST), count)
        for (exercise, test, hint), count in checks.most_common(MOST_FAILED)
    ]
