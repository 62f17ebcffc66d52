"""Which hand-in counts: one function for the pages, the export, and so for `grade`.

The last in time, or another that the student picked; where none came in time, the last one that
still earns something. A late one never takes the place of one in time by itself.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from autograde.course import deadlines


class Timed(NamedTuple):
    """A hand-in as a deadline sees it: what `deadlines.judge` asks for."""

    time: datetime
    number: str = ""
    late: bool = False


def cost(rule: deadlines.Rule, student: str, time: datetime) -> float:
    """Return the share of full marks that a hand-in at some time loses."""
    return deadlines.judge(rule, student, Timed(time)).share


def that_counts(
    rule: deadlines.Rule, student: str, hand_ins: Iterable[Timed], picked: str = ""
) -> Timed | None:
    """Return the hand-in that counts for a student.

    Parameters
    ----------
    rule : deadlines.Rule
        Of the assignment.
    student : str
        Who may have an extension.
    hand_ins : iterable of Timed
        All of the student's of this assignment.
    picked : str
        The number of the one that the student wants to count; "" for none.

    Examples
    --------
    >>> from datetime import timedelta
    >>> due = datetime(2026, 3, 1, tzinfo=UTC)
    >>> rule = deadlines.Rule(due=due, deduction_per_day=10)
    >>> early, late = Timed(due - timedelta(hours=1), "a"), Timed(due + timedelta(hours=1), "b")
    >>> that_counts(rule, "ada", [early, late]).number
    'a'
    >>> that_counts(rule, "ada", [early, late], picked="b").number
    'b'
    """
    found = sorted(hand_ins, key=lambda one: (one.time.astimezone(UTC), one.number))
    for one in found:
        if picked and one.number == picked:
            return one
    in_time = [one for one in found if not cost(rule, student, one.time)]
    worth = [one for one in found if cost(rule, student, one.time) < 1]
    return next(iter((in_time or worth)[-1:]), None)
