"""What a student reads about a test that could not be taken to its end."""

import builtins

from autograde.examination.inside.wire import Refused
from autograde.kit.text import without_control

WRONG_FORM = "Your answer is not of the form that was asked for"
UNUSABLE = "The test cannot go on with your answer"
FORM_ERRORS = (TypeError, AttributeError, IndexError, KeyError, ValueError)
OWN_KIND = "an exception that is none of Python's own"
REFUSED = "your answer is not made of numbers, strings, lists, tuples, dicts and arrays"


def unusable(error, hidden):
    """Return what is said about an answer that a test cannot use.

    Parameters
    ----------
    error : Exception
        Of the test, not of the answer.
    hidden : bool
        Whether students do not see the test: then its message is not for them.
    """
    kind = type(error).__name__
    told = kind if hidden else f"{kind}: {error}"
    what = WRONG_FORM if isinstance(error, FORM_ERRORS) else UNUSABLE
    return without_control(f"{what} ({told}).")


def known(kind):
    """Return the name of an exception, unless it is one that the student chose."""
    if kind == Refused.__name__:
        return REFUSED
    known = getattr(builtins, kind, None)
    return kind if isinstance(known, type) and issubclass(known, BaseException) else OWN_KIND


def late(limit):
    """Return what is said about code that took longer than it may [s]."""
    return f"Stopped after {limit:g} s; is there a loop that does not end?"
