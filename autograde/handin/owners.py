"""Whose a submission is: the student's who handed it in, or everybody's in the group."""

from autograde.handin.several import counting


def deal(submissions, roster, rules=None):
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
    found = {}
    for one in submissions:
        students, own = list(one.students) or [one.student], not one.is_group
        if roster and rules and rules.of(one.assignment).group_work:
            # What one member hands in is the group's, as if all had.
            students, own = _whole_group(students, roster), False
        for student in students:
            found.setdefault((student, one.assignment), []).append((own, one))
    return {key: counting(several) for key, several in found.items()}


def _whole_group(students, roster):
    groups = {roster.students[s].group for s in students if s in roster.students} - {""}
    members = [member for group in groups for member in roster.members(group)]
    return sorted({*students, *members})
