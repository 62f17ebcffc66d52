"""What being late costs; `course_toml` says where the rules stand."""

from datetime import UTC, datetime, timedelta
from math import ceil
from typing import NamedTuple
from zoneinfo import ZoneInfo

from autograde.course.points import DEFAULT_STEPS, Step

DAY = timedelta(days=1)


class Rule(NamedTuple):
    """What holds for one assignment."""

    due: datetime | None = None
    grace_minutes: float = 0
    deduction_per_day: float = 0  # percent of full marks
    cut_off_days: float | None = None
    group_work: bool = False
    imports_cost: float = 0  # percent of full marks
    extensions: dict = {}  # datetime by student: until when those may hand in


class Rules(NamedTuple):
    """What holds for a course."""

    zone: ZoneInfo = ZoneInfo("UTC")
    assignments: dict = {}  # of Rule
    steps: tuple[Step, ...] = DEFAULT_STEPS  # of the leaderboard
    remarks: tuple[str, ...] = ()  # what whoever wrote them should know

    def of(self, name):
        """Return the rule of an assignment."""
        return self.assignments.get(name, Rule())


class Late(NamedTuple):
    """What follows from the time of a submission."""

    share: float = 0.0  # of full marks that it costs
    remark: str = ""


def judge(rule, student, submission):
    """Return what the time of a submission costs.

    Parameters
    ----------
    rule : Rule
        Of its assignment.
    student : str
        Who may have an extension.
    submission : submissions.Submission
        With the time, if anybody knows it, and the platform's word.
    """
    if rule.due is None:
        return Late()
    due = rule.extensions.get(student, rule.due)
    # In UTC, because within one zone Python would subtract what the clocks on the wall show.
    behind = submission.time.astimezone(UTC) - due.astimezone(UTC) if submission.time else None
    if behind is not None and behind > timedelta(minutes=rule.grace_minutes):
        return _deduct(rule, ceil(behind / DAY))
    if submission.late and student not in rule.extensions:
        late = _deduct(rule, 1)
        return late._replace(remark=f"{late.remark}; the platform marked it late, by how much "
                             "is unknown")  # fmt: skip
    if behind is None:
        return Late(remark="its time is unknown, so it counts as in time")
    return Late()


def _deduct(rule, days):
    """Return what some days begun cost."""
    late = f"handed in late, day {days} after the deadline"
    if rule.cut_off_days is not None and days > rule.cut_off_days:
        return Late(1.0, f"{late}: after the last day on which it would count")
    share = min(days * rule.deduction_per_day / 100, 1.0)
    return Late(share, f"{late}: {100 * share:g} % of full marks are deducted")
