"""Finding what a class handed in: whose it is, for which assignment, and when it came."""

from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from zoneinfo import ZoneInfo

from autograde.handin import archives, neighbours, platforms
from autograde.kit.errors import UnusableArgument

SCRAP = (".", "__")  # beginnings of the names of files that nobody meant to hand in
UTC = ZoneInfo("UTC")
UNKNOWN = datetime.min.replace(tzinfo=UTC)  # before every time that is known


class Collection(NamedTuple):
    """All that was found in what a class handed in."""

    submissions: list  # of Submission, sorted by student and assignment
    folders: list  # names of the students' folders, also of those without a submission
    others: list  # files that count as no submission: (owner, number on the platform, file)


class Submission(NamedTuple):
    """One notebook that one student or group handed in."""

    student: str  # or a group, as the file's name has it
    assignment: str
    path: Path | None  # None if it must not be read
    time: datetime | None = None  # in the course's time zone
    late: bool = False  # the platform said so
    lms_id: str = ""
    fault: str = ""  # why it must not be read
    remark: str = ""
    version: int = 0  # how often it was handed in before
    ending: str = ".ipynb"  # of the file's name, in small letters
    folder: str = ""  # where a platform's name lies in a folder: what that is called
    member: str = ""  # its whole name as it was given, folders included


def find(place, scratch, zone=UTC, only=(), endings=(".ipynb",), known=()):
    """Return what a class handed in.

    Parameters
    ----------
    place : Path
        A folder or a zip; `platforms` says which names are understood.
    scratch : Path
        An empty folder for what a zip holds.
    zone : tzinfo
        In which times without a zone are meant.
    only : sequence of str
        The assignments to grade. If it is one, a platform's file counts as it whatever its name.
    endings : tuple of str
        Of the files that count. Of each kind, what was handed in last is returned.
    known : sequence of str
        Assignments; a file may spell their names in other letter case.

    Raises
    ------
    UnusableArgument
        If `place` is neither, or holds no notebook.

    Returns
    -------
    Collection
    """
    place = neighbours.submitted(place)
    files = neighbours.files(place, scratch)
    times = _timestamps(files, zone)
    spelt = {name.casefold(): name for name in known}
    handed_in = [
        one._replace(assignment=spelt.get(one.assignment.casefold(), one.assignment))
        for file in files
        if (one := _submission(file, times, zone, only, endings))
    ]
    if not handed_in:
        raise nothing(place, (only[0] if len(only) == 1 else "<assignment>") + endings[-1])
    return Collection(_last(_tell_namesakes_apart(handed_in)), _folders(place), _others(files))


def nothing(place, file):
    """Return the error that says that no student handed in a file."""
    return UnusableArgument(f"{place} holds no submission; expected <student>/{file} in it")


def _folders(place):
    """Return the names of the students' folders; a zip has no empty ones to speak of."""
    if not place.is_dir():
        return []
    folders = (path for path in place.iterdir() if path.is_dir() and not path.is_symlink())
    names = (archives.readable(path.name) for path in folders)
    # A folder as Moodle names it stands for the student in its name.
    owners = ((name, platforms.named((name, "x"))) for name in names if not name.startswith(SCRAP))
    return sorted({owner.owner if owner else name for name, owner in owners})


def _others(files):
    """Return the files that are no notebooks."""
    found = []
    for parts in (file.parts for file in files if file.parts[-1]):
        is_scrap = any(part.startswith(SCRAP) for part in parts) or parts[-1] == "timestamp.txt"
        if not is_scrap and PurePosixPath(parts[-1]).suffix.lower() != ".ipynb":
            named = platforms.named(parts)
            found += [(named.owner, named.lms_id, named.file)] if named else []
    return found


def _timestamps(found, zone):
    """Return the times of the files ``timestamp.txt``, by the folders that they lie in."""
    stamps = [file for file in found if file.parts[-1] == "timestamp.txt" and file.path]
    times = {file.parts[:-1]: read_time(file.path, zone) for file in stamps}
    return {folder: time for folder, time in times.items() if time}


def read_time(path, zone):
    """Return the time in a ``timestamp.txt`` as nbgrader writes it, or None if it holds none.

    Parameters
    ----------
    path : Path
        Holds for example ``2026-02-02 15:58:23.948203 America/Los_Angeles``.
    zone : tzinfo
        In which a time without a zone is meant, and into which it is converted.
    """
    with path.open(encoding="utf-8", errors="replace") as file:
        text = file.read(200).strip()
    day, _, rest = text.partition(" ")
    clock, _, where = rest.partition(" ")
    try:
        time = datetime.fromisoformat(f"{day}T{clock}{_offset(where)}" if clock else day)
        if time.tzinfo is None:
            time = time.replace(tzinfo=ZoneInfo(where) if where else zone)
        return time.astimezone(zone)
    except (ValueError, OSError, OverflowError, LookupError):  # an unknown zone is a KeyError
        return None


def _offset(where):
    return where if where[:1] in ("+", "-") else ""


def _submission(file, times, zone, only, endings):
    """Return what a file is to the class, or None if it is no submission."""
    parts = file.parts
    if any(part.startswith(SCRAP) for part in parts):
        return None
    named = platforms.named(parts)
    ending = PurePosixPath(parts[-1]).suffix.lower()
    if named is None or not (ending in endings or (file.fault and parts[-1] == "")):
        return None
    # A platform's zip is of one assignment, and the platform may have renamed the files.
    assignment = only[0] if len(only) == 1 and named.lms_id else named.stem
    local = named.time or file.time
    # In what a platform collected, a timestamp.txt would be a file of the student's own.
    stamp = None if named.lms_id else times.get(parts[:-1])
    time = stamp or (local.replace(tzinfo=zone) if local else None)
    return Submission(
        student=named.owner,
        assignment=assignment or "unnamed",
        path=file.path,
        time=time,
        late=named.late,
        lms_id=named.lms_id,
        fault=file.fault,
        version=named.version,
        ending=ending or endings[0],
        folder=named.folder,
        member="/".join(parts),
    )


def _tell_namesakes_apart(submissions):
    """Append the platform's number where two students have the same name."""
    numbers = {}
    for one in submissions:
        numbers.setdefault(one.student, set()).add(one.lms_id)
    return [
        one._replace(student=f"{one.student} {one.lms_id}".strip())
        if len(numbers[one.student]) > 1
        else one
        for one in submissions
    ]


def _last(submissions):
    """Return the last submission of each student for each assignment, in each form."""
    found = {}
    for one in submissions:
        found.setdefault((one.student, one.assignment, one.ending), []).append(one)
    return [latest(several) for _, several in sorted(found.items())]


def latest(several):
    """Return the submission that was handed in last, with a remark if it is not the only one."""
    last = max(several, key=lambda one: (one.path is not None, one.time or UNKNOWN, one.version))
    if len(several) == 1:
        return last
    return last._replace(remark=f"{len(several)} versions were handed in; the last one counts")
