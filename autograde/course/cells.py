"""What the cells of a chapter are: each has its part in the examination.

============ ===================================== ==================================
kind         how the source marks it               what grading does with it
============ ===================================== ==================================
``setup``    tag ``setup``                         runs it as the source has it
``solution`` nbgrader metadata ``solution: true``  runs it as the student handed it in
``test``     nbgrader metadata ``grade: true``     runs it as the source has it, scores it
``written``  both of these, in code or text        shows it to a person, who marks it
``task``     nbgrader metadata ``task: true``      shows a person the cells below it
``demo``     tag ``demo``                          leaves it out
``own``      none of these                         runs it where the student put it
============ ===================================== ==================================
"""

from typing import Any

BEGIN_SOLUTION, END_SOLUTION = "### BEGIN SOLUTION", "### END SOLUTION"
BEGIN_HIDDEN, END_HIDDEN = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
BEGIN_SCHEME, END_SCHEME = "=== BEGIN MARK SCHEME ===", "=== END MARK SCHEME ==="
BY_HAND = ("written", "task")  # kinds of exercises that a person marks


def kind(cell: Any) -> str:
    """Return the part that a notebook's cell takes in the examination.

    Parameters
    ----------
    cell : mapping
        A cell of a notebook, as JSON has it.
    """
    marks, tags = nbgrader(cell), tags_of(cell)
    if marks.get("task"):
        return "task"
    if marks.get("solution"):
        return "written" if marks.get("grade") else "solution"
    if marks.get("grade"):
        return "test"
    if "setup" in tags:
        return "setup"
    return "demo" if "demo" in tags else "own"


def nbgrader(cell: Any) -> dict[str, Any]:
    """Return a cell's nbgrader metadata, or an empty dict; students' files may hold anything."""
    marks = cell.get("metadata", {}).get("nbgrader", {})
    return marks if isinstance(marks, dict) else {}


def tags_of(cell: Any) -> list[str]:
    """Return a cell's tags, or an empty list."""
    tags = cell.get("metadata", {}).get("tags", [])
    return tags if isinstance(tags, list) else []


def name_of(cell: Any) -> str:
    """Return what messages call a cell: its grade_id, else its id."""
    return nbgrader(cell).get("grade_id") or cell.get("id", "without a name")


def code_cells(notebook: Any) -> list:
    """Return the code cells of a notebook."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def exercise_cells(notebook: Any) -> list:
    """Return the code cells of a notebook, and its cells of text that are exercises."""
    return [
        cell for cell in notebook["cells"] if cell["cell_type"] == "code" or kind(cell) in BY_HAND
    ]
