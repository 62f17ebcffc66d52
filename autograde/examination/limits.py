"""Limits on a running jail: processor time, idleness, memory in sum, output.

They are read off its processes from outside. What counts as time is the processor's, so that a busy
machine costs no marks; only a jail that does nothing is measured by the clock.
"""

from time import monotonic

from autograde.examination.channel import Stopped
from autograde.jail.profile import MEMORY_IN_SUM
from autograde.jail.usage import usage

PATIENCE = 4  # how much longer than its processor time a cell may sleep
BUSY = 0.05  # share of the time in which a jail that works gets the processor at least
TRAVEL = 0.0001  # seconds that a question and its answer take, which are not the student's
MOST_TRAVEL = 2  # how many times its limit a test may have on top for that
LOOK = 0.2  # seconds between two looks at the processes
LOUDEST = 50_000_000  # bytes that a cell or a test may print


class Overtime(Stopped):
    """A cell or call took longer than it may."""


class Excess(Stopped):
    """A submission uses more than it may."""


class Limits:
    """Looks from time to time whether the jail keeps to its limits.

    Parameters
    ----------
    jail : Jail
    seconds : float
        Of processor time, all processes together.
    patience : float
        How many times as long it may do nothing.
    """

    def __init__(self, jail, seconds, patience=PATIENCE):
        self._jail, self._seconds, self._allowed = jail, seconds, seconds
        self._patience = patience * seconds
        self._travel = MOST_TRAVEL * seconds
        self._looked = monotonic()
        self._next = self._looked + min(LOOK, seconds)
        self._worked = self._began = None
        self._printed = jail.output.total

    def check(self):
        """Raise `Overtime` or `Excess` if a limit is passed."""
        now = monotonic()
        if now < self._next:
            return
        self._next = now + LOOK
        worked, memory = usage(self._jail.pids(), MEMORY_IN_SUM / 2)
        self._take_time(worked, now - self._looked)
        self._looked = now
        if self._patience < 0 or worked - self._began > self._allowed:
            raise Overtime(f"stopped after {self._seconds:g} s")
        if memory > MEMORY_IN_SUM:
            raise Excess(f"used more than {MEMORY_IN_SUM // 2**20} MB of memory")
        if self._jail.output.total - self._printed > LOUDEST:
            raise Excess(f"printed more than {LOUDEST // 1_000_000} MB")

    def travelled(self):
        """Allow for the time that a call or a question to an environment spends on its way."""
        if self._travel > 0:
            self._travel -= TRAVEL
            self._allowed += TRAVEL

    def _take_time(self, worked, passed):
        """Count the time that passed, unless it was spent working: slowness is no idleness."""
        if self._began is None:
            self._began = self._worked = worked - LOOK  # it did not work longer before this look
        if worked - self._worked < BUSY * passed:
            self._patience -= passed
        self._worked = worked
