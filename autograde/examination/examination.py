"""Running a submission: its cells in the jail, the graded cells here, and what they show.

First all cells run in order; where a test stands, the jail forks a process that sees what has been
defined up to there. Then the tests are taken: the visible ones first, because what the jail prints
during them is shown, and nothing that a hidden test hands over may find its way there. Where a part
of an answer stands below its tests, these are taken once more with what the notebook defines by
its end, and the better of the two counts.
"""

import builtins
import contextlib
import io

from autograde.course.assignment import TIME_LIMIT
from autograde.examination import status
from autograde.examination.calls import Conversation, StudentError
from autograde.examination.channel import TAIL, Gone, Stopped, Tampered
from autograde.examination.hints import known, late, unusable
from autograde.examination.limits import Excess, Limits, Overtime
from autograde.examination.magics import to_python
from autograde.examination.processes import Jail, Lost
from autograde.examination.steps import STUDENTS
from autograde.examination.syntax import newer_syntax
from autograde.kit.text import without_control
from supplychain.checks import Hint

LONGEST_HINT = 300  # characters
# A cell or a call may bring a jail down, and the rest is then tried in a new one: so often, and
# once more for each exercise, in its place and at the notebook's end.
MOST_JAILS = 6
DIED = "Stopped: your code ended the Python that ran it."
UNTIL_THE_END = "This test fails with what your notebook defines by its end."
NOT_NEEDED = "This test was passed before."


class Examination:
    """What the cells and tests of one submission have shown.

    Parameters
    ----------
    steps : list of Step
        What runs, in order.
    remarks : list of str
        What is wrong with the submission so far.
    barred : dict of (str, bool) to str
        Exercises that earn nothing whatever their tests say, and why; apart for late tests.
    """

    def __init__(self, steps, remarks=(), barred=None):
        self.status = status.GRADED
        self.remarks = list(remarks)
        self.flags = []
        self.hints = {}  # of each test that ran: "" if it passed
        self._late_hints = {}  # of those that were taken once more at the end
        self.outputs = {}  # of each exercise: the end of what the student's cells printed
        self._steps = steps
        self._tests = [step for step in steps if step.kind == "test"]
        self._provided = {step.cell.exercise for step in self._tests}
        mine = (step for step in steps if step.kind in STUDENTS)
        self._lines = {step.name: step.source.count("\n") + 1 for step in mine}  # of each cell
        self._stopped = dict(barred or {})  # (exercise, late) not examined (further): why
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
        most = MOST_JAILS + 2 * len(self._provided)
        for _ in range(most):
            waiting = [step for step in self._tests if step.name not in self._said(step)]
            try:
                jail = Jail(sandbox, len(waiting))
                started(jail.group)
                with jail:
                    self._attempt(jail, waiting)
                self._choose()
                return
            except Lost as error:
                lost = str(error)
        self.status = status.CRASHED
        self.remarks.append(f"{lost}; given up after {most} attempts")
        self._choose()

    def _said(self, step):
        return self._late_hints if step.late else self.hints

    def _choose(self):
        """Let late tests count for the exercises that earn more by them."""
        in_place = {step.cell.exercise for step in self._steps if step.kind == "solution"}
        below = []
        for exercise in sorted({step.cell.exercise for step in self._tests if step.late}):
            tests = [s.cell for s in self._tests if s.late and s.cell.exercise == exercise]
            early, late = (
                sum(cell.points for cell in tests if said.get(cell.name) == "")
                for said in (self.hints, self._late_hints)
            )
            if late > early:
                # Their messages come after hidden tests, so they stay unsaid.
                said = {cell.name: self._late_hints.get(cell.name) for cell in tests}
                self.hints |= {name: hint and UNTIL_THE_END for name, hint in said.items()}
                # Of an answer without a cell of its own, a remark has said already where it stands.
                below += [exercise] if exercise in in_place else []
        if below:
            what = "answered only below their tests, which were taken again at the end"
            self.remarks.append(f"{', '.join(below)}: {what}")

    def _attempt(self, jail, waiting):
        exercise = ""  # whose cells are running
        for step in self._steps:
            exercise = step.cell.exercise if step.kind in ("solution", "test") else exercise
            if step in waiting:
                jail.fork(waiting.index(step))
            elif step.kind != "test" and step.name not in self._skipped:
                self._run_cell(jail, step, exercise)
        jail.sweep()
        others = set()  # whose tests were taken in this jail
        for step in sorted(waiting, key=lambda step: (step.late, step.cell.hidden)):
            number = waiting.index(step)
            jail.expect_whole()
            alone = others <= {step.cell.exercise}
            hint = self._hint(jail, number, step, alone) if self._is_open(step) else NOT_NEEDED
            others.add(step.cell.exercise)
            printed = jail.output.take()
            if not step.cell.hidden and not step.late:
                self._print(step.cell.exercise, printed)
            self._said(step)[step.name] = hint
            jail.end(number)

    def _is_open(self, step):
        """Whether a test has to be taken: a late one only where an early one failed."""
        early = [s for s in self._tests if not s.late and s.cell.exercise == step.cell.exercise]
        return not step.late or any(self.hints.get(s.name) != "" for s in early)

    def _print(self, exercise, text):
        self.outputs[exercise] = (self.outputs.get(exercise, "") + text)[-TAIL:]

    def _run_cell(self, jail, step, exercise):
        """Run one cell in the jail and note what it shows."""
        limit = step.cell.time_limit if step.cell else TIME_LIMIT
        try:
            outcome = jail.run(step.name, step.source, limit)
            if outcome.end == "not_python":
                python = to_python(step.source)
                outcome = jail.run(step.name, python, limit) if python else outcome
        except Excess as error:
            self._note_stop(step, f"cell {step.name} {error}", f"Stopped: your code {error}.")
            raise Lost(str(error)) from error
        except Tampered as error:
            self._note_tampering(f"cell {step.name}: {error}")
            self._note_stop(step, f"cell {step.name} was stopped", str(error))
            refused = [(exercise, late) for exercise in step.answers for late in (False, True)]
            self._stopped |= dict.fromkeys(refused, str(error))
            raise Lost(f"cell {step.name}: {error}") from error
        printed = jail.output.take()
        if step.name not in self._seen:
            self._seen.add(step.name)
            if step.kind in STUDENTS:
                self._print(exercise, printed)
            self._note_end(step, outcome, limit)
        if outcome.end in ("stuck", "dead"):
            self._skipped.add(step.name)
            raise Lost(f"cell {step.name} ended the jail")

    def _note_end(self, step, outcome, limit):
        """Remember a cell that did not end by itself, or an answer that cannot be run."""
        if outcome.end in ("timeout", "stuck"):
            self._note_stop(step, f"cell {step.name} was stopped after {limit:g} s", late(limit))
        if outcome.end == "dead":
            self._note_stop(step, f"cell {step.name} ended the Python that ran it", DIED)
        if step.kind == "setup" and outcome.end != "ok":
            what = outcome.error or outcome.end
            said = without_control(outcome.message)
            self.remarks.append(f"setup cell {step.name} failed: {what} {said}")
        if step.answers and outcome.end in ("error", "not_python"):
            said = self._told(step, outcome, outcome.error)
            if outcome.end == "not_python":
                said += newer_syntax(step.source)
            self._broken |= dict.fromkeys(step.answers, said)

    def _note_stop(self, step, remark, hint):
        self.remarks.append(remark)
        self._skipped.add(step.name)
        # What it has defined until then may be an answer: the tests will see.
        self._broken |= dict.fromkeys(step.answers, hint)

    def _note_tampering(self, what):
        self.status = status.TAMPERED
        self.flags.append(f"tampering: {what}")
        self.remarks.append(what)

    def _hint(self, jail, number, step, alone):
        """Take one test; return what a student reads about it, "" if it passed.

        Where tests of other exercises came before in this jail (not `alone`), a process that is
        gone may be their doing: on a busy machine, one that was killed dies a while later.
        """
        exercise, limit = (step.cell.exercise, step.late), step.cell.time_limit
        if exercise in self._stopped:
            # A loop that never ends would only cost time again.
            return self._stopped[exercise]
        try:
            said = self._take(jail, number, step, limit)
        except Overtime:
            self.remarks.append(f"cell {step.name} was stopped after {limit:g} s")
            said = self._stopped[exercise] = late(limit)
        except Excess as error:
            self.remarks.append(f"cell {step.name} {error}")
            said = self._stopped[exercise] = f"Stopped: your code {error}."
        except Tampered as error:
            self._note_tampering(f"cell {step.name}: {error}")
            said = self._stopped[exercise] = f"Your code answered for the grader: {error}."
        except Gone as error:
            if not alone:
                raise Lost("the Python of a test was ended") from error
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
            return self._failure(step, error)
        except Exception as error:  # the answer cannot be used as the test does
            return unusable(error, step.cell.hidden)
        conversation.end()
        return ""

    def _failure(self, step, error):
        """Return what a student reads about an exception of an answer."""
        exercise = step.cell.exercise
        if error.kind in ("NotWritten", "NameError") and exercise in self._broken:
            return self._broken[exercise]
        if error.kind == "NotWritten":
            missing = error.message.partition(" is not written yet")[0]
            if missing == exercise:
                return f"{exercise} is not written yet."
            if missing in self._provided:
                return f"{exercise} calls {missing}, which is not written yet."
        return self._told(step, error, error.kind)

    def _told(self, step, error, kind):
        """Return an error in words, without what only a hidden test knows."""
        hidden = step.cell is not None and step.cell.hidden
        told = known(kind) if hidden else f"{kind}: {error.message}"
        # A line that the cell does not have is a message: a hidden test's inputs, for example.
        places = [(n, line) for n, line in error.places if 1 <= line <= self._lines.get(n, 0)]
        place = ""
        if places:
            name, line = places[-1]
            place = f" (line {line} of {name if name.startswith('own ') else f'the cell {name}'})"
        return without_control(told)[:LONGEST_HINT] + place
