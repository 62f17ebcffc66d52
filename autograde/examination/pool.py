"""Examining in a process of its own, with a wall limit, so that nothing stops the others."""

import contextlib
import json
import math
import os
import signal
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from time import monotonic

from autograde.examination import status
from autograde.examination.result import Result
from autograde.jail.bubblewrap import BUBBLEWRAP
from autograde.jail.usage import tree, usage
from autograde.jail.waiting import ChargedTime
from autograde.kit.files import CHECKOUT

WALL = 120.0  # seconds for one submission, however many of its cells are slow
HARD_WALL = 10  # how many times as long it may last by the clock, however busy the machine
LOOK = 0.5  # seconds between two looks at its time


class Examiners:
    """A few examiners at work at the same time.

    Parameters
    ----------
    jobs : int
        How many.
    wall : float
        Seconds after which a submission is given up; waiting for a processor does not count.
    sandbox : str
        What submissions run in, from `choose.choose`.
    """

    def __init__(self, jobs, wall=WALL, sandbox=BUBBLEWRAP):
        self._pool = ThreadPoolExecutor(jobs)
        self._wall = wall
        self._sandbox = sandbox
        self._stopping = threading.Event()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._stopping.set()
        self._pool.shutdown(cancel_futures=True)

    def examine(self, tasks):
        """Yield ``(key, Result)`` in the order in which the examinations end.

        Parameters
        ----------
        tasks : iterable of (key, Path, Assignment)
            What to examine; begun in this order.
        """
        futures = {
            self._pool.submit(self._one, path, assignment): key for key, path, assignment in tasks
        }
        for future in as_completed(futures):
            yield futures[future], future.result()

    def _one(self, path, assignment):
        with tempfile.TemporaryDirectory() as folder:
            given = os.path.join(folder, "assignment.json")
            with open(given, "w", encoding="utf-8") as file:
                json.dump(assignment.to_json(), file)
            command = [sys.executable, "-m", "autograde.examination", str(path.resolve()), given]
            command.append(self._sandbox)
            with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as complaint:
                process = subprocess.Popen(
                    command,
                    cwd=CHECKOUT,
                    stdin=subprocess.PIPE,  # closes when this program ends, however it ends
                    stdout=said,
                    stderr=complaint,
                    start_new_session=True,
                )
                try:
                    in_time = self._wait(process)
                finally:
                    _kill(process.pid)
                    process.wait()
                    process.stdin.close()
                    message = _message(said)
                    for group in message["groups"]:
                        _kill(group)
                return _verdict(assignment, message, in_time, self._wall, complaint)

    def _wait(self, process):
        """Wait for the end of a process; return whether it came in time."""
        time, end = ChargedTime(), monotonic() + HARD_WALL * self._wall
        while not self._stopping.is_set() and monotonic() < end:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=LOOK)
                return True
            pids = tree(process.pid)
            worked, _ = usage(pids, math.inf)
            if time.seconds(pids, worked) > self._wall:
                return False
        return False


def _kill(group):
    """End a process group, if there is any left of it."""
    if group:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)


def _message(said):
    """Return what an examiner said in whole lines of JSON: its jails' groups, its result."""
    said.seek(0)
    lines = [json.loads(line) for line in said if line.endswith("\n")]
    message = {"groups": [line["group"] for line in lines if "group" in line]}
    return message | next((line for line in lines if "result" in line), {})


def _verdict(assignment, message, in_time, wall, complaint):
    if not in_time:
        return Result.of(
            assignment, status.TIMEOUT, [f"the submission was given up after {wall:g} s"]
        )
    if "result" in message:
        return Result.from_json(message["result"])
    complaint.seek(0)
    last = (complaint.read().strip().splitlines() or ["no message"])[-1]
    return Result.of(assignment, status.CRASHED, [f"the examiner ended early: {last}"])
