"""Who handed in what, read from the names that learning platforms give to files.

=================================================================== ===========================
name                                                                given by
=================================================================== ===========================
``<student>/…/<file>``                                              a folder made by hand
``<student>/<assignment>/<file>``                                   nbgrader
``ada+ps5+2026-03-01 10:00:00 UTC/<file>``                          nbgrader's inbound folder
``Ada Byron_401_assignsubmission_file/<file>``                      Moodle 4.1 and later
``Ada Byron_401_assignsubmission_file_/<file>``                     Moodle before
``Ada Byron_401_assignsubmission_file_<file>``                      Moodle without folders
``Gruppe A_77_assignsubmission_file/<file>``                        Moodle, a team
``Default group_assignsubmission_file/<file>``                      Moodle, who is in no team
``Participant_401_assignsubmission_file/<file>``                    Moodle, blind marking
``Ada Byron_401_assignsubmission_onlinetext/onlinetext.html``       Moodle, typed in
``byronada_LATE_9006_55506_<file>-1.ipynb``                         Canvas; also with a group
``LATE_anon_1aB2c_55506_<file>``                                    Canvas, anonymous
``byronada_9006_text.html``                                         Canvas, typed in
=================================================================== ===========================
"""

import re
from functools import lru_cache
from pathlib import PurePosixPath
from typing import NamedTuple

MOODLE = re.compile(
    r"(?P<owner>.+?)(?:_(?P<number>\d+))?_assignsubmission_(?P<what>[a-z]+)(?:_(?P<file>.*))?",
    re.DOTALL,
)
MOODLE_AGAIN = re.compile(r"(?:^|_)(?P<number>\d+)_assignsubmission_")
CANVAS = re.compile(
    r"(?P<late>_LATE)?_(?P<number>[1-9]\d*)_(?P<attachment>[1-9]\d*)_(?P<file>.+)", re.DOTALL
)
CANVAS_TEXT = re.compile(
    r"(?P<owner>.+?)(?P<late>_LATE)?_(?P<number>[1-9]\d*)_?(?P<file>[^_]*\.html?)", re.DOTALL
)
ANONYMOUS = re.compile(
    r"(?P<late>LATE_)?anon_(?P<number>[^_]+)_(?P<attachment>\d+)_(?P<file>.+)", re.DOTALL
)
INBOUND = re.compile(r"(?P<owner>[^+]+)\+[^+]+\+(?P<time>\d{4}-\d\d-\d\d [^+]+)(?:\+[^+]*)?")
BLIND = ("participant", "teilnehmer", "teilnehmerin", "teilnehmende", "participante", "deelnemer")
# Words and numbers of these names, where the whole is not one.
LIKE_MOODLE, LIKE_CANVAS = re.compile("assignsubmission"), re.compile(r"._\d{3,}_.*\.\w+$")
AGAIN = re.compile(r"(?P<name>.*?)-(?P<version>\d{1,3})", re.DOTALL)


class Named(NamedTuple):
    """What a platform says in the name of a file or folder."""

    platform: str  # Moodle, Canvas or nbgrader
    owner: str  # a student or a group, as the platform calls it
    number: str = ""  # Canvas's of the user; Moodle's of a participant in one assignment
    file: str = ""  # as the student called it; "" where the name is a folder's
    late: bool = False  # the platform marked it as late
    anonymous: bool = False
    time: str = ""  # nbgrader's

    @property
    def stem(self):
        """The file's name without ending and without what Canvas appends to a resubmission."""
        return again(self.file, self.platform)[0]

    @property
    def version(self):
        """How often it was handed in before, as Canvas counts."""
        return again(self.file, self.platform)[1]


def again(file, platform):
    """Return a file's stem, and the number of its resubmission where Canvas appended one."""
    stem = PurePosixPath(file).stem
    found = AGAIN.fullmatch(stem) if platform == "Canvas" else None
    return (found["name"], int(found["version"])) if found else (stem, 0)


@lru_cache(maxsize=10_000)
def readings(name, is_file):
    """Return what the name of a file or folder may say: none, if no platform gave it.

    Parameters
    ----------
    name : str
        Of a folder or of a file.
    is_file : bool
        Canvas makes no folders.

    Examples
    --------
    >>> readings("Ada Byron_401_assignsubmission_file", False)[0][:3]
    ('Moodle', 'Ada Byron', '401')
    >>> [one.owner for one in readings("team_1_77_88_1_9_x.ipynb", True)]
    ['team', 'team_1', 'team_1_77', 'team_1_77_88']
    """
    if found := MOODLE.fullmatch(name):
        if not _is_one_name(found):
            return []
        return [Named("Moodle", found["owner"], found["number"] or "", found["file"] or "")]
    if found := INBOUND.fullmatch(name):
        return [Named("nbgrader", found["owner"], time=found["time"])]
    if not is_file:
        return []
    if found := ANONYMOUS.fullmatch(name):
        return [Named("Canvas", f"anon_{found['number']}", "", found["file"],
                      found["late"] is not None, anonymous=True)]  # fmt: skip
    # Underscores stay in some names, so that numbers in them may look like Canvas's.
    starts = [n for n, letter in enumerate(name) if letter == "_" and n][:20]
    matches = [(n, CANVAS.fullmatch(name, n)) for n in starts]
    owners = [_of_canvas(name[:n], match, match["file"]) for n, match in matches if match]
    if not owners and (match := CANVAS_TEXT.fullmatch(name)):
        return [_of_canvas(match["owner"], match, match["file"])]
    return owners


def _is_one_name(found):
    """Whether a name of Moodle's holds one number: an account may be called like another's file."""
    again = MOODLE_AGAIN.search(found["file"] or "")
    return not again or again["number"] == found["number"]


def _of_canvas(owner, match, file):
    return Named("Canvas", owner, match["number"], file, match["late"] is not None)


def looks_like(name, is_file):
    """Return the platform whose names a name resembles without being one, "" if none."""
    if LIKE_MOODLE.search(name):
        return "Moodle"
    return "Canvas" if is_file and LIKE_CANVAS.search(name) else ""
