"""Running a submission: its cells in the jail, the graded cells here, and what they show.

First all cells run in order; where a test stands, the jail forks a process that sees what has been
defined up to there. Then the tests are taken: the visible ones first, because what the jail prints
during them is shown, and nothing that a hidden test hands over may find its way there.
"""

import builtins
import contextlib
import io

from autograde.course.assignment import TIME_LIMIT
from autograde.examination import status
from autograde.examination.calls import Conversation, StudentError
from autograde.examination.channel import TAIL, Gone, Stopped, Tampered
from autograde.examination.inside.wire import Refused
from autograde.examination.limits import Excess, Limits, Overtime
from autograde.examination.magics import to_python
from autograde.examination.processes import Jail, Lost
from autograde.kit.text import without_control
from supplychain.checks import Hint

LONGEST_HINT = 300  # characters
MOST_JAILS = 6  # a cell or a call may bring a jail down, and the rest is then tried in a new one
DIED = "Stopped: your code ended the Python that ran it."
OWN_KIND = "an exception that is none of Python's own"
REFUSED = "your answer is not made of numbers, strings, lists, tuples, dicts and arrays"


class Examination:
    """What the cells and tests of one submission have shown.

    Parameters
    ----------
    steps : list of Step
        What runs, in order.
    remarks : list of str
        What is wrong with the submission so far.
    barred : dict of str to str
        Exercises that earn nothing whatever their tests say, and why.
    """

    def __init__(self, steps, remarks=(), barred=None):
        self.status = status.GRADED
        self.remarks = list(remarks)
        self.flags = []
        self.hints = {}  # of each test that ran: "" if it passed
        self.outputs = {}  # of each exercise: the end of what the student's cells printed
        self._steps = steps
        self._tests = [step for step in steps if step.kind == "test"]
        self._provided = {step.cell.exercise for step in self._tests}
        mine = (step for step in steps if step.kind in ("solution", "own"))
        self._lines = {step.name: step.source.count("\n") + 1 for step in mine}  # of each cell
        self._stopped = dict(barred or {})  # of exercises that are not examined (further): why
        self._broken = {}  # of an exercise whose cell fails: the error
        self._skipped = set()  # cells that brought a jail down
        self._seen = set()  # cells whose end was noted; after a loss they run again

    def run(self, sandbox, started):
        """Run everything.

        Parameters
        ----------
        sandbox : str
            ``bubblewrap`` or ``none``.
        started : callable
            Is told the process group of each jail.
        """
        for _ in range(MOST_JAILS):
            waiting = [step for step in self._tests if step.name not in self.hints]
            try:
                jail = Jail(sandbox, len(waiting))
                started(jail.group)
                with jail:
                    self._attempt(jail, waiting)
                return
            except Lost as error:
                lost = str(error)
        self.status = status.CRASHED
        self.remarks.append(f"{lost}; given up after {MOST_JAILS} attempts")

    def _attempt(self, jail, waiting):
        exercise = ""  # whose cells are running
        for step in self._steps:
            exercise = step.cell.exercise if step.kind in ("solution", "test") else exercise
            if step in waiting:
                jail.fork(waiting.index(step))
            elif step.kind != "test" and step.name not in self._skipped:
                self._run_cell(jail, step, exercise)
        jail.sweep()
        for step in sorted(waiting, key=lambda step: step.cell.hidden):
            number = waiting.index(step)
            jail.expect_whole()
            hint = self._hint(jail, number, step)
            printed = jail.output.take()
            if not step.cell.hidden:
                self._print(step.cell.exercise, printed)
            self.hints[step.name] = hint
            jail.end(number)

    def _print(self, exercise, text):
        self.outputs[exercise] = (self.outputs.get(exercise, "") + text)[-TAIL:]

    def _run_cell(self, jail, step, exercise):
        """Run one cell in the jail and note what it shows."""
        limit = step.cell.time_limit if step.cell else TIME_LIMIT
        try:
            outcome = jail.run(step.name, step.source, limit)
            if outcome.status == "not_python":
                python = to_python(step.source)
                outcome = jail.run(step.name, python, limit) if python else outcome
        except Excess as error:
            self._note_stop(step, f"cell {step.name} {error}", f"Stopped: your code {error}.")
            raise Lost(str(error)) from error
        except Tampered as error:
            self._note_tampering(f"cell {step.name}: {error}")
            self._note_stop(step, f"cell {step.name} was stopped", str(error))
            raise Lost(f"cell {step.name}: {error}") from error
        printed = jail.output.take()
        if step.name not in self._seen:
            self._seen.add(step.name)
            if step.kind in ("solution", "own"):
                self._print(exercise, printed)
            self._note_end(step, outcome, limit)
        if outcome.status in ("stuck", "dead"):
            self._skipped.add(step.name)
            raise Lost(f"cell {step.name} ended the jail")

    def _note_end(self, step, outcome, limit):
        """Remember a cell that did not end by itself, or an answer that cannot be run."""
        if outcome.status in ("timeout", "stuck"):
            self._note_stop(step, f"cell {step.name} was stopped after {limit:g} s", _late(limit))
        if outcome.status == "dead":
            self._note_stop(step, f"cell {step.name} ended the Python that ran it", DIED)
        if step.kind == "setup" and outcome.status != "ok":
            what = outcome.error or outcome.status
            said = without_control(outcome.message)
            self.remarks.append(f"setup cell {step.name} failed: {what} {said}")
        if step.kind == "solution" and outcome.status in ("error", "not_python"):
            self._broken[step.cell.exercise] = self._told(step, outcome, outcome.error)

    def _note_stop(self, step, remark, hint):
        self.remarks.append(remark)
        self._skipped.add(step.name)
        if step.kind == "solution":
            self._stopped[step.cell.exercise] = hint

    def _note_tampering(self, what):
        self.status = status.TAMPERED
        self.flags.append(f"tampering: {what}")
        self.remarks.append(what)

    def _hint(self, jail, number, step):
        """Take one test; return what a student reads about it, "" if it passed."""
        exercise, limit = step.cell.exercise, step.cell.time_limit
        if exercise in self._stopped:
            # A loop that never ends would only cost time again.
            return self._stopped[exercise]
        try:
            said = self._take(jail, number, step, limit)
        except Overtime:
            self.remarks.append(f"cell {step.name} was stopped after {limit:g} s")
            said = self._stopped[exercise] = _late(limit)
        except Excess as error:
            self.remarks.append(f"cell {step.name} {error}")
            said = self._stopped[exercise] = f"Stopped: your code {error}."
        except Tampered as error:
            self._note_tampering(f"cell {step.name}: {error}")
            said = self._stopped[exercise] = f"Your code answered for the grader: {error}."
        except Gone:
            self.remarks.append(f"the Python of cell {step.name} was ended")
            said = self._stopped[exercise] = DIED
        return said

    def _take(self, jail, number, step, limit):
        """Run a graded cell; return what a student reads about it, "" if it passed."""
        conversation = Conversation(jail.groups[number], Limits(jail, limit))
        functions = {name: conversation.function(name) for name in self._provided}
        namespace = {"__builtins__": builtins, "__name__": "graded", **functions}
        code = compile(step.source, f"cell {step.name}", "exec", dont_inherit=True)
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                exec(code, namespace)
        except Stopped:
            raise
        except Hint as error:
            return str(error)[:LONGEST_HINT]
        except StudentError as error:
            if error.kind == "NotWritten":
                return f"{step.cell.exercise} is not written yet."
            return self._broken.get(step.cell.exercise) or self._told(step, error, error.kind)
        except Exception as error:  # the answer cannot be used as the test does
            kind = type(error).__name__
            told = kind if step.cell.hidden else f"{kind}: {error}"
            return without_control(f"Your answer is not of the form that was asked for ({told}).")
        conversation.end()
        return ""

    def _told(self, step, error, kind):
        """Return an error in words, without what only a hidden test knows."""
        told = _known(kind) if step.cell.hidden else f"{kind}: {error.message}"
        # A line that the cell does not have is a message: a hidden test's inputs, for example.
        places = [(n, line) for n, line in error.places if 1 <= line <= self._lines.get(n, 0)]
        place = ""
        if places:
            name, line = places[-1]
            place = f" (line {line} of {name if name.startswith('own ') else f'the cell {name}'})"
        return without_control(told)[:LONGEST_HINT] + place


def _known(kind):
    """Return the name of an exception, unless it is one that the student chose."""
    if kind == Refused.__name__:
        return REFUSED
    known = getattr(builtins, kind, None)
    return kind if isinstance(known, type) and issubclass(known, BaseException) else OWN_KIND


def _late(limit):
    return f"Stopped after {limit:g} s; is there a loop that does not end?"
