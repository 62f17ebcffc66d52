"""nbgrader's gradebook: the scores, where its formgrader and its exports find them."""

import warnings
from contextlib import contextmanager
from hashlib import sha256

from nbgrader.api import MissingEntry
from sqlalchemy.exc import SAWarning

from autograde.grading import gradebook_file
from autograde.grading.entered import Entered
from autograde.grading.other_exercises import carry_over


class ClassBook:
    """The gradebook of a class; the only writer of its file.

    Parameters
    ----------
    path : Path
        The database file, made if it does not exist.
    """

    def __init__(self, path):
        self._path = path
        self._book = gradebook_file.to_write(path)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._book.close()

    def add_assignment(self, name, source):
        """Enter an assignment with its cells.

        Where they are others than before, marks and comments by hand stay where they can.

        Parameters
        ----------
        name : str
            The assignment, which holds one notebook of the same name.
        source : notebook
            The chapter with all its answers and tests.

        Returns
        -------
        other_exercises.Carried or None
            What became of marks by hand, where there were any and the exercises are others.
        """
        self._book.update_or_create_assignment(name)
        # Other connections write; what this one knows would be out of date.
        self._book.close()
        try:
            gradebook_file.save_cells(self._path, name, name, source)
            return None
        except RuntimeError:  # nbgrader's word for cells that came or went
            return carry_over(self._path, name, source)
        finally:
            self._book = gradebook_file.to_write(self._path)

    @contextmanager
    def at_once(self):
        """Write what is entered meanwhile in one step, or nothing of it.

        nbgrader writes at each entry, and then waits for the disk.
        """
        session, engine = self._book.db, self._book.engine
        session.remove()
        with engine.connect() as connection, connection.begin():
            session.configure(bind=connection)
            try:
                yield
            finally:
                session.remove()
                session.configure(bind=engine)

    def add_student(self, name, listed=None):
        """Enter a student, with or without submissions.

        Parameters
        ----------
        name : str
            What rows and folders call the student.
        listed : roster.Student, optional
            The student's row of the roster.
        """
        more = {"email": listed.email, "lms_user_id": listed.lms_id} if listed else {}
        if listed:
            more["first_name"], _, more["last_name"] = listed.name.rpartition(" ")
        known = {field: value for field, value in more.items() if value}
        self._book.update_or_create_student(name, **known)

    def enter(self, student, result, time=None, deduction=0.0):
        """Enter the result of one submission; marks and comments given by hand stay.

        Parameters
        ----------
        student : str
            Who handed in.
        result : Result
        time : datetime, optional
            When it was handed in.
        deduction : float
            What being late costs [points]; a score never falls below 0.

        Returns
        -------
        Entered
            What the gradebook holds now.
        """
        name = result.assignment
        with warnings.catch_warnings():
            # nbgrader builds a submission in an order about which its database layer warns.
            warnings.simplefilter("ignore", SAWarning)
            submission = self._book.update_or_create_submission(name, student, timestamp=time)
        notebook = submission.notebooks[0]
        grades = {grade.name: grade for grade in notebook.grades}
        comments = {comment.name: comment for comment in notebook.comments}
        for exercise in result.exercises:
            comment, said = comments[exercise.cell], _said(exercise)
            # Of a written answer, what was marked is known by this.
            is_other = bool(exercise.text) and comment.auto_comment not in (None, said)
            for test in exercise.tests:
                _enter_score(grades[test.name], None if test.waits else test.score, is_other)
            comment.auto_comment = said or None
        entered = _entered(grades, comments, deduction)
        notebook.late_submission_penalty = entered.deduction
        self._book.db.commit()
        return entered

    def withdraw(self, student, result):
        """Remove a submission that is not there any more, with its old score.

        Where a person gave marks by hand, for work on paper perhaps, those stay.

        Parameters
        ----------
        student : str
            Who handed in nothing.
        result : Result
            Of handing in nothing.

        Returns
        -------
        Entered or None
            What the gradebook holds now.
        """
        name = result.assignment
        try:
            submission = self._book.find_submission(name, student)
        except MissingEntry:
            return None
        by_hand = [grade for grade in submission.notebooks[0].grades if _is_by_hand(grade)]
        if by_hand:
            return self.enter(student, result)
        self._book.remove_submission(name, student)
        return None


def _said(exercise):
    """Return what the examiner says of an exercise; of a written answer, which one it was."""
    if not exercise.text:
        return exercise.hint
    return f"{exercise.hint} (answer {sha256(exercise.text.encode()).hexdigest()[:8]})"


def _enter_score(grade, score, is_other):
    """Enter a score, None where a person has to give it."""
    # Who gave a mark by hand looks again only if there is now something else to look at.
    changed = is_other or (grade.auto_score is not None and grade.auto_score != score)
    if grade.manual_score is None:
        grade.needs_manual_grade = score is None
    else:
        grade.needs_manual_grade = changed or bool(grade.needs_manual_grade)
    grade.auto_score = score


def _is_by_hand(grade):
    return grade.manual_score is not None or bool(grade.extra_credit)


def _entered(grades, comments, deduction):
    scores = {
        name: (grade.auto_score if grade.manual_score is None else grade.manual_score)
        + (grade.extra_credit or 0.0)
        for name, grade in grades.items()
        if grade.auto_score is not None or grade.manual_score is not None
    }
    total = sum(scores.values())
    return Entered(
        score=total,
        deduction=max(min(deduction, total), 0.0),
        by_hand={name: scores[name] for name in scores if _is_by_hand(grades[name])},
        comments={n: c.manual_comment for n, c in comments.items() if c.manual_comment},
        again=any(
            grade.needs_manual_grade and grade.manual_score is not None for grade in grades.values()
        ),
    )
