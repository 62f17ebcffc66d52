"""What somebody wrote is found wherever people write it, and what was given is not taken for it."""

import copy
import json

import pytest
from nbformat import v4

from autograde.course.assignment import Assignment, from_notebooks
from autograde.course.chapter import read_source, released
from autograde.course.course import Course
from autograde.handin.notebook import read
from autograde.handin.written import LONGEST, answered, texts
from autograde.kit.files import CHECKOUT

NAME = "01_words"
SOURCE = read_source(Course(CHECKOUT / "tests" / "data" / "written_course").source(NAME))
GIVEN = released(SOURCE)
# As the examiner gets it.
ASSIGNMENT = Assignment.from_json(from_notebooks(NAME, SOURCE, GIVEN).to_json())


def found(tmp_path, change):
    """Return what was written in a notebook that a student has changed."""
    notebook = copy.deepcopy(GIVEN)
    places = {cell.id: number for number, cell in enumerate(notebook.cells)}
    change(notebook.cells, places)
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    cells = read(path, texts=True)
    got = texts(cells, ASSIGNMENT.by_hand)
    assert answered(cells, ASSIGNMENT.by_hand) == sum(map(bool, got.values()))
    return {name: text for name, text in got.items() if text}


def test_an_untouched_release_holds_nothing(tmp_path):
    assert found(tmp_path, lambda cells, at: None) == {}


def test_white_space_is_no_answer(tmp_path):
    def change(cells, at):
        cells[at["why_stock"]].source += "\n \n"
        cells[at["cheapest_line"]].source = ""
        cells.insert(at["own_week"] + 1, v4.new_markdown_cell("  "))

    assert found(tmp_path, change) == {}


def test_a_split_answer_is_one_and_a_copy_of_the_stub_takes_none_away(tmp_path):
    def change(cells, at):
        place = at["why_stock"]
        stub = copy.deepcopy(cells[place])
        first, second = copy.deepcopy(stub), copy.deepcopy(stub)
        first.source, second.source = "Because.", "And because."
        cells[place : place + 1] = [stub, first, second, copy.deepcopy(second)]

    assert found(tmp_path, change) == {"why_stock": "Because.\n\nAnd because."}


@pytest.mark.parametrize("kind", ["code", "markdown", "raw"])
def test_the_type_of_a_cell_does_not_matter(tmp_path, kind):
    def change(cells, at):
        cells[at["why_stock"]].update(source="Because.", cell_type=kind)
        cells[at["cheapest_line"]].update(source="print(1)", cell_type=kind)

    assert found(tmp_path, change) == {"why_stock": "Because.", "cheapest_line": "print(1)"}


def test_work_on_a_task_is_found_below_it_below_the_next_heading_and_in_its_cell(tmp_path):
    def below(cells, at):
        cells.insert(at["own_week"] + 1, v4.new_markdown_cell("I saw it."))
        cells.append(v4.new_code_cell("week = 7"))

    def inside(cells, at):
        cells[at["own_week"]].source += "\n\nI saw it here."

    assert found(tmp_path, below) == {"own_week": "I saw it.\n\nweek = 7"}
    assert found(tmp_path, inside)["own_week"].endswith("I saw it here.")


def test_what_is_too_long_is_cut_and_says_so(tmp_path):
    def change(cells, at):
        cells[at["why_stock"]].source = "word " * LONGEST

    text = found(tmp_path, change)["why_stock"]
    assert len(text) == LONGEST and "cut" in text[-80:]
