"""What the columns of a roster mean: our own, Moodle's participants, Canvas's gradebook."""

from typing import NamedTuple

from autograde.handin.names import folded, plain_number


class Student(NamedTuple):
    """One row of a roster."""

    student: str
    group: str = ""
    email: str = ""
    lms_id: str = ""
    name: str = ""


# Folded titles, the ones that say it best first; Moodle's in a few of its languages.
TITLES = {
    "group": ("group", "groups", "team", "gruppe", "gruppen", "groupe", "groupes"),
    "email": ("email", "emailaddress", "mail", "emailadresse", "adressedecourriel",
              "adresseemail", "direcciondecorreo", "correo", "indirizzoemail", "emailadres"),
    "lms_id": ("lmsid", "lmsnumber", "canvasid", "moodleid"),
    "name": ("name", "fullname", "vollstandigername", "nomcomplet"),
    "first": ("firstname", "vorname", "prenom", "nombre", "nome", "voornaam", "givenname"),
    "last": ("surname", "lastname", "nachname", "nom", "apellidos", "cognome", "achternaam",
             "familyname"),
    "login": ("username", "benutzername", "nomdutilisateur", "login"),
    "number": ("idnumber", "idnummer", "numerodidentification", "matrikelnummer"),
    "role": ("roles", "role", "rollen"),
}  # fmt: skip
CANVAS = {"sisuserid", "sisloginid", "section"}


def students(table):
    """Return the students of a table, or None if no column says who they are.

    Parameters
    ----------
    table : tables.Table
        A roster: ours, with a column ``student``; or one that Moodle or Canvas exports.
    """
    keys = {folded(column) for column in table.columns}
    if {"student", "id"} <= keys and keys & CANVAS:
        found = [_of_canvas(row) for row in table.rows if not _is_no_student(row)]
    elif "student" in keys:
        found = [_own(row) for row in table.rows]
    elif any(_value(dict.fromkeys(keys, "x"), kind) for kind in ("login", "number", "email")):
        listed = [row for row in table.rows if "student" in _value(row, "role").lower()]
        found = [_of_moodle(row) for row in listed or table.rows]
    else:
        return None
    return [student for student in found if student.student]


def _value(row, kind):
    return next((row[title] for title in TITLES[kind] if row.get(title)), "")


def _name(row):
    return _value(row, "name") or f"{_value(row, 'first')} {_value(row, 'last')}".strip()


def _mended(number):
    """Return a number as it was before a spreadsheet made another of it; zeros in front stay."""
    return number if number.isdigit() else plain_number(number)


def _own(row):
    number = _mended(_value(row, "lms_id"))
    return Student(row["student"], _value(row, "group"), _value(row, "email"), number, _name(row))


def _of_moodle(row):
    """Return a participant; Moodle's "ID number" is the institution's, no number in file names."""
    email = _value(row, "email")
    student = _value(row, "login") or _value(row, "number") or email or _name(row)
    return Student(student, _value(row, "group"), email, "", _name(row))


def _of_canvas(row):
    login, name = row.get("sisloginid", ""), row["student"]
    student = row.get("sisuserid") or login or name
    return Student(student, "", _value(row, "email") or login, _mended(row["id"]), name)


def _is_no_student(row):
    """Whether a row of Canvas's gradebook is its full marks or its test student."""
    first = folded(row.get("student", ""))
    test = first in ("studenttest", "teststudent") and not row.get("sisuserid")
    return first in ("", "pointspossible") or test
