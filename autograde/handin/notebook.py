"""Reading a notebook that somebody handed in, whatever it holds."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograde.course.cells import BY_HAND, kind, nbgrader
from autograde.handin.encodings import decoded

LARGEST = 20_000_000  # bytes of a notebook; pictures make the released ones 1 MB at most
MOST_CELLS = 2_000
TOO_LARGE = "the file is damaged or not a notebook: reading it takes more memory than any needs"


class Unreadable(Exception):
    """A submission that is no notebook of the assignment; the message says why, to its author."""


def read(path: Path, texts: bool = False) -> list[dict[str, Any]]:
    """Return the code cells of a submitted notebook as dicts with ``source`` and ``metadata``.

    Parameters
    ----------
    path : Path
        The file that was handed in.
    texts : bool
        Return as well what is text, of exercises that a person marks.

    Raises
    ------
    Unreadable
        If it is not a notebook.
    """
    try:
        content = path.read_bytes() if path.stat().st_size <= LARGEST else None
    except OSError as error:
        raise Unreadable(f"the file cannot be read: {error.strerror}") from error
    if content is None:
        raise Unreadable(f"the file is larger than {LARGEST // 1_000_000} MB; clear its outputs")
    try:
        notebook = json.loads(decoded(content))
        if notebook.get("nbformat", 4) < 4:
            notebook = _modern(notebook)
        cells = [_tidy(cell) for cell in _counting(notebook["cells"], texts)]
    except MemoryError as error:
        raise Unreadable(TOO_LARGE) from error
    except (ValueError, RecursionError) as error:  # JSON's errors are ValueErrors
        raise Unreadable(f"the file is damaged or not a notebook: {error}") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise Unreadable("the file is not a notebook: it has no list of cells") from error
    if len(cells) > MOST_CELLS:
        raise Unreadable(f"the notebook has {len(cells)} code cells; at most {MOST_CELLS} are run")
    return cells


def _modern(notebook: Any) -> Any:
    """Convert a notebook of an old Jupyter."""
    import nbformat

    try:
        return nbformat.reads(json.dumps(notebook), as_version=4)
    except Exception as error:  # of its own kinds, and where it does not look, of many others
        raise Unreadable("the file is not a notebook of any version of Jupyter") from error


def _counting(cells: Any, texts: bool) -> Iterator[Any]:
    """Yield the cells that are code, answers whatever their type is now, or below a task."""
    answers = ("solution", *BY_HAND) if texts else ("solution",)
    below_task = False
    for cell in cells:
        known = cell if isinstance(cell.get("metadata"), dict) else {}
        part = kind(known)
        if nbgrader(known):
            below_task = part == "task"
        if cell.get("cell_type") == "code" or part in answers or (texts and below_task):
            yield cell


def _tidy(cell: Any) -> dict[str, Any]:
    source = cell.get("source", "")
    text = source if isinstance(source, str) else "".join(source)
    metadata = cell.get("metadata")
    return {
        # Windows writes other line ends, and some editors a mark at the front.
        "source": text.replace("\r\n", "\n").lstrip("\ufeff"),
        "metadata": metadata if isinstance(metadata, dict) else {},
        "id": cell.get("id", "without a name"),
        "retyped": cell.get("cell_type") != "code",
    }
