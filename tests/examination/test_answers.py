"""An answer counts where the notebook, run top to bottom, defines it; reasons are the true ones."""

import json

import pytest

from autograde.course.assignment import Assignment, Cell, Demo
from autograde.examination.answers import binds, without_stubs
from autograde.examination.arrange import arrange
from autograde.examination.examiner import examine
from autograde.examination.steps import STUDENTS
from autograde.handin.notebook import read
from tests.support.notebooks import cell

SETUP = "import numpy as np\nfrom supplychain.checks import NotWritten\nRATE = 2"
STUB = "def {0}(x):\n    raise NotWritten('{0}')"
NAMES = ("double", "treble")
VISIBLE = "from supplychain.checks import check_equal\ncheck_equal({0}(3), {1}, 'Multiply.')"
HIDDEN = "from supplychain.checks import check_equal\ncheck_equal({0}(5), {1}, 'Multiply five.')"
DOUBLE = "def double(x):\n    return RATE * x"
TREBLE = "def treble(x):\n    return 3 * x"


def assignment(limit=2.0):
    """Return an assignment with two exercises, each with a visible and a hidden test."""
    cells = [Cell("setup", "start", SETUP, "", 0.0, False, "", limit)]
    for factor, name in enumerate(NAMES, start=2):
        stub = STUB.format(name)
        cells.append(Cell("solution", name, "def f(): ...", name, 0.0, False, stub, limit))
        for title, text, points in (
            (f"test_{name}_example", VISIBLE, 1.0),
            (f"test_{name}", HIDDEN, 2.0),
        ):
            source = text.format(name, factor * (3 if points == 1 else 5))
            cells.append(Cell("test", title, source, name, points, points == 2, "", limit))
    return Assignment("01_two", cells, Demo(["from functools import cache"], ["shown"]))


def answer(source, name="double", **changes):
    return cell(source, grade_id=name, solution=True) | changes


def its_tests(name):
    return [
        cell("", grade_id=f"test_{name}_example", grade=True),
        cell("", grade_id=f"test_{name}", grade=True),
    ]


START = cell(SETUP, tags=["setup"], id="start")
SECOND = [answer(TREBLE, "treble"), *its_tests("treble")]


def judged(folder, cells, **limits):
    """Return score, reason and hints by test of a notebook of these cells."""
    path = folder / "01_two.ipynb"
    path.write_text(json.dumps({"nbformat": 4, "cells": cells}))
    result = examine(path, assignment(**limits))
    assert result.status == "graded", result
    return result.score, result.reason, {test.name: test.hint for test in result.tests}


def first(*pieces, below=()):
    """Return a notebook in which these cells stand where the first answer belongs."""
    return [START, *pieces, *its_tests("double"), *below, *SECOND]


TWICE = "solution cell double occurs 2 times"
MOVED = "answers stand in other cells than theirs"
BELOW = "double: answered only below its tests"
RIGHT = {
    "second half empty": (first(answer(DOUBLE), answer("")), TWICE),
    "first half empty": (first(answer("\n"), answer(DOUBLE)), TWICE),
    "constant in the first half": (
        first(answer("FACTOR = 2"), answer("def double(x):\n    return FACTOR * x")),
        TWICE,
    ),
    "a trial call in the second half": (first(answer(DOUBLE), answer("double(1)")), TWICE),
    "a trial call that fails": (first(answer(DOUBLE), answer("double()")), TWICE),
    "a trial call without an end": (
        first(answer(DOUBLE), answer("while True:\n    double(1)")),
        "part 2 was stopped",
    ),
    "three parts": (
        first(
            answer("import functools"),
            answer("def once(f):\n    return functools.lru_cache(f)"),
            answer("@once\n" + DOUBLE),
        ),
        "occurs 3 times",
    ),
    "an own cell between the parts": (
        first(
            answer("factor = 1"),
            cell("factor += 1"),
            answer("def double(x):\n    return factor * x"),
        ),
        TWICE,
    ),
    "a commented copy": (first(answer(DOUBLE), answer("# def double(x):\n#     pass")), TWICE),
    "a copy of the stub": (first(answer(DOUBLE), answer(STUB.format("double"))), TWICE),
    "a stub with another docstring": (
        first(
            answer(DOUBLE),
            answer('def double(x):\n    """Mine."""\n    raise NotWritten("double")'),
        ),
        TWICE,
    ),
    "two answers, the second right": (
        first(answer("def double(x):\n    return 0"), answer(DOUBLE)),
        TWICE,
    ),
    "stub below an own cell": (first(cell(DOUBLE), answer(STUB.format("double"))), ""),
    "notes in a part that is no code": (
        first(answer(DOUBLE), answer("My notes.", cell_type="markdown")),
        "",
    ),
    "the answer in a raw cell": (first(answer(DOUBLE, cell_type="raw")), ""),
    "a new cell below both tests": (
        first(answer(STUB.format("double")), below=[cell(DOUBLE)]),
        BELOW,
    ),
    "a copy of the cell below both tests": (
        first(answer(STUB.format("double")), below=[answer(DOUBLE)]),
        BELOW,
    ),
    "a new cell between the tests": (
        [
            START,
            answer(STUB.format("double")),
            its_tests("double")[0],
            cell(DOUBLE),
            its_tests("double")[1],
            *SECOND,
        ],
        BELOW,
    ),
    "corrected below the tests": (
        first(answer("def double(x):\n    return 6"), below=[cell(DOUBLE)]),
        BELOW,
    ),
    "a helper below the tests": (
        first(
            answer("def double(x):\n    return add(x, x)"),
            below=[cell("def add(a, b):\n    return a + b")],
        ),
        BELOW,
    ),
    "played with below the tests": (
        first(answer(DOUBLE), below=[cell("def double(x):\n    return 'mine'")]),
        "",
    ),
    "all in one new cell": (
        [START, cell(f"{DOUBLE}\n\n\n{TREBLE}"), *its_tests("double"), *its_tests("treble")],
        f"{MOVED}: double, treble in own code cell 2",
    ),
    "all in one new cell at the end": (
        [START, *its_tests("double"), *its_tests("treble"), cell(f"{DOUBLE}\n\n\n{TREBLE}")],
        f"{MOVED}: double, treble in own code cell 6",
    ),
    "both in one of the cells": (
        [START, answer(f"{DOUBLE}\n\n\n{TREBLE}"), *its_tests("double"), *its_tests("treble")],
        f"{MOVED}: treble in double",
    ),
    "own cells that fail": (
        first(
            cell("1 / 0"),
            cell("no Python"),
            cell("sum = 1" + 100_000 * " + 1"),  # too deep to be compiled
            cell("class Mute(Exception):\n    __str__ = None\nraise Mute"),
            answer(DOUBLE),
            below=[cell("double()")],
        ),
        "",
    ),
    "an own cell that answers and fails": (
        first(cell(DOUBLE + "\n1 / 0"), answer(STUB.format("double"))),
        "",
    ),
    "a lambda": (first(answer("double = lambda x: 2 * x")), ""),
    "under a condition": (first(answer("if True:\n    def double(x):\n        return 2 * x")), ""),
    "an object that is called": (
        first(
            answer("class Two:\n    def __call__(self, x):\n        return 2 * x\n\ndouble = Two()")
        ),
        "",
    ),
    "a method": (
        first(
            answer("class Double:\n    def of(self, x):\n        return 2 * x"),
            answer("double = Double().of"),
        ),
        TWICE,
    ),
    "made by a call": (
        first(answer("from functools import partial\ndouble = partial(np.multiply, 2)")),
        "",
    ),
    "below a timing magic": (first(answer("%%time\n" + DOUBLE)), ""),
    "a line magic above": (first(answer("%matplotlib inline\n" + DOUBLE)), ""),
    "an import from __future__ in an earlier cell": (
        first(
            cell("from __future__ import annotations"),
            answer(
                "class Rate:\n    def same(self) -> Rate:\n        return self\n"
                "def double(x: Later) -> Later:\n    return 2 * x"
            ),
        ),
        "",
    ),
    "awaits at the top": (
        first(answer("import asyncio\nawait asyncio.sleep(0)\n" + DOUBLE)),
        "",
    ),
    "awaits in a loop, and in a comprehension": (
        first(
            answer(
                "import asyncio\nasync def two():\n    return 2\n"
                "RATES = [await two() for _ in range(2)]\nasync with asyncio.Lock():\n    pass\n"
                "def double(x):\n    return RATES[1] * x"
            )
        ),
        "",
    ),
    "awaits what another cell began": (
        first(
            cell("import asyncio\ntask = asyncio.create_task(asyncio.sleep(0, 2))"),
            answer("FACTOR = await task\ndef double(x):\n    return FACTOR * x"),
        ),
        "",
    ),
    "an import of a cell for readers": (first(answer("@cache\n" + DOUBLE)), ""),
    "a global statement": (
        first(
            answer("def start():\n    global FACTOR\n    FACTOR = 2"),
            answer("start()\ndef double(x):\n    return FACTOR * x"),
        ),
        TWICE,
    ),
}


@pytest.mark.needs_bwrap
@pytest.mark.parametrize("name", RIGHT)
def test_a_right_notebook_earns_all_however_it_is_cut(tmp_path, name):
    cells, remark = RIGHT[name]
    score, reason, hints = judged(tmp_path, cells, limit=1.0)
    assert (score, set(hints.values())) == (6, {""}), hints
    assert remark in reason and bool(remark) == bool(reason)
    two = {"a trial call without an end", "a copy of the cell below both tests"}
    assert reason.count(";") == (name in two)


TRUE_REASONS = {
    "the stub": (answer(STUB.format("double")), "double is not written yet."),
    "an exception of that name": (
        answer("def double(x):\n    class NotWritten(Exception): pass\n    raise NotWritten('no')"),
        "NotWritten: no",
    ),
    "no such function": (answer("def doubel(x):\n    return 2"), "name 'double' is not defined"),
    "no Python": (answer("def double(x:\n    return 2"), "SyntaxError"),
    "an own cell that fails before it answers": (
        cell("1 / 0\n" + DOUBLE),
        "ZeroDivisionError: division by zero (line 1 of own code cell 2)",
    ),
    "an error at the top": (answer("FACTOR = 1 / 0\n" + DOUBLE), "ZeroDivisionError"),
    "a wrong form": (
        answer("def double(x):\n    return {}"),
        "Multiply. (your answer is of type dict, not int)",
    ),
    "names of a cell for readers": (
        answer("def double(x):\n    return shown(x)"),
        "name 'shown' is not defined",
    ),
}


@pytest.mark.needs_bwrap
@pytest.mark.parametrize("name", TRUE_REASONS)
def test_the_reason_is_the_true_one(tmp_path, name):
    piece, told = TRUE_REASONS[name]
    other = answer(STUB.format("treble"), "treble")
    cells = [START, piece, *its_tests("double"), other, *its_tests("treble")]
    score, reason, hints = judged(tmp_path, cells)
    assert score == 0 and told in hints["test_double_example"]
    assert "missing" not in reason
    assert ("does not run when answers are graded" in reason) == ("readers" in name)


@pytest.mark.needs_bwrap
def test_a_stub_that_an_answer_calls_is_named(tmp_path):
    calls = answer("def treble(x):\n    return double(x) + x", "treble")
    cells = [START, answer(STUB.format("double")), *its_tests("double"), calls]
    _, _, hints = judged(tmp_path, [*cells, *its_tests("treble")])
    assert hints["test_treble_example"] == "treble calls double, which is not written yet."


@pytest.mark.needs_bwrap
def test_only_what_is_not_there_is_missing(tmp_path):
    score, reason, _ = judged(tmp_path, [START, *its_tests("double"), *SECOND])
    assert score == 3
    assert reason == "solution cell double is missing (deleted, or its metadata are lost)"


@pytest.mark.needs_bwrap
def test_a_late_test_shows_nothing_of_its_inputs(tmp_path):
    telling = "def double(x):\n    if x > 4:\n        open('/tmp/seen', 'w').write(str(x * 1111))\n"
    telling += "    import os\n    if os.path.exists('/tmp/seen'):\n"
    telling += "        raise ValueError(open('/tmp/seen').read())\n    return 0"
    again = "def twice(x):\n    return 2 * x\nRATE = 2"
    helped = telling + "\n    return twice(x)"
    score, reason, hints = judged(tmp_path, first(answer(helped), below=[cell(again)]))
    assert score == 3 and "5555" not in json.dumps([reason, hints])


@pytest.mark.needs_bwrap
def test_a_learner_reads_which_python_grades(tmp_path):
    cells = first(answer("def double(x):\n    return f'{f'{x}'}'"))
    score, _, hints = judged(tmp_path, cells)
    if "SyntaxError" in hints["test_double"]:  # this Python is older than 3.12
        assert "Python 3.12, and Python 3.11 grades" in hints["test_double"]
    assert score == 3


def test_text_below_a_task_hides_nothing_of_what_follows(tmp_path):
    task = Cell("task", "week", "Play a week.", "week", 5.0, False, "Play a week.", 2.0)
    played = [cell("sold = 3"), cell("I sold 3.") | {"cell_type": "markdown"}, cell("sold += 4")]
    given = cell(task.stub, grade_id="week", task=True) | {"cell_type": "markdown"}
    path = tmp_path / "01_two.ipynb"
    path.write_text(json.dumps({"cells": [given, *played, answer(DOUBLE)]}))
    asked = assignment()._replace(cells=[task, *assignment().cells])
    found = arrange(asked, read(path, texts=True))
    mine = [step.source for step in found.steps if step.kind in STUDENTS]
    assert mine == ["sold = 3", "sold += 4", DOUBLE]


def test_what_a_cell_binds_is_read_from_its_text():
    assert binds(DOUBLE, "double") == "answer" and binds(STUB.format("double"), "double") == "stub"
    assert binds("def double(x): pass", "double") == "stub" == binds("def double(x): ...", "double")
    assert binds("double = 3\n", "double") == "answer" and binds("double(3)", "double") == ""
    assert (
        binds("def double(x:\n    1", "double") == "answer" and binds("no Python", "double") == ""
    )
    both = f"import os\n{STUB.format('double')}\nx = 1"
    assert without_stubs(both, "double").split() == ["import", "os", "x", "=", "1"]
    assert without_stubs(both, "double").count("\n") == both.count("\n")
