"""What being late costs, and for whom it begins later; `course_toml` reads the rules."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from autograde.course.points import DEFAULT_STEPS, Step
from autograde.course.values import nearest
from autograde.kit.errors import UnusableArgument

FILE = "course.toml"
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
    file: str = FILE  # that they were read from
    site: str = ""  # address of the course's website
    contact: str = ""  # e-mail address to which objections go
    student_repository: str = ""  # address of the tree that students' links point to
    jupyterhub: str = ""  # address of the hub that opens it, if there is one

    def of(self, name: str) -> Rule:
        """Return the rule of an assignment."""
        return self.assignments.get(name, Rule())


class Late(NamedTuple):
    """What follows from the time of a submission."""

    share: float = 0.0  # of full marks that it costs
    remark: str = ""


def settle(
    rules: Rules,
    students: Mapping[str, Sequence[str]],
    groups: Mapping[str, Sequence[str]],
    where: str,
) -> Rules:
    """Return the rules with the extensions of group work held by all members.

    Parameters
    ----------
    rules : Rules
        As they were read.
    students : dict of str to sequence of str
        All who may have an extension, and what else each is called.
    groups : dict of str to sequence of str
        Members by group.
    where : str
        Where the names come from, for the message.

    Raises
    ------
    UnusableArgument
        For each extension of somebody who is not among the students, one line.
    """
    unknown = [
        f"{rules.file}: assignments.{name}.extensions.{student}: "
        + _nobody(student, students, groups, where)
        for name, rule in rules.assignments.items()
        for student in rule.extensions
        if student not in students
    ]
    if unknown:
        raise UnusableArgument("\n".join(unknown))
    settled = {
        name: _for_groups(rule, groups.values()) if rule.group_work else rule
        for name, rule in rules.assignments.items()
    }
    return rules._replace(assignments=settled)


def _nobody(
    student: str,
    students: Mapping[str, Sequence[str]],
    groups: Mapping[str, Sequence[str]],
    where: str,
) -> str:
    """Say that nobody has a name, and whose was meant."""
    if members := groups.get(student):
        return f"{student} is a group; give the extension to a member: {', '.join(members)}"
    names = {other: own for own, others in students.items() for other in others if other}
    names = {**names, **dict(zip(students, students))}
    if alike := nearest(student, names):
        return f"nobody is called {student}; did you mean {names[alike]}?"
    return f"nobody is called {student}; expected a name from {where}"


def _for_groups(rule: Rule, groups: Any) -> Rule:
    """Return a rule in which all members of a group may hand in as late as any of them."""
    extensions = dict(rule.extensions)
    for members in groups:
        latest = max((rule.extensions[m] for m in members if m in rule.extensions), default=None)
        if latest is not None:
            extensions |= dict.fromkeys(members, latest)
    return rule._replace(extensions=extensions)


def judge(rule: Rule, student: str, submission: Any) -> Late:
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


def last_that_counts(rule: Rule) -> datetime | None:
    """Return until when a hand-in may earn something, None where that never ends.

    Parameters
    ----------
    rule : Rule
        With a due time.

    Returns
    -------
    datetime or None
        In the time zone of the due time.
    """
    worth = 100 / rule.deduction_per_day if rule.deduction_per_day else None  # days
    days = min((one for one in (rule.cut_off_days, worth) if one is not None), default=None)
    if days is None:
        return None
    # In UTC, as `judge` counts: on the wall, a day in which clocks change is as long as others.
    until: Any = rule.due
    due = max(one.astimezone(UTC) for one in (until, *rule.extensions.values()))
    later = max(timedelta(minutes=rule.grace_minutes), days * DAY)
    return (due + later).astimezone(until.tzinfo)


def _deduct(rule: Rule, days: int) -> Late:
    """Return what some days begun cost."""
    late = f"handed in late, day {days} after the deadline"
    if rule.cut_off_days is not None and days > rule.cut_off_days:
        return Late(1.0, f"{late}: after the last day on which it would count")
    share = min(days * rule.deduction_per_day / 100, 1.0)
    return Late(share, f"{late}: {100 * share:g} % of full marks are deducted")
