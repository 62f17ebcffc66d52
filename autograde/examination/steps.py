"""The cells of an examination, in the order in which they run."""

from typing import NamedTuple

from autograde.course.assignment import Cell

STUDENTS = ("solution", "written", "own")  # kinds of cells that the student wrote


class Step(NamedTuple):
    """One cell of an examination, in the order in which cells run."""

    kind: str  # setup, solution, test, written, own; a task says where its cells begin
    name: str  # what messages call it
    source: str  # what runs
    cell: Cell | None  # the assignment's cell; None if the student added it
    python: str  # the source without IPython's syntax, for what is read from it
    answers: tuple = ()  # exercises whose function it defines
    late: bool = False  # a test that is taken once more, after all cells have run
