"""One submission, graded by itself: examined, entered into the gradebook, its student told.

What is of the class as a whole, its tables, its page and the zips of feedback, `grade` makes; with
``resume`` it takes over what was graded here.
"""

import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from autograde.course import sources
from autograde.course.course import Course
from autograde.course.sources import Source
from autograde.examination import status
from autograde.examination.pool import Examiners
from autograde.examination.result import Result
from autograde.grading import formgrader, grades_folder, pointers, preflight, receipts
from autograde.grading.earned import unreadable
from autograde.grading.entering import enter
from autograde.grading.gradebook import ClassBook
from autograde.grading.graded_class import Class, Key
from autograde.grading.marks import Mark
from autograde.grading.reports import write_page
from autograde.grading.results import Kept, Results, key
from autograde.handin import class_rules, owners, submissions
from autograde.handin import roster as rosters
from autograde.handin.submissions import Submission
from autograde.jail import choose
from autograde.kit.errors import UnusableArgument
from autograde.kit.own_files import OwnFiles
from autograde.kit.progress import note


class Graded(NamedTuple):
    """What came of one submission for one student."""

    mark: Mark
    result: Result
    page: Path  # what the student reads


def grade_one(
    course: Course,
    submission: Submission,
    out: Path,
    *,
    roster: Path | None = None,
    rules: Path | None = None,
    unsafe: bool = False,
) -> list[Graded]:
    """Grade one submission.

    Several may be graded at the same time: they are examined side by side, and written one after
    the other.

    Parameters
    ----------
    course : Course
        Whose assignment it is.
    submission : Submission
        With its student, assignment, path and time at least.
    out : Path
        The folder of the grades, as `grade` has it.
    roster, rules, unsafe
        As of `grade`.

    Returns
    -------
    list of Graded
        One for each student whose it is: a group's is that of all its members.

    Raises
    ------
    UnusableArgument
        If there is no such assignment, or the folder is somebody else's.
    CourseError
        If there is no sandbox, the reference of the assignment does not earn full marks, or its
        release any.
    """
    name, known = submission.assignment, course.assignments()
    if name not in known:
        raise UnusableArgument(f"no assignment {name}; there are: {', '.join(known)}")
    source = sources.read(course, name)
    listed = rosters.read(roster) if roster else None
    ruled = class_rules.read(rules or course.rules, known)
    collection = submissions.Collection([submission], [], [], [], 1, 1)
    if listed:  # without a roster, nobody knows who else may have an extension
        ruled = class_rules.settled(ruled, listed, collection)
    sandbox = choose.for_class(submission.path or out, unsafe)
    owned = owners.deal([submission], listed, ruled)
    made = Class({name: source.assignment}, owned, listed, ruled, sandbox, collection)
    kept = _kept(made, submission, source, out)
    with grades_folder.claimed(out) as own, ClassBook(out / "gradebook.db") as book:
        if carried := book.add_assignment(name, source.notebook):
            note(carried.told(name))
        formgrader.write_settings(own, [name])
        graded = [_entered(own, book, made, who, kept, source.notebook) for who in sorted(owned)]
        own.close()
    return graded


def _kept(made: Class, submission: Submission, source: Source, out: Path) -> Kept:
    """Return what a submission earned, and its key: kept of an earlier time, or examined now."""
    assignment = made.assignments[submission.assignment]
    if submission.path is None:
        return Kept(Result.of(assignment, status.INVALID, [submission.fault]))
    try:
        now = key(submission.path, assignment, made.sandbox)
    except OSError as error:
        return Kept(unreadable(assignment, error))
    with grades_folder.claimed(out) as own:
        stored = Results(out / "results", True, own)
        for student, name in made.submissions:
            if kept := stored.find(student, name, now):
                return kept
    with tempfile.TemporaryDirectory() as scratch, Examiners(2, sandbox=made.sandbox) as examiners:
        own = {assignment.name: source}
        preflight.check(own, Path(scratch), 2, made.sandbox, out / preflight.FOLDER)
        [(_, found)] = examiners.examine([(now, submission.path, assignment)])
    return Kept(receipts.stamped(found, now, assignment), now)


def _entered(
    own: OwnFiles, book: ClassBook, made: Class, who: Key, kept: Kept, source: Any
) -> Graded:
    """Write and enter for one student what a submission earned."""
    Results(own.folder / "results", True, own).write(who[0], kept)
    mark, entered = enter(book, made, who, kept.result)
    formgrader.write_notebook(own, who[0], kept.result, source)
    leads = pointers.of(made.rules, made.assignments[who[1]])
    return Graded(mark, kept.result, write_page(own, kept.result, mark, entered, leads))
