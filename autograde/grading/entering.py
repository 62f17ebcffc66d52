"""From a result to a row of the grades, through the gradebook, where a person may change it."""

from autograde.examination import status
from autograde.examination.result import Result
from autograde.grading import marks
from autograde.grading.entered import Entered
from autograde.grading.gradebook import ClassBook
from autograde.grading.graded_class import Class, Key


def enter(
    book: ClassBook, made: Class, who: Key, found: Result
) -> tuple[marks.Mark, Entered | None]:
    """Enter a result into the gradebook; return the student's row and what a person wrote.

    Parameters
    ----------
    book : ClassBook
    made : Class
        What is graded.
    who : (str, str)
        The student and the assignment.
    found : Result

    Returns
    -------
    mark, entered : Mark, Entered or None
    """
    student, name = who
    one, remarks, entered = made.submissions.get(who), [], None
    listed = made.roster.students.get(student) if made.roster else None
    if made.roster and not listed:
        remarks.append(marks.UNLISTED)
        remarks += [one.why] if one and one.why else []
    book.add_student(student, listed)
    if found.status == status.MISSING:
        entered = book.withdraw(student, found)
    elif name in made.assignments and one:
        points, more = marks.charge(made.rules.of(name), student, one, found)
        remarks += more
        entered = book.enter(student, found, one.time, points)
    group = listed.group if listed else ""
    return marks.mark(student, found, entered, one, remarks, group), entered
