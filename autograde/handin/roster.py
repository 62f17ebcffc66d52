"""Who is in the class: students, their groups, and what the platform calls them."""

import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograde.handin.names import folded, orders, plain_number
from autograde.handin.roster_columns import Student, students
from autograde.handin.tables import read_table
from autograde.kit.errors import UnusableArgument

__all__ = ["Roster", "Student", "read"]


class Roster:
    """The students of a class.

    Parameters
    ----------
    students : list of Student
        In any order.
    """

    def __init__(self, students: Sequence[Student]) -> None:
        self.students = {student.student: student for student in students}
        self._numbers = {plain_number(one.lms_id): one.student for one in students if one.lms_id}
        self._groups: dict[str, list[str]] = {}
        self._named: list[dict[str, list[str]]] = [{}, {}]
        for one in students:
            for group in _groups(one.group):
                self._groups.setdefault(group, []).append(one.student)
            for names, tier in zip(_names(one), self._named):
                for name in names - {""}:
                    tier.setdefault(name, []).append(one.student)

    def __iter__(self) -> Iterator[str]:
        return iter(self.students)

    def persons(self, name: str) -> list[str]:
        """Return the students that a name may mean: two namesakes are both in the list."""
        if name in self.students:
            return [name]
        key = folded(name)
        return next((tier[key] for tier in self._named if key in tier), [])

    def members(self, group: str) -> list[str]:
        """Return the students of a group, whose name is compared as people's are."""
        return self._groups.get(folded(group), []) if group else []

    def numbered(self, number: str | None) -> str:
        """Return the student who has a number on the platform, "" if nobody has it."""
        return self._numbers.get(plain_number(number), "") if number else ""

    def who(self, owner: str) -> list[str]:
        """Return the students to whom a name belongs; none, if it is nobody's.

        Parameters
        ----------
        owner : str
            A student, or a group, as a folder or a platform calls it.
        """
        persons = self.persons(owner)
        return persons if len(persons) == 1 else [] if persons else self.members(owner)


def _groups(group: str) -> set[str]:
    """Return a group's name, and each where somebody is in several, folded."""
    several = group.split(",") if "," in group else []
    return {folded(name) for name in (group, *several) if name.strip()}


def _names(student: Student) -> tuple[set[str], set[str]]:
    """Return the folded names of a student: those that mean nobody else, then the others."""
    mail = {folded(student.email), folded(student.email.partition("@")[0])}
    return {folded(student.student)}, mail | orders(student.name) | orders(student.student)


def read(path: Path) -> Roster:
    """Return the roster in a file.

    Parameters
    ----------
    path : Path
        A table with a column ``student``, and as you like ``group``, ``email``, ``lms_id``,
        ``name``; other columns are left alone. Or Moodle's list of participants, or Canvas's
        gradebook, as they are exported.

    Raises
    ------
    UnusableArgument
        If the file or its column is absent, or a student occurs twice.
    """
    table = read_table(path, "roster")
    found = students(table)
    if found is None:
        raise UnusableArgument(
            f"the roster {path} has the columns {', '.join(table.columns)}; one must be: student"
        )
    if not found:
        raise UnusableArgument(f"the roster {path} names no student below its columns")
    _refuse_twins(path, found)
    return Roster([Student(*(unicodedata.normalize("NFC", v) for v in one)) for one in found])


def _refuse_twins(path: Path, students: Sequence[Student]) -> None:
    for field in ("student", "lms_id"):
        values = [getattr(student, field) for student in students]
        twice = sorted({value for value in values if value and values.count(value) > 1})
        if twice:
            raise UnusableArgument(f"the roster {path} names twice: {', '.join(twice)}")
