"""Finding the algorithms of a class: a Python file, or a cell of the challenge's notebook.

What was handed in is read by another program, with bounds (`handin.reader`).
"""

from collections.abc import Callable, Collection
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from autograde.handin import overview, owners, submissions, which
from autograde.handin import roster as rosters
from autograde.handin.reader import Reader
from autograde.jail import bubblewrap
from autograde.kit.text import printable
from supplychain import coursework
from supplychain.algorithm import FUNCTION

CHALLENGE = "07_challenge"
ENDINGS = (".ipynb", ".py")  # where both were handed in, the Python file counts
TAG = "challenge"  # of the cells of a notebook that are the submission
LONGEST_NAME = 40  # characters
NOTHING = f"nothing was handed in: there is no {CHALLENGE}.py and no {CHALLENGE}.ipynb"
STUDENT, LEARNER = "student", "learner"  # kinds of entries


class Entry(NamedTuple):
    """An algorithm that takes part: a submission, or a learner of the course's own."""

    name: str
    source: bytes  # the submission; of a learner, whatever it depends on
    file: str  # what error messages call it; of a learner, the module that it is in
    function: str = FUNCTION
    kind: str = STUDENT  # or `LEARNER`: the course's own, which trains without a jail
    sandbox: str = bubblewrap.BUBBLEWRAP  # or `bubblewrap.NONE`; what a student's trains in
    fault: str = ""  # why it cannot be trained


def find(
    place: Path,
    scratch: Path,
    sandbox: str = bubblewrap.BUBBLEWRAP,
    course: Any = None,
    roster: Path | None = None,
    tell: Callable[[str], object] = lambda line: None,
    anyway: bool = True,
) -> list[Entry]:
    """Return the algorithms of a class, sorted by student.

    Parameters
    ----------
    place : Path
        A folder or a zip that holds ``<student>/07_challenge.py`` or ``.ipynb``; or the zip of a
        platform, in which a file of these kinds counts whatever its name (see `platforms`).
    scratch : Path
        An empty folder for what a zip holds.
    sandbox : str
        What they are to run in.
    course : Course, optional
        Whose chapters tell what a file is; without one, only its name does.
    roster : Path, optional
        Of the class, whose students' names the entries have then.
    tell : callable
        Is told, line by line, how many files found an owner and which did not.
    anyway : bool
        Go on even where nearly no file found an owner on the roster.

    Returns
    -------
    list of entries.Entry
        One for each student; what cannot be trained says why.

    Raises
    ------
    UnusableArgument
        Where `place` holds no algorithm at all.
    """
    known = which.chapters(course) if course else ()
    listed = rosters.read(roster) if roster else None
    collection = submissions.find(
        place, scratch, only=(CHALLENGE,), endings=ENDINGS, known=known, roster=listed
    )
    overview.refuse(collection, place, None if anyway else listed)
    for line in overview.told(collection):
        tell(line)
    found = [one for one in collection.submissions if one.assignment == CHALLENGE]
    if not found:
        raise submissions.nothing(place, CHALLENGE + ENDINGS[-1])
    # In a folder that is no student's of the roster, nobody is absent.
    chosen: dict[str, Any] = dict.fromkeys(collection.folders if listed is None else listed)
    for ending in ENDINGS:  # the later one goes before the earlier
        kind = [one for one in found if one.ending == ending]
        chosen |= {who: one for (who, _), one in owners.deal(kind, listed).items()}
    for student, one in sorted(chosen.items()):
        if one and (one.remark or one.rivals):
            tell(f"{student}: {overview.about(one)}")
    entries: list[Entry] = []
    with Reader({}) as reader, TemporaryDirectory() as programs:
        for student, one in sorted(chosen.items()):
            name = _name(student, {entry.name for entry in entries})
            path, ending = (one.path, one.ending) if one else (None, ENDINGS[-1])
            fault = one.fault if one else NOTHING
            entries.append(_entry(reader, Path(programs), name, path, ending, fault, sandbox))
    return entries


def from_file(path: Path, name: str, sandbox: str = bubblewrap.BUBBLEWRAP) -> Entry:
    """Return the algorithm that one file holds, whatever the file is called.

    Parameters
    ----------
    path : Path
        A Python file, or a notebook of the challenge: its name ends with ``.ipynb``.
    name : str
        Whose it is.
    sandbox : str
        What it is to run in.

    Returns
    -------
    entries.Entry
        What cannot be trained says why.
    """
    ending = ENDINGS[0 if path.name.lower().endswith(ENDINGS[0]) else 1]
    with Reader({}) as reader, TemporaryDirectory() as programs:
        return _entry(reader, Path(programs), name, path, ending, "", sandbox)


def _entry(
    reader: Reader,
    scratch: Path,
    name: str,
    path: Path | None,
    ending: str,
    fault: str,
    sandbox: str,
) -> Entry:
    source, found = (b"", fault) if path is None else _source(reader, scratch, name, path, ending)
    return Entry(name, source, CHALLENGE + ending, sandbox=sandbox, fault=printable(found, 1000))


def file_hash(entry: Entry) -> str:
    """Return the SHA-256 of a submission's text, "" where there is none to train."""
    return "" if entry.fault else sha256(entry.source).hexdigest()


def _name(student: str, taken: Collection[str]) -> str:
    """Return what a student is called, short and on one line, as nobody else."""
    name = short = printable(student.replace("\n", " "), LONGEST_NAME)
    number = 1
    while name in taken:
        number += 1
        name = f"{short} ({number})"
    return name


def _source(reader: Reader, scratch: Path, name: str, path: Path, ending: str) -> tuple[bytes, str]:
    """Return the text of what somebody handed in, and why it cannot be trained, "" if it can."""
    target = scratch / "program"
    fault = reader.program(path, ending, target, TAG, (FUNCTION, coursework.FUNCTION), name)
    if fault:
        return b"", fault
    source = target.read_bytes()
    target.unlink()
    return source, ""
