"""Checks of an answer whose failures are hints.

Visible and hidden tests compare with these functions only. They look at type, shape and finiteness
before they look at values, never trust the answer's own comparison, and show in one line what to
think about next. They never show the expected values: the author decides whether the hint does.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from . import forbidden, waiting


class _OneLine:
    """Shows an exception in a notebook as one line, without the traceback into the checks."""

    def _render_traceback_(self: Any) -> list[str]:
        return [f"{self.label}: {self}"]


class Hint(_OneLine, AssertionError):
    """An answer is not right yet; the message says what to look at.

    Parameters
    ----------
    hint : str
        The author's words.
    form : str
        What is wrong with the answer's type, length or shape. Only the message holds it: of a
        hidden test, learners read the author's words alone.
    """

    label = "Not yet"

    def __init__(self, hint: str, form: str = "") -> None:
        super().__init__(f"{hint} ({form})" if form else hint)
        self.hint = hint


class NotWritten(_OneLine, NotImplementedError):
    """An exercise is still empty.

    Parameters
    ----------
    name : str
        The function that the exercise asks for.

    Examples
    --------
    >>> str(NotWritten("td_update"))[:28]
    'td_update is not written yet'
    """

    label = "Exercise"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is not written yet: replace the line `raise NotWritten(...)` in its cell"
        )
        self.name = name

    def _render_traceback_(self) -> list[str]:
        waiting.remember(self.name, self)
        return super()._render_traceback_()


def check_not_used(exercise: str, *forbid: str) -> None:
    """Raise `Hint` if an answer uses what its exercise forbids, as the grader's rule has it.

    Parameters
    ----------
    exercise : str
        The function that answers.
    *forbid : str
        Names.

    Notes
    -----
    It reads the cells that have run so far. Elsewhere than in a notebook it says nothing: in an
    examination the grader has looked already.
    """
    shell = waiting.running_shell()
    cells = shell.user_ns.get("In", ()) if shell else ()
    history = forbidden.History()
    for cell in cells:
        if isinstance(cell, str):
            history.add(cell, given=cell.lstrip().startswith(forbidden.SETUP_MARK))
    said = forbidden.forbidden_uses(history, exercise, forbid)
    if said:
        raise Hint(said)


def repeat(function: Callable, times: int, *arguments: Any, **keywords: Any) -> list:
    """Return the answers of a function that is called again and again with the same arguments.

    Parameters
    ----------
    function : callable
    times : int
        How often.
    *arguments, **keywords
        What it is called with. A generator goes on from call to call.

    Returns
    -------
    list
        Its answers.

    Notes
    -----
    In an examination the function stands behind a wall, and there this is one message instead of
    thousands.
    """
    repeated = getattr(function, "repeated", None)
    if repeated is not None:
        return repeated(times, arguments, keywords)
    return [function(*arguments, **keywords) for _ in range(times)]


def check_that(condition: bool, hint: str) -> None:
    """Raise `Hint` unless a condition of ours is true.

    Parameters
    ----------
    condition : bool
        Computed from values that were checked before, not an answer itself.
    hint : str
        What to think about next.
    """
    if not isinstance(condition, bool | np.bool_) or not condition:
        raise Hint(hint)


def check_equal(got: Any, want: Any, hint: str) -> None:
    """Raise `Hint` unless an answer is the expected number, string or (nested) sequence of them.

    Parameters
    ----------
    got : object
        The answer. A list, a tuple and a one-dimensional array count as the same sequence.
    want : bool, int, float, str, None, or a list or tuple of these
        What is expected.
    hint : str
        What to think about next.

    Examples
    --------
    >>> check_equal((1, 2), [1, 2], "Count both retailers.")
    >>> check_equal(3, 2, "Count from 0.")
    Traceback (most recent call last):
        ...
    supplychain.checks.Hint: Count from 0.
    """
    if isinstance(want, list | tuple):
        length = _length(got, hint)
        if length != len(want):
            raise Hint(hint, f"your answer has {length} entries, not {len(want)}")
        for answer, expected in zip(got, want):
            check_equal(answer, expected, hint)
    elif isinstance(want, bool) or want is None or isinstance(want, str):
        kinds = (bool, np.bool_) if isinstance(want, bool) else (type(want),)
        if type(got) not in kinds or got != want:
            raise Hint(hint, _wrong_kind(got, want))
    elif _number(got) is None or _number(got) != want:
        raise Hint(hint, _wrong_kind(got, want))


def check_close(got: object, want: Any, hint: str, rtol: float = 1e-7, atol: float = 1e-9) -> None:
    """Raise `Hint` unless an answer holds the expected numbers, up to rounding.

    Parameters
    ----------
    got : object
        The answer: a number, an array, or nested lists or tuples of numbers.
    want : float or array_like
        What is expected. −inf and inf must stand where they are expected; nan never passes.
    hint : str
        What to think about next.
    rtol, atol : float
        Relative and absolute tolerance.

    Examples
    --------
    >>> check_close(0.1 + 0.2, 0.3, "Add the two.")
    >>> check_close([], 5.0, "Return one number.")
    Traceback (most recent call last):
        ...
    supplychain.checks.Hint: Return one number. (your answer has shape (0,), not a single number)
    """
    want = np.asarray(want, dtype=float)
    try:
        shape = _shape(got, hint)
    except RecursionError:  # a list may even hold itself
        raise Hint(hint, "your answer is nested too deeply") from None
    if shape != want.shape:
        raise Hint(hint, f"your answer has {_in_words(shape)}, not {_in_words(want.shape)}")
    answer = _numbers(got)
    if np.isnan(answer).any():
        raise Hint(hint, "your answer holds nan, which is no number")
    if not np.isclose(answer, want, rtol=rtol, atol=atol).all():
        raise Hint(hint)


def _number(value: Any) -> Any:
    """Return a value if it is exactly a number, else None: subclasses may lie about themselves."""
    if type(value) in (int, float):
        return value
    if isinstance(value, np.integer | np.floating) and type(value).__module__ == "numpy":
        return value.item()
    return None


def _shape(value: Any, hint: str) -> tuple[int, ...]:
    """Return the shape of an answer, or raise `Hint`.

    It looks at lengths only: an answer of 25 million empty rows is nothing to be copied.
    """
    if _number(value) is not None:
        return ()
    if type(value) is np.ndarray and value.dtype.kind in "iuf":
        return value.shape
    if type(value) not in (list, tuple):
        raise Hint(hint, _not(value, "numbers"))
    rows = {_shape(item, hint) for item in value}
    if len(rows) > 1:
        raise Hint(hint, "your answer has rows of different lengths")
    return (len(value), *next(iter(rows), ()))


def _numbers(value: Any) -> np.ndarray:
    """Return an answer that has a shape as an array of floats."""
    if type(value) is np.ndarray:
        return value.astype(float)
    if type(value) in (list, tuple):
        return np.array([_numbers(item) for item in value], dtype=float)
    try:
        return np.array(float(_number(value)))
    except OverflowError:  # a whole number beyond what a float can hold
        return np.array(np.inf if value > 0 else -np.inf)


def _length(value: Any, hint: str) -> int:
    """Return the length of an answer that is a sequence, or raise `Hint`."""
    if type(value) in (list, tuple) or (type(value) is np.ndarray and value.ndim > 0):
        return len(value)
    raise Hint(hint, _not(value, "a sequence"))


def _in_words(shape: tuple[int, ...]) -> str:
    return f"shape {shape}" if shape else "a single number"


def _not(value: object, wanted: str) -> str:
    """Return that an answer is of another type than is wanted."""
    if value is None:
        return "your answer is None: is a `return` missing?"
    return f"your answer is of type {type(value).__name__}, not {wanted}"


def _wrong_kind(got: object, want: object) -> str:
    """Return what is wrong with the type of an answer, "" if nothing is."""
    right_kind = type(got) is type(want) or (_number(got) is not None and _number(want) is not None)
    return "" if right_kind else _not(got, type(want).__name__)
