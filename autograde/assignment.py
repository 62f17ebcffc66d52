"""An assignment: the cells of a chapter's source, each with its part in the examination.

============ ==================================== =================================
kind         how the source marks it              what grading does with it
============ ==================================== =================================
``setup``    tag ``setup``                        runs it as the source has it
``solution`` nbgrader metadata ``solution: true`` runs it as the student handed it in
``test``     nbgrader metadata ``grade: true``    runs it as the source has it, scores it
``demo``     tag ``demo``                         leaves it out
``own``      none of these                        runs it where the student put it
============ ==================================== =================================
"""

from typing import NamedTuple

BEGIN_SOLUTION, END_SOLUTION = "### BEGIN SOLUTION", "### END SOLUTION"
BEGIN_HIDDEN, END_HIDDEN = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
TIME_LIMIT = 5.0  # seconds for a cell that does not ask for more


class Cell(NamedTuple):
    """One cell of an assignment."""

    kind: str  # setup, solution or test
    name: str  # grade_id of a solution or test, cell id of a setup cell
    source: str  # with the reference's answer, with the hidden tests
    exercise: str  # the function that a solution provides or a test is about
    points: float  # what a test is worth, 0 elsewhere
    hidden: bool  # a test that students do not see
    stub: str  # what a student receives
    time_limit: float  # [s]
    forbid: list = []  # names that the answer may not use


class Assignment(NamedTuple):
    """The cells of one chapter that take part in its examination."""

    name: str
    cells: list  # of Cell, in the order of the source

    @property
    def max_score(self):
        """Return what full marks are worth."""
        return sum(cell.points for cell in self.cells)

    def tests(self, exercise):
        """Return the test cells of one exercise."""
        return [cell for cell in self.cells if cell.kind == "test" and cell.exercise == exercise]

    @classmethod
    def from_json(cls, document):
        """Return the assignment that `to_json` described."""
        return cls(document["name"], [Cell(**cell) for cell in document["cells"]])

    def to_json(self):
        """Return the assignment as plain lists and dicts."""
        return {"name": self.name, "cells": [cell._asdict() for cell in self.cells]}


def kind(cell):
    """Return the part that a notebook's code cell takes in the examination.

    Parameters
    ----------
    cell : mapping
        A cell of a notebook, as JSON has it.
    """
    marks, tags = nbgrader(cell), tags_of(cell)
    if marks.get("solution"):
        return "solution"
    if marks.get("grade"):
        return "test"
    if "setup" in tags:
        return "setup"
    return "demo" if "demo" in tags else "own"


def nbgrader(cell):
    """Return a cell's nbgrader metadata, or an empty dict; students' files may hold anything."""
    marks = cell.get("metadata", {}).get("nbgrader", {})
    return marks if isinstance(marks, dict) else {}


def tags_of(cell):
    """Return a cell's tags, or an empty list."""
    tags = cell.get("metadata", {}).get("tags", [])
    return tags if isinstance(tags, list) else []


def name_of(cell):
    """Return what messages call a cell: its grade_id, else its id."""
    return nbgrader(cell).get("grade_id") or cell.get("id", "without a name")


def code_cells(notebook):
    """Return the code cells of a notebook."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def from_notebooks(name, source, released):
    """Return the assignment of a chapter.

    Parameters
    ----------
    name : str
        The assignment's name, for example ``05_q_learning``.
    source, released : notebook
        The chapter with all its answers, and as students receive it.
    """
    stubs = {name_of(cell): cell["source"] for cell in code_cells(released)}
    cells, exercise = [], ""
    for cell in code_cells(source):
        part, marks = kind(cell), cell["metadata"].get("exercise", {})
        if part in ("demo", "own"):
            continue
        # A test is about the exercise before it, which is how a reader understands it.
        exercise = marks["provides"] if part == "solution" else exercise
        cells.append(
            Cell(
                kind=part,
                name=name_of(cell),
                source=cell["source"],
                exercise="" if part == "setup" else exercise,
                points=float(nbgrader(cell).get("points", 0)) if part == "test" else 0.0,
                hidden=BEGIN_HIDDEN in cell["source"],
                stub=stubs.get(name_of(cell), ""),
                time_limit=float(marks.get("time_limit", TIME_LIMIT)),
                forbid=[str(name) for name in marks.get("forbid") or []],
            )
        )
    return Assignment(name, cells)
