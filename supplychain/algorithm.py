"""An algorithm that somebody wrote: loading it from its file and training it once.

Whatever goes wrong in it is one `AlgorithmError` for its author: the last of the author's own lines
that were running, and the message. The leaderboard runs this very file inside its jail, where there
is neither Gymnasium nor the rest of this package: it needs the standard library and NumPy only.
"""

import ast
import contextlib
import linecache
import random
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from time import process_time
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np

from . import coursework

MAX_EPISODES = 500
MAX_TIME = 15.0  # seconds of CPU: a safety stop, not the budget
GRACE = 1.0  # seconds beyond it, for an algorithm that looks at the time once per episode
FUNCTION = "q_learning"
LONGEST = 500  # characters of an error message that are shown
LAST_FRAMES = 2  # how many of the author's calls are shown


class AlgorithmError(Exception):
    """An algorithm cannot be scored; the message is for its author."""


class BudgetExhausted(RuntimeError):
    """The budget is used up; the message says what to do instead of one more reset."""


class Training(NamedTuple):
    """What came of one training run."""

    q_table: np.ndarray  # (n_states, n_actions)
    seconds: float  # of CPU


def load_algorithm(path: str | Path, function: str = FUNCTION) -> Callable:
    """Run a Python file and return its function; parameters and errors as of `load_source`."""
    given, path = path, Path(path).absolute()
    if not path.is_file():
        raise AlgorithmError(f"{given} is no file: give a Python file that defines {function}")
    if path.suffix != ".py":
        raise AlgorithmError(f"{given} is no Python file: its name must end with .py")
    return load_source(path.read_bytes(), path, function)


def load_source(source: bytes, path: str | Path, function: str = FUNCTION) -> Callable:
    """Run the text of a Python file and return its function.

    Parameters
    ----------
    source : bytes
        The text.
    path : path-like
        What error messages call it; nothing is read from there.
    function : str
        The function to return. Where the text defines `coursework.FUNCTION` instead, that is
        returned in the form of this course.

    Raises
    ------
    AlgorithmError
        Where the text fails, or has no such function.
    """
    path = Path(path).absolute()
    # Not by an import: 07_challenge.py is no name for one, and it would leave a compiled copy
    # beside the author's file.
    module = sys.modules["submission"] = ModuleType("submission")
    module.__file__ = str(path)
    lines = source.decode("utf-8", "replace").splitlines(keepends=True)
    linecache.cache[str(path)] = (len(source), None, lines, str(path))
    with _blaming(path):
        tree: Any = compile(source, str(path), "exec", ast.PyCF_ONLY_AST)
        is_coursework = not _defines(tree, function) and _defines(tree, coursework.FUNCTION)
        if is_coursework:
            vars(module).update(coursework.names())
        exec(compile(tree, str(path), "exec"), vars(module))
    if is_coursework:
        return coursework.adapted(getattr(module, coursework.FUNCTION))
    algorithm = getattr(module, function, None)
    if not callable(algorithm):
        raise AlgorithmError(f"{path.name} defines no function {function}(env, ...)")
    return algorithm


def _defines(tree: ast.Module, function: str) -> bool:
    return any(isinstance(part, ast.FunctionDef) and part.name == function for part in tree.body)


def train(algorithm: Callable, env: Any, seed: int, path: str | Path) -> Training:
    """Train an algorithm once.

    Parameters
    ----------
    algorithm : callable
        From `load_algorithm`.
    env : benchmark.TrainingEnv
        Fresh, for this run only.
    seed : int
        Given to the algorithm for its own randomness; seeds the global generators as well.
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
    # For algorithms that ignore their seed: they too shall learn the same everywhere.
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002
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
    shape = (int(env.observation_space.n), int(env.action_space.n))
    with _blaming(path, f"{FUNCTION} returned a table that cannot be played: "):
        return Training(checked_table(answer[0], shape), seconds)


def checked_table(q_table: Any, shape: tuple[int, int] = (64, 27)) -> np.ndarray:
    """Return a Q-table as a fresh array of floats, or raise ValueError that says what is wrong."""
    try:
        table = np.array(q_table)
    except ValueError:
        raise ValueError(f"q_table has rows of different lengths: give shape {shape}") from None
    if table.shape != shape or table.dtype.kind not in "iuf":
        raise ValueError(
            f"q_table has shape {table.shape} and type {table.dtype}: give numbers of shape "
            f"{shape}, one row per state and one column per action"
        )
    if not np.isfinite(table).all():
        raise ValueError(
            f"q_table holds {table[~np.isfinite(table)].flat[0]}: give finite numbers only"
        )
    return table.astype(np.float64)


@contextlib.contextmanager
def _blaming(path: str | Path, prefix: str | None = None) -> Iterator[None]:
    """Turn whatever an algorithm raises into one `AlgorithmError` with the author's own lines.

    With a prefix, the error is about a value that the author returned: its text says it all.
    """
    try:
        yield
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # SystemExit as well: an algorithm must not end the benchmark
        if prefix is not None and isinstance(error, TypeError | ValueError):
            raise AlgorithmError(f"{prefix}{error}"[: 2 * LONGEST]) from None
        raise AlgorithmError("\n".join(_own_lines(error, Path(path).absolute()))) from None


def _own_lines(error: BaseException, path: Path) -> list[str]:
    message = str(error)[:LONGEST]
    what = f"{type(error).__name__}: {message}" if message else type(error).__name__
    if isinstance(error, SyntaxError) and error.filename == str(path):
        return [
            f"{path.name}, line {error.lineno}: {error.msg}",
            f"    {(error.text or '').strip()}",
        ]
    lines = []
    frame: Any
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename == str(path):
            lines.append(f"{path.name}, line {frame.lineno}, in {frame.name}")
            lines.append(f"    {linecache.getline(frame.filename, frame.lineno).strip()}")
    return [*lines[-2 * LAST_FRAMES :], what]


def _kind(value: object) -> str:
    if isinstance(value, tuple):
        return f"{len(value)} things"
    return "None" if value is None else f"one {type(value).__name__}"
