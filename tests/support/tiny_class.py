"""A class on the course of two exercises in `tests/data`: what its students hand in."""

import copy
import csv
import json
from pathlib import Path

from autograde.course.assignment import from_notebooks
from autograde.course.chapter import read_source, released, solved
from autograde.course.course import Course

COURSE = Course(Path(__file__).parents[1] / "data" / "tiny_course")
NAME = "01_tiny"
SOURCE = read_source(COURSE.source(NAME))
ASSIGNMENT = from_notebooks(NAME, SOURCE, released(SOURCE))
UNTOUCHED, ANSWERED = released(SOURCE), solved(SOURCE)
SETUP = next(cell.id for cell in SOURCE.cells if "setup" in cell.metadata.get("tags", []))

POSITION = "def inventory_position(on_hand, on_order, backlog):\n    "
MEAN = "def mean_stock(on_hand):\n    "


def handed_in(answers=None, notebook=ANSWERED):
    """Return a notebook in which a student wrote some answers differently."""
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        cell.source = (answers or {}).get(cell.id, cell.source)
    return notebook


def put(folder, student, notebook, name=NAME):
    path = folder / student / f"{name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(notebook if isinstance(notebook, str) else json.dumps(notebook))


def rows(out):
    with (out / "grades.csv").open(newline="") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


CLASS = {
    "amal": handed_in(),
    "bo": handed_in({"inventory_position": POSITION + "return on_hand + on_order"}),
    "chen": handed_in(notebook=UNTOUCHED),
    "dana": handed_in({"mean_stock": MEAN + "while True:\n        pass"}),
    "emil": "{ this is no notebook",
}
