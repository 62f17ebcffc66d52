"""Marks given by hand, carried over to a gradebook with another set of exercises.

nbgrader refuses to change the cells of an assignment that somebody handed in. So the assignment is
entered anew, and what a person wrote is put back where its cell is still there. The rest is listed
beside the gradebook, next to a copy of the gradebook as it was.
"""

import warnings
from typing import NamedTuple

from sqlalchemy.exc import SAWarning

from autograde.grading import gradebook_file
from autograde.grading.tables import write_table

COLUMNS = ("student", "assignment", "cell", "score", "extra_credit", "comment")


class ByHand(NamedTuple):
    """What a person wrote about one cell of one submission."""

    cell: str
    manual_score: float | None = None
    extra_credit: float | None = None
    comment: str | None = None
    auto_score: float | None = None  # what the examiner had said
    max_score: float | None = None
    look_again: bool = False


class Carried(NamedTuple):
    """What came of carrying over, where there was anything by hand."""

    stays: int  # marks and comments
    aside: list  # rows of those whose cell is gone
    copy: str  # name of the gradebook as it was
    listed: str = ""  # name of the table of what is gone

    def told(self, name):
        """Return what became of the marks by hand of an assignment, in one sentence."""
        gone = (
            f"{len(self.aside)} of tests that are gone, see {self.listed}; " if self.aside else ""
        )
        return (
            f"{name} has other exercises than before: {self.stays} marks and comments by hand "
            f"stay; {gone}the gradebook as it was: {self.copy}"
        )


def carry_over(path, name, source):
    """Enter an assignment with other cells than before; return the `Carried`, if anything was.

    The gradebook changes at once, at the end: who is killed before leaves it as it was.

    Parameters
    ----------
    path : Path
        The gradebook.
    name : str
        The assignment, which holds one notebook of the same name.
    source : notebook
        The chapter with all its answers and tests.
    """
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    gradebook_file.copy_file(path, part)
    try:
        with gradebook_file.to_write(part) as book:
            found = _by_hand(book, name)
            book.remove_assignment(name)
            book.update_or_create_assignment(name)
        gradebook_file.save_cells(part, name, name, source)
        with gradebook_file.to_write(part) as book:
            aside = [row for one in found for row in _put_back(book, name, *one)]
        carried = _keep_old(path, sum(len(cells) for *_, cells in found), aside)
        gradebook_file.copy_file(part, path)
    finally:
        part.unlink(missing_ok=True)
    return carried


def _by_hand(book, name):
    """Return what a person wrote: (student, time, list of ByHand) of each submission."""
    found = []
    for submission in book.assignment_submissions(name):
        [notebook] = submission.notebooks
        cells = [
            ByHand(
                cell=grade.name,
                manual_score=grade.manual_score,
                extra_credit=grade.extra_credit,
                auto_score=grade.auto_score,
                max_score=grade.max_score,
                look_again=bool(grade.needs_manual_grade),
            )
            for grade in notebook.grades
            if grade.manual_score is not None or grade.extra_credit
        ]
        cells += [
            ByHand(cell=comment.name, comment=comment.manual_comment)
            for comment in notebook.comments
            if comment.manual_comment
        ]
        if cells:
            found.append((submission.student.id, submission.timestamp, cells))
    return sorted(found, key=lambda one: one[0])


def _put_back(book, name, student, time, cells):
    """Write into a submission what a person wrote; return the rows of what has no cell now."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)  # about nbgrader's order of building it
        submission = book.update_or_create_submission(name, student, timestamp=time)
    [notebook] = submission.notebooks
    grades = {grade.name: grade for grade in notebook.grades}
    comments = {comment.name: comment for comment in notebook.comments}
    aside = []
    for one in cells:
        if one.comment is None and one.cell in grades:
            grade = grades[one.cell]
            grade.manual_score, grade.extra_credit = one.manual_score, one.extra_credit
            grade.auto_score = one.auto_score
            # A test that is worth something else now is to be looked at again.
            grade.needs_manual_grade = one.look_again or grade.max_score != one.max_score
        elif one.comment is not None and one.cell in comments:
            comments[one.cell].manual_comment = one.comment
        else:
            aside.append([student, name, one.cell, one.manual_score, one.extra_credit, one.comment])
    book.db.commit()
    return aside


def _keep_old(path, n_all, aside):
    """Keep the old gradebook beside the new one, and the list of what is not in that."""
    if not n_all:
        return None
    number = 1
    while (copy := path.with_name(f"{path.stem}_before_{number}.db")).exists():
        number += 1
    gradebook_file.copy_file(path, copy)
    listed = path.with_name(f"set_aside_{number}.csv")
    if aside:
        write_table(listed, [COLUMNS, *aside])
    return Carried(n_all - len(aside), aside, copy.name, listed.name if aside else "")
