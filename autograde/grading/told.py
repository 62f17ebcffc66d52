"""What a student is told of how grading went: what happened, in words that need no knowledge of it.

What only helps whoever runs the grader stays in the tables and on the page of the class.
"""

from autograde.examination import status

# How a hand-in ended, where that is not simply graded.
ENDED = {
    status.CRASHED: "not graded to its end",
    status.TIMEOUT: "took too long",
    status.INVALID: "could not be read",
    status.TAMPERED: "to be looked at",
    status.MISSING: "nothing handed in",
}
# In place of a reason that speaks of the machinery.
UNFINISHED = (
    "Grading did not come to its end, which need not be your fault. Send the text below to your "
    "teacher, who can see why, and can have it graded again."
)
STRANGE = (
    "Something in your notebook answered in place of the functions that you were asked for. "
    "If you do not know what, ask your teacher."
)
IN_PLACE = {status.CRASHED: UNFINISHED, status.TAMPERED: STRANGE}


def ended(found):
    """Return how a hand-in ended, "" if it was graded as usual."""
    return ENDED.get(found, "")


def about(result, remarks):
    """Return what a student is told about a hand-in as a whole.

    Parameters
    ----------
    result : Result
    remarks : sequence of str
        About lateness, the file and marks by hand.
    """
    reason = IN_PLACE.get(result.status, result.reason)
    return "; ".join(dict.fromkeys(text for text in (reason, *remarks) if text))
