"""Training on the workers of a Dask scheduler, on many machines; an optional extra."""

import contextlib
import socket
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from urllib.parse import urlsplit

from autograde.kit.errors import CourseError
from autograde.training.results import trainer_version
from autograde.training.run import JailFault, RunOutcome, Unit, run
from autograde.training.workers import AGAIN

ELSEWHERE = (
    "its scheduler and its workers must run in a checkout, with PYTHONPATH=. and the versions that "
    "are installed here"
)
PATIENCE = 10  # seconds that a scheduler has to answer
RETRIES = 3  # of a run whose worker of a cluster was lost


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

    def __init__(self, address: str) -> None:
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

    def __enter__(self) -> "Cluster":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def do(self, units: Sequence[Unit], alone: bool = False) -> Iterator[tuple[int, RunOutcome]]:
        """Yield ``(index, Outcome)`` of training runs; see `Workers.do`.

        Which worker does what, Dask decides: here two runs on one chain may be at work at a time.
        """
        # Not by the hash of the arguments: two equal runs are still two.
        rules = [trainer_version()] * len(units)
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


def _knock(address: str) -> None:
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


def _run_there(unit: Unit, rules: str) -> RunOutcome:
    """Train on another machine, if that has the same rules."""
    if trainer_version() != rules:
        raise JailFault("a worker of the cluster has another version of this checkout or of NumPy")
    return run(unit)
