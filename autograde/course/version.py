"""Which version of the course made a folder: what two versions made is not mixed in one."""

import re
from pathlib import Path

from autograde.kit.errors import UnusableArgument
from autograde.kit.files import WORLD

STAMP = "course_version.txt"


def version() -> str:
    """Return the version of this checkout, as the package has it."""
    text = (WORLD / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([^"]+)"', text, re.MULTILINE)
    if not found:
        raise ValueError(f'{WORLD / "__init__.py"} has no line __version__ = "…"')
    return found[1]


def refuse_other(folder: Path, upgrade: bool) -> None:
    """Refuse a folder that another version of the course made.

    Parameters
    ----------
    folder : Path
        Of grades or of a board; it need not exist.
    upgrade : bool
        Whether what this version makes may take the place of what the other made.

    Raises
    ------
    UnusableArgument
    """
    stamp = folder / STAMP
    before = stamp.read_text("utf-8", "replace").strip() if stamp.is_file() else ""
    if before and before != version() and not upgrade:
        raise UnusableArgument(
            f"{folder} was made by version {before[:40]} of the course, and this is version "
            f"{version()}: exercises, tests and chains of the two may differ. Give --out a new "
            "folder, go back to that version, or add --upgrade to make everything in it anew"
        )
