"""Names that look the same: where no number tells two people apart, a file is nobody's.

A student chooses the name that a platform shows. Whoever takes a classmate's must neither replace
the classmate's work nor get its marks.
"""

from autograde.handin.names import folded


def apart(submissions, roster):
    """Return submissions, of which those with a name that two people have are strangers'.

    Parameters
    ----------
    submissions : list of Submission
        As names say whose they are.
    roster : Roster
        Of the class.
    """
    claims = {}
    for one in submissions:
        if len(one.students) == 1 and not one.is_group:
            # A platform packs one assignment: elsewhere, the same person has another number.
            claims.setdefault((one.students[0], one.assignment, one.inside), []).append(one)
    foreign = {}
    for (student, *_), several in claims.items():
        for one, others in _foreign(several, roster.students[student]):
            foreign[id(one)] = _stranger(one, student, others)
    return [foreign.get(id(one), one) for one in submissions]


def _foreign(several, student):
    """Yield the submissions that may be somebody else's, with the names beside which they lie."""
    for platform in {one.platform for one in several}:
        here = [one for one in several if one.platform == platform]
        names = {_identity(one) for one in here}
        if len(names) < 2 or (not platform and len({folded(name) for name, _ in names}) > 1):
            continue
        sure = [one for one in here if one.sure]
        if not sure and not platform:
            sure = [one for one in here if one.called in (student.student, student.name)]
        if len({_identity(one) for one in sure}) > 1 and platform:
            sure = []
        for one in here:
            if one not in sure:
                yield one, sorted(names - {_identity(one)})


def _identity(one):
    return one.called, one.lms_id


def _stranger(one, student, others):
    name = f"{one.called} {one.lms_id}".strip()
    beside = ", ".join(f"{called} {number}".strip() for called, number in others)
    why = f"{name} has the same name as {beside}; nothing says which one is {student}"
    label = name if name != student else f"{name} (stranger)"
    return one._replace(student=label, students=(), why=why, blamed=(student,))
