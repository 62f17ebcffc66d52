"""Limits on a running jail: time, memory in sum, output.

They are read off its processes from outside. What counts as time is what the jail took by itself,
working or sleeping, so that a busy machine costs no marks (`jail.waiting`).
"""

from time import monotonic

from autograde.examination.channel import Excess, Stopped
from autograde.jail.profile import MEMORY_IN_SUM
from autograde.jail.usage import worked
from autograde.jail.waiting import ChargedTime

HARD_WALL = 10  # how many times its limit a cell may last by the clock, however busy the machine
TRAVEL = 0.0001  # seconds that a question and its answer take, which are not the student's
MOST_TRAVEL = 2  # how many times its limit a test may have on top for that
LOOK = 0.2  # seconds between two looks at the processes
LOUDEST = 50_000_000  # bytes that a cell or a test may print


class Overtime(Stopped):
    """A cell or call took longer than it may."""


class Limits:
    """Looks from time to time whether the jail keeps to its limits.

    Parameters
    ----------
    jail : Jail
    seconds : float
        That are charged to the jail at most, all its processes together.
    hard_wall : float
        How many times as long it may last by the clock.
    """

    def __init__(self, jail, seconds, hard_wall=HARD_WALL):
        self._jail, self._seconds, self._allowed = jail, seconds, seconds
        self._travel = MOST_TRAVEL * seconds
        began = monotonic()
        self._end, self._next = began + hard_wall * seconds, began + min(LOOK, seconds)
        # Few cells last until the first look, so nothing is read before it: what came before
        # counts as one look's time.
        self._time, self._before = ChargedTime(), min(LOOK, seconds)
        self._printed = jail.output.total
        jail.share.begin()

    def check(self):
        """Raise `Overtime` or `Excess` if a limit is passed."""
        now = monotonic()
        if now < self._next:
            return
        self._next = now + LOOK
        pids = self._jail.pids()
        charged = self._before + self._time.seconds(pids, worked(pids))
        if charged > self._allowed or now > self._end:
            raise Overtime(f"stopped after {self._seconds:g} s")
        self.check_memory(pids)
        if self._jail.output.total - self._printed > LOUDEST:
            raise Excess(f"printed more than {LOUDEST // 1_000_000} MB")

    def check_memory(self, pids=()):
        """Raise `Excess` if the jail holds, or held, too much; without processes, if it is known.

        The kernel may have ended a process for it before anybody could look.
        """
        if self._jail.share.is_exceeded(pids):
            raise Excess(f"used more than {MEMORY_IN_SUM // 2**20} MB of memory")

    def travelled(self):
        """Allow for the time that a call or a question to an environment spends on its way."""
        if self._travel > 0:
            self._travel -= TRAVEL
            self._allowed += TRAVEL
