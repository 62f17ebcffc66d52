"""The tables of a class: our own, and those that Canvas and Moodle import."""

import csv
import io

from autograde.examination.status import MISSING
from autograde.grading.marks import Mark, by_exercise
from autograde.jail.bubblewrap import NONE
from autograde.kit.files import write_whole
from autograde.kit.text import for_spreadsheet

COLUMNS = Mark._fields[:-1]
EXERCISE_COLUMNS = (
    "student", "assignment", "exercise", "score", "max_score", "status", "by_hand", "hint", "group",
    "sandbox",
)  # fmt: skip


def write_grades(path, marks):
    """Write ``grades.csv``: one row per student and assignment.

    Parameters
    ----------
    path : Path
        The file.
    marks : list of Mark
        The rows.
    """
    write_table(path, [COLUMNS, *([getattr(mark, column) for column in COLUMNS] for mark in marks)])


def write_exercises(path, results, rows):
    """Write ``exercises.csv``: one row per student, assignment and exercise, before deductions.

    Parameters
    ----------
    path : Path
        The file.
    results : dict of (student, assignment) to Result
    rows : dict of (student, assignment) to (Mark, Entered or None)
        What everybody is given.
    """
    table = [[*EXERCISE_COLUMNS]]
    for who, (mark, entered) in rows.items():
        for one in by_exercise(results[who], entered):
            by_hand = "yes" if one.by_hand else ""
            given = [one.exercise, one.score, one.max_score, mark.status, by_hand, one.hint]
            table.append([*who, *given, mark.group, mark.sandbox])
    write_table(path, table)


def write_canvas(path, marks, roster):
    """Write the table that Canvas imports: a row per student, a column per assignment.

    Of what is missing the cell is empty, in Moodle's table as well: then the platform changes
    nothing, while a 0 would be a mark that somebody seems to have given.
    """
    names, scores, best = _wide(marks)
    titles = _titles(names, marks)
    head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *titles]
    rows = [
        [who.name or who.student, who.lms_id, who.student, who.email, who.group]
        + [scores.get((who.student, name)) for name in names]
        for who in roster.students.values()
    ]
    # Its second row says what full marks are worth.
    write_table(path, [head, ["Points Possible", "", "", "", "", *(best[n] for n in names)], *rows])


def write_moodle(path, marks, roster):
    """Write a table that Moodle imports; it asks which column says who a student is.

    The roster's ``lms_id`` is not in it: Moodle's number of a participant is not its "ID number".
    """
    names, scores, _ = _wide(marks)
    head = ["Full name", "Email address", "Group", *_titles(names, marks)]
    rows = [
        [who.name or who.student, who.email, who.group]
        + [scores.get((who.student, name)) for name in names]
        for who in roster.students.values()
    ]
    write_table(path, [head, *rows])


def _wide(marks):
    """Return the assignments, the scores by (student, assignment), and the full marks."""
    known = [mark for mark in marks if mark.max_score]
    names = sorted({mark.assignment for mark in known})
    scores = {
        (mark.student, mark.assignment): mark.score
        for mark in known
        if mark.status != MISSING or mark.by_hand
    }
    return names, scores, {mark.assignment: mark.max_score for mark in known}


def _titles(names, marks):
    """Return the columns' titles, which say where submissions were examined without a sandbox."""
    open_to_all = {mark.assignment for mark in marks if mark.sandbox == NONE}
    return [f"{name} (no sandbox)" if name in open_to_all else name for name in names]


def write_table(path, rows):
    """Write a table of which no cell is a formula."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerows([[for_spreadsheet(value) for value in row] for row in rows])
    write_whole(path, table.getvalue())
