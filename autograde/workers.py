"""Training runs side by side: on this machine, or on a cluster of Dask.

A run takes what it takes of its own processor time, so a busy machine makes nobody's algorithm
worse; more jobs than cores only make everybody wait.
"""

import contextlib
import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool

from autograde.course import CourseError
from autograde.training import JailFault, run

AGAIN = "run the same command again: what is done is kept"
RETRIES = 3  # of a run whose worker of a cluster was lost


def on_this_machine(units, jobs):
    """Yield ``(index, Outcome)`` of training runs, in the order in which they end.

    Parameters
    ----------
    units : sequence of training.Unit
    jobs : int
        How many train at the same time.

    Raises
    ------
    CourseError
        If a run could not be done at all; those that were done are kept.
    """
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(min(jobs, len(units)) or 1, context, initializer=_end_with_parent)
    try:
        futures = {pool.submit(run, unit): index for index, unit in enumerate(units)}
        for future in as_completed(futures):
            yield futures[future], future.result()
    except JailFault as error:
        raise CourseError(f"{error}\n{AGAIN}") from None
    except BrokenProcessPool:
        raise CourseError(f"a process that trains was ended from outside; {AGAIN}") from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def on_cluster(units, address):
    """Yield ``(index, Outcome)`` as `on_this_machine` does, from a Dask scheduler's workers.

    Each worker needs this checkout, a jail that works, and one thread. A run whose worker is lost
    is done by another one.

    Parameters
    ----------
    units : sequence of training.Unit
    address : str
        Of the scheduler, such as ``tcp://10.0.0.5:8786``.
    """
    try:
        from distributed import Client
        from distributed import as_completed as as_distributed
    except ImportError:
        raise CourseError("--cluster needs Dask: pip install -e '.[cluster]'") from None
    try:
        client = Client(address, timeout=10, set_as_default=False)
    except OSError as error:
        raise CourseError(f"no scheduler answers at {address}: {error}") from None
    with client:
        # Not by the hash of the arguments: two equal runs are still two.
        futures = client.map(run, units, pure=False, retries=RETRIES)
        places = {future.key: index for index, future in enumerate(futures)}
        try:
            for future in as_distributed(futures):
                yield places[future.key], future.result()
        except JailFault as error:
            raise CourseError(f"{error}\n{AGAIN}") from None
        finally:
            with contextlib.suppress(Exception):  # the scheduler may be what was lost
                client.cancel(futures)


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
