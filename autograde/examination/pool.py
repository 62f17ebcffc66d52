"""Examining in a process of its own, with a wall limit, so that nothing stops the others.

What a jail sends can at worst end the examiner that reads it. Another one then examines the
submission again, without the exercise whose test was being taken.
"""

import contextlib
import json
import os
import queue
import signal
import tempfile
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from time import monotonic
from typing import IO, Any, Self

from autograde.course.assignment import Assignment
from autograde.examination import status
from autograde.examination.forks import Fork, Forks
from autograde.examination.result import Result
from autograde.jail import memory
from autograde.jail.bubblewrap import BUBBLEWRAP
from autograde.jail.usage import tree, worked
from autograde.jail.waiting import ChargedTime

WALL = 120.0  # seconds for one submission, however many of its cells are slow
HARD_WALL = 10  # how many times as long it may last by the clock, however busy the machine
LOOK = 0.5  # seconds between two looks at its time
LONGEST_COMPLAINT = 1_000_000  # characters
MOST_DEATHS = 4  # examiners that one submission may cost; it is given up then


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
    forks : Forks, optional
        The program that forks examiners, where there is one already.
    """

    def __init__(self, jobs: int, wall: float = WALL, sandbox: str = BUBBLEWRAP,
                 forks: Forks | None = None) -> None:  # fmt: skip
        self._pool = ThreadPoolExecutor(jobs)
        self._wall = wall
        self._sandbox = sandbox
        self._forks = forks or Forks()
        self._own = None if forks else self._forks
        self._stopping = threading.Event()
        self._places: queue.SimpleQueue[str] = queue.SimpleQueue()
        for place in _processors(jobs):
            self._places.put(place)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._pool.shutdown(cancel_futures=True)
        if self._own:
            self._own.close()
        memory.sweep()  # of examiners that had to be ended

    def examine(
        self, tasks: Iterable[tuple[Any, Path, Assignment]]
    ) -> Iterator[tuple[Any, Result]]:
        """Begin at once, and yield ``(key, Result)`` in the order in which the examinations end.

        Parameters
        ----------
        tasks : iterable of (key, Path, Assignment)
            What to examine; begun in this order, after what was asked for before.
        """
        futures = {
            self._pool.submit(self._one, path, assignment): key for key, path, assignment in tasks
        }
        return ((futures[future], future.result()) for future in as_completed(futures))

    def _one(self, path: Path, assignment: Assignment) -> Result:
        place = self._places.get()  # there are as many as examinations at the same time
        try:
            return self._examined(path, assignment, place)
        finally:
            self._places.put(place)

    def _examined(self, path: Path, assignment: Assignment, place: str) -> Result:
        with tempfile.TemporaryDirectory() as folder:
            given = os.path.join(folder, "assignment.json")
            with open(given, "w", encoding="utf-8") as file:
                json.dump(assignment.to_json(), file)
            deadly: list[str] = []
            left, end = self._wall, monotonic() + HARD_WALL * self._wall
            while True:
                arguments = [str(path.resolve()), given, self._sandbox, memory.kind(), place]
                message, left = self._run([*arguments, *deadly], left, end)
                test = message.get("taking", "")
                if left <= 0 or "result" in message or not test or len(deadly) >= MOST_DEATHS:
                    return _verdict(assignment, message, left > 0, self._wall)
                deadly.append(test)

    def _run(
        self, arguments: list[str], seconds: float, end: float
    ) -> tuple[dict[str, Any], float]:
        """Run one examiner to its end; return what it said, and how much time is left [s]."""
        with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as complaint:
            examiner = self._forks.start(arguments, said, complaint)
            try:
                left = self._wait(examiner, seconds, end)
            finally:
                examiner.close()
                message = _message(said)
                for group in message["groups"]:
                    _kill(group)
            complaint.seek(0)
            last = (complaint.read(LONGEST_COMPLAINT).strip().splitlines() or ["no message"])[-1]
            return message | {"complaint": last}, left

    def _wait(self, examiner: Fork, seconds: float, end: float) -> float:
        """Wait for the end of an examiner; return how much of its time is left [s], 0 if none."""
        time, left = ChargedTime(), seconds
        while not self._stopping.is_set() and monotonic() < end and left > 0:
            if examiner.wait(LOOK):
                return left
            pids = tree(examiner.pid)
            left = seconds - time.seconds(pids, worked(pids))
        return 0.0


def _processors(jobs: int) -> list[str]:
    """Return the processor of each examination at the same time, "" where they have none.

    An answer and its test take turns, and never work at the same time: to wake the other on another
    processor, thousands of times, takes longer than to answer.
    """
    if not hasattr(os, "sched_getaffinity"):  # no Linux
        return [""] * jobs
    allowed, first = sorted(os.sched_getaffinity(0)), os.getpid()  # others may be at work, too
    return [str(allowed[(first + number) % len(allowed)]) for number in range(jobs)]


def _kill(group: int) -> None:
    """End a process group, if there is any left of it."""
    if group:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)


def _message(said: IO[str]) -> dict[str, Any]:
    """Return what an examiner said in lines of JSON: its jails' groups, texts, its result."""
    said.seek(0)
    lines = [json.loads(line) for line in said if line.endswith("\n")]
    message = {"groups": [line["group"] for line in lines if "group" in line]}
    for line in lines:
        message |= {name: line[name] for name in ("texts", "taking", "result") if name in line}
    return message


def _verdict(assignment: Assignment, message: dict[str, Any], in_time: bool, wall: float) -> Result:
    texts = message.get("texts")
    if not in_time:
        remark = f"the submission was given up after {wall:g} s"
        return Result.of(assignment, status.TIMEOUT, [remark], texts=texts)
    if "result" in message:
        return Result.from_json(message["result"])
    # What it said while it took a test may be the jail's words.
    why = "again and again" if "taking" in message else message["complaint"]
    remark = f"the examiner ended early: {why}"
    return Result.of(assignment, status.CRASHED, [remark], texts=texts)
