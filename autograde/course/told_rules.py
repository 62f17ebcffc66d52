"""The rules of a chapter that students are told where they need them.

A chapter's source says once, in a solution cell's ``forbid``, what an answer may not use, and tags
the cells that it may use. Out of this come the sentence below the exercise, the line in its first
visible test that applies the same rule as the grader, and the first line of each setup cell.
"""

from typing import Any

from autograde.course.cells import BEGIN_HIDDEN, code_cells, kind

SETUP_MARK = "# Setup: your answers may use what stands here."
RULE = "In this exercise, {} may not be used."


def tell_rules(notebook):
    """Write the rules of a chapter into its cells, in place.

    Parameters
    ----------
    notebook : notebook
        The chapter with all its answers.
    """
    above: Any = None
    exercise: dict[str, Any] = {}
    for cell in notebook.cells:
        if kind(cell) == "setup" and not cell["source"].startswith(SETUP_MARK):
            cell["source"] = f"{SETUP_MARK}\n{cell['source']}"
        elif kind(cell) == "solution":
            exercise = dict(cell["metadata"].get("exercise", {}))
            if exercise.get("forbid"):
                above["source"] = f"{above['source'].rstrip()}\n\n{sentence(exercise['forbid'])}"
        elif kind(cell) == "test" and exercise.get("forbid") and is_visible(cell):
            cell["source"] = f"{_check(exercise)}\n{cell['source']}"
            exercise = {}
        above = cell


def problems(notebook):
    """Return where the rules of a chapter cannot be told, one sentence each."""
    found, above = [], None
    tested = _tested_visibly(notebook)
    for cell in notebook.cells:
        exercise = cell["metadata"].get("exercise", {}) if kind(cell) == "solution" else {}
        name = exercise.get("provides")
        if exercise.get("forbid") and (above is None or above["cell_type"] != "markdown"):
            found.append(f"exercise {name}: it forbids names, so its text must stand right above")
        if exercise.get("forbid") and name not in tested:
            found.append(f"exercise {name}: it forbids names, so it needs a test that students see")
        above = cell
    return found


def sentence(forbid):
    """Return what students read below an exercise that forbids names.

    Parameters
    ----------
    forbid : list of str

    Examples
    --------
    >>> sentence(["optimum", "shop", "Shop"])
    'In this exercise, `optimum`, `shop` and `Shop` may not be used.'
    """
    *first, last = [f"`{name}`" for name in forbid]
    return RULE.format(f"{', '.join(first)} and {last}" if first else last)


def is_visible(cell):
    """Whether students see a test."""
    return BEGIN_HIDDEN not in cell["source"]


def _check(exercise):
    names = ", ".join(f'"{name}"' for name in [exercise["provides"], *exercise["forbid"]])
    line = f"check_not_used({names})"
    if len(line) > 79:
        line = f"check_not_used(\n    {names},\n)"
    return f"from supplychain.checks import check_not_used\n\n{line}\n"


def _tested_visibly(notebook):
    found, exercise = set(), None
    for cell in code_cells(notebook):
        if kind(cell) == "solution":
            exercise = cell["metadata"].get("exercise", {}).get("provides")
        elif kind(cell) == "test" and is_visible(cell):
            found.add(exercise)
    return found
