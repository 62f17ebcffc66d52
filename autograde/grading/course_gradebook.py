"""Marks for the gradebook of a course that nbgrader runs, beside what others entered there."""

import json
import warnings

import nbformat
from nbgrader.api import Comment, Grade, MissingEntry, SubmittedNotebook
from sqlalchemy.exc import SAWarning

from autograde.grading import gradebook_file
from autograde.kit.files import write_whole

ENTERED = "autograde_marks.json"  # what was entered, to know it from what others entered


class CourseBook:
    """The gradebook of a course folder.

    Parameters
    ----------
    folder : Path
        The course folder.
    replace : bool
        Whether scores that nbgrader's autograde gave may be replaced.
    """

    def __init__(self, folder, replace=False):
        self._folder, self._path, self._replace = folder, folder / "gradebook.db", replace
        self._memory = folder / ENTERED
        self._entered = json.loads(self._memory.read_text()) if self._memory.exists() else {}
        self._book = gradebook_file.to_write(self._path)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._book.close()
        if self._entered:
            text = json.dumps(self._entered, indent=1, sort_keys=True) + "\n"
            write_whole(self._memory, text, private=True)

    def enter(self, student, assignment, chapter, graded):
        """Enter one submission.

        Parameters
        ----------
        student, assignment, chapter : str
            The latter two are nbgrader's assignment and its notebook.
        graded : nbgrader.api.SubmittedAssignment
            Of the gradebook that `grade` keeps.

        Returns
        -------
        is_entered, remarks : bool, list of str
            Whether its marks are there, and what was left alone.
        """
        ours = graded.notebooks[0]
        about = f"{student}, {assignment}/{chapter}"
        if said := self._prepare(assignment, chapter, ours):
            return False, [f"{about}: no marks were entered; {said}"]
        self._book.update_or_create_student(student)
        theirs = self._submission(student, assignment, chapter, graded.timestamp)
        before = self._entered.setdefault(f"{student}/{assignment}/{chapter}", {})
        left = _copy(ours, theirs, before, self._replace)
        _set_time(theirs.assignment, graded.timestamp, before)
        self._book.db.commit()
        if left:
            return True, [f"{about}: the gradebook holds values that others entered, which stay: "
                          f"{', '.join(left)}"]  # fmt: skip
        return True, []

    def _submission(self, student, assignment, chapter, time):
        """Return the notebook of a submission, made if it is not there."""
        with warnings.catch_warnings():
            # nbgrader builds a submission in an order about which its database layer warns.
            warnings.simplefilter("ignore", SAWarning)
            try:
                found = self._book.find_submission(assignment, student)
            except MissingEntry:
                found = self._book.add_submission(assignment, student, timestamp=time)
            for one in found.notebooks:
                if one.name == chapter:
                    return one
            # The assignment has got this notebook since somebody entered the submission.
            notebook = self._book.find_notebook(chapter, assignment)
            added = SubmittedNotebook(notebook=notebook, assignment=found)
            for cell in notebook.grade_cells:
                Grade(cell=cell, notebook=added)
            for cell in notebook.solution_cells:
                Comment(cell=cell, notebook=added)
            self._book.db.add(added)
            self._book.db.commit()
        return added

    def _prepare(self, assignment, chapter, ours):
        """See that the gradebook knows the notebook; return why it cannot, "" if it does."""
        try:
            found = self._book.find_notebook(chapter, assignment)
        except MissingEntry:
            source = self._folder / "source" / assignment / f"{chapter}.ipynb"
            if not source.is_file():
                return f"there is no {source}: run python -m autograde release --nbgrader first"
            found = self._add_notebook(assignment, chapter, source)
        cells = {cell.name: cell.max_score for cell in found.grade_cells}
        if cells != {grade.name: grade.max_score for grade in ours.grades}:
            return (f"its exercises are others than those that were graded: run nbgrader "
                    f"generate_assignment {assignment}")  # fmt: skip
        return ""

    def _add_notebook(self, assignment, chapter, source):
        self._book.update_or_create_assignment(assignment)
        # Other connections write; what this one knows would be out of date.
        self._book.close()
        notebook = nbformat.read(source, as_version=4)
        gradebook_file.save_cells(self._path, assignment, chapter, notebook)
        self._book = gradebook_file.to_write(self._path)
        return self._book.find_notebook(chapter, assignment)


def _copy(ours, theirs, before, replace):
    """Copy all values of one notebook that nobody else entered; return the names of the others."""
    left = []
    grades = {grade.name: grade for grade in theirs.grades}
    comments = {comment.name: comment for comment in theirs.comments}
    for grade in ours.grades:
        target = grades[grade.name]
        for field in ("auto_score", "manual_score", "extra_credit"):
            free = replace and field == "auto_score"
            left += _set(target, field, getattr(grade, field), grade.name, before, free)
        if target.auto_score == grade.auto_score and target.manual_score == grade.manual_score:
            target.needs_manual_grade = bool(grade.needs_manual_grade)
    for comment in ours.comments:
        for field in ("auto_comment", "manual_comment"):
            if target := comments.get(comment.name):
                left += _set(target, field, getattr(comment, field), comment.name, before)
    penalty = ours.late_submission_penalty or 0.0
    return left + _set(theirs, "late_submission_penalty", penalty, "penalty", before)


def _set_time(submission, time, before):
    """Set when something was handed in, where nobody else has said it."""
    now = submission.timestamp
    if time and now != time and (now is None or before.get("timestamp") == str(now)):
        submission.timestamp = time
    if submission.timestamp == time and time:
        before["timestamp"] = str(time)


def _set(target, field, value, name, before, free=False):
    """Set one value; return its name in a list if somebody else's stays."""
    key, now = f"{name} {field}", getattr(target, field)
    # A score of 0 is a mark; of the other values, none and 0 say the same.
    is_score = field in ("auto_score", "manual_score")
    if now == value or (not is_score and not now and not value):
        if now == value and (key in before or value is not None):
            before[key] = value
        return []
    untouched = now is None or (not is_score and not now)
    if not (untouched or free or (key in before and before[key] == now)):
        return [key]
    setattr(target, field, value)
    before[key] = value
    return []
