"""One situation of an honest person: what is handed in, and what must come of it."""

import csv
import io
from typing import NamedTuple

from .chapters import FULL, HALF, LEARNING, handed_in

NOBODY = r"nobody|no owner|not on the roster|no student of|stranger"
COLUMNS = ("student", "name", "email", "lms_id", "group")


class Person(NamedTuple):
    """One row of a roster."""

    student: str
    name: str = ""
    lms_id: str = ""
    group: str = ""
    email: str = ""


class Situation(NamedTuple):
    """What some people hand in with the rest of their class, and what is right.

    Several share one class run. Whatever is expected of one holds for all of its `owners`.
    """

    name: str  # one sentence, in plain words
    kind: str  # whose, which, when, roster, rules, way back
    files: dict  # name in the class, with "/": its bytes, or a function that makes them
    people: tuple = ()  # of Person: rows that the roster has for it
    owners: tuple | None = None  # students who must have the marks; everybody of `people` if None
    rows: tuple = ()  # (pattern, marks): without a roster, exactly one student is called so
    score: float = FULL
    status: str = "graded"
    deduction: float = 0.0
    chapter: str = LEARNING
    says: tuple = ()  # patterns that the owners' reasons must have
    silent: str = ""  # a pattern that they must not have
    nobody: str = ""  # a pattern of what must be named as nobody's
    shown: tuple = ()  # patterns that both the page of the class and the terminal must have
    no_rows: tuple = ()  # names that are no student's, and must have no row
    strangers: str = ""  # a pattern of names outside of the roster that may have a row

    def due(self):
        """Return the students whose row is expected."""
        return [p.student for p in self.people] if self.owners is None else list(self.owners)


class ClassRun(NamedTuple):
    """A class that is graded by one command."""

    name: str
    situations: tuple
    mate: dict  # files of the classmate, who has one exercise of two right
    listed: bool = True  # whether there is a roster
    rules: str = ""  # course.toml
    zipped: bool = True
    packed: tuple = (2026, 3, 4, 10, 0, 0)  # when the zip was made
    options: tuple = ()
    worksheet: bytes = b""  # Moodle's, given with --worksheet
    empty: tuple = ()  # folders without a file
    mate_row: str = "zoe"  # or a part of the name under which the classmate has a row

    def people(self):
        """Return the rows of the roster; the classmate is the last one."""
        found = {p.student: p for one in self.situations for p in one.people}
        return [*found.values(), MATE]

    def files(self):
        """Return everything that is handed in."""
        merged = dict(self.mate)
        for one in self.situations:
            twice = set(merged) & set(one.files)
            assert not twice, f"{one.name}: {twice} are handed in twice"
            merged |= one.files
        return merged


MATE = Person("zoe", "Zoe Zimmer", "499", "Mates", "zoe.zimmer@uni.example")
MATES = handed_in(right=1, wrong=1)
MATES_SCORE = HALF


def roster(people):
    """Return a roster as the course's own documentation asks for it, as bytes."""
    table = io.StringIO()
    rows = [[getattr(person, column) for column in COLUMNS] for person in people]
    csv.writer(table).writerows([COLUMNS, *rows])
    return table.getvalue().encode()


def moodle(name, number, file=f"{LEARNING}.ipynb", what="file"):
    """Return a member's name as Moodle 4.1 and later write it."""
    return f"{name}_{number}_assignsubmission_{what}/{file}"


def older_moodle(name, number, file=f"{LEARNING}.ipynb", what="file"):
    """Return a member's name as Moodle wrote it before 4.1."""
    return f"{name}_{number}_assignsubmission_{what}_/{file}"


def flat_moodle(name, number, file=f"{LEARNING}.ipynb"):
    """Return a member's name as Moodle writes it where it makes no folders."""
    return f"{name}_{number}_assignsubmission_file_{file}"


def canvas(name, number, file=f"{LEARNING}.ipynb", late=False):
    """Return a member's name as Canvas writes it."""
    return f"{name}_{'LATE_' * late}{number}_{int(number) + 46_500}_{file}"
