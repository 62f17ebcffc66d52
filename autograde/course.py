"""Where a course keeps its things, and the fingerprint that says whether they changed."""

import hashlib
from functools import cache
from pathlib import Path
from typing import NamedTuple

CHECKOUT = Path(__file__).resolve().parents[1]
PACKAGE = CHECKOUT / "supplychain"


class CourseError(Exception):
    """Something the person at the command line can mend; shown without a traceback."""

    exit_status = 1


class UnusableArgument(CourseError):
    """A command was given something that it cannot work with."""

    exit_status = 2


class Interrupted(CourseError):
    """The person at the command line ended it."""

    exit_status = 130  # as shells say it of an interrupted program


class Course(NamedTuple):
    """The folders of a course.

    Parameters
    ----------
    root : Path
        The folder that holds ``solutions/`` and ``chapters/``; the checkout itself unless told
        otherwise.
    """

    root: Path = CHECKOUT

    @property
    def solutions(self):
        return self.root / "solutions"

    @property
    def chapters(self):
        return self.root / "chapters"

    @property
    def build(self):
        return self.root / "build"

    @property
    def bundle(self):
        return self.root / "dist" / "student.zip"

    def source(self, name):
        """Return the path of an assignment's source."""
        return self.solutions / f"{name}.md"

    def released(self, name):
        """Return the path of an assignment's notebook as students receive it."""
        return self.chapters / f"{name}.ipynb"

    def assignments(self):
        """Return the names of all assignments in the order of the course."""
        names = sorted(path.stem for path in self.solutions.glob("[0-9][0-9]_*.md"))
        if not names:
            raise CourseError(
                f"no assignment in {self.solutions}: expected files such as 05_q_learning.md"
            )
        return names

    def fingerprint(self, name):
        """Return a hash of all that the outputs of an assignment's reference depend on."""
        rules = [*PACKAGE.glob("**/*.py"), *PACKAGE.glob("**/*.mplstyle")]
        return fingerprint([self.source(name), *sorted(rules)])


def fingerprint(paths):
    """Return the SHA-256 of text files, the same on systems with other line ends."""
    digest = hashlib.sha256()
    for path in paths:
        text = path.read_text(encoding="utf-8")  # reading turns every line end into "\n"
        digest.update(f"{path.name}\0{len(text)}\0{text}".encode())
    return digest.hexdigest()


@cache
def programs_fingerprint(*folders):
    """Return the SHA-256 of all programs in some folders, with the names that they have there.

    Results that are kept carry it. A folder is taken whole: a list of names would have to follow
    every file that comes, goes or moves, and a name forgotten keeps the results of another program.

    Parameters
    ----------
    *folders : Path
        Below the checkout.
    """
    digest = hashlib.sha256()
    for path in sorted(path for folder in folders for path in folder.rglob("*.py")):
        name = path.relative_to(CHECKOUT).as_posix()
        text = path.read_text(encoding="utf-8")
        digest.update(f"{name}\0{len(text)}\0{text}".encode())
    return digest.hexdigest()
