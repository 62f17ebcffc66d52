"""What one submission earned, as JSON and back: the files of every version say the same."""

import json
from dataclasses import FrozenInstanceError

import pytest

from autograde.course.assignment import Assignment, Cell
from autograde.examination.result import Exercise, Result, WrittenCell
from autograde.examination.result import Test as OneTest

SEEN = OneTest("test_f_example", False, 1.0, 1.0, "")
HIDDEN = OneTest("test_f", True, 0.0, 2.0, "Think of 0.")
F = Exercise("f", "f_cell", 1.0, 3.0, "Think of 0.", "printed\n", (SEEN, HIDDEN))
WRITTEN = WrittenCell("f_cell", "def f(): ...")
RESULT = Result(
    "01_one", "graded", "", 1.0, 3.0, (F,), "bubblewrap", ("import: json (in f)",), (WRITTEN,)
)
# As it stood in results/ before there were records.
DOCUMENT = {
    "assignment": "01_one",
    "status": "graded",
    "reason": "",
    "score": 1.0,
    "max_score": 3.0,
    "exercises": [
        {
            "name": "f",
            "cell": "f_cell",
            "score": 1.0,
            "max_score": 3.0,
            "hint": "Think of 0.",
            "output": "printed\n",
            "tests": [
                {
                    "name": "test_f_example",
                    "hidden": False,
                    "score": 1.0,
                    "max_score": 1.0,
                    "hint": "",
                },
                {
                    "name": "test_f",
                    "hidden": True,
                    "score": 0.0,
                    "max_score": 2.0,
                    "hint": "Think of 0.",
                },
            ],
        }
    ],
    "sandbox": "bubblewrap",
    "flags": ["import: json (in f)"],
    "cells": [{"name": "f_cell", "source": "def f(): ..."}],
}
UNEXAMINED = {name: DOCUMENT[name] for name in list(DOCUMENT)[:6]}


def test_a_result_has_the_bytes_that_it_always_had():
    assert json.dumps(RESULT.to_json(), indent=1) == json.dumps(DOCUMENT, indent=1)
    assert Result.from_json(json.loads(json.dumps(DOCUMENT))) == RESULT


def test_an_exercise_and_a_test_stand_for_themselves_too():
    waiting = OneTest("task", False, 0.0, 4.0, "", waits=True)
    by_hand = Exercise.of("task_cell", "task", (waiting,), places=("task_cell",), text="Because.")
    for one in (SEEN, HIDDEN, waiting, F, by_hand):
        document = json.loads(json.dumps(one.to_json()))
        assert type(one).from_json(document) == one
    assert F.to_json() == DOCUMENT["exercises"][0]


@pytest.mark.parametrize("record", [RESULT, F, SEEN, WRITTEN], ids=lambda one: type(one).__name__)
def test_nobody_changes_what_was_found(record):
    name = next(iter(record.__dataclass_fields__))
    with pytest.raises(FrozenInstanceError):
        setattr(record, name, "another")


def test_what_was_not_examined_says_nothing_of_a_sandbox():
    found = Result("01_one", "graded", "", 1.0, 3.0, (F,))
    assert json.dumps(found.to_json()) == json.dumps(UNEXAMINED)
    assert Result.from_json(UNEXAMINED) == found


def changed(**changes):
    return {**DOCUMENT, **changes}


def changed_test(**changes):
    exercise = DOCUMENT["exercises"][0]
    test = {**exercise["tests"][0], **changes}
    return changed(exercises=[{**exercise, "tests": [test]}])


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (None, "must be an object, not None"),
        ([DOCUMENT], "must be an object, not"),
        ({}, "lacks assignment"),
        ({**UNEXAMINED, "grade": 3}, "has no grade; has another version written it"),
        (changed(score="1.0"), "score cannot be '1.0'"),
        (changed(score=True), "score cannot be True"),
        (changed(exercises=None), "exercises cannot be None"),
        (changed(exercises=["f"]), r"\(Exercise\) must be an object, not 'f'"),
        (changed(cells=[{"name": "f"}]), r"\(WrittenCell\) lacks source"),
        (changed(flags=[3]), "flags cannot be"),
        (changed_test(hint=None), r"\(Test\): hint cannot be None"),
        (changed_test(hidden="no"), "hidden cannot be 'no'"),
    ],
)
def test_what_is_no_result_is_refused_with_the_reason(document, said):
    with pytest.raises(ValueError, match=said):
        Result.from_json(document)


def cell(kind, name, points=0.0, hidden=False):
    return Cell(kind, name, "", "f", points, hidden, "", 1.0)


ASSIGNMENT = Assignment(
    "01_one",
    [
        cell("solution", "f_cell"),
        cell("test", "test_f_example", 1.0),
        cell("test", "test_f", 2.0, True),
    ],
)


def test_an_exercise_is_the_sum_of_its_tests_and_says_the_first_hint():
    hints, outputs = {"test_f_example": "", "test_f": "Think of 0."}, {"f": "printed\n"}
    made = Result.of(ASSIGNMENT, "graded", ["a", "b"], hints, outputs)
    assert (made.score, made.max_score, made.reason) == (1.0, 3.0, "a; b")
    assert made.exercises == (F,) and made.tests == [SEEN, HIDDEN]


def test_a_test_that_was_not_taken_earns_nothing_and_says_so():
    made = Result.of(ASSIGNMENT, "crashed", [], {"test_f": ""})
    assert [(test.score, test.hint) for test in made.tests] == [
        (0.0, "This test was not run."),
        (2.0, ""),
    ]
