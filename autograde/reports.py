"""The files that people read about a class that is graded."""

import shutil

from autograde import class_page, exports, feedback, similarity
from autograde.course.cells import kind, name_of
from autograde.handin import overview
from autograde.handin.notebook import Unreadable, read
from autograde.kit.files import write_whole
from autograde.kit.text import for_file_name


def write_reports(out, made, results, rows):
    """Write tables, feedback and the page of the class.

    Parameters
    ----------
    out : Path
        The folder for all of them.
    made : grading.Class
        What was graded.
    results : dict of (student, assignment) to dict
        From `examiner.examine`.
    rows : dict of (student, assignment) to (Mark, Entered or None)
        What everybody is given.

    Returns
    -------
    list of dict
        The rows of ``grades.csv``.
    """
    shutil.rmtree(out / "feedback", ignore_errors=True)  # an earlier run knew other students
    for (student, name), (mark, entered) in rows.items():
        page = feedback.page({"student": student, **results[student, name]}, mark, entered)
        write_whole(feedback_path(out, student, name), page)
    marks = [mark for mark, _ in rows.values()]
    exports.write_grades(out / "grades.csv", marks)
    if made.roster:
        exports.write_canvas(out / "canvas.csv", marks, made.roster)
        exports.write_moodle(out / "moodle.csv", marks, made.roster)
    alike = {name: _alike(made, name) for name in made.assignments}
    page = class_page.page(results, marks, alike, overview.told(made.collection))
    write_whole(out / "class.html", page)
    return [mark._asdict() for mark in marks]


def feedback_path(out, student, name):
    """Return where the page of one submission is."""
    return out / "feedback" / for_file_name(student) / f"{for_file_name(name)}.html"


def _alike(made, name):
    """Return the pairs of students with nearly the same answers to one assignment."""
    cells = [cell for cell in made.assignments[name].cells if cell.kind == "solution"]
    texts, paths = {}, {}
    for (student, assignment), one in made.submissions.items():
        if assignment == name and one.path:
            paths[student] = one.path
            texts[student] = similarity.written(_answers(one.path), [cell.stub for cell in cells])

    def together(first, second):
        return paths[first] == paths[second]  # one hand-in of a group

    return similarity.pairs(texts, together)


def _answers(path):
    """Return the solution cells that somebody handed in, in the order of their names."""
    try:
        cells = [cell for cell in read(path) if kind(cell) == "solution"]
    except (Unreadable, OSError):
        return []
    return [cell["source"] for cell in sorted(cells, key=lambda cell: str(name_of(cell)))]
