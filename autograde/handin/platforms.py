"""Who handed in what, read from the names that learning platforms give to files.

========================================================== ==========================
name                                                       given by
========================================================== ==========================
``<student>/<assignment>.ipynb``                           a folder made by hand
``<student>/<assignment>/<assignment>.ipynb``              nbgrader
``Ada Byron_123_assignsubmission_file_/<file>.ipynb``      Moodle, in folders
``Ada Byron_123_assignsubmission_file_<file>.ipynb``       Moodle, flat
``byronada_LATE_123_456_<file>-1.ipynb``                   Canvas
========================================================== ==========================
"""

import re
from datetime import datetime
from pathlib import PurePosixPath
from typing import NamedTuple

MOODLE = re.compile(r"(?P<owner>.+?)_(?P<id>\d+)_assignsubmission_\w+?_(?P<file>.*)", re.DOTALL)
CANVAS = re.compile(r"(?P<owner>[^_]+)_(?P<late>LATE_)?(?P<id>\d+)_\d+_(?P<file>.+)", re.DOTALL)
TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)[-_T ](\d\d)[-:.](\d\d)(?:[-:.](\d\d))?")
# What platforms and browsers append to a file that is handed in, or downloaded, again.
AGAIN = re.compile(r"(?P<name>.*?)(?:-(?P<canvas>\d{1,3})| ?\((?P<browser>\d{1,3})\))?", re.DOTALL)


class Named(NamedTuple):
    """What a file's name says."""

    owner: str  # a student or a group, as the platform calls it
    file: str  # as the student called it
    lms_id: str = ""
    late: bool = False  # the platform marked it as late
    time: datetime | None = None  # without a zone
    folder: str = ""  # where a platform's name lies in a folder: what that is called

    @property
    def stem(self):
        """The name of the assignment, if the student kept it."""
        return AGAIN.fullmatch(PurePosixPath(self.file).stem)["name"]

    @property
    def version(self):
        """How often it was handed in before."""
        found = AGAIN.fullmatch(PurePosixPath(self.file).stem)
        return int(found["canvas"] or found["browser"] or 0)


def named(parts):
    """Return what a file's name says, or None if it is in nobody's folder.

    Parameters
    ----------
    parts : tuple of str
        The folders that the file is in, and its own name.

    Examples
    --------
    >>> named(("byronada_LATE_123_456_05_q_learning-1.ipynb",))[:4]
    ('byronada', '05_q_learning-1.ipynb', '123', True)
    """
    for depth, part in enumerate(parts):
        folders = parts[:depth]
        inside = folders[-1] if folders else ""
        if found := MOODLE.fullmatch(part):
            file = found["file"] or parts[-1]
            time = _first_time((*folders, found["owner"]))
            return Named(found["owner"], file, found["id"], False, time, inside)
        if depth == len(parts) - 1 and (found := CANVAS.fullmatch(part)):
            late, time = found["late"] is not None, _first_time(folders)
            return Named(found["owner"], found["file"], found["id"], late, time, inside)
    if len(parts) < 2:
        return None
    nested = len(parts) > 2 and parts[-2] == PurePosixPath(parts[-1]).stem
    return Named(parts[-3] if nested else parts[-2], parts[-1], time=_first_time(parts[:-1]))


def _first_time(names):
    """Return the time in the first of some names that has one: never in one that students give."""
    return next((_time(found) for name in names if (found := TIME.search(name))), None)


def _time(found):
    try:
        return datetime(*(int(number or 0) for number in found.groups()))
    except ValueError:  # a 13th month is no time
        return None
