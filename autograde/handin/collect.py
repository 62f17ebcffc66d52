"""A look at what a class handed in, before anybody is graded: it marks nobody, writes nothing."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograde.course.course import Course
from autograde.handin import class_rules, overview, owners, roster, submissions, which
from autograde.kit.text import for_terminal

COLUMNS = ("student", "assignment", "when", "file and remark")
ENDINGS = (".ipynb", ".py")


def show(
    course: Course,
    place: Path,
    listed: Path | None = None,
    worksheets: Sequence[Path] = (),
    only: Sequence[str] = (),
    rules: Path | None = None,
) -> None:
    """Print who is whose, which assignment, when, and what is nobody's.

    Parameters
    ----------
    course : Course
        Whose assignments.
    place : Path
        A folder or a zip, as `grade` takes it.
    listed : Path, optional
        The roster.
    worksheets : sequence of Path
        Moodle's grading worksheets of these very assignments.
    only : sequence of str
        The assignments that were collected.
    rules : Path, optional
        A ``course.toml`` in place of the course's own.
    """
    known = which.chapters(course)
    which.refuse_unknown(only, known)
    ruled = class_rules.read(rules or course.rules, list(known))
    people = roster.read(listed) if listed else None
    with tempfile.TemporaryDirectory() as scratch:
        found = submissions.find(
            place, Path(scratch), ruled.zone, only, ENDINGS, known, people, worksheets
        )
        ruled = class_rules.settled(ruled, people, found)
        rows = []
        for ending in ENDINGS:
            given = [one for one in found.submissions if one.ending == ending]
            rows += overview.rows(owners.deal(given, people, ruled))
    console = Console(highlight=False, markup=False)
    console.print(_table(rows))
    for line in overview.told(found):
        console.print(for_terminal(line), soft_wrap=True)
    for line in _absent(people or (), rows, found.others):
        console.print(for_terminal(line), soft_wrap=True)


def _table(rows: Iterable[tuple[str, ...]]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False)
    for name in COLUMNS:
        table.add_column(name, overflow="fold", no_wrap=False)
    for row in sorted(rows):
        table.add_row(*(Text(for_terminal(text)) for text in row))
    return table


def _absent(
    people: Iterable[str], rows: Iterable[Sequence[str]], others: Iterable[submissions.Other]
) -> Iterator[str]:
    """Yield who of the roster handed in nothing that counts, and what there is instead."""
    found = {row[0] for row in rows}
    beside: dict[str, list[str]] = {}
    for one in others:
        for student in one.students:
            beside.setdefault(student, []).append(one.file)
    absent = [student for student in people if student not in found]
    for student in absent:
        if student in beside:
            yield f"no notebook from {student}, but there is {', '.join(sorted(beside[student]))}"
    if nothing := [student for student in absent if student not in beside]:
        yield f"nothing from: {', '.join(nothing)}"
