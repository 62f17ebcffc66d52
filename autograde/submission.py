"""Reading what a student handed in, and laying it beside the source."""

import json
from typing import NamedTuple

from autograde.assignment import Cell, kind, name_of

LARGEST = 20_000_000  # bytes of a notebook; pictures make the released ones 1 MB at most


class Unreadable(Exception):
    """A submission that is no notebook; the message says why, to its author."""


class Step(NamedTuple):
    """One cell of an examination, in the order in which cells run."""

    kind: str  # setup, solution, test or own
    name: str  # what messages call it
    source: str  # what runs
    cell: Cell | None  # the assignment's cell; None if the student added it


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
    if path.stat().st_size > LARGEST:
        raise Unreadable(f"the file is larger than {LARGEST // 1_000_000} MB; clear its outputs")
    try:
        notebook = json.loads(path.read_bytes().decode("utf-8-sig"))
        if notebook.get("nbformat", 4) < 4:
            notebook = _modern(notebook)
        return [_tidy(cell) for cell in notebook["cells"] if cell.get("cell_type") == "code"]
    except (ValueError, RecursionError) as error:  # JSON and UTF-8 errors are ValueErrors
        raise Unreadable(f"the file is not a notebook: {error}") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise Unreadable("the file is not a notebook: it has no list of cells") from error


def _modern(notebook):
    """Convert a notebook of an old Jupyter."""
    import nbformat

    return nbformat.reads(json.dumps(notebook), as_version=4)


def _tidy(cell):
    source = cell.get("source", "")
    text = source if isinstance(source, str) else "".join(source)
    metadata = cell.get("metadata")
    return {
        "source": text,
        "metadata": metadata if isinstance(metadata, dict) else {},
        "id": cell.get("id", "without a name"),
    }


def arrange(assignment, cells):
    """Lay a submission beside its assignment: what runs, in which order.

    Setup and test cells are the assignment's. Solutions are the student's, found by grade_id.
    A cell that the student added runs after the cell of the assignment that it stands below.

    Parameters
    ----------
    assignment : Assignment
        The source's cells.
    cells : list of dict
        From `read`.

    Returns
    -------
    steps : list of Step
        What runs.
    remarks : list of str
        What is wrong with the submission's solution cells.
    """
    answers, added = _sort(assignment, cells)
    steps, remarks = list(added.get(None, [])), []
    for cell in assignment.cells:
        if cell.kind == "solution":
            source, remark = _answer(cell, answers.get(cell.name, []))
            remarks += [remark] if remark else []
            steps += [Step("solution", cell.name, source, cell)] if source is not None else []
        else:
            steps.append(Step(cell.kind, cell.name, cell.source, cell))
        steps += added.get(cell.name, [])
    return steps, remarks


def _sort(assignment, cells):
    """Return the answers by grade_id, and the added cells by the cell that they stand below."""
    known = {cell.name: cell.kind for cell in assignment.cells}
    answers, added, above = {}, {}, None
    for number, cell in enumerate(cells, start=1):
        part, name = kind(cell), name_of(cell)
        # An unhashable name, or one that the assignment gives to another kind of cell, is not ours.
        ours = isinstance(name, str) and known.get(name) == part
        above = name if ours else above
        if ours and part == "solution":
            answers.setdefault(name, []).append(cell["source"])
        elif not ours and part not in ("setup", "demo", "test"):
            step = Step("own", f"own code cell {number}", cell["source"], None)
            added.setdefault(above, []).append(step)
    return answers, added


def _answer(cell, sources):
    """Return the student's source for a solution cell, or None, and what is wrong with it."""
    if not sources:
        return None, f"solution cell {cell.name} is missing (deleted, or its metadata are lost)"
    written = [source for source in sources if source.strip() != cell.stub.strip()]
    if len(sources) == 1:
        return sources[0], None
    remark = f"solution cell {cell.name} occurs {len(sources)} times; the last one written counts"
    return (written or sources)[-1], remark
