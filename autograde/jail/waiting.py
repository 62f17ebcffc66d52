"""How long programs have waited for a processor, from the kernel's own clock.

On a busy machine a program stands in a queue while others run. Linux counts that time for each
thread, in ``/proc/PID/task/TID/schedstat``. What took long only because others were running can so
be told from what took long by itself: working, or sleeping.
"""

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path
from time import monotonic

NANO = 1e-9


def has_schedstat() -> bool:
    """Whether this kernel tells how long a thread has waited for a processor."""
    worked, _ = _times("/proc/self/schedstat")
    return worked > 0


class Waiting:
    """The time that the threads of some processes have spent waiting for a processor.

    Threads and processes come and go; what was counted of one that is gone stays counted.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[int, str], float] = {}
        self._total = 0.0

    def seconds(self, pids: Iterable[int]) -> float:
        """Return the waiting time of all threads seen so far, each since it was first seen [s].

        Parameters
        ----------
        pids : sequence of int
            The processes that live now.
        """
        for pid in pids:
            for thread in _threads(pid):
                waited = _times(f"/proc/{pid}/task/{thread}/schedstat")[1]
                self._total += max(0.0, waited - self._known.get((pid, thread), waited))
                self._known[pid, thread] = waited
        return self._total


class ChargedTime:
    """The time for which a jail is answerable: wall time but for what others took.

    Not charged is the time in which its threads waited for a processor, and the time in which this
    program, which answers them, worked or waited itself. Sleeping is charged. Where the kernel does
    not tell about waiting, only the processor's time is charged.

    Parameters
    ----------
    exact : bool, optional
        Whether to use the kernel's clock; looked up where not given.
    threads : sequence of int, optional
        Those of this program that answer the jail, by their native ids; else the one that looks.

    Attributes
    ----------
    slept : float
        What of it is no work [s]; 0 where the kernel does not tell.
    """

    def __init__(self, exact: bool | None = None, threads: Iterable[int] = ()) -> None:
        self.exact = has_schedstat() if exact is None else exact
        self._ours = [f"/proc/self/task/{thread}/schedstat" for thread in threads]
        self._ours = self._ours or ["/proc/thread-self/schedstat"]
        self._waiting, self._charged, self.slept = Waiting(), 0.0, 0.0
        # Wall, waited, ours and worked at the last look.
        self._last: tuple[float, float, float, float] | None = None

    def seconds(self, pids: Iterable[int], worked: float) -> float:
        """Return what is charged since the first look [s].

        Parameters
        ----------
        pids : sequence of int
            The processes of the jail.
        worked : float
            What they took of the processors, all together [s].
        """
        waited = self._waiting.seconds(pids) if self.exact else 0.0
        ours = sum(sum(_times(path)) for path in self._ours) if self.exact else 0.0
        now = monotonic(), waited, ours, worked
        if self._last is not None:
            wall, waited, ours, worked = (new - old for new, old in zip(now, self._last))
            alone = wall - waited - ours if self.exact else 0.0
            # Processes that end take the time that they worked with them.
            self._charged += max(0.0, alone, worked)
            self.slept += max(0.0, alone - max(0.0, worked))
        self._last = now
        return self._charged


def _times(path: str) -> tuple[float, float]:
    """Return how long a thread has run and waited [s], zeros where nobody knows."""
    with contextlib.suppress(OSError, ValueError):
        ran, waited, *_ = Path(path).read_text().split()
        return NANO * int(ran), NANO * int(waited)
    return 0.0, 0.0


def _threads(pid: int) -> list[str]:
    with contextlib.suppress(OSError):
        return os.listdir(f"/proc/{pid}/task")
    return []
