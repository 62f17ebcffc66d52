"""A look at what a class handed in, before anybody is graded: it marks nobody, writes nothing."""

import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograde.handin import class_rules, overview, owners, roster, submissions, which
from autograde.kit.text import for_terminal

COLUMNS = ("student", "assignment", "when", "file and remark")
ENDINGS = (".ipynb", ".py")


def show(course, place, listed=None, worksheets=(), only=(), rules=None):
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
    rules = class_rules.read(rules or course.rules, list(known))
    people = roster.read(listed) if listed else None
    with tempfile.TemporaryDirectory() as scratch:
        found = submissions.find(
            place, Path(scratch), rules.zone, only, ENDINGS, known, people, worksheets
        )
        rules = class_rules.settled(rules, people, found)
        rows = []
        for ending in ENDINGS:
            given = [one for one in found.submissions if one.ending == ending]
            rows += overview.rows(owners.deal(given, people, rules))
    console = Console(highlight=False, markup=False)
    console.print(_table(rows))
    for line in overview.told(found):
        console.print(for_terminal(line), soft_wrap=True)
    if absent := _absent(people, rows):
        console.print(f"nothing from: {for_terminal(', '.join(absent))}", soft_wrap=True)


def _table(rows):
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False)
    for name in COLUMNS:
        table.add_column(name, overflow="fold", no_wrap=False)
    for row in sorted(rows):
        table.add_row(*(Text(for_terminal(text)) for text in row))
    return table


def _absent(people, rows):
    """Return the students of the roster who handed in nothing that counts."""
    found = {row[0] for row in rows}
    return [student for student in people or () if student not in found]
