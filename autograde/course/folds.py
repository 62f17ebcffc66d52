"""How readers see a chapter's cells: which are folded, what a fold is called, whose turn it is.

The source says what a cell is; what follows from it for the page and for JupyterLab is set here.

=============== ========================================================================
tag             what it marks
=============== ========================================================================
``write-here``  the stub of an exercise
``show-test``   its test, which the page folds; in JupyterLab it stays open, to be run
``hidden-test`` what is left of a hidden test, one line
``hide-input``  code beside the point, folded on the page and in JupyterLab
=============== ========================================================================
"""

from typing import Any

from autograde.course.cells import BEGIN_HIDDEN, code_cells, kind, tags_of

SETUP, TEST = "Setup", "Show the test"
FIGURE, RESULT = "Code of this figure", "Code of this result"


def fold(notebook: Any) -> None:
    """Set tags and names of folds, in place.

    Parameters
    ----------
    notebook : notebook
        The chapter with all its answers.
    """
    for cell in code_cells(notebook):
        part = kind(cell)
        if part == "solution":
            _tag(cell, "write-here")
        elif part == "test" and BEGIN_HIDDEN in cell["source"]:
            _tag(cell, "hidden-test")
        elif part == "test":
            _tag(cell, "show-test", "hide-input")
            _name(cell, TEST)
        elif part == "setup":
            _tag(cell, "hide-input")
            _name(cell, SETUP)
        elif "hide-input" in tags_of(cell):
            # JupyterLab and VS Code read this; a setup cell stays open there: it is for answers.
            cell["metadata"]["jupyter"] = {"source_hidden": True}
            _name(cell, _made(cell))


def _tag(cell: Any, *tags: str) -> None:
    found = tags_of(cell)
    cell["metadata"]["tags"] = [*found, *(tag for tag in tags if tag not in found)]


def _name(cell: Any, name: str) -> None:
    page = cell["metadata"].setdefault("mystnb", {})
    page |= {"code_prompt_show": name, "code_prompt_hide": name}


def _made(cell: Any) -> str:
    """Return what the fold of a demo is called: by the thing that its code makes."""
    if "figure" in cell["metadata"].get("mystnb", {}):
        return FIGURE
    return RESULT if "Markdown(" in cell["source"] or "print(" in cell["source"] else SETUP
