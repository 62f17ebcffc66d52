"""Running a submission: its cells in the jail, the graded cells here, and what they show.

First all cells run in order; where a test stands, the jail forks a process that sees what has been
defined up to there. Then the tests are taken: the visible ones first, because what the jail prints
during them is shown, and nothing that a hidden test hands over may find its way there. Where a part
of an answer stands below its tests, these are taken once more with what the notebook defines by
its end, and the better of the two counts.

From the first hidden test on, nothing that the jail does is shown: of such a test there is a hint
of its author, or one of a few fixed sentences (`hints.CLOSED`).
"""

import builtins
import contextlib
import io

from autograde.course.assignment import TIME_LIMIT
from autograde.examination import status
from autograde.examination.calls import Conversation, StudentError
from autograde.examination.channel import TAIL, Excess, Gone, Stopped, Tampered
from autograde.examination.hints import (
    FORGED,
    NO_ANSWER,
    NOT_AS_ASKED,
    RAISES,
    STOPPED,
    late,
    of_hidden,
    unusable,
)
from autograde.examination.limits import Limits, Overtime
from autograde.examination.magics import to_python
from autograde.examination.processes import Jail, Lost
from autograde.examination.steps import STUDENTS
from autograde.examination.syntax import newer_syntax
from autograde.kit.text import without_control
from supplychain.checks import Hint

LONGEST_HINT = 300  # characters
BEGIN_ONE = ("solution", "test", "written", "task")  # kinds of cells that belong to an exercise
# A cell or a call may bring a jail down, and the rest is then tried in a new one: so often, and
# once more for each exercise, in its place and at the notebook's end.
MOST_JAILS = 6
DIED = "Stopped: your code ended the Python that ran it."
COSTLY = "Stopped: testing your answer took more memory or time than the grader has for it."
LOST_AGAIN = "your code ended its Python again and again"
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
    deadly : collection of str
        Tests that an earlier examiner did not survive: they and what follows of their exercises
        are not taken.
    """

    def __init__(self, steps, remarks=(), barred=None, deadly=()):
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
        # (exercise, late) not examined (further): why, in a visible and in a hidden test
        self._stopped = {key: (said, NO_ANSWER) for key, said in (barred or {}).items()}
        self._deadly = frozenset(deadly)
        self._sealed = False  # a hidden test has begun: nothing more is shown
        self._broken = {}  # of an exercise whose cell fails: the error
        self._skipped = set()  # cells that brought a jail down
        self._seen = set()  # cells whose end was noted; after a loss they run again
        for (exercise, late_one), (said, _) in self._stopped.items():
            if not late_one:
                self._tell(exercise, said)

    def run(self, sandbox, started, taking=lambda test: None):
        """Run everything.

        Parameters
        ----------
        sandbox : str
            ``bubblewrap`` or ``none``.
        started : callable
            Is told the process group of each jail.
        taking : callable
            Is told the name of each test before it is taken.
        """
        most = MOST_JAILS + 2 * len(self._provided)
        for _ in range(most):
            waiting = [step for step in self._tests if step.name not in self._said(step)]
            try:
                jail = Jail(sandbox, len(waiting))
                started(jail.group)
                with jail:
                    self._attempt(jail, waiting, taking)
                self._choose()
                return
            except Lost as error:
                lost = LOST_AGAIN if self._sealed else str(error)
        self.status = status.CRASHED
        self.remarks.append(f"{lost}; given up after {most} attempts")
        if self._sealed:
            for step in self._tests:
                self._said(step).setdefault(step.name, STOPPED)
        self._choose()

    @property
    def places(self):
        """Return the names of the student's cells that answer each exercise."""
        found = {}
        for step in self._steps:
            if step.kind in STUDENTS:
                own = [step.cell.exercise] if step.kind == "solution" else []
                for exercise in {*own, *step.answers}:
                    names = found.setdefault(exercise, {})
                    names[step.cell.name if step.cell else step.name] = True
        return {exercise: tuple(names) for exercise, names in found.items()}

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
                # Those of visible tests come after hidden ones, so they stay unsaid.
                for cell in tests:
                    hint = self._late_hints.get(cell.name, STOPPED)
                    self.hints[cell.name] = hint if cell.hidden else hint and UNTIL_THE_END
                # Of an answer without a cell of its own, a remark has said already where it stands.
                below += [exercise] if exercise in in_place else []
        if below:
            whose = "its" if len(below) == 1 else "their"
            what = f"answered only below {whose} tests, which were taken again at the end"
            self.remarks.append(f"{', '.join(below)}: {what}")

    def _attempt(self, jail, waiting, taking):
        exercise = ""  # whose cells are running
        for step in self._steps:
            exercise = step.cell.exercise if step.kind in BEGIN_ONE else exercise
            if step in waiting:
                jail.fork(waiting.index(step))
            elif step.kind not in ("test", "task") and step.name not in self._skipped:
                self._run_cell(jail, step, exercise)
        jail.sweep()
        others = set()  # whose tests were taken in this jail
        for step in sorted(waiting, key=lambda step: (step.late, step.cell.hidden)):
            number = waiting.index(step)
            jail.expect_whole()
            self._sealed = self._sealed or step.cell.hidden or step.late
            taking(step.name)
            alone = others <= {step.cell.exercise}
            hint = self._hint(jail, number, step, alone) if self._is_open(step) else NOT_NEEDED
            others.add(step.cell.exercise)
            self._print(step.cell.exercise, jail.output.take())
            self._said(step)[step.name] = hint
            jail.end(number)

    def _is_open(self, step):
        """Whether a test has to be taken: a late one only where an early one failed."""
        early = [s for s in self._tests if not s.late and s.cell.exercise == step.cell.exercise]
        return not step.late or any(self.hints.get(s.name) != "" for s in early)

    def _print(self, exercise, text):
        if not self._sealed:
            self.outputs[exercise] = (self.outputs.get(exercise, "") + text)[-TAIL:]

    def _remark(self, text):
        if not self._sealed:
            self.remarks.append(text)

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
            self._note_forged(step, error)
            self._note_stop(step, f"cell {step.name} was stopped", str(error))
            refused = [(exercise, late) for exercise in step.answers for late in (False, True)]
            self._stopped |= dict.fromkeys(refused, (str(error), FORGED))
            raise Lost(f"cell {step.name}: {error}") from error
        printed = jail.output.take()
        if step.name not in self._seen and not self._sealed:
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
            self._note_broken(step, said)

    def _note_stop(self, step, remark, hint):
        self._remark(remark)
        self._skipped.add(step.name)
        # What it has defined until then may be an answer: the tests will see.
        self._note_broken(step, hint)

    def _note_broken(self, step, said):
        for exercise in step.answers:
            self._broken[exercise] = said
            self._tell(exercise, said)

    def _tell(self, exercise, said):
        """Say what keeps an exercise from its tests where no visible one will."""
        if not any(s.cell.exercise == exercise and not s.cell.hidden for s in self._tests):
            self._remark(f"{exercise}: {said}")

    def _hint(self, jail, number, step, alone):
        """Take one test; return what a student reads about it, "" if it passed.

        Where tests of other exercises came before in this jail (not `alone`), a process that is
        gone may be their doing: on a busy machine, one that was killed dies a while later.
        """
        exercise, limit = (step.cell.exercise, step.late), step.cell.time_limit
        if step.name in self._deadly and exercise not in self._stopped:
            self.remarks.append(f"grading was ended by what cell {step.name} got")
            self._stopped[exercise] = (COSTLY, STOPPED)
        if exercise not in self._stopped:
            try:
                return self._take(jail, number, step, limit)
            except Overtime:
                self._remark(f"cell {step.name} was stopped after {limit:g} s")
                self._stopped[exercise] = (late(limit), STOPPED)
            except Excess as error:
                self._remark(f"cell {step.name} {error}")
                self._stopped[exercise] = (f"Stopped: your code {error}.", STOPPED)
            except Tampered as error:
                self._note_forged(step, error)
                self._stopped[exercise] = (f"{FORGED[:-1]}: {error}.", FORGED)
            except Gone as error:
                if not alone:
                    raise Lost("the Python of a test was ended") from error
                self._remark(f"the Python of cell {step.name} was ended")
                self._stopped[exercise] = (DIED, STOPPED)
        # A loop that never ends would only cost time again.
        visible, hidden = self._stopped[exercise]
        return hidden if step.cell.hidden else visible

    def _note_forged(self, step, error):
        self.status = status.TAMPERED
        what = f"cell {step.name}: {'forged answers' if self._sealed else error}"
        self.flags.append(f"tampering: {what}")
        self.remarks.append(what)

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
            said = of_hidden(step.source, error) if step.cell.hidden else str(error)
            return said[:LONGEST_HINT]
        except StudentError as error:
            return self._failure(step, error)
        except Exception as error:  # the answer cannot be used as the test does
            return NOT_AS_ASKED if step.cell.hidden else unusable(error)[:LONGEST_HINT]
        conversation.end()
        return ""

    def _failure(self, step, error):
        """Return what a student reads about an exception of an answer."""
        exercise = step.cell.exercise
        broken = error.kind in ("NotWritten", "NameError") and exercise in self._broken
        if step.cell.hidden:
            return NO_ANSWER if broken or error.kind == "NotWritten" else RAISES
        if broken:
            return self._broken[exercise]
        if error.kind == "NotWritten":
            missing = error.message.partition(" is not written yet")[0]
            if missing == exercise:
                return f"{exercise} is not written yet."
            if missing in self._provided:
                return f"{exercise} calls {missing}, which is not written yet."
        return self._told(step, error, error.kind)

    def _told(self, step, error, kind):
        """Return an error in words, with the line of the student's that it came by."""
        told = f"{kind}: {error.message}"
        places = [(n, line) for n, line in error.places if 1 <= line <= self._lines.get(n, 0)]
        place = ""
        if places:
            name, line = places[-1]
            place = f" (line {line} of {name if name.startswith('own ') else f'the cell {name}'})"
        return without_control(told)[:LONGEST_HINT] + place
