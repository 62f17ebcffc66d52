"""A chapter's source as a notebook, and the forms that it takes: released, solved."""

import copy
from pathlib import Path
from typing import Any

import jupytext
import nbformat

from autograde.course import counts
from autograde.course.cell_ids import set_ids
from autograde.course.cells import (
    BEGIN_HIDDEN,
    BEGIN_SCHEME,
    BEGIN_SOLUTION,
    END_HIDDEN,
    END_SCHEME,
    END_SOLUTION,
    code_cells,
    exercise_cells,
    kind,
)
from autograde.course.exercise_rules import problems
from autograde.course.folds import fold
from autograde.course.stubs import apply_release_passes
from autograde.course.told_rules import problems as untold_rules
from autograde.course.told_rules import tell_rules
from autograde.kit.errors import CourseError

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "name": "python", "pygments_lexer": "ipython3"},
}


def read_source(path: Path) -> Any:
    """Return a chapter's source as a notebook without outputs; refuse one that breaks the rules.

    Parameters
    ----------
    path : Path
        A file of ``solutions/``.

    Raises
    ------
    CourseError
        For each cell that breaks the rules for exercises, what to mend.
    """
    try:
        notebook = jupytext.read(path)
    except Exception as error:  # the reader raises whatever its own parsers raise
        raise CourseError(f"{path.name} is not a MyST notebook: {error}") from error
    notebook.metadata = nbformat.from_dict(METADATA)
    # The reader draws ids at random; ours stay, so that rebuilt notebooks do not differ.
    set_ids(notebook.cells)
    found = problems(notebook) + untold_rules(notebook)
    if found:
        raise CourseError("\n".join([f"{path.name} breaks the rules for exercises:", *found]))
    tell_rules(notebook)
    fold(notebook)
    counts.tell(notebook)
    return notebook


def released(source: Any) -> Any:
    """Return what students receive: stubs for answers, no hidden tests, the outputs kept.

    Parameters
    ----------
    source : notebook
        The chapter with all its answers, executed or not.
    """
    notebook = copy.deepcopy(source)
    for cell in code_cells(notebook):
        if kind(cell) in ("solution", "test", "written"):
            cell["outputs"] = []  # what an answer or a test prints may give it away
    return apply_release_passes(notebook)


def solved(source: Any) -> Any:
    """Return what students receive after the deadline: the answers, still no hidden tests."""
    notebook = copy.deepcopy(source)
    for cell in exercise_cells(notebook):
        text = _without(cell["source"], BEGIN_HIDDEN, END_HIDDEN)
        cell["source"] = _without_marks(_without(text, BEGIN_SCHEME, END_SCHEME))
    return notebook


def ungraded(notebook: Any) -> Any:
    """Return a notebook without nbgrader's metadata: to read, never to release or to grade."""
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        cell.metadata.pop("nbgrader", None)
    return notebook


def _without_marks(text: str) -> str:
    marks = (BEGIN_SOLUTION, END_SOLUTION)
    return "\n".join(line for line in text.split("\n") if line.strip() not in marks)


def _without(text: str, begin: str, end: str) -> str:
    """Return a text without what stands between two marks, and the marks."""
    before, mark, rest = text.partition(begin)
    return (before + rest.partition(end)[2]).rstrip() if mark else text


def write_notebook(notebook: Any, path: Path) -> None:
    """Write a notebook, the same bytes for the same content on every system."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(as_text(notebook).encode())


def as_text(notebook: Any) -> str:
    """Return a notebook as the text of its file."""
    return nbformat.writes(notebook).rstrip("\n") + "\n"
