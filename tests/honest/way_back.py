"""What goes back to platforms and students, and what a second grading leaves of marks by hand."""

import shutil
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from .chapters import CHAPTERS, EXCHANGED, LEARNING, SUPPLY, handed_in, write_course
from .class_run import Graded, command, graded, hand_in, tables
from .situation import MATE, MATES, Person, moodle, roster

PEOPLE = (
    Person("ada", "Ada Byron", "401", "A", "ada@uni.example"),
    Person("bo", "Bo Ek", "402", "A", "bo@uni.example"),
    Person("cy", "Cy Twombly", "403", "B", "cy@uni.example"),  # hands in nothing
    Person("dora", "Dora Klein", "404", "B", "dora@uni.example"),
    Person("eve", "Eve Leer", "405", "B", "eve@uni.example"),  # hands in the stub
    MATE,
)
FILES = {
    moodle("Ada Byron", 401): handed_in(),
    moodle("Bo Ek", 402): handed_in(right=1, wrong=1),
    moodle("Dora Klein", 404, f"{SUPPLY}.ipynb"): handed_in(SUPPLY),
    moodle("Eve Leer", 405): handed_in(right=0),
    moodle(MATE.name, MATE.lms_id): MATES,
}
BY_HAND = {  # student, test: the mark that a person gives
    ("ada", "test_td_update"): 1.5,
    ("ada", "test_greedy_action"): 0.25,
    ("dora", "test_inventory_position"): 1.0,
}
COMMENT = "Nearly right, see page 12"
# One exercise is exchanged; of another the hidden test asks for more: days begun count.
STRICTER = CHAPTERS[SUPPLY][1]._replace(body="return -(-on_hand // demand)", hidden=("17, 5", "4"))
CHANGED = {
    LEARNING: (CHAPTERS[LEARNING][0], EXCHANGED),
    SUPPLY: (CHAPTERS[SUPPLY][0], STRICTER),
}


class Regraded(NamedTuple):
    """A class that was graded, marked by hand, graded again, and once more without a change."""

    before: Path  # what the first grading wrote
    first: Graded
    second: Graded
    second_tables: dict
    third: Graded


def regrade(folder):
    """Grade a class, give marks by hand, change the course and grade again; return `Regraded`."""
    course, out = folder / "course", folder / "out"
    write_course(course)
    (folder / "roster.csv").write_bytes(roster(PEOPLE))
    arguments = ["grade", hand_in(folder / "class", FILES, True), "--out", out, "--course", course]
    arguments += ["--roster", folder / "roster.csv", "--jobs", "2"]
    first = graded(out, command(*arguments))
    if out.is_dir():
        shutil.copytree(out, folder / "before")
    if (out / "gradebook.db").is_file():
        mark_by_hand(out / "gradebook.db")
    write_course(course, changed=CHANGED)
    second = graded(out, command(*arguments, "--resume"))
    second_tables = tables(out)
    third = graded(out, command(*arguments, "--resume"))
    return Regraded(folder / "before", first, second, second_tables, third)


# Where nbgrader keeps a score and a comment of one student's cell.
OF_CELL = """
    SELECT {table}.id FROM {table}
    JOIN submitted_notebook ON {table}.notebook_id = submitted_notebook.id
    JOIN submitted_assignment ON submitted_notebook.assignment_id = submitted_assignment.id
    JOIN base_cell ON {table}.cell_id = base_cell.id
    WHERE submitted_assignment.student_id = ? AND base_cell.name = ?
"""


def mark_by_hand(path):
    """Write marks and a comment into a gradebook, as formgrader does."""
    with closing(sqlite3.connect(path)) as book, book:
        for (student, cell), mark in BY_HAND.items():
            for (number,) in book.execute(OF_CELL.format(table="grade"), (student, cell)):
                book.execute("UPDATE grade SET manual_score = ? WHERE id = ?", (mark, number))
        query = OF_CELL.format(table="comment")
        for (number,) in book.execute(query, ("ada", "td_update")):
            book.execute("UPDATE comment SET manual_comment = ? WHERE id = ?", (COMMENT, number))


def column(table, *names):
    """Return the position of the first column whose title has one of some words, or None."""
    head = [title.casefold() for title in table[0]]
    return next((i for name in names for i, title in enumerate(head) if name in title), None)


def wide(out, table, who, chapter=LEARNING):
    """Return somebody's cell of a platform's table, None if there is none."""
    found = tables(out).get(table, ([], []))
    place = column(found, chapter)
    rows = [row for row in found[1] if any(value in row for value in (who.email, who.student))]
    return rows[0][place] if rows and place is not None else None


def exercise_marks(out):
    """Return the marks by (student, exercise) of whatever table shows them, long or wide."""
    marks = {}
    for name, table in tables(out).items():
        head, rows = table
        student, exercise = column(table, "student"), column(table, "exercise")
        score = column(table, "score", "mark", "points")
        if name == "changed.csv" or student is None:
            continue
        if exercise is not None and score is not None:
            marks |= {(row[student], row[exercise]): row[score] for row in rows}
        for one in (one.name for exercises in CHAPTERS.values() for one in exercises):
            places = [i for i, title in enumerate(head) if one in title]
            marks |= {(row[student], one): row[places[0]] for row in rows if places}
    return marks


def members(path):
    """Return the members of a zip: their bytes by name; nothing if there is no such file."""
    if not path.is_file():
        return {}
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name[-1] != "/"}
