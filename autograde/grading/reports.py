"""The files that people read about a class that is graded."""

from autograde.grading import class_page, feedback, pointers, returned, similarity, tables
from autograde.grading.changes import write_changes
from autograde.handin import overview
from autograde.kit.files import write_whole
from autograde.kit.progress import note
from autograde.kit.text import for_file_name


def write_reports(own, made, results, rows):
    """Write tables, feedback and the page of the class.

    Parameters
    ----------
    own : OwnFiles
        Of the folder for all of them.
    made : Class
        What was graded.
    results : dict of (student, assignment) to Result
    rows : dict of (student, assignment) to (Mark, Entered or None)
        What everybody is given.

    Returns
    -------
    list of dict
        The rows of ``grades.csv``.
    """
    out = own.folder
    _write_pages(own, made, results, rows)
    marks = [mark for mark, _ in rows.values()]
    tables.write_grades(out / "grades.csv", marks)
    tables.write_exercises(out / "exercises.csv", results, rows)
    if made.roster:
        tables.write_canvas(out / "canvas.csv", marks, made.roster)
        tables.write_moodle(out / "moodle.csv", marks, made.roster)
    alike = {name: _alike(made, results, name) for name in made.assignments}
    page = class_page.page(results, rows, alike, overview.told(made.collection))
    write_whole(out / "class.html", page)
    for member in returned.write_zips(own, made, results, rows):
        note(f"{member} is of several who are given different marks: it is in no feedback zip; "
             "hand out their pages in feedback/")  # fmt: skip
    if changed := write_changes(out, made, results, rows):
        note(f"{len(changed)} marks are not those of the last run: see {out / 'changed.csv'}")
    own.close()
    return [mark._asdict() for mark in marks]


def _write_pages(own, made, results, rows):
    """Write everybody's page, and remove those of students whom an earlier run knew."""
    leads = {name: pointers.of(made.rules, one) for name, one in made.assignments.items()}
    written = []
    for who, (mark, entered) in rows.items():
        written.append(write_page(own, results[who], mark, entered, leads[who[1]]))
    own.prune(own.folder / "feedback", written)


def write_page(own, result, mark, entered, leads):
    """Write the page of one submission; return where it is.

    Parameters
    ----------
    own : OwnFiles
        Of the folder of the grades.
    result : Result
    mark : Mark
        What the student is given.
    entered : Entered or None
        What a person wrote into the gradebook.
    leads : Pointers
        Where the page leads.
    """
    path = feedback_path(own.folder, mark.student, mark.assignment)
    if not own.write(path, feedback.page(result, mark, entered, leads)):
        note(f"{path} was not made by this command and is left alone; move it, and run "
             "the command again with --resume")  # fmt: skip
    return path


def feedback_path(out, student, name):
    """Return where the page of one submission is."""
    return out / "feedback" / for_file_name(student) / f"{for_file_name(name)}.html"


def _alike(made, results, name):
    """Return the pairs of students with nearly the same answers to one assignment."""
    asked = [cell for cell in made.assignments[name].cells if cell.stub]
    texts, paths = {}, {}
    for (student, assignment), one in made.submissions.items():
        if assignment == name and one.path:
            result = results[student, assignment]
            told = [exercise.text for exercise in result.exercises if exercise.text]
            paths[student] = one.path
            texts[student] = similarity.written(
                _answers(result), [cell.stub for cell in asked], told
            )

    def together(first, second):
        return paths[first] == paths[second]  # one hand-in of a group

    return similarity.pairs(texts, together)


def _answers(result):
    """Return the cells in which somebody answered, exercise by exercise."""
    cells = {cell.name: cell.source for cell in result.cells}
    found = []
    for exercise in sorted(result.exercises, key=lambda one: one.cell):
        found += [cells[place] for place in exercise.places if place in cells]
    return found
