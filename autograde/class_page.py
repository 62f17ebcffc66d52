"""The page that an instructor reads: how the class did, exercise by exercise."""

from collections import Counter
from math import ceil
from urllib.parse import quote

from autograde.feedback import TEMPLATES

MOST_BARS = 10  # of the histogram of scores


def page(results):
    """Return the page of a class as HTML.

    Parameters
    ----------
    results : dict of (student, assignment) to dict
        From `examiner.examine`.
    """
    names = sorted({name for (_, name), found in results.items() if found["max_score"] > 0})
    strangers = [key for key, found in sorted(results.items()) if not found["max_score"]]
    assignments = [
        _assignment(name, {s: r for (s, n), r in sorted(results.items()) if n == name})
        for name in names
    ]
    return TEMPLATES.get_template("class.html").render(assignments=assignments, strangers=strangers)


def _assignment(name, results):
    """Return what the page shows about one assignment, by student."""
    handed_in = [found for found in results.values() if found["status"] != "missing"]
    max_score = next(iter(results.values()))["max_score"]
    return {
        "name": name,
        "max_score": max_score,
        "n_handed_in": len(handed_in),
        "mean": _mean([found["score"] for found in handed_in]),
        "statuses": sorted(Counter(found["status"] for found in results.values()).items()),
        "histogram": _histogram([found["score"] for found in handed_in], max_score),
        "exercises": _exercises(handed_in),
        "rows": [
            {
                "student": student,
                "page": f"feedback/{quote(student)}/{quote(name)}.html",
                **found,
            }
            for student, found in results.items()
        ],
    }


def _mean(values):
    return sum(values) / len(values) if values else 0.0


def _histogram(scores, max_score):
    """Return the bars: their ends [points], number of students, height relative to the highest."""
    width = ceil(max_score / MOST_BARS)  # whole points, which readers can add up
    n_bars = ceil(max_score / width)
    counts = Counter(min(int(score / width), n_bars - 1) for score in scores)
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
    """Return for each exercise its mean, its shares of marks and its most frequent hint."""
    columns = zip(*(found["exercises"] for found in results), strict=True)
    return [_exercise(column) for column in columns]


def _exercise(column):
    full = sum(entry["score"] == entry["max_score"] for entry in column)
    none = sum(entry["score"] == 0 for entry in column)
    hints = Counter(entry["hint"] for entry in column if entry["hint"]).most_common(1)
    return {
        "name": column[0]["name"],
        "max_score": column[0]["max_score"],
        "mean": _mean([entry["score"] for entry in column]),
        "shares": [
            ("full", full / len(column)),
            ("part", (len(column) - full - none) / len(column)),
            ("none", none / len(column)),
        ],
        "hint": hints[0] if hints else None,
    }
