"""Training runs side by side: on this machine, or on a cluster of Dask.

A run takes what it takes of its own processor time, so a busy machine makes nobody's algorithm
worse; more jobs than cores only make everybody wait.
"""

import contextlib
import multiprocessing
import os
import signal
import socket
import threading
from concurrent.futures import CancelledError, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from urllib.parse import urlsplit

from autograde.kit.errors import CourseError
from autograde.results import rules_hash
from autograde.training import JailFault, run

AGAIN = "run the same command again: what is done is kept"
ELSEWHERE = (
    "its scheduler and its workers must run in a checkout, with PYTHONPATH=. and the versions that "
    "are installed here"
)
PATIENCE = 10  # seconds that a scheduler has to answer
RETRIES = 3  # of a run whose worker of a cluster was lost


class Workers:
    """Processes on this machine that train; use it in a ``with`` statement.

    Parameters
    ----------
    jobs : int
        How many train at the same time.
    """

    def __init__(self, jobs):
        # A run has one processor, on which more threads of a BLAS would wait for each other. What
        # is spawned reads this before it loads NumPy.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        context = multiprocessing.get_context("spawn")
        numbers = context.Value("i", 0)
        self._pool = ProcessPoolExecutor(jobs, context, initializer=_begin, initargs=[numbers])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._pool.shutdown(wait=True, cancel_futures=True)

    def do(self, units):
        """Yield ``(index, Outcome)`` of training runs, in the order in which they end.

        Parameters
        ----------
        units : sequence of training.Unit

        Raises
        ------
        CourseError
            If a run could not be done at all; those that were done are kept.
        """
        try:
            futures = {self._pool.submit(run, unit): index for index, unit in enumerate(units)}
            for future in as_completed(futures):
                yield futures[future], future.result()
        except JailFault as error:
            raise CourseError(f"{error}\n{AGAIN}") from None
        except BrokenProcessPool:
            raise CourseError(f"a process that trains was ended from outside; {AGAIN}") from None


class Cluster:
    """The workers of a Dask scheduler; use it in a ``with`` statement, and as `Workers`.

    Each worker needs this checkout, the same NumPy, a jail that works, and one thread. A run whose
    worker is lost is done by another one.

    Parameters
    ----------
    address : str
        Of the scheduler, such as ``tcp://10.0.0.5:8786``.

    Raises
    ------
    CourseError
        If Dask is not installed, or nobody answers.
    """

    def __init__(self, address):
        try:
            import distributed
        except ImportError:
            raise CourseError("--cluster needs Dask: pip install -e '.[cluster]'") from None
        self._dask = distributed
        _knock(address)
        try:
            self._client = distributed.Client(address, timeout=PATIENCE)
        except (OSError, ValueError) as error:
            raise CourseError(f"no scheduler answers at {address}: {error}") from None
        try:
            self._client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError:
            self._client.close()
            raise CourseError(
                f"the scheduler at {address} has no worker: start one in a checkout on each "
                f"machine: PYTHONPATH=. dask worker {address} --nthreads 1"
            ) from None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._client.close()

    def do(self, units):
        """Yield ``(index, Outcome)`` of training runs; see `Workers.do`."""
        # Not by the hash of the arguments: two equal runs are still two.
        rules = [rules_hash()] * len(units)
        futures = self._client.map(_run_there, units, rules, pure=False, retries=RETRIES)
        places = {future.key: index for index, future in enumerate(futures)}
        try:
            for future in self._dask.as_completed(futures):
                yield places[future.key], future.result()
        except JailFault as error:
            raise CourseError(f"{error}\n{AGAIN}") from None
        except (self._dask.KilledWorker, CancelledError, OSError) as error:
            raise CourseError(f"the cluster was lost: {error}\n{AGAIN}") from None
        except (RuntimeError, ImportError) as error:  # what was sent cannot be read there
            reason = f"the cluster cannot train: {str(error).partition(chr(10))[0]}"
            raise CourseError(f"{reason}\n{ELSEWHERE}") from None
        finally:
            with contextlib.suppress(Exception):  # the scheduler may be what was lost
                self._client.cancel(futures)


def _knock(address):
    """See whether anybody listens at an address, before Dask starts threads to ask there.

    Raises
    ------
    CourseError
        If nobody does, or it is no address.
    """
    try:
        parts = urlsplit(address)
        if parts.scheme not in ("tcp", "tls") or not parts.hostname or not parts.port:
            raise ValueError("give an address such as tcp://10.0.0.5:8786")
        socket.create_connection((parts.hostname, parts.port), timeout=PATIENCE).close()
    except (OSError, ValueError) as error:
        raise CourseError(f"no scheduler answers at {address}: {error}") from None


def _run_there(unit, rules):
    """Train on another machine, if that has the same rules."""
    if rules_hash() != rules:
        raise JailFault("a worker of the cluster has another version of this checkout or of NumPy")
    return run(unit)


def _begin(numbers):
    """Prepare a worker; `numbers` counts how many have begun."""
    with numbers.get_lock():
        number = numbers.value
        numbers.value += 1
    # Not always the first processor: another benchmark may be running.
    stay_on_one_processor(os.getppid() + number)
    _end_with_parent()


def stay_on_one_processor(number):
    """Keep this process, and the jails that it will start, on one processor.

    An algorithm and its environment take turns, and never work at the same time: to wake the other
    on another processor at each of 14,000 questions takes longer than to answer it.
    """
    if hasattr(os, "sched_setaffinity"):  # on Linux
        allowed = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {allowed[number % len(allowed)]})


def _end_with_parent():
    """Let a worker end at once when its parent does, or when somebody interrupts it.

    Its jail ends with it.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    parent = multiprocessing.parent_process()

    def wait():
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
