"""The examiner: what one submission earns.

`examine` is a function of (submission, assignment) alone. It runs as a program of its own,
``python -m autograde.examiner SUBMISSION ASSIGNMENT``, which prints a line of JSON for the process
group of the kernel, so that whoever started it can end it, and one for the result.
"""

import ast
import json
import sys
import tempfile
from pathlib import Path

from autograde.assignment import TIME_LIMIT, Assignment
from autograde.session import TAIL, Session
from autograde.submission import Unreadable, arrange, read

LONGEST_HINT = 300  # characters


def examine(path, assignment, started=lambda group: None):
    """Examine one submission.

    Parameters
    ----------
    path : Path
        The submitted notebook.
    assignment : Assignment
        The cells of its source.
    started : callable
        Is told the process group of the kernel that runs the submission.

    Returns
    -------
    dict
        ``assignment``, ``status`` (graded, crashed, timeout or invalid), ``reason``, ``score``,
        ``max_score`` and ``exercises``: a list of dicts with ``name``, ``cell`` (the grade_id of
        the solution), ``score``, ``max_score``, ``hint``, ``output`` and ``tests``.
    """
    try:
        cells = read(path)
    except Unreadable as error:
        return result(assignment, "invalid", [str(error)])
    steps, remarks = arrange(assignment, cells)
    examination = _Examination(remarks)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        session = Session(Path(scratch))
        started(session.group)
        with session:
            for step in steps:
                if examination.status == "graded":
                    examination.take(step, session)
    return result(assignment, examination.status, examination.remarks, examination)


def result(assignment, status, remarks, examination=None):
    """Return a result; without an examination, every exercise scores 0.

    Parameters
    ----------
    assignment : Assignment
        What was to be done.
    status : str
        How the examination ended.
    remarks : list of str
        What a person should know about it.
    examination : _Examination, optional
        The outcome of the tests.
    """
    solutions = [cell for cell in assignment.cells if cell.kind == "solution"]
    exercises = [_exercise(assignment, cell, examination) for cell in solutions]
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
            "hint": hints.get(cell.name, "This test was not run."),
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
    }


class _Examination:
    """What the cells that ran so far have shown."""

    def __init__(self, remarks):
        self.status = "graded"
        self.remarks = list(remarks)
        self.hints = {}  # of each test that ran: "" if it passed
        self.outputs = {}  # of each exercise: the end of what the student's cells printed
        self._exercise = ""  # the one whose cells are running
        self._broken = {}  # of an exercise whose cell fails: the error
        self._stopped = {}  # of an exercise that had to be stopped: what to tell
        self._numbers = set()  # under which the kernel counts the solution cells

    def take(self, step, session):
        """Run one cell and note what it shows."""
        if step.kind in ("solution", "test"):
            self._exercise = step.cell.exercise
        if step.kind == "test" and self._exercise in self._stopped:
            # A loop that never ends would only cost time again.
            self.hints[step.name] = self._stopped[self._exercise]
            return
        limit = step.cell.time_limit if step.cell else TIME_LIMIT
        outcome = session.run(step.source, limit)
        if step.kind == "solution":
            self._numbers.add(outcome.number)
        self._note_end(step, outcome, limit)
        if step.kind == "test":
            self.hints[step.name] = self._hint(step, outcome, limit)
        if step.kind in ("solution", "own") or (step.kind == "test" and not step.cell.hidden):
            output = self.outputs.get(self._exercise, "") + outcome.output
            self.outputs[self._exercise] = output[-TAIL:]

    def _note_end(self, step, outcome, limit):
        """Remember a cell that did not end by itself, or an answer that cannot be run."""
        if outcome.status in ("timeout", "stuck"):
            self.remarks.append(f"cell {step.name} was stopped after {limit:g} s")
        if outcome.status == "stuck":
            self.status = "timeout"
            self.remarks.append("it ignored the interrupt, so that no later cell was run")
        if outcome.status == "dead":
            self.status = "crashed"
            self.remarks.append(f"the kernel died in cell {step.name}; no later cell was run")
        if step.kind == "setup" and outcome.status != "ok":
            what = outcome.error or outcome.status
            self.remarks.append(f"setup cell {step.name} failed: {what} {outcome.message}")
        if step.kind == "solution" and outcome.status == "error":
            self._broken[step.cell.exercise] = self._told(step, outcome)
        if step.kind in ("solution", "test") and outcome.status in ("timeout", "stuck", "dead"):
            self._stopped[step.cell.exercise] = _why_stopped(outcome, limit)

    def _hint(self, step, outcome, limit):
        """Return what a student reads about a test, "" if it passed."""
        if outcome.status == "ok":
            return ""
        if outcome.status != "error":
            return _why_stopped(outcome, limit)
        if outcome.error == "NotWritten":
            return f"{step.cell.exercise} is not written yet."
        return self._broken.get(step.cell.exercise) or self._told(step, outcome)

    def _told(self, step, outcome):
        """Return an error in words, without what only a hidden test knows."""
        hidden = step.cell.hidden
        if outcome.error == "Hint" and (not hidden or _begins_as_written(outcome, step.cell)):
            return outcome.message[:LONGEST_HINT]
        told = outcome.error if hidden else f"{outcome.error}: {outcome.message}"
        lines = [line for number, line in outcome.places if number in self._numbers]
        place = f" (line {lines[-1]} of the cell {step.cell.exercise})" if lines else ""
        return told[:LONGEST_HINT] + place


def _why_stopped(outcome, limit):
    if outcome.status == "dead":
        return "Stopped: your code ended the Python that ran it."
    return f"Stopped after {limit:g} s; is there a loop that does not end?"


def _begins_as_written(outcome, cell):
    """Whether a message begins with a constant of the test: checks add the answer's shape to it."""
    constants = (getattr(node, "value", None) for node in ast.walk(ast.parse(cell.source)))
    hints = tuple(text for text in constants if isinstance(text, str) and " " in text)
    return outcome.message.startswith(hints)


def main(path, assignment):
    """Examine the submission that the command line names."""
    document = json.loads(Path(assignment).read_text(encoding="utf-8"))

    def say(**message):
        print(json.dumps(message), flush=True)

    given = Assignment.from_json(document)
    say(result=examine(Path(path), given, started=lambda group: say(group=group)))


if __name__ == "__main__":
    main(*sys.argv[1:])
