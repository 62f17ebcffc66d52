"""What a student is given: what the examiner found, what a person changed, what lateness costs."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from autograde.course import deadlines
from autograde.examination.result import Result
from autograde.grading.entered import Entered
from autograde.handin.submissions import Submission
from autograde.kit.text import shortened

UNLISTED = "not on the roster"
BEFORE = "a mark was given by hand before the examiner found something else: look again"
UNJAILED = "examined without a sandbox"
LONGEST_REASON = 600  # characters; a cell of each of a thousand could have something to say


class Mark(NamedTuple):
    """One row of the table of grades."""

    student: str
    assignment: str
    score: float  # after deductions
    max_score: float
    status: str
    reason: str
    deduction: float = 0.0  # points
    submitted: str = ""  # in the course's time zone
    group: str = ""
    sandbox: str = ""
    by_hand: bool = False  # a person changed what the examiner found


class ExerciseMark(NamedTuple):
    """What a student is given for one exercise, before deductions."""

    exercise: str
    score: float  # marks given by hand count
    max_score: float
    by_hand: bool
    hint: str


def by_exercise(result: Result, entered: Entered | None = None) -> list[ExerciseMark]:
    """Return the marks of one submission by exercise; their sum is the score before deductions.

    Parameters
    ----------
    result : Result
    entered : gradebook.Entered, optional
        What the gradebook holds.
    """
    by_hand = entered.by_hand if entered else {}
    return [
        ExerciseMark(
            exercise.name,
            sum(by_hand.get(test.name, test.score) for test in exercise.tests),
            exercise.max_score,
            any(test.name in by_hand for test in exercise.tests),
            exercise.hint,
        )
        for exercise in result.exercises
    ]


def charge(
    rule: deadlines.Rule, student: str, submission: Submission, result: Result
) -> tuple[float, list[str]]:
    """Return how many points lateness and imports cost, and the remarks about it.

    Parameters
    ----------
    rule : deadlines.Rule
        Of the assignment.
    student : str
        Who may have an extension.
    submission : Submission
        With its time.
    result : Result
    """
    late = deadlines.judge(rule, student, submission)
    # A platform that marks late files knows of the others that they came in time.
    known = submission.in_time and not submission.time and not late.share
    remarks, share = ["" if known else late.remark, submission.remark], late.share
    foreign = imports(result)
    if foreign and rule.imports_cost:
        share += rule.imports_cost / 100
        remarks.append(f"imports cost {rule.imports_cost:g} % of full marks")
    return min(share, 1.0) * result.max_score, [remark for remark in remarks if remark]


def imports(result: Result) -> list[str]:
    """Return the flags of a result that are about imports outside the course."""
    return [flag for flag in result.flags if flag.startswith("import")]


def mark(
    student: str,
    result: Result,
    entered: Entered | None = None,
    submission: Submission | None = None,
    remarks: Iterable[str] = (),
    group: str = "",
) -> Mark:
    """Return the row of one student.

    Parameters
    ----------
    student : str
        Whose it is.
    result : Result
    entered : gradebook.Entered, optional
        What the gradebook holds.
    submission : Submission, optional
        What was examined.
    remarks : sequence of str
        More that a person should know.
    group : str
        The student's.
    """
    unjailed = [UNJAILED] if result.sandbox == "none" else []
    again = [BEFORE] if entered and entered.again else []
    reasons = [result.reason, *remarks, *again, *unjailed]
    reason = "; ".join(dict.fromkeys(text for text in reasons if text))
    submitted = submission.time if submission else None
    return Mark(
        student=student,
        assignment=result.assignment,
        score=entered.score - entered.deduction if entered else result.score,
        max_score=result.max_score,
        status=result.status,
        reason=shortened(reason, LONGEST_REASON),
        deduction=entered.deduction if entered else 0.0,
        submitted=submitted.isoformat(" ", "seconds") if isinstance(submitted, datetime) else "",
        group=group,
        sandbox=result.sandbox,
        by_hand=bool(entered and entered.by_hand),
    )
