"""What a student is given: what the examiner found, what a person changed, what lateness costs."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from autograde.course import deadlines
from autograde.examination.result import Exercise, Result
from autograde.examination.status import BY_HAND
from autograde.grading import told
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
    pending: float = 0.0  # points for which a person has to give the mark
    by_hand: bool = False  # a person changed what the examiner found, or gave what it cannot
    told: str = ""  # the reason, as the student reads it


class ExerciseMark(NamedTuple):
    """What a student is given for one exercise, before deductions."""

    exercise: str
    score: float  # marks given by hand count
    max_score: float
    by_hand: bool
    hint: str
    pending: float = 0.0  # points for which a person has to give the mark


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
            pending(exercise, by_hand),
        )
        for exercise in result.exercises
    ]


def pending(exercise: Exercise, by_hand: dict[str, float]) -> float:
    """Return the points of an exercise for which a person has to give the mark, and has not.

    Parameters
    ----------
    exercise : Exercise
    by_hand : dict of str to float
        The marks that a person gave, by test.
    """
    waiting = (test for test in exercise.tests if test.waits and test.name not in by_hand)
    return sum(test.max_score for test in waiting)


def _waiting(given: list[ExerciseMark]) -> list[str]:
    """Return the remark about exercises that wait for a person, in a list, empty if none does."""
    names = [one.exercise for one in given if one.pending]
    points = sum(one.pending for one in given)
    return [f"{points:g} points are {BY_HAND}: {', '.join(names)}"] if names else []


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
    given = by_exercise(result, entered)
    reasons = [result.reason, *remarks, *_waiting(given), *again, *unjailed]
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
        pending=sum(one.pending for one in given),
        by_hand=bool(entered and entered.by_hand),
        told=shortened(told.about(result, remarks), LONGEST_REASON),
    )
