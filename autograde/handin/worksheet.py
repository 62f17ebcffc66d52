"""Moodle's grading worksheet: which participant is who, and when each handed in."""

import re
from typing import NamedTuple

from autograde.handin.names import folded, plain_number
from autograde.handin.tables import read_table
from autograde.handin.times import Time, of_moodle
from autograde.kit.errors import UnusableArgument

# Folded titles, English and German first; the participant is in the first column anyway.
IDENTIFIER = ("identifier", "id", "identifikator", "identifiant", "identificador")
NAMES = ("fullname", "vollstandigername", "nomcomplet", "nombrecompleto")
EMAILS = ("emailaddress", "emailadresse", "email", "adressedecourriel")
NUMBERS = ("idnumber", "idnummer", "numerodidentification")
TIMES = ("lastmodifiedsubmission", "zuletztgeandertabgabe", "zuletztgeandertlosung")
NUMBER = re.compile(r"\d+\s*$")


class Participant(NamedTuple):
    """One row of a worksheet."""

    number: str  # in the names of this assignment's files
    names: tuple  # that a roster may know: the institution's number, the address, the full name
    time: Time


def read(paths, zone):
    """Return the participants of worksheets by their number.

    Parameters
    ----------
    paths : sequence of Path
        What Moodle calls "Download grading worksheet", one for each assignment.
    zone : tzinfo
        In which its times are meant.

    Raises
    ------
    UnusableArgument
        If a file is no worksheet.
    """
    found = {}
    for path in paths:
        table = read_table(path, "worksheet")
        participants = (_participant(row, zone) for row in table.rows)
        rows = {row.number: row for row in participants if row}
        if not rows:
            raise UnusableArgument(
                f"{path} is no grading worksheet of Moodle: it has the columns "
                f"{', '.join(table.columns)}; expected Identifier with values like Participant 401"
            )
        found |= rows
    return found


def refuse_foreign(participants, numbers):
    """Raise unless a worksheet is of the assignment that was handed in.

    Parameters
    ----------
    participants : dict of str to Participant
        From `read`.
    numbers : set of str
        Of the participants in the files' names.
    """
    known = sum(plain_number(number) in participants for number in numbers)
    if participants and 2 * known < len(numbers):
        raise UnusableArgument(
            f"the worksheet knows {known} of the {len(numbers)} participants' numbers in the "
            "files' names: give the one of this very assignment"
        )


def _participant(row, zone):
    identifier = _value(row, IDENTIFIER) or next(iter(row.values()), "")
    found = NUMBER.search(identifier)
    if not found:
        return None
    names = (_value(row, titles) for titles in (NUMBERS, EMAILS, NAMES))
    time = of_moodle(_value(row, TIMES) or _submitted(row), zone)
    return Participant(plain_number(found[0]), tuple(filter(None, names)), time)


def _value(row, titles):
    return next((row[title] for title in titles if row.get(title)), "")


def _submitted(row):
    """Return the time of a worksheet in another language: its title speaks of the submission."""
    words = ("submission", "abgabe", "remise", "entrega", "consegna", "inzending")
    return next((v for k, v in row.items() if any(w in folded(k) for w in words) and ":" in v), "")
