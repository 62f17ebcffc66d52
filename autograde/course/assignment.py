"""An assignment: the cells of a chapter's source that take part in its examination."""

import ast
from typing import Any, NamedTuple

from autograde.course import sections
from autograde.course.cells import (
    BEGIN_HIDDEN,
    BY_HAND,
    code_cells,
    exercise_cells,
    kind,
    name_of,
    nbgrader,
)
from autograde.course.sections import Sections

TIME_LIMIT = 5.0  # seconds for a cell that does not ask for more


class Cell(NamedTuple):
    """One cell of an assignment."""

    kind: str  # setup, solution, test, written or task
    name: str  # grade_id, cell id of a setup cell
    source: str  # with the reference's answer, with the hidden tests
    exercise: str  # the function that a solution provides or a test is about; else the name
    points: float  # what a test or an exercise marked by hand is worth, 0 elsewhere
    hidden: bool  # a test that students do not see
    stub: str  # what a student receives
    time_limit: float  # [s]
    forbid: list = []  # names that the answer may not use
    is_text: bool = False  # Markdown, which is not run
    given: list = []  # of str: our own cells below a task, which are no student's work


class Demo(NamedTuple):
    """What the cells for readers make, which are not run in an examination."""

    imports: list = []  # of str: import statements; an answer may need them
    makes: list = []  # of str: names


class Assignment(NamedTuple):
    """The cells of one chapter that take part in its examination."""

    name: str
    cells: list  # of Cell, in the order of the source
    demo: Demo = Demo()
    sections: Sections = Sections()  # for readers: no examination follows from them

    @property
    def max_score(self) -> float:
        """Return what full marks are worth."""
        return sum(cell.points for cell in self.cells)

    @property
    def by_hand(self) -> list[Cell]:
        """Return the cells of the exercises that a person marks."""
        return [cell for cell in self.cells if cell.kind in BY_HAND]

    def tests(self, exercise: str) -> list[Cell]:
        """Return the test cells of one exercise."""
        return [cell for cell in self.cells if cell.kind == "test" and cell.exercise == exercise]

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> "Assignment":
        """Return the assignment that `to_json` described."""
        cells = [Cell(**cell) for cell in document["cells"]]
        return cls(document["name"], cells, Demo(**document.get("demo", {})))

    def to_json(self) -> dict[str, Any]:
        """Return the assignment as plain lists and dicts."""
        cells = [cell._asdict() for cell in self.cells]
        return {"name": self.name, "cells": cells, "demo": self.demo._asdict()}


def from_notebooks(name: str, source: Any, released: Any) -> Assignment:
    """Return the assignment of a chapter.

    Parameters
    ----------
    name : str
        The assignment's name, for example ``05_q_learning``.
    source, released : notebook
        The chapter with all its answers, and as students receive it.
    """
    stubs = {name_of(cell): cell["source"] for cell in exercise_cells(released)}
    cells, exercise = [], ""
    for cell in exercise_cells(source):
        part, marks = kind(cell), cell["metadata"].get("exercise", {})
        if part in ("demo", "own"):
            continue
        # A test is about the exercise before it, which is how a reader understands it.
        exercise = marks["provides"] if part == "solution" else exercise
        about = name_of(cell) if part in BY_HAND else "" if part == "setup" else exercise
        scored = part == "test" or part in BY_HAND
        cells.append(
            Cell(
                kind=part,
                name=name_of(cell),
                source=cell["source"],
                exercise=about,
                points=float(nbgrader(cell).get("points", 0)) if scored else 0.0,
                hidden=BEGIN_HIDDEN in cell["source"],
                stub=stubs.get(name_of(cell), ""),
                time_limit=float(marks.get("time_limit", TIME_LIMIT)),
                forbid=[str(name) for name in marks.get("forbid") or []],
                is_text=cell["cell_type"] != "code",
                given=_below(source, cell) if part == "task" else [],
            )
        )
    return Assignment(name, cells, _demo(source), sections.of(source))


def _below(source: Any, task: Any) -> list[str]:
    """Return our own cells below a task, down to the next one that nbgrader knows."""
    found = []
    place = next(number for number, cell in enumerate(source["cells"]) if cell is task)
    for cell in source["cells"][place + 1 :]:
        if nbgrader(cell):
            break
        found.append(cell["source"])
    return found


def _demo(source: Any) -> Demo:
    imports, makes = [], set()
    for cell in code_cells(source):
        for statement in _statements(cell) if kind(cell) == "demo" else ():
            if isinstance(statement, ast.Import | ast.ImportFrom):
                imports.append(ast.unparse(statement))
            else:
                makes |= {part.name for part in [statement] if hasattr(part, "name")}
                stored = (node for node in ast.walk(statement) if isinstance(node, ast.Name))
                makes |= {node.id for node in stored if isinstance(node.ctx, ast.Store)}
    return Demo(imports, sorted(makes))


def _statements(cell: Any) -> list[ast.stmt]:
    try:
        return ast.parse(cell["source"]).body
    except SyntaxError:  # it may hold magics
        return []
