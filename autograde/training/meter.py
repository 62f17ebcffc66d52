"""What a jail in training uses, read from outside, and its end when that is too much.

A thread looks from time to time, so that nothing stands between a question of the algorithm and its
answer. The budget is processor time: a busy machine costs nobody anything. What is measured by the
clock is sleep: time in which an algorithm neither works, nor waits for a processor or an answer. It
holds a place that others wait for, so it is bounded in each run, and in sum (`rounds`).
"""

import threading
from time import monotonic

from autograde.jail.usage import end, tree, worked
from autograde.jail.waiting import ChargedTime
from autograde.training.reasons import TRIAL_TIME, Reason
from supplychain.algorithm import GRACE, MAX_TIME

LAST = MAX_TIME + 2 * GRACE  # seconds of CPU; at MAX_TIME + GRACE the budget is refused
LAST_ON_TRIAL = TRIAL_TIME + GRACE
IDLE = 20.0  # seconds that an algorithm may sleep, all together
START = 60.0  # seconds in which a jail may do nothing before it has begun
BUSY = 0.02  # share of the time in which one works that does not sleep, where nobody knows better
LOOK = 0.2  # seconds between two looks
HARD_WALL = 10 * LAST  # seconds by the clock, however busy the machine


class Meter:
    """Watches the processes of one training run; use it in a ``with`` statement.

    Parameters
    ----------
    pid : int
        Of the process that was started; it leads its process group.
    n_episodes : callable
        Returns how many episodes have begun: where the kernel does not tell who waits for a
        processor, who begins new ones does not sleep.
    share : memory.Counted or cgroups.Group
        What the jail may hold of the memory.
    on_trial : bool
        Whether the run is on trial, and so has less CPU time.

    Attributes
    ----------
    reason : Reason or None
        Why the jail was ended, if it was.
    seconds : float
        CPU time since `begin`, as of the last look [s].
    slept : float
        Time since `begin` in which it slept, as of the last look [s].
    """

    def __init__(self, pid, n_episodes, share, on_trial=False):
        self.reason, self.seconds, self.slept = None, 0.0, 0.0
        self._n_episodes, self._share = n_episodes, share
        self._last = (LAST_ON_TRIAL, Reason.TRIAL) if on_trial else (LAST, Reason.CPU)
        self._pid, self._began = pid, None  # CPU time at `begin`
        self._begun_at = None
        self._answering = threading.get_native_id()
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
        self._began, self.slept = worked(tree(self._pid)), 0.0
        self._begun_at = monotonic()

    def read(self):
        """Look now, and return the CPU time since `begin` [s]."""
        self._count(worked(tree(self._pid)))
        return self.seconds

    def _watch(self):
        clock = ChargedTime(threads=[self._answering, threading.get_native_id()])
        looked, before, begun, slept = monotonic(), 0.0, 0, 0.0
        while not self._stop.wait(LOOK):
            now, pids = monotonic(), tree(self._pid)
            busy = worked(pids)
            self._count(busy)
            clock.seconds(pids, busy)
            if clock.exact:
                self.slept += clock.slept - slept
            elif busy - before < BUSY * (now - looked) and begun == self._n_episodes():
                self.slept += now - looked
            looked, before, begun, slept = now, busy, self._n_episodes(), clock.slept
            reason = self._excess(now, pids)
            if reason:
                return self._end(reason)

    def _excess(self, now, pids):
        """Return which limit is passed, None if none."""
        last, reason = self._last
        if self.seconds > last:
            return reason
        if self.slept > (START if self._began is None else IDLE):
            return Reason.SLEPT
        if self._begun_at is not None and now - self._begun_at > HARD_WALL:
            return Reason.WALL
        return Reason.MEMORY if self._share.is_exceeded(pids) else None

    def _count(self, seconds):
        # Processes that are gone take their time with them; what was counted stays counted.
        if self._began is not None:
            self.seconds = max(self.seconds, seconds - self._began)

    def _end(self, reason):
        self.reason = reason
        end(self._pid)
