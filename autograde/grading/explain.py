"""An exercise examined again for a teacher whom a student asked, beside what was kept of it.

Nothing in the folder of the grades is changed.
"""

import json
import tempfile
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from autograde.course import sources
from autograde.course.assignment import Assignment
from autograde.course.cells import BEGIN_HIDDEN, END_HIDDEN
from autograde.course.course import Course
from autograde.examination.pool import Examiners
from autograde.examination.result import Exercise, Result, Test
from autograde.grading import gradebook_file, receipts
from autograde.grading.changes import DEDUCTION, LAST
from autograde.grading.results import Kept, key
from autograde.handin import class_rules, submissions, which
from autograde.handin import roster as rosters
from autograde.jail import choose
from autograde.kit.errors import UnusableArgument
from autograde.kit.text import for_terminal


class Found(NamedTuple):
    """What a receipt names."""

    students: list  # several, where a group or two people handed in the same file
    kept: Kept


def explain(
    course: Course,
    place: Path,
    out: Path,
    receipt: str,
    exercise: str = "",
    roster: Path | None = None,
    worksheets: Sequence[Path] = (),
    unsafe: bool = False,
    rules: Path | None = None,
) -> Iterator[str]:
    """Yield, line by line, both verdicts on an exercise, or on all of them.

    Parameters
    ----------
    course : Course
        Whose assignments.
    place : Path
        The submissions, as `grade` was given them.
    out : Path
        What `grade` wrote.
    receipt : str
        From the student's page.
    exercise : str
        Which one; "" for all.
    roster, worksheets, unsafe, rules
        As of `grade`.

    Raises
    ------
    UnusableArgument
        If there is no such receipt, exercise, or hand-in.
    """
    found = _found(out, receipt)
    kept = found.kept.result
    names = [one.name for one in kept.exercises]
    if exercise and exercise not in names:
        raise UnusableArgument(
            f"{kept.assignment} has no exercise {exercise}; expected one of: {', '.join(names)}"
        )
    if kept.assignment not in course.assignments():
        raise UnusableArgument(f"the course has no {kept.assignment} any more; give its --course")
    assignment = sources.read(course, kept.assignment).assignment
    sandbox = choose.for_class(place, unsafe)
    with tempfile.TemporaryDirectory() as scratch:
        path = _file(course, place, Path(scratch), found, out, roster, worksheets, rules)
        same = key(path, assignment, sandbox) in found.kept.key.split()
        with Examiners(1, sandbox=sandbox) as examiners:
            [(_, fresh)] = examiners.examine([("again", path, assignment)])
    yield f"{kept.receipt}: {', '.join(found.students)}, {kept.assignment}"
    yield f"kept:  {kept.graded_with}"
    now = receipts.stamped(fresh, found.kept.key, assignment).graded_with
    yield f"fresh: {now}{'' if same else ' (not what was graded with then)'}"
    for what, one in (("kept", kept), ("fresh", fresh)):
        if one.reason:
            yield f"{what}, as a whole: {one.status}; {for_terminal(one.reason)}"
    # Of a file that several handed in, a person may have marked one copy or all.
    marks: dict[str, Any] = {}
    for student in reversed(found.students):
        marks |= _by_hand(out, student, kept.assignment)
    for name in [exercise] if exercise else names:
        yield from _told(assignment, name, kept, fresh, marks)


def _found(out: Path, receipt: str) -> Found:
    """Return what a receipt names."""
    folder = out / "results"
    if not folder.is_dir():
        raise UnusableArgument(f"{out} holds no results: give the --out folder of a graded class")
    wanted, found, known = receipts.plain(receipt), {}, 0
    for path in sorted(folder.glob("*/*.json")):
        try:
            student, kept = Kept.from_json(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            continue
        known += 1
        if kept.result.receipt and receipts.plain(kept.result.receipt) == wanted:
            found[student] = kept
    if not found:
        raise UnusableArgument(
            f"no result in {folder} has the receipt {receipt}; {known} are there. Expected three "
            "groups of four such as 9M20-1Z6G-B8PZ, from the student's page. Was the class graded "
            "again since? Then the page in feedback/ has the present receipt"
        )
    return Found(sorted(found), next(iter(found.values())))


def _file(
    course: Course,
    place: Path,
    scratch: Path,
    found: Found,
    out: Path,
    roster: Path | None,
    worksheets: Sequence[Path],
    rules: Path | None,
) -> Path:
    """Return the very notebook that was graded."""
    ruled = class_rules.read(rules or course.rules, course.assignments())
    listed = rosters.read(roster) if roster else None
    name = found.kept.result.assignment
    # What counted as this assignment because only it was graded has to count as it again, and what
    # is of its own accord is found either way.
    either = [
        submissions.find(
            place, folder, ruled.zone, only, known=which.chapters(course), roster=listed,
            worksheets=worksheets,
        )
        for only, folder in (((), _made(scratch / "all")), ((name,), _made(scratch / "only")))
    ]  # fmt: skip
    files = [
        one
        for collection in either
        for one in collection.submissions
        if one.assignment == name and one.path
    ]
    digest = _digest(out, found.students[0], name)
    for one in files:
        if sha256(one.path.read_bytes()).hexdigest() == digest:
            return one.path
    raise UnusableArgument(
        f"the notebook of {found.students[0]} that was graded is not in {place}: of the {name} "
        f"there, none has the SHA-256 {digest[:12]}…; give the submissions as they were "
        "graded, or grade again first"
    )


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _digest(out: Path, student: str, name: str) -> str:
    """Return the hash of the notebook that was graded."""
    try:
        known = json.loads((out / LAST).read_text(encoding="utf-8"))
        marks = next(one["marks"] for one in known
                     if (one["student"], one["assignment"]) == (student, name))  # fmt: skip
        return next(mark["notebook"] for what, mark in marks.items() if what != DEDUCTION)
    except (OSError, ValueError, KeyError, TypeError, StopIteration):
        raise UnusableArgument(
            f"{out} holds no {LAST} that knows {student}, {name}: run grade to its end first"
        ) from None


def _by_hand(out: Path, student: str, name: str) -> dict[str, Any]:
    """Return the marks by hand of one submission, by test."""
    book = out / "gradebook.db"
    if not book.is_file():
        return {}
    with gradebook_file.to_read(book) as gradebook:
        for submission in gradebook.assignment_submissions(name):
            if submission.student.id == student:
                grades = submission.notebooks[0].grades
                return {g.name: g.manual_score for g in grades if g.manual_score is not None}
    return {}


def _told(
    assignment: Assignment, name: str, kept: Result, fresh: Result, marks: dict
) -> Iterator[str]:
    """Yield both verdicts on one exercise, check by check, and the words of tests that failed."""
    old, new = ({one.name: one for one in result.exercises}.get(name) for result in (kept, fresh))
    yield ""
    yield f"{name}: kept {_score(old)}, fresh {_score(new)}"
    tests = {test.name: test for test in (old.tests if old else ())}
    again = {test.name: test for test in (new.tests if new else ())}
    for test in dict.fromkeys([*tests, *again]):
        pair = tests.get(test), again.get(test)
        one = tests[test] if test in tests else again[test]
        yield f"  {'hidden test' if one.hidden else 'visible test'} {test}"
        yield f"    kept:    {_verdict(pair[0])}"
        yield f"    fresh:   {_verdict(pair[1])}"
        if test in marks:
            yield f"    by hand: {marks[test]:g} of {one.max_score:g}"
        if one.hidden and any(said is None or said.hint for said in pair):
            yield "    what it asks, for you alone:"
            yield from (f"      {line}" for line in _words(assignment, test))


def _score(exercise: Exercise | None) -> str:
    return f"{exercise.score:g} of {exercise.max_score:g}" if exercise else "not there"


def _verdict(test: Test | None) -> str:
    if test is None:
        return "not there"
    return f"{test.score:g} of {test.max_score:g}  {for_terminal(test.hint) or 'passed'}"


def _words(assignment: Assignment, test: str) -> list[str]:
    """Return the lines of a hidden test."""
    source = next((cell.source for cell in assignment.cells if cell.name == test), "")
    inside = source.partition(BEGIN_HIDDEN)[2].partition(END_HIDDEN)[0] or source
    return inside.strip("\n").splitlines()
