"""Finding what a class handed in: ``<student>/<assignment>.ipynb`` in a folder or a zip of it."""

import csv
import zipfile
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from autograde.course import UnusableArgument
from autograde.submission import LARGEST


class Submission(NamedTuple):
    """One notebook that one student handed in."""

    student: str
    assignment: str
    path: Path


def find(place, scratch):
    """Return the notebooks of a class, sorted by student and assignment.

    Parameters
    ----------
    place : Path
        A folder with a folder per student, or a zip of it.
    scratch : Path
        An empty folder for what a zip holds.

    Raises
    ------
    UnusableArgument
        If `place` is neither, or holds no notebook.
    """
    if not place.exists():
        raise UnusableArgument(f"{place} does not exist; give the folder of the submissions")
    if zipfile.is_zipfile(place):
        _unpack(place, scratch)
        folder = scratch
    elif place.is_dir():
        folder = place
    else:
        raise UnusableArgument(f"{place} is neither a folder nor a zip")
    found = [
        Submission(path.parent.name, path.stem, path)
        for path in sorted(folder.glob("*/*.ipynb"))
        if not path.name.startswith(".") and not path.parent.name.startswith((".", "__"))
    ]
    if not found:
        raise UnusableArgument(
            f"{place} holds no submission; expected <student>/<assignment>.ipynb in it"
        )
    return found


def students(place):
    """Return the names of the students' folders, also of those without a notebook.

    Parameters
    ----------
    place : Path
        The folder of the submissions; a zip has no empty folders to speak of.
    """
    if not place.is_dir():
        return []
    names = (path.name for path in place.iterdir() if path.is_dir())
    return sorted(name for name in names if not name.startswith((".", "__")))


def _unpack(archive, scratch):
    """Unpack the notebooks of a zip by the last two parts of their names, and nothing else."""
    with zipfile.ZipFile(archive) as members:
        for member in members.infolist():
            # The separator of Windows occurs in zips, and no part may lead out of the folder.
            parts = PurePosixPath(member.filename.replace("\\", "/")).parts
            if len(parts) < 2 or ".." in parts or not parts[-1].endswith(".ipynb"):
                continue
            target = scratch / parts[-2] / parts[-1]
            target.parent.mkdir(parents=True, exist_ok=True)
            with members.open(member) as source:
                # One byte too many is enough for the file to be refused as too large.
                target.write_bytes(source.read(LARGEST + 1))


def read_roster(path):
    """Return the students of a roster.

    Parameters
    ----------
    path : Path
        A CSV file with a column ``student``; other columns are left alone.

    Raises
    ------
    UnusableArgument
        If the file or its column is absent, or a student occurs twice.
    """
    if not path.is_file():
        raise UnusableArgument(f"the roster {path} does not exist")
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if "student" not in (reader.fieldnames or []):
            raise UnusableArgument(
                f"the roster {path} has the columns {reader.fieldnames}; one must be: student"
            )
        names = [row["student"].strip() for row in reader if (row["student"] or "").strip()]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise UnusableArgument(f"the roster {path} names twice: {', '.join(twice)}")
    return names
