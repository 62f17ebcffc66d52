"""Whose a submission is: the student's who handed it in, or everybody's in the group."""

from collections.abc import Iterable

from autograde.course.deadlines import Rules
from autograde.handin.roster import Roster
from autograde.handin.several import counting
from autograde.handin.submissions import Submission


def deal(
    submissions: Iterable[Submission], roster: Roster | None, rules: Rules | None = None
) -> dict[tuple[str, str], Submission]:
    """Return the submission that counts, by (student, assignment).

    Parameters
    ----------
    submissions : list of Submission
        As they were found.
    roster : Roster or None
        Without one, each submission is that of the student whose name it carries.
    rules : Rules, optional
        In which assignments one hand-in counts for a group; without them, in none.
    """
    found: dict[tuple[str, str], list[tuple[bool, Submission]]] = {}
    for one in submissions:
        students, own = list(one.students) or [one.student], not one.is_group
        if roster and rules and rules.of(one.assignment).group_work:
            # What one member hands in is the group's, as if all had.
            students, own = _whole_group(students, roster), False
        for student in students:
            found.setdefault((student, one.assignment), []).append((own, one))
    return {key: counting(several) for key, several in found.items()}


def _whole_group(students: Iterable[str], roster: Roster) -> list[str]:
    groups = {roster.students[s].group for s in students if s in roster.students} - {""}
    members = [member for group in groups for member in roster.members(group)]
    return sorted({*students, *members})
