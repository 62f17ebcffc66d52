"""What being late costs: ``course.toml``, which a course without deadlines does without.

::

    time_zone = "Europe/Berlin"

    [assignments.05_q_learning]
    due = 2026-03-01T23:59:00
    grace_minutes = 15          # for slow connections; 0 if it is not given
    deduction_per_day = 10      # percent of full marks for each day begun; 0
    cut_off_days = 7            # nothing counts after so many days; never
    group_work = true           # one hand-in of any member counts for the group; false
    imports_cost = 10           # percent of full marks for imports outside the course; 0
    extensions = {ada = 3}      # further days for some students; none
"""

import tomllib
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import NamedTuple
from zoneinfo import ZoneInfo

from autograde.kit.errors import UnusableArgument

DAY = timedelta(days=1)


class Rule(NamedTuple):
    """What holds for one assignment."""

    due: datetime | None = None
    grace_minutes: float = 0
    deduction_per_day: float = 0  # percent of full marks
    cut_off_days: float | None = None
    group_work: bool = False
    imports_cost: float = 0  # percent of full marks
    extensions: dict = {}


class Rules(NamedTuple):
    """What holds for a course."""

    zone: ZoneInfo = ZoneInfo("UTC")
    assignments: dict = {}  # of Rule

    def of(self, name):
        """Return the rule of an assignment."""
        return self.assignments.get(name, Rule())

    def expect_only(self, known):
        """Raise `UnusableArgument` if a rule is for no assignment: it would hold for nobody.

        Parameters
        ----------
        known : list of str
            All assignments.
        """
        strange = sorted(set(self.assignments) - set(known))
        if strange:
            raise UnusableArgument(
                f"course.toml has rules for {', '.join(strange)}; there are: {', '.join(known)}"
            )


class Late(NamedTuple):
    """What follows from the time of a submission."""

    share: float = 0.0  # of full marks that it costs
    remark: str = ""


def read(path):
    """Return the rules in a file; without the file, those of a course without deadlines.

    Parameters
    ----------
    path : Path
        A ``course.toml``.

    Raises
    ------
    UnusableArgument
        For what cannot be understood.
    """
    if not path.is_file():
        return Rules()
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        zone = ZoneInfo(document.get("time_zone", "UTC"))
    except (ValueError, LookupError, OSError, TypeError) as error:
        raise UnusableArgument(f"{path} cannot be read: {error}") from error
    rules = document.get("assignments", {})
    strange = sorted(set(document) - {"time_zone", "assignments"})
    if strange or not isinstance(rules, dict):
        raise UnusableArgument(
            f"{path} has {', '.join(strange) or 'a wrong assignments'}; "
            "expected time_zone and [assignments.<name>]"
        )
    return Rules(zone, {name: _rule(path, name, rule, zone) for name, rule in rules.items()})


def _rule(path, name, given, zone):
    kinds = {"due": datetime, "group_work": bool, "extensions": dict}
    for field, value in given.items():
        if field not in Rule._fields:
            known = ", ".join(Rule._fields)
            raise UnusableArgument(f"{path}: {name} has {field}; known are: {known}")
        kind = kinds.get(field, (int, float))
        if not isinstance(value, kind) or (kind not in (bool, dict, datetime) and value < 0):
            wanted = "a number, at least 0" if field not in kinds else f"a {kind.__name__}"
            raise UnusableArgument(f"{path}: {field} of {name} is {value!r}; expected {wanted}")
    for student, days in given.get("extensions", {}).items():
        if not isinstance(days, (int, float)):
            raise UnusableArgument(
                f"{path}: the extension of {student} in {name} is {days!r}; expected days"
            )
    rule = Rule(**given)
    if rule.due and rule.due.tzinfo is None:
        rule = rule._replace(due=rule.due.replace(tzinfo=zone))
    return rule


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
    due = rule.due + DAY * rule.extensions.get(student, 0)
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
