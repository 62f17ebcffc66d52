"""From a class's submissions to its grades.

Examinations run apart from this program and from each other. This program alone writes: the
results, the feedback, the gradebook, the tables and the page of the class.
"""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from autograde.course import sources as all_sources
from autograde.course.course import Course
from autograde.course.sources import Source
from autograde.examination.forks import Forks
from autograde.examination.pool import Examiners
from autograde.examination.result import Result
from autograde.grading import earned, grades_folder, preflight
from autograde.grading.graded_class import Class, Key
from autograde.grading.results import Kept, Results
from autograde.handin import class_rules, overview, owners, submissions, which
from autograde.handin import roster as rosters
from autograde.handin.submissions import Collection
from autograde.jail import choose
from autograde.kit.errors import UnusableArgument
from autograde.kit.progress import note

MOST_FILES = 3  # of those that are nobody's, in a message


def grade(
    course: Course,
    place: Path,
    out: Path,
    jobs: int,
    roster: Path | None = None,
    only: Sequence[str] = (),
    resume: bool = False,
    unsafe: bool = False,
    rules: Path | None = None,
    worksheets: Sequence[Path] = (),
    anyway: bool = False,
    tell: Callable[[str], object] = lambda line: None,
    due_from: Path | None = None,
    upgrade: bool = False,
    forks: Forks | None = None,
) -> list[dict[str, Any]]:
    """Grade a class.

    Parameters
    ----------
    course : Course
        Whose assignments; its ``course.toml``, if there is one, says what being late costs.
    place : Path
        The submissions: a folder or a zip, see `platforms` for the names in it.
    out : Path
        Where all that is written goes.
    jobs : int
        How many submissions are examined at the same time.
    roster : Path, optional
        A CSV file with a column ``student``, see `roster.read`: who should have handed in.
    only : sequence of str
        The assignments to grade; without any, all that somebody handed in.
    resume : bool
        Keep the results of an earlier run that are still right.
    unsafe : bool
        Examine without a sandbox.
    rules : Path, optional
        A ``course.toml`` in place of the course's own.
    worksheets : sequence of Path
        Moodle's grading worksheets of these very assignments.
    anyway : bool
        Grade even where nearly no file found an owner on the roster.
    tell : callable
        Is told, line by line, how many files found an owner and which did not.
    due_from : Path, optional
        nbgrader's gradebook, whose due dates hold where ``course.toml`` has none.
    upgrade : bool
        Write also where another version of the course graded, and make everything anew.
    forks : Forks, optional
        The program that forks examiners, where there is one already; it is ended.

    Returns
    -------
    list of dict
        The rows of ``grades.csv``.

    Raises
    ------
    UnusableArgument
        If there is nothing to grade.
    CourseError
        If there is no sandbox, the reference of an assignment does not earn full marks, or its
        release any.
    """
    grades_folder.refuse_foreign(out, place, upgrade)  # before anything is examined
    known = which.chapters(course)
    ruled = class_rules.read(rules or course.rules, list(known))
    listed = rosters.read(roster) if roster else None
    sandbox = choose.for_class(place, unsafe)
    with tempfile.TemporaryDirectory() as scratch, forks or Forks() as forks:
        forks.begin()
        collection = submissions.find(
            place, _folder(scratch, "handed_in"), ruled.zone, only, known=known, roster=listed,
            worksheets=worksheets,
        )  # fmt: skip
        overview.refuse(collection, place, None if anyway else listed)
        ruled = class_rules.settled(ruled, listed, collection)
        ruled = class_rules.with_due_dates(ruled, due_from, place, list(known))
        for line in overview.told(collection):
            tell(line)
        sources = _sources(course, place, collection, only)
        with grades_folder.claimed(out, upgrade) as own:
            assignments = {name: source.assignment for name, source in sources.items()}
            owned = owners.deal(collection.submissions, listed, ruled)
            made = Class(assignments, owned, listed, ruled, sandbox, collection)
            with Examiners(jobs, sandbox=sandbox, forks=forks) as examiners:
                sound = preflight.begin(
                    examiners, sources, Path(scratch), sandbox, out / preflight.FOLDER,
                    again=not resume,
                )  # fmt: skip
                ended = earned.begin(examiners, made, Results(out / "results", resume, own))
                # While they are at work: nbgrader takes longer to load than any of them lasts.
                from autograde.grading import entering, formgrader, gradebook, reports

                with gradebook.ClassBook(out / "gradebook.db") as book:
                    sound()
                    for name, source in sources.items():
                        if carried := book.add_assignment(name, source.notebook):
                            note(carried.told(name))
                    results = _with_others(made, Results(out / "results", True, own), ended())
                    with book.at_once():
                        rows = {
                            w: entering.enter(book, made, w, results[w]) for w in sorted(results)
                        }
            formgrader.write_class(own, results, sources)
            return reports.write_reports(own, made, results, rows)


def _folder(parent: str, name: str) -> Path:
    folder = Path(parent) / name
    folder.mkdir()
    return folder


def _sources(
    course: Course, place: Path, collection: Collection, only: Sequence[str]
) -> dict[str, Source]:
    """Return the sources of the assignments to grade."""
    known = course.assignments()
    for name in only:
        if name not in known:
            raise UnusableArgument(f"no assignment {name}; there are: {', '.join(known)}")
    wanted = [name for name in known if name in (only or known)]
    due = [name for name in wanted if any(s.assignment == name for s in collection.submissions)]
    if not due:
        found = "; ".join(overview.nobodys(collection)[:MOST_FILES])
        raise UnusableArgument(
            f"nobody in {place} handed in any of: {', '.join(wanted)}; {found}".rstrip("; ")
        )
    return {name: all_sources.read(course, name) for name in due}


def _with_others(made: Class, stored: Results, examined: dict[Key, Result]) -> dict[Key, Result]:
    """Return all results; write what needed no examination, and remove what is of others."""
    others = {who: found for who, found in earned.unexamined(made).items() if who not in examined}
    for (student, _), found in others.items():
        stored.write(student, Kept(found))
    stored.prune(others | examined)
    return others | examined
