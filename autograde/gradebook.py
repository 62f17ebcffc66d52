"""nbgrader's gradebook: the scores, where its formgrader and its exports find them."""

import copy
import warnings

from nbgrader.api import MissingEntry
from nbgrader.preprocessors import CheckCellMetadata, ComputeChecksums, SaveCells
from sqlalchemy.exc import SAWarning

from autograde.course import CourseError
from autograde.nbgrader_config import gradebook_url, open_gradebook


class ClassBook:
    """The gradebook of a class; the only writer of its file.

    Parameters
    ----------
    path : Path
        The database file, made if it does not exist.
    """

    def __init__(self, path):
        self._path = path
        self._book = open_gradebook(path)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._book.close()

    def add_assignment(self, name, source):
        """Enter an assignment with its cells.

        Parameters
        ----------
        name : str
            The assignment, which holds one notebook of the same name.
        source : notebook
            The chapter with all its answers and tests.
        """
        self._book.update_or_create_assignment(name)
        where = {"notebook": name, "assignment": name, "db_url": gradebook_url(self._path)}
        notebook = copy.deepcopy(source)  # the passes write checksums into it
        try:
            for make in (CheckCellMetadata, ComputeChecksums, SaveCells):
                make().preprocess(notebook, {"nbgrader": where})
        except RuntimeError as error:  # nbgrader's word for cells that came or went
            raise CourseError(
                f"{self._path} holds grades of {name} with other exercises; "
                "give another --out, or remove that file"
            ) from error
        # Its own connection wrote; what this one knows is out of date.
        self._book.db.expire_all()

    def add_student(self, name):
        """Enter a student, with or without submissions."""
        self._book.update_or_create_student(name)

    def enter(self, student, result):
        """Enter the result of one submission; marks given by hand stay.

        Parameters
        ----------
        student : str
            Who handed in.
        result : dict
            From `examiner.examine`.
        """
        name = result["assignment"]
        with warnings.catch_warnings():
            # nbgrader builds a submission in an order about which its database layer warns.
            warnings.simplefilter("ignore", SAWarning)
            self._book.update_or_create_submission(name, student)
        for exercise in result["exercises"]:
            for test in exercise["tests"]:
                grade = self._book.find_grade(test["name"], name, name, student)
                grade.auto_score = test["score"]
                grade.needs_manual_grade = grade.manual_score is not None
            comment = self._book.find_comment(exercise["cell"], name, name, student)
            comment.auto_comment = exercise["hint"] or None
        self._book.db.commit()

    def withdraw(self, student, name):
        """Remove a submission that is not there any more, with its old score."""
        try:
            self._book.remove_submission(name, student)
        except MissingEntry:
            return
