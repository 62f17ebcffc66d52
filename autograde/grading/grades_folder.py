"""The folder that `grade` writes into: its own, never the course folder of somebody's nbgrader."""

import fcntl
import os
from contextlib import contextmanager

from autograde.kit import own_files
from autograde.kit.errors import UnusableArgument
from autograde.kit.own_files import OwnFiles
from autograde.kit.progress import note

SETTINGS = "nbgrader_config.py"
OURS = '"""Lets nbgrader show this class: python -m autograde formgrader'  # how our settings begin
# What a course folder of nbgrader holds, and the tables that a person may keep.
NAMES = (
    "submitted", "feedback", "autograded", "source", "release", SETTINGS, "gradebook.db",
    "results", "grades.csv", "exercises.csv", "changed.csv", "marks.json", "class.html",
    "canvas.csv", "moodle.csv", "feedback_canvas.zip", "feedback_moodle.zip",
)  # fmt: skip
# Files of an older version, which kept no own.
EARLIER = (
    SETTINGS, "results/*/*.json", "feedback/*/*.html", "autograded/*/*/*.ipynb", "*.csv",
    "marks.json", "class.html", "feedback_*.zip",
)  # fmt: skip


@contextmanager
def claimed(out):
    """Have a folder of grades alone; whoever else writes into it is waited for.

    Parameters
    ----------
    out : Path
        What `grade` is given as ``--out``; made if it does not exist.

    Yields
    ------
    OwnFiles

    Raises
    ------
    UnusableArgument
        If it holds what somebody else made.
    """
    refuse_foreign(out)
    if not out.exists():
        out.parent.mkdir(parents=True, exist_ok=True)
        out.mkdir(mode=0o700, exist_ok=True)  # marks are personal data
    with _alone(out):
        found = OwnFiles(out)
        if not found.path.exists() and _is_earlier(out):
            found.adopt(path for pattern in EARLIER for path in out.glob(pattern) if path.is_file())
        found.begin()
        yield found


@contextmanager
def _alone(out):
    """Wait until no other program has a folder, and have it: ends with the program, however."""
    folder = os.open(out, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            note(f"another program writes into {out}; waiting for its end")
            fcntl.flock(folder, fcntl.LOCK_EX)
        except OSError:  # some network folders have no such locks
            pass
        yield
    finally:
        os.close(folder)


def refuse_foreign(out, place=None):
    """Refuse a folder that holds what somebody else made; see `claimed`.

    Parameters
    ----------
    out : Path
        What `grade` is given as ``--out``.
    place : Path, optional
        The submissions: the next run would read what this one wrote among them.
    """
    here, there = out.resolve(), place.resolve() if place and place.is_dir() else None
    if there and (here == there or there in here.parents or here in there.parents):
        raise UnusableArgument(
            f"--out {out} and the submissions {place} lie in each other: a later run would take "
            f"pages and results for hand-ins. Give --out a folder beside them"
        )
    if out.exists() and not out.is_dir():
        raise UnusableArgument(f"{out} is a file; --out is a folder, which need not exist yet")
    if _is_of_grades(out) or _is_earlier(out):
        return
    found = [name for name in NAMES if (out / name).exists()]
    if found:
        raise UnusableArgument(
            f"{out} was not made by this command and holds {', '.join(found)}: nothing is written "
            f"there. Give --out a new folder ({out / 'graded'} for example); what nbgrader needs "
            "of it goes into a course folder by: python -m autograde hand-back OUT --nbgrader DIR"
        )


def _is_of_grades(out):
    """Whether `grade` wrote here before; a course folder of nbgrader may have such a list too."""
    if not (out / own_files.NAME).exists():
        return False
    held = any((out / name).exists() for name in ("submitted", "source", "release", SETTINGS))
    return OwnFiles(out).made(out / SETTINGS) or not held


def _is_earlier(out):
    settings = out / SETTINGS
    return settings.is_file() and settings.read_text("utf-8", "replace").startswith(OURS)
