"""The examiner: what one submission earns.

`examine` is a function of (submission, assignment) alone.
"""

from autograde.course.cells import BY_HAND
from autograde.examination import status
from autograde.examination.arrange import arrange
from autograde.examination.examination import Examination
from autograde.examination.forbidden import barred, foreign_imports
from autograde.examination.status import BY_HAND as BY_HAND_STATUS
from autograde.examination.steps import STUDENTS
from autograde.handin import written
from autograde.handin.notebook import Unreadable, read
from autograde.jail import bubblewrap as sandboxes

NOT_RUN = "This test was not run."
UNWRITTEN = "Nothing was written here."
MOST_CELLS, LONGEST_CELL, LONGEST_CELLS = 200, 20_000, 200_000  # cells and characters that are kept


def examine(path, assignment, started=lambda group: None, sandbox=sandboxes.BUBBLEWRAP):
    """Examine one submission.

    Parameters
    ----------
    path : Path
        The submitted notebook.
    assignment : Assignment
        The cells of its source.
    started : callable
        Is told the process group of each jail that runs the submission.
    sandbox : str
        ``bubblewrap`` or ``none``.

    Returns
    -------
    dict
        ``assignment``, ``status`` (see `status`), ``reason``,
        ``score``, ``max_score``, ``sandbox``, ``flags`` (repaired tampering, unusual imports),
        ``cells`` (the student's, dicts with ``name`` and ``source``, shortened) and
        ``exercises``: a list of dicts with ``name``, ``cell`` (the grade_id of the solution),
        ``score``, ``max_score``, ``hint``, ``output``, ``tests``, ``places`` (names of the cells
        that answer it) and ``text`` (what was written where a person gives the marks).
    """
    try:
        cells = read(path, texts=True)
        arranged = arrange(assignment, cells)
    except Unreadable as error:
        return result(assignment, status.INVALID, [str(error)])
    refused = barred(assignment, arranged.steps)
    examination = Examination(arranged.steps, arranged.remarks, refused)
    examination.run(sandbox, started)
    texts = written.texts(cells, assignment.by_hand)
    found = result(assignment, examination.status, examination.remarks, examination, texts)
    flags = [*arranged.flags, *foreign_imports(arranged.steps), *examination.flags]
    return found | {"sandbox": sandbox, "flags": flags, "cells": _written(arranged.steps)}


def _written(steps):
    """Return the cells that the student wrote, as far as a person will read them."""
    mine = {}  # the parts of a solution cell that was split are one
    for step in steps:
        if step.kind in STUDENTS:
            name = step.cell.name if step.cell else step.name
            mine[name] = f"{mine[name]}\n\n{step.source}" if name in mine else step.source
    longest = min(LONGEST_CELL, LONGEST_CELLS // max(len(mine), 1))
    return [
        {"name": name, "source": source[:longest]}
        for name, source in list(mine.items())[:MOST_CELLS]
    ]


def result(assignment, status, remarks, examination=None, texts=None):
    """Return a result; without an examination, every exercise scores 0.

    Parameters
    ----------
    assignment : Assignment
        What was to be done.
    status : str
        How the examination ended.
    remarks : list of str
        What a person should know about it.
    examination : Examination, optional
        The outcome of the tests.
    texts : dict of str to str, optional
        What was written where a person gives the marks; it waits for that, whatever else happened.
    """
    exercises = [
        _by_hand(cell, texts or {}, examination)
        if cell.kind in BY_HAND
        else _exercise(assignment, cell, examination)
        for cell in assignment.cells
        if cell.kind == "solution" or cell.kind in BY_HAND
    ]
    return {
        "assignment": assignment.name,
        "status": status,
        "reason": "; ".join(remarks),
        "score": sum(exercise["score"] for exercise in exercises),
        "max_score": assignment.max_score,
        "exercises": exercises,
    }


def _exercise(assignment, solution, examination):
    hints = examination.hints if examination else {}
    tests = [
        {
            "name": cell.name,
            "hidden": cell.hidden,
            "score": cell.points if hints.get(cell.name) == "" else 0.0,
            "max_score": cell.points,
            "hint": hints.get(cell.name, NOT_RUN),
            "waits": False,
        }
        for cell in assignment.tests(solution.exercise)
    ]
    return {
        "name": solution.exercise,
        "cell": solution.name,
        "score": sum(test["score"] for test in tests),
        "max_score": sum(test["max_score"] for test in tests),
        "hint": next((test["hint"] for test in tests if test["hint"]), ""),
        "output": examination.outputs.get(solution.exercise, "") if examination else "",
        "tests": tests,
        "places": examination.places(solution) if examination else [],
        "text": "",
    }


def _by_hand(cell, texts, examination):
    """Return an exercise of which a person gives the marks; an untouched one needs nobody."""
    text = texts.get(cell.name, "")
    hint = BY_HAND_STATUS if text else UNWRITTEN
    test = {"name": cell.name, "hidden": False, "score": 0.0, "max_score": cell.points,
            "hint": hint, "waits": bool(text)}  # fmt: skip
    return {
        "name": cell.name,
        "cell": cell.name,
        "score": 0.0,
        "max_score": cell.points,
        "hint": hint,
        "output": examination.outputs.get(cell.name, "") if examination else "",
        "tests": [test],
        "places": [],
        "text": text,
    }
