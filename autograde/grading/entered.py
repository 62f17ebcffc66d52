"""What the gradebook holds about a submission, once its result is entered."""

from typing import NamedTuple


class Entered(NamedTuple):
    """What the gradebook holds about one submission."""

    score: float  # before deductions; marks given by hand count
    deduction: float  # points
    by_hand: dict[str, float]  # score by test, where a person gave one
    comments: dict[str, str]  # by the grade_id of the solution, where a person wrote one
    again: bool = False  # the examiner has changed its mind since a person gave a mark
