"""What a student reads about a test: the author's hint, or why the test could not be taken.

Of a visible test that is whatever helps. Of a hidden test it is the author's hint or one of the
five sentences of `CLOSED`: whoever chooses the shape of an answer, its type, the line at which it
fails or the name of an error must find nothing of that on the page, because the choice could hang
on what the hidden test hands over.
"""

from autograde.course.exercise_rules import hints_in
from autograde.kit.text import without_control

WRONG_FORM = "Your answer is not of the form that was asked for"
UNUSABLE = "The test cannot go on with your answer"
FORM_ERRORS = (TypeError, AttributeError, IndexError, KeyError, ValueError)

NO_ANSWER = "There is nothing to test: it is not written yet, does not run, or is not allowed."
RAISES = "Your code raises an error in this test."
NOT_AS_ASKED = f"{WRONG_FORM}."
STOPPED = "Stopped: your code took too long, used or sent too much, or ended its Python."
FORGED = "Your code answered for the grader."
CLOSED = (NO_ANSWER, RAISES, NOT_AS_ASKED, STOPPED, FORGED)  # all that hidden tests say themselves


def unusable(error):
    """Return what is said about an answer that a visible test cannot use.

    Parameters
    ----------
    error : Exception
        Of the test, not of the answer.
    """
    what = WRONG_FORM if isinstance(error, FORM_ERRORS) else UNUSABLE
    return without_control(f"{what} ({type(error).__name__}: {error}).")


def late(limit):
    """Return what is said about code that took longer than it may [s]."""
    return f"Stopped after {limit:g} s; is there a loop that does not end?"


def of_hidden(source, hint):
    """Return what a student reads of a hidden test that failed with a hint.

    Parameters
    ----------
    source : str
        The graded cell.
    hint : Hint
        Only what stands in the cell is shown: a hint that is made up as the test runs may hold
        what the answer was.
    """
    return hint.hint if hint.hint in hints_in(source) else NOT_AS_ASKED
