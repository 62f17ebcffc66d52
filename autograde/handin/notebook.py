"""Reading a notebook that somebody handed in, whatever it holds."""

import json

from autograde.course.cells import kind
from autograde.handin.encodings import decoded

LARGEST = 20_000_000  # bytes of a notebook; pictures make the released ones 1 MB at most
MOST_CELLS = 2_000


class Unreadable(Exception):
    """A submission that is no notebook of the assignment; the message says why, to its author."""


def read(path):
    """Return the code cells of a submitted notebook as dicts with ``source`` and ``metadata``.

    Parameters
    ----------
    path : Path
        The file that was handed in.

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
        cells = [_tidy(cell) for cell in notebook["cells"] if _is_code(cell)]
    except (ValueError, RecursionError, MemoryError) as error:  # JSON's errors are ValueErrors
        raise Unreadable(f"the file is damaged or not a notebook: {error}") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise Unreadable("the file is not a notebook: it has no list of cells") from error
    if len(cells) > MOST_CELLS:
        raise Unreadable(f"the notebook has {len(cells)} code cells; at most {MOST_CELLS} are run")
    return cells


def _modern(notebook):
    """Convert a notebook of an old Jupyter."""
    import nbformat

    try:
        return nbformat.reads(json.dumps(notebook), as_version=4)
    except Exception as error:  # of its own kinds, and where it does not look, of many others
        raise Unreadable("the file is not a notebook of any version of Jupyter") from error


def _is_code(cell):
    """Whether a cell is code, or was a solution before its type was changed."""
    if cell.get("cell_type") == "code":
        return True
    return isinstance(cell.get("metadata"), dict) and kind(cell) == "solution"


def _tidy(cell):
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
