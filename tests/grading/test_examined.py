"""Submissions by themselves: what one earns, why, and what of it reaches nobody else."""

import copy
import time

import pytest

from autograde.examination.arrange import arrange
from autograde.examination.hints import RAISES
from autograde.examination.pool import Examiners
from autograde.grading import feedback, marks
from autograde.handin.notebook import read
from tests.support.tiny_class import (
    ANSWERED,
    ASSIGNMENT,
    MEAN,
    NAME,
    SETUP,
    UNTOUCHED,
    handed_in,
    put,
)


def without(name):
    notebook = handed_in()
    notebook.cells = [cell for cell in notebook.cells if cell.id != name]
    return notebook


def with_cell_after(name, source, **changes):
    """Return a notebook with a cell that the student added, or copied, below another one."""
    notebook = handed_in()
    place = next(i for i, cell in enumerate(notebook.cells) if cell.id == name)
    added = copy.deepcopy(notebook.cells[place])
    added.source = source
    added.update(changes)
    notebook.cells.insert(place + 1, added)
    return notebook


def examine(tmp_path, *notebooks, wall=60):
    """Return the results of some notebooks, examined apart like those of a class."""
    for number, notebook in enumerate(notebooks):
        put(tmp_path, str(number), notebook)
    tasks = [
        (number, tmp_path / str(number) / f"{NAME}.ipynb", ASSIGNMENT)
        for number in range(len(notebooks))
    ]
    with Examiners(2, wall=wall) as examiners:
        results = dict(examiners.examine(tasks))
    return [results[number] for number in range(len(notebooks))]


def hints(result):
    return {exercise.name: exercise.hint for exercise in result.exercises}


def test_an_error_in_a_hidden_test_shows_that_there_is_one(tmp_path):
    wrong = (
        MEAN + 'if len(on_hand) == 3:\n        raise ValueError(f"saw {on_hand}")\n    return 4.0'
    )
    (result,) = examine(tmp_path, handed_in({"mean_stock": wrong}))
    assert hints(result)["mean_stock"] == RAISES
    assert result.score == 4


def test_a_cell_that_is_no_python_costs_its_exercise_and_says_why(tmp_path):
    (result,) = examine(
        tmp_path, handed_in({"mean_stock": "def mean_stock(on_hand:\n    return 1"})
    )
    assert hints(result)["mean_stock"].startswith("SyntaxError") and result.score == 3


def test_a_death_costs_its_exercise_only(tmp_path):
    (result,) = examine(tmp_path, handed_in({"mean_stock": MEAN + "import os\n    os._exit(1)"}))
    assert result.score == 3 and hints(result)["mean_stock"]


@pytest.mark.slow
def test_a_loop_that_ignores_the_interrupt_costs_its_exercise_only(tmp_path):
    deaf = MEAN + "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n    "
    deaf += "while True:\n        pass"
    stuck, honest = examine(tmp_path, handed_in({"mean_stock": deaf}), ANSWERED)
    assert (stuck.status, stuck.score) == ("graded", 3)
    assert (honest.status, honest.score) == ("graded", 5)


@pytest.mark.slow
def test_a_submission_that_takes_too_long_is_given_up_with_all_its_processes(tmp_path):
    mark = tmp_path / "alive"
    lasting = f"""
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c",
    "import time; time.sleep(6); open({str(mark)!r}, 'w').write('still here')"])
time.sleep(30)
"""
    own = with_cell_after(SETUP, lasting, id="mine", metadata={})
    (result,) = examine(tmp_path, own, wall=3)
    assert (result.status, result.score) == ("timeout", 0)
    assert "given up after 3 s" in result.reason
    time.sleep(6)
    assert not mark.exists()


def test_missing_and_doubled_answers_are_named(tmp_path):
    twice = with_cell_after("mean_stock", released_stub("mean_stock"), id="copied")
    deleted, doubled = examine(tmp_path, without("mean_stock"), twice)
    assert deleted.score == 3 and "mean_stock is missing" in deleted.reason
    assert doubled.score == 5 and "mean_stock occurs 2 times" in doubled.reason


def released_stub(name):
    return next(cell.source for cell in UNTOUCHED.cells if cell.id == name)


def test_own_cells_run_where_they_stand_and_demo_cells_do_not(tmp_path):
    helped = with_cell_after(SETUP, "def total(x):\n    return sum(x)", id="mine", metadata={})
    for cell in helped.cells:
        if cell.id == "mean_stock":
            cell.source = MEAN + "return total(on_hand) / len(on_hand)"
        if "demo" in cell.metadata.get("tags", []):
            cell.source = "while True:\n    pass"
    (result,) = examine(tmp_path, helped)
    assert (result.score, result.reason) == (5, "")


@pytest.mark.parametrize("text", ["as it is", "import numpy as np  # of an older release"])
def test_a_copy_of_an_older_release_runs_own_cells_below_its_setup(tmp_path, text):
    own = with_cell_after(SETUP, "mine = np.zeros(3)", id="mine", metadata={})
    setup = next(cell for cell in own.cells if cell.id == SETUP)
    setup.id = "cell-1"  # ids were positions
    setup.source = setup.source if text == "as it is" else text
    put(tmp_path, "ada", own)
    cells = read(tmp_path / "ada" / f"{NAME}.ipynb")
    steps = [step.name for step in arrange(ASSIGNMENT, cells).steps]
    assert steps.index(SETUP) < next(i for i, name in enumerate(steps) if name.startswith("own"))


def test_changed_tests_and_setup_are_those_of_the_source_again(tmp_path):
    forged = handed_in(
        {
            SETUP: "def check_equal(*_): pass\ncheck_close = check_that = check_equal",
            "mean_stock": MEAN + "return 0",
            "test_mean_stock": "pass",
            "test_mean_stock_example": "pass",
        }
    )
    (result,) = examine(tmp_path, forged)
    assert result.score == 3


def test_output_is_cut_and_cannot_run_in_a_browser(tmp_path):
    loud = MEAN + 'print("<script>alert(1)</script>" * 20_000)\n    return 4.0'
    (result,) = examine(tmp_path, handed_in({"mean_stock": loud}))
    output = result.exercises[1].output
    assert "<script>" in output and len(output) <= 2000
    assert "<script>" not in feedback.page(result, marks.mark("<b>", result))
