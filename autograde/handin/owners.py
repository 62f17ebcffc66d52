"""Whose a submission is: the student's who handed it in, or everybody's in the group."""

from autograde.handin.submissions import latest


def deal(submissions, roster, rules):
    """Return the submission that counts, by (student, assignment).

    Parameters
    ----------
    submissions : list of Submission
        As they were found.
    roster : Roster or None
        Without one, each submission is that of the student whose name it carries.
    rules : Rules
        In which assignments one hand-in counts for a group.
    """
    if roster is None:
        return {(one.student, one.assignment): one for one in submissions}
    groups = {student.group for student in roster.students.values()}
    found = {}
    for one in submissions:
        # The folder first: in one's own, a file may have a name that is like another student's.
        folder = one.folder if one.folder not in groups else ""
        students = roster.who(folder) or roster.who(one.student, one.lms_id) or [one.student]
        # What a student hands in goes before what lies in a folder of the group.
        own = len(students) == 1 and one.student not in groups
        if rules.of(one.assignment).group_work:
            students, own = _whole_group(students, roster), False
        for student in students:
            found.setdefault((student, one.assignment), []).append((own, one))
    return {key: _counting(several) for key, several in found.items()}


def _whole_group(students, roster):
    groups = {roster.students[s].group for s in students if s in roster.students} - {""}
    members = [member for group in groups for member in roster.members(group)]
    return sorted({*students, *members})


def _counting(several):
    own = [one for is_own, one in several if is_own]
    return latest(own or [one for _, one in several])
