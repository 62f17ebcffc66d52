"""Training every entry of a benchmark in a process of its own, so that none stops the others."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import numpy as np

from autograde import trainee
from autograde.course import CHECKOUT
from supplychain.algorithm import FUNCTION
from supplychain.benchmark import MAX_TIME, checked_table

LARGEST = 1_000_000  # bytes of a result; a table of 64 × 27 floats has 14,000
LONGEST = 1000  # characters of a reason
STOPPED = f"it ended early or passed {MAX_TIME:g} s of CPU, and had handed in no table"


class Entry(NamedTuple):
    """An algorithm that takes part."""

    name: str
    path: Path
    function: str = FUNCTION


class Trained(NamedTuple):
    """What came of an entry's training runs."""

    q_tables: tuple  # of (n_states, n_actions), one of each run; none where a run failed
    seconds: tuple  # of CPU, of each run; None where it was stopped
    reason: str = ""  # why there are no tables


def train_all(entries, runs, jobs):
    """Yield ``(index of the entry, Trained)`` in the order in which the entries end.

    Parameters
    ----------
    entries : sequence of Entry
    runs : list of (int, int)
        Demand seed and algorithm's seed of each training run.
    jobs : int
        How many entries train at the same time.
    """
    running, stopping = set(), threading.Event()
    pool = ThreadPoolExecutor(jobs)
    try:
        futures = {
            pool.submit(_train, entry, runs, running, stopping): index
            for index, entry in enumerate(entries)
        }
        for future in as_completed(futures):
            yield futures[future], future.result()
    finally:  # also when the person at the keyboard has had enough
        stopping.set()
        for process in list(running):
            _kill(process)
        pool.shutdown(cancel_futures=True)


def printable(text, longest):
    """Return text without what a terminal would obey, cut to a length."""
    text = "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _train(entry, runs, running, stopping):
    with tempfile.TemporaryDirectory() as folder:
        if not stopping.is_set():
            _run_trainee(entry, folder, runs, running)
        return _collect(Path(folder), len(runs))


def _run_trainee(entry, folder, runs, running):
    """Start the program that trains, wait until it ends, and end all that it started."""
    arguments = [str(entry.path.resolve()), entry.function, folder, json.dumps(runs)]
    process = subprocess.Popen(
        [sys.executable, "-m", "autograde.trainee", *arguments],
        cwd=CHECKOUT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    running.add(process)
    try:
        # The program watches each run; this limit is for a program that was itself stopped.
        process.wait(timeout=len(runs) * (trainee.WALL + 1) + 10)
    except subprocess.TimeoutExpired:
        pass
    finally:
        _kill(process)
        process.wait()
        running.discard(process)


def _kill(process):
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _collect(folder, n_runs):
    """Read the results of all runs, or the reason of the first that has none."""
    tables, seconds = [], []
    for run in range(n_runs):
        said = _read_words(folder / f"{run}.json")
        table = _read_table(folder / f"{run}.npy")
        if table is None and "error" not in said:
            table = _read_table(folder / f"{run}.handed.npy")
        if table is None:
            reason = said.get("error", STOPPED)
            reason = printable(f"training run {run + 1}: {reason}", LONGEST)
            return Trained((), tuple(seconds), reason)
        tables.append(table)
        seconds.append(said.get("seconds"))
    return Trained(tuple(tables), tuple(seconds))


def _read_words(path):
    """Return what a run said; an algorithm can write anything there."""
    try:
        said = json.loads(_read(path))
    except (OSError, ValueError, RecursionError):
        return {}
    said = said if isinstance(said, dict) else {}
    kinds = {"error": str, "seconds": float}
    return {name: said[name] for name, kind in kinds.items() if type(said.get(name)) is kind}


def _read_table(path):
    """Return a table that a run left, or None; nothing is unpickled."""
    try:
        return checked_table(np.load(BytesIO(_read(path)), allow_pickle=False))
    except (OSError, ValueError, TypeError):
        return None


def _read(path):
    """Return the bytes of a regular file of moderate size."""
    if path.is_symlink() or not path.is_file() or path.stat().st_size > LARGEST:
        raise OSError(f"{path} is no result")
    return path.read_bytes()
