"""A class as a run of the grader knows it: what was asked, what was handed in, what rules hold."""

from typing import NamedTuple

from autograde.course.assignment import Assignment
from autograde.course.deadlines import Rules
from autograde.handin.roster import Roster
from autograde.handin.submissions import Collection, Submission

Key = tuple[str, str]  # of a student and an assignment


class Class(NamedTuple):
    """All that a run of the grader is about."""

    assignments: dict[str, Assignment]
    submissions: dict[Key, Submission]  # those that count
    roster: Roster | None
    rules: Rules
    sandbox: str  # what submissions are examined in
    collection: Collection  # all that was handed in
