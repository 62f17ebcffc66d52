"""Does a cell that waits for an empty exercise say so in one line?"""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograde.course.course import Course
from tests.support import variants

STUB = """
from supplychain.checks import NotWritten
def double(x):
    raise NotWritten("double")
"""
CHAPTERS = Course().assignments()


def shown(*sources):
    """Return what the errors of a notebook's cells show, "" where there is none."""
    errors = [[o for o in outputs if o.output_type == "error"] for outputs in outputs_of(*sources)]
    return ["\n".join(found[0].traceback) if found else "" for found in errors]


def outputs_of(*sources):
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    variants._run(notebook)
    return [cell.outputs for cell in notebook.cells]


def is_figure(output):
    return "image/png" in output.get("data", {})


def test_what_an_empty_exercise_would_have_given_is_asked_for_in_one_line():
    said = shown(STUB, "double(1)", "six = double(3)", "seven = six + 1", "seven")
    assert said[0] == ""
    assert all(line.startswith("Exercise: double is not written yet") for line in said[1:3])
    assert set(said[3:]) == {
        "Exercise: this cell needs double; write it first, then run the cells above again"
    }


def test_what_a_stopped_cell_had_half_made_is_taken_back():
    half = "rows = []\nfor x in range(3):\n    rows.append(double(x))"
    said = shown(STUB, "kept = 1", "double(1)", f"kept = 2\n{half}", "rows[0]", "assert kept == 2")
    assert said[4].startswith("Exercise: this cell needs double")
    assert said[5] == ""


def test_a_stopped_cell_leaves_no_empty_figure():
    begin = "%matplotlib inline\nimport matplotlib.pyplot as plt"
    draw = "fig, ax = plt.subplots()\nax.plot([1, 2], [1, {}]);"
    given = outputs_of(STUB, begin, draw.format("double(1)"), "y = double(1)", draw.format("y"),
                       draw.format(2))  # fmt: skip
    figures = [any(map(is_figure, outputs)) for outputs in given]
    assert figures == [False] * 5 + [True]


def test_another_missing_name_is_shown_as_ever():
    said = shown(STUB, "six = double(3)", "sixx + 1")
    assert "NameError" in said[2] and "Exercise" not in said[2]


def test_a_cell_runs_once_the_exercise_is_written():
    written = "def double(x):\n    return 2 * x"
    assert not any(shown(STUB, "six = double(3)", written, "six = double(3)", "six + 1")[2:])


@pytest.mark.slow
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_untouched_chapter_shows_no_traceback_and_no_empty_figure(chapter):
    notebook = nbformat.read(Course().chapters / f"{chapter}.ipynb", nbformat.NO_CONVERT)
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    for outputs in outputs_of("%matplotlib inline", *code):
        errors = [output for output in outputs if output.output_type == "error"]
        assert [line for error in errors for line in error.traceback if "\n" in line] == []
        assert not (errors and any(map(is_figure, outputs)))
