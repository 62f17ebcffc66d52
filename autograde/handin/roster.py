"""Who is in the class: students, their groups, and what the platform calls them."""

import csv
import re
import unicodedata
from typing import NamedTuple

from autograde.kit.errors import UnusableArgument


class Student(NamedTuple):
    """One row of a roster."""

    student: str
    group: str = ""
    email: str = ""
    lms_id: str = ""
    name: str = ""


class Roster:
    """The students of a class.

    Parameters
    ----------
    students : list of Student
        In any order.
    """

    def __init__(self, students):
        self.students = {student.student: student for student in students}
        self._known = {}
        for student in students:
            for key in _keys(student):
                self._known.setdefault(key, set()).add(student.student)

    def __iter__(self):
        return iter(self.students)

    def members(self, group):
        """Return the names of a group's students."""
        return [s.student for s in self.students.values() if s.group and s.group == group]

    def who(self, owner, lms_id=""):
        """Return the students to whom a submission belongs; none, if it is nobody's.

        Parameters
        ----------
        owner : str
            A student, or a group, as a folder or a platform calls it.
        lms_id : str
            The platform's number, where it gives one.
        """
        if owner in self.students:
            return [owner]
        if members := self.members(owner):
            return members
        # The name first: Moodle's number is that of a participant in one assignment only.
        for key in (("name", plain_name(owner)), ("lms_id", lms_id)):
            found = self._known.get(key, ()) if key[1] else ()
            if len(found) == 1:  # two of the same name are nobody in particular
                return list(found)
        return []


def _keys(student):
    yield "lms_id", student.lms_id
    first, _, last = student.name.rpartition(" ")
    names = (student.student, student.name, f"{last} {first}", student.email.partition("@")[0])
    for name in {plain_name(name) for name in (*names, student.email)} - {""}:
        yield "name", name


def plain_name(name):
    """Return a name as platforms write it into the names of files: small letters and digits."""
    letters = unicodedata.normalize("NFKD", name).casefold()
    return re.sub(r"[\W_]", "", letters)


def read(path):
    """Return the roster in a file.

    Parameters
    ----------
    path : Path
        A CSV file with a column ``student``, and as you like ``group``, ``email``, ``lms_id``,
        ``name``; other columns are left alone.

    Raises
    ------
    UnusableArgument
        If the file or its column is absent, or a student occurs twice.
    """
    if not path.is_file():
        raise UnusableArgument(f"the roster {path} does not exist")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnusableArgument(f"the roster {path} is not in UTF-8: save it as such") from error
    # The spreadsheets of half of Europe write semicolons.
    first = text.partition("\n")[0]
    reader = csv.DictReader(
        text.splitlines(), delimiter=";" if first.count(";") > first.count(",") else ","
    )
    if "student" not in (reader.fieldnames or []):
        raise UnusableArgument(
            f"the roster {path} has the columns {reader.fieldnames}; one must be: student"
        )
    students = [_student(row) for row in reader if (row["student"] or "").strip()]
    if not students:
        raise UnusableArgument(f"the roster {path} names no student")
    _refuse_twins(path, students)
    return Roster(students)


def _student(row):
    values = {field: (row.get(field) or "").strip() for field in Student._fields}
    return Student(**{k: unicodedata.normalize("NFC", value) for k, value in values.items()})


def _refuse_twins(path, students):
    for field in ("student", "lms_id"):
        values = [getattr(student, field) for student in students]
        twice = sorted({value for value in values if value and values.count(value) > 1})
        if twice:
            raise UnusableArgument(f"the roster {path} names twice: {', '.join(twice)}")
