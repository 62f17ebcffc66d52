"""An algorithm that somebody wrote: loading it from its file and training it once.

Whatever goes wrong in it is one `AlgorithmError` for its author: the last of the author's own lines
that were running, and the message.
"""

import contextlib
import linecache
import sys
import traceback
from pathlib import Path
from time import process_time
from types import ModuleType
from typing import NamedTuple

import numpy as np

from .benchmark import MAX_EPISODES, MAX_TIME, BudgetExhausted, checked_table

FUNCTION = "q_learning"
LONGEST = 500  # characters of an error message that are shown
LAST_FRAMES = 2  # how many of the author's calls are shown


class AlgorithmError(Exception):
    """An algorithm cannot be scored; the message is for its author."""


class Training(NamedTuple):
    """What came of one training run."""

    q_table: np.ndarray  # (n_states, n_actions)
    seconds: float  # of CPU


def load_algorithm(path, function=FUNCTION):
    """Run a Python file and return its function.

    Raises
    ------
    AlgorithmError
        Where the file is absent, fails, or has no such function.
    """
    given, path = path, Path(path).absolute()
    if not path.is_file():
        raise AlgorithmError(f"{given} is no file: give a Python file that defines {function}")
    if path.suffix != ".py":
        raise AlgorithmError(f"{given} is no Python file: its name must end with .py")
    # Not by an import: 07_challenge.py is no name for one, and it would leave a compiled copy
    # beside the author's file.
    module = sys.modules["algorithm"] = ModuleType("algorithm")
    module.__file__ = str(path)
    with _blaming(path):
        exec(compile(path.read_bytes(), str(path), "exec"), vars(module))
    algorithm = getattr(module, function, None)
    if not callable(algorithm):
        raise AlgorithmError(f"{path.name} defines no function {function}(env, ...)")
    return algorithm


def train(algorithm, env, seed, path):
    """Train an algorithm once.

    Parameters
    ----------
    algorithm : callable
        From `load_algorithm`.
    env : TrainingEnv
        Fresh, for this run only.
    seed : int
        Given to the algorithm for its own randomness.
    path : path-like
        The algorithm's file, whose lines an error message shows.

    Returns
    -------
    Training
        The table that was returned, or the last one handed in where the budget ran out.

    Raises
    ------
    AlgorithmError
        Where there is no table that can be played.
    """
    began = process_time()
    with _blaming(path):
        try:
            answer = algorithm(env, max_episodes=MAX_EPISODES, max_time=MAX_TIME, seed=seed)
        except BudgetExhausted:
            if env.handed_in is None:
                raise
            return Training(env.handed_in, process_time() - began)
    seconds = process_time() - began
    if not isinstance(answer, tuple) or len(answer) != 2:
        raise AlgorithmError(
            f"{FUNCTION} returned {_kind(answer)}: return two things, (q_table, history)"
        )
    try:
        return Training(checked_table(answer[0]), seconds)
    except (TypeError, ValueError) as error:
        raise AlgorithmError(
            f"{FUNCTION} returned a table that cannot be played: {error}"
        ) from None


@contextlib.contextmanager
def _blaming(path):
    """Turn whatever an algorithm raises into one `AlgorithmError` with the author's own lines."""
    try:
        yield
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # SystemExit as well: an algorithm must not end the benchmark
        raise AlgorithmError("\n".join(_own_lines(error, Path(path).absolute()))) from None


def _own_lines(error, path):
    message = str(error)[:LONGEST]
    what = f"{type(error).__name__}: {message}" if message else type(error).__name__
    if isinstance(error, SyntaxError) and error.filename == str(path):
        return [
            f"{path.name}, line {error.lineno}: {error.msg}",
            f"    {(error.text or '').strip()}",
        ]
    lines = []
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename == str(path):
            lines.append(f"{path.name}, line {frame.lineno}, in {frame.name}")
            lines.append(f"    {linecache.getline(frame.filename, frame.lineno).strip()}")
    return [*lines[-2 * LAST_FRAMES :], what]


def _kind(value):
    if isinstance(value, tuple):
        return f"{len(value)} things"
    return "None" if value is None else f"one {type(value).__name__}"
