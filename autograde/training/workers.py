"""Training runs side by side on this machine.

A run takes what it takes of its own processor time, so a busy machine makes nobody's algorithm
worse; more jobs than cores only make everybody wait.
"""

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from autograde.jail import memory
from autograde.kit.errors import CourseError
from autograde.training.run import JailFault, RunOutcome, Unit, run

AGAIN = "run the same command again: what is done is kept"


class Workers:
    """Processes on this machine that train; use it in a ``with`` statement.

    Parameters
    ----------
    jobs : int
        How many train at the same time.
    """

    def __init__(self, jobs: int) -> None:
        # A run has one processor, on which more threads of a BLAS would wait for each other. What
        # is spawned reads this before it loads NumPy.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        context = multiprocessing.get_context("spawn")
        numbers = context.Value("i", 0)
        self._jobs = jobs
        given = (numbers, memory.kind())
        self._pool = ProcessPoolExecutor(jobs, context, initializer=_begin, initargs=given)

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
        memory.sweep()  # of workers that had to be ended

    def do(self, units: Sequence[Unit], alone: bool = False) -> Iterator[tuple[int, RunOutcome]]:
        """Yield ``(index, Outcome)`` of training runs, in the order in which they end.

        Parameters
        ----------
        units : sequence of run.Unit
        alone : bool
            Whether no two runs on one chain may be at work at the same time.

        Raises
        ------
        CourseError
            If a run could not be done at all; those that were done are kept.
        """
        waiting = list(range(len(units)))
        running: dict[Future, int] = {}
        try:
            while waiting or running:
                for index in list(waiting):
                    met = [units[other].chain for other in running.values()]
                    if len(running) < self._jobs and not (alone and units[index].chain in met):
                        running[self._pool.submit(run, units[index])] = index
                        waiting.remove(index)
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    yield running.pop(future), future.result()
        except JailFault as error:
            raise CourseError(f"{error}\n{AGAIN}") from None
        except BrokenProcessPool:
            raise CourseError(f"a process that trains was ended from outside; {AGAIN}") from None


def _begin(numbers: Any, bounded: str) -> None:
    """Prepare a worker; `numbers` counts how many have begun, `bounded` is `memory.kind`."""
    memory.believe(bounded)
    with numbers.get_lock():
        number = numbers.value
        numbers.value += 1
    # Not always the first processor: another benchmark may be running.
    stay_on_one_processor(os.getppid() + number)
    _end_with_parent()
    gc.freeze()  # what is loaded stays: to look through it again and again takes long


def stay_on_one_processor(number: int) -> None:
    """Keep this process, and the jails that it will start, on one processor.

    An algorithm and its environment take turns, and never work at the same time: to wake the other
    on another processor at each of 14,000 questions takes longer than to answer it.
    """
    if hasattr(os, "sched_setaffinity"):  # on Linux
        allowed = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {allowed[number % len(allowed)]})


def _end_with_parent() -> None:
    """Let a worker end at once when its parent does, or when somebody interrupts it.

    Its jail ends with it.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    parent = multiprocessing.parent_process()
    if parent is None:  # nobody started it: it ends by itself
        return

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
