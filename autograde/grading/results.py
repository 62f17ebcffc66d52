"""Results of examinations, written one by one as they come, so that a run can be taken up again.

Each result carries a key: a hash of all that it follows from. A later run keeps the results whose
keys are still right. Nothing is ever half written: a file appears under its name when it is whole.
"""

import json
import platform
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np

from autograde.course.assignment import Assignment
from autograde.examination.result import Result
from autograde.kit.files import CHECKOUT, PART, WORLD, programs_fingerprint
from autograde.kit.own_files import OwnFiles
from autograde.kit.text import for_file_name

# What decides about marks: the examination, and all that it may import.
ROOMS = ("examination", "jail", "handin", "course", "kit")


class Kept(NamedTuple):
    """A result, and what it follows from."""

    result: Result
    key: str = ""  # "" where nothing was examined
    rival: int = 0  # which of several notebooks earned it

    def to_json(self, student: str) -> dict[str, Any]:
        """Return what stands in the file of a student."""
        about: dict[str, Any] = {"student": student}
        about |= {"key": self.key} if self.key else {}
        about |= {"rival": self.rival} if self.rival else {}
        return about | self.result.to_json()

    @classmethod
    def from_json(cls, document: Any) -> tuple[str, Self]:
        """Return whose result a file holds, and the result; raise ValueError if it holds none."""
        if not isinstance(document, dict):
            raise ValueError("the file of a result must hold an object")
        known = dict(document)
        student, key, rival = known.pop("student", ""), known.pop("key", ""), known.pop("rival", 0)
        return student, cls(Result.from_json(known), key, rival)


class Results:
    """The results in a folder; this program is their only writer.

    Parameters
    ----------
    folder : Path
        Holds ``<student>/<assignment>.json``.
    resume : bool
        Whether results of an earlier run count; otherwise they are removed.
    own : OwnFiles, optional
        Of the folder around it, which may hold files of others.
    """

    def __init__(self, folder: Path, resume: bool, own: OwnFiles | None = None) -> None:
        self._folder = folder
        self._own = own or OwnFiles(folder.parent)
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.glob(f"*/.*{PART}"):  # of a run that was killed
            path.unlink(missing_ok=True)
        if not resume:
            self._own.prune(folder, ())

    def path(self, student: str, assignment: str) -> Path:
        """Return where a result is kept."""
        return self._folder / for_file_name(student) / f"{for_file_name(assignment)}.json"

    def find(self, student: str, assignment: str, key: str) -> Kept | None:
        """Return what is `Kept` under a key; None if nothing is, or it is another's or damaged."""
        try:
            text = self.path(student, assignment).read_text(encoding="utf-8")
            owner, kept = Kept.from_json(json.loads(text))
        except (OSError, ValueError):
            return None
        return kept if (owner, kept.key) == (student, key) else None

    def write(self, student: str, kept: Kept) -> None:
        """Write what is `Kept` of a student, whole or not at all."""
        path = self.path(student, kept.result.assignment)
        self._own.write(path, json.dumps(kept.to_json(student), indent=1) + "\n")

    def prune(self, kept: Iterable[tuple[str, str]]) -> None:
        """Remove the results of students and assignments that are not of this class any more.

        Parameters
        ----------
        kept : iterable of (student, assignment)
            Whose results stay.
        """
        self._own.prune(self._folder, {self.path(*key) for key in kept})


def key(submission: Path, assignment: Assignment, sandbox: str) -> str:
    """Return the hash of all that the result of an examination follows from.

    Parameters
    ----------
    submission : Path
        The notebook.
    assignment : Assignment
        The cells that take part; other text of the chapter does not count.
    sandbox : str
        What the examination runs in.
    """
    with submission.open("rb") as file:
        notebook = sha256(file.read()).hexdigest()
    cells = json.dumps(assignment.to_json(), sort_keys=True)
    parts = (notebook, cells, sandbox, examiner_version())
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


@cache
def examiner_version() -> str:
    """Return a hash of the programs that decide about marks."""
    programs = programs_fingerprint(*(CHECKOUT / "autograde" / room for room in ROOMS), WORLD)
    about = f"{platform.python_version()} {np.__version__} {programs}"
    return sha256(about.encode()).hexdigest()
