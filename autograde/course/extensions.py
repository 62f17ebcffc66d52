"""Extensions and the people they are for: nobody unknown, and the latest for a whole group."""

from autograde.course.course_toml import FILE
from autograde.course.values import nearest
from autograde.kit.errors import UnusableArgument


def settle(rules, students, groups, where):
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
        f"{FILE}: assignments.{name}.extensions.{student}: "
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


def _nobody(student, students, groups, where):
    """Say that nobody has a name, and whose was meant."""
    if members := groups.get(student):
        return f"{student} is a group; give the extension to a member: {', '.join(members)}"
    names = {other: own for own, others in students.items() for other in others if other}
    names = {**names, **dict(zip(students, students))}
    if alike := nearest(student, names):
        return f"nobody is called {student}; did you mean {names[alike]}?"
    return f"nobody is called {student}; expected a name from {where}"


def _for_groups(rule, groups):
    """Return a rule in which all members of a group may hand in as late as any of them."""
    extensions = dict(rule.extensions)
    for members in groups:
        latest = max((rule.extensions[m] for m in members if m in rule.extensions), default=None)
        if latest is not None:
            extensions |= dict.fromkeys(members, latest)
    return rule._replace(extensions=extensions)
