"""What a student wrote where a person gives the marks: written answers, and cells below a task."""

from collections.abc import Iterable
from typing import Any

from autograde.course.assignment import Cell
from autograde.course.cells import kind, name_of, nbgrader

LONGEST = 20_000  # characters of one answer that are kept


def texts(cells: Iterable[Any], exercises: Iterable[Cell]) -> dict[str, str]:
    """Return what was written for each exercise, "" where nothing was.

    Parameters
    ----------
    cells : sequence of dict
        From `notebook.read`.
    exercises : sequence of Cell
        The assignment's that a person marks.

    Returns
    -------
    dict of str to str
        By the exercise's name, at most `LONGEST` characters each.
    """
    known = {cell.name: cell for cell in exercises}
    given = {name: {_bare(text) for text in cell.given} for name, cell in known.items()}
    found: dict[str, list[str]] = {name: [] for name in known}
    task: str | None = None
    said = {name: {"", _bare(cell.stub)} for name, cell in known.items()}
    for cell in cells:
        name = name_of(cell)
        ours = known.get(name) if isinstance(name, str) and nbgrader(cell) else None
        if ours:  # people write into the cell of a task as well, where their editor lets them
            # A part or a copy that says nothing more is none.
            if (bare := _bare(cell["source"])) not in said[name]:
                said[name].add(bare)
                found[name].append(cell["source"])
        if nbgrader(cell):
            task = name if ours and ours.kind == "task" else None
        elif task and kind(cell) == "own" and _bare(cell["source"]) not in given[task] | {""}:
            found[task].append(cell["source"])
    return {name: _joined(parts) for name, parts in found.items()}


def answered(cells: Iterable[Any], exercises: Iterable[Cell]) -> int:
    """Return how many of some exercises are answered; see `texts`."""
    return sum(bool(text) for text in texts(cells, exercises).values())


def _joined(parts: Iterable[str]) -> str:
    text = "\n\n".join(part.strip("\n") for part in parts)
    cut = "\n[the rest was cut: it is longer than can be shown]"
    return text if len(text) <= LONGEST else text[: LONGEST - len(cut)] + cut


def _bare(text: str) -> str:
    return "".join(text.split())
