"""What a jail in training uses, read from outside, and its end when that is too much.

A thread looks from time to time, so that nothing stands between a question of the algorithm and its
answer. The budget is processor time: a busy machine costs nobody anything. Only an algorithm that
does nothing is measured by the clock: one that neither works nor waits for a processor.
"""

import threading
from time import monotonic

from autograde.jail.profile import MEMORY_IN_SUM
from autograde.jail.usage import end, tree, usage
from autograde.jail.waiting import Waiting
from supplychain.algorithm import GRACE, MAX_TIME

LAST = MAX_TIME + 2 * GRACE  # seconds of CPU; at MAX_TIME + GRACE the budget is refused
IDLE = 20.0  # seconds in which an algorithm may do nothing
START = 60.0  # seconds in which a jail may do nothing before it has begun
BUSY = 0.02  # share of the time in which one that works gets the processor at least
LOOK = 0.2  # seconds between two looks
HARD_WALL = 10 * LAST  # seconds by the clock, however busy the machine


class Meter:
    """Watches the processes of one training run; use it in a ``with`` statement.

    Parameters
    ----------
    pid : int
        Of the process that was started; it leads its process group.
    n_episodes : callable
        Returns how many episodes have begun: who begins new ones is not idle, however little of the
        processor a busy machine leaves to it.

    Attributes
    ----------
    reason : str
        Why the jail was ended, if it was.
    seconds : float
        CPU time since `begin`, as of the last look [s].
    """

    def __init__(self, pid, n_episodes):
        self.reason, self.seconds = "", 0.0
        self._n_episodes = n_episodes
        self._pid, self._began = pid, None  # CPU time at `begin`
        self._idle, self._begun_at = 0.0, None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join()

    def begin(self):
        """Begin to count: what was used so far was the jail's own start."""
        self._began, _ = usage(tree(self._pid), MEMORY_IN_SUM / 2)
        self._idle, self._begun_at = 0.0, monotonic()

    def read(self):
        """Look now, and return the CPU time since `begin` [s]."""
        self._count(usage(tree(self._pid), MEMORY_IN_SUM / 2)[0])
        return self.seconds

    def _watch(self):
        looked, before, begun, waiting = monotonic(), 0.0, 0, Waiting()
        while not self._stop.wait(LOOK):
            now, pids = monotonic(), tree(self._pid)
            worked, memory = usage(pids, MEMORY_IN_SUM / 2)
            self._count(worked)
            busy = worked + waiting.seconds(pids)
            if busy - before < BUSY * (now - looked) and begun == self._n_episodes():
                self._idle += now - looked
            looked, before, begun = now, busy, self._n_episodes()
            reason = self._excess(now, memory)
            if reason:
                return self._end(reason)

    def _excess(self, now, memory):
        """Return which limit is passed, "" if none."""
        if self.seconds > LAST:
            return f"it used more than {MAX_TIME:g} s of CPU"
        if self._idle > (START if self._began is None else IDLE):
            return f"it did nothing for {self._idle:.0f} s"
        if self._begun_at is not None and now - self._begun_at > HARD_WALL:
            return f"it lasted more than {HARD_WALL:g} s"
        if memory > MEMORY_IN_SUM:
            return f"it used more than {MEMORY_IN_SUM // 2**20} MB of memory"
        return ""

    def _count(self, worked):
        # Processes that are gone take their time with them; what was counted stays counted.
        if self._began is not None:
            self.seconds = max(self.seconds, worked - self._began)

    def _end(self, reason):
        self.reason = reason
        end(self._pid)
