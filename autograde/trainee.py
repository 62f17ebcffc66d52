"""The program that trains one submission: every training run in a fork of its own.

A fork begins where the one before began, so nothing that an algorithm learned or broke reaches its
next run. What a run leaves behind are files, which the benchmark reads as plain data:

    <run>.npy          the Q-table
    <run>.handed.npy   the last table that was handed in, should the run be stopped
    <run>.json         the time it took, or why there is no table
"""

import contextlib
import json
import os
import resource
import signal
import sys
from pathlib import Path
from time import monotonic, sleep

import numpy as np

from supplychain.algorithm import AlgorithmError, load_algorithm, train
from supplychain.benchmark import GRACE, MAX_TIME, TrainingEnv

CPU = int(MAX_TIME + GRACE) + 1  # seconds; whole ones, and more than a friendly run ever takes
WALL = 40.0  # seconds, for a run that sleeps; a busy one may have to share its core
MEMORY = 4 * 2**30  # bytes of address space


class SavingEnv(TrainingEnv):
    """A `TrainingEnv` that keeps what is handed in where it outlives the run."""

    def __init__(self, seed, path):
        super().__init__(seed)
        self._path = path

    def hand_in(self, q_table):
        """Hand in a table: the last one counts where the training is stopped."""
        super().hand_in(q_table)
        _save(self._path, self.handed_in)


def main(path, function, folder, runs):
    """Train in every run.

    An algorithm that fails in one run is not scored, so its later runs are left out.
    """
    for number, (demand_seed, seed) in enumerate(runs):
        results = Path(folder, str(number))
        child = os.fork()
        if child == 0:
            _run(path, function, results, demand_seed, seed)
        _wait(child)
        if not any(_name(results, end).exists() for end in (".npy", ".handed.npy")):
            break


def _run(path, function, results, demand_seed, seed):
    """Train once, write what came of it, and never return."""
    for limit, most in ((resource.RLIMIT_CPU, CPU), (resource.RLIMIT_AS, MEMORY)):
        with contextlib.suppress(ValueError, OSError):  # some systems have no such limit
            resource.setrlimit(limit, (most, most))
    try:
        env = SavingEnv(demand_seed, _name(results, ".handed.npy"))
        training = train(load_algorithm(path, function), env, seed, path)
        _save(_name(results, ".npy"), training.q_table)
        said = {"seconds": training.seconds}
    except AlgorithmError as error:
        said = {"error": str(error)}
    _name(results, ".json").write_text(json.dumps(said), encoding="utf-8")
    os._exit(0)  # threads and exit handlers of the algorithm get no say


def _wait(child):
    """Wait for a run, and end it when its time is over."""
    deadline = monotonic() + WALL
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        if monotonic() > deadline:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return
        sleep(0.01)


def _save(path, table):
    """Write a table at once, so that a run that is stopped leaves no half of one."""
    half = path.with_suffix(".half")
    with half.open("wb") as file:
        np.save(file, table, allow_pickle=False)
    half.replace(path)


def _name(results, end):
    return results.with_name(results.name + end)


if __name__ == "__main__":
    submission, function, folder, runs = sys.argv[1:]
    main(submission, function, folder, json.loads(runs))
