"""What a file is by its name: a notebook, Python, a time, a zip; whatever a browser appended."""

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

STAMP, ZIP = "timestamp.txt", ".zip"
SCRAP = (".", "__", "~$")  # beginnings of the names of files that nobody meant to hand in
FOREIGN = ("site-packages", "node_modules", "dist-packages", "lost+found")
COPIES = ("._", "__MACOSX", ".ipynb_checkpoints")  # of what stands beside them
SECRET = "submission_secret.txt"  # which nbgrader lays beside what it collects
# Chrome and Safari append an ending to one that they do not know, and count: x.ipynb (1).json
DECORATED = re.compile(
    r"(?P<stem>.+)\.(?P<form>ipynb|py)(?P<more>[ _(-].*)?(?:\.(?:json|txt))?", re.S
)
TEXT_OF_NOTEBOOK = ".json"


def form(name: str) -> str:
    """Return what a file may be: ``.ipynb``, ``.py``, ``.zip``, ``timestamp.txt`` or "".

    Examples
    --------
    >>> form("05_q_learning.ipynb.txt"), form("A.IPYNB (1).json"), form("x.html")
    ('.ipynb', '.ipynb', '')
    """
    name = name.lower()
    if name == STAMP:
        return STAMP
    suffix = PurePosixPath(name).suffix.rstrip()
    if suffix in (ZIP, ".py", ".ipynb"):
        return suffix
    if suffix == TEXT_OF_NOTEBOOK:
        return ".ipynb"
    found = DECORATED.fullmatch(name)
    return f".{found['form']}" if found and not _is_other(found["more"]) else ""


def _is_other(more: str | None) -> bool:
    return "." in (more or "")


def stem_of(name: str) -> str:
    """Return a file's name without its ending and what a browser appended to that.

    Examples
    --------
    >>> stem_of("05_q_learning.ipynb (1).json"), stem_of("07_challenge.py")
    ('05_q_learning', '07_challenge')
    """
    found = DECORATED.fullmatch(name.lower())
    return name[: found.end("stem")] if found else PurePosixPath(name).stem


def is_scrap(parts: Sequence[str]) -> bool:
    """Whether a file is one that systems and programs leave beside what is handed in."""
    return parts[-1] == SECRET or any(
        part.startswith(SCRAP) or part.lower() in FOREIGN for part in parts
    )


def is_hidden(parts: Sequence[str]) -> bool:
    """Whether somebody may have meant to hand in a file, whose name is one of `is_scrap`.

    Examples
    --------
    >>> is_hidden(("ada", ".05_q_learning.ipynb")), is_hidden(("ada", "._05_q_learning.ipynb"))
    (True, False)
    """
    return is_scrap(parts) and not any(
        part.startswith(COPIES) or part.lower() in FOREIGN for part in parts
    )
