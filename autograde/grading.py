"""From a class's submissions to its grades.

Examinations run apart from this program and from each other. This program alone writes: the
results, the feedback, the gradebook, the table and the page of the class.
"""

import csv
import json
import shutil
import tempfile
from pathlib import Path

from autograde import class_page, feedback, handed_in, preflight
from autograde.apart import Examiners
from autograde.assignment import from_notebooks
from autograde.chapter import read_source, released
from autograde.course import UnusableArgument
from autograde.examiner import result
from autograde.gradebook import ClassBook
from autograde.progress import progress

COLUMNS = ("student", "assignment", "score", "max_score", "status", "reason")


def grade(course, place, out, jobs, roster=None, only=()):
    """Grade a class.

    Parameters
    ----------
    course : Course
        Whose assignments.
    place : Path
        The submissions: a folder or a zip, ``<student>/<assignment>.ipynb``.
    out : Path
        Where all that is written goes.
    jobs : int
        How many submissions are examined at the same time.
    roster : Path, optional
        A CSV file with a column ``student``: who should have handed in.
    only : sequence of str
        The assignments to grade; without any, all that somebody handed in.

    Returns
    -------
    list of dict
        The rows of ``grades.csv``.

    Raises
    ------
    UnusableArgument
        If there is nothing to grade.
    CourseError
        If the reference of an assignment does not earn full marks, or its release any.
    """
    listed = handed_in.read_roster(roster) if roster else None
    with tempfile.TemporaryDirectory() as scratch:
        submissions = handed_in.find(place, _folder(scratch, "handed_in"))
        sources = _sources(course, place, submissions, only)
        out.mkdir(parents=True, exist_ok=True)
        with ClassBook(out / "gradebook.db") as book:
            # First, because it refuses a gradebook that does not fit.
            for name, source in sources.items():
                book.add_assignment(name, source)
            assignments = {
                name: from_notebooks(name, source, released(source))
                for name, source in sources.items()
            }
            own = preflight.tasks(sources, assignments, Path(scratch))
            results = _examine([*own, *_tasks(submissions, assignments)], jobs)
            results |= _strangers(submissions, course.assignments())
            students = {*(listed or ()), *handed_in.students(place)}
            students |= {submission.student for submission in submissions}
            results = _missing(students, assignments) | results
            if listed is not None:
                _mark_unlisted(results, set(listed))
            _enter(book, results, assignments)
    return _write(out, results)


def _folder(parent, name):
    folder = Path(parent) / name
    folder.mkdir()
    return folder


def _sources(course, place, submissions, only):
    """Return the sources of the assignments to grade."""
    known = course.assignments()
    for name in only:
        if name not in known:
            raise UnusableArgument(f"no assignment {name}; there are: {', '.join(known)}")
    wanted = [name for name in known if name in (only or known)]
    due = [name for name in wanted if any(s.assignment == name for s in submissions)]
    if not due:
        raise UnusableArgument(f"nobody in {place} handed in any of: {', '.join(wanted)}")
    return {name: read_source(course.source(name)) for name in due}


def _tasks(submissions, assignments):
    return [
        ((submission.student, submission.assignment), submission.path, assignment)
        for submission in submissions
        if (assignment := assignments.get(submission.assignment))
    ]


def _examine(tasks, jobs):
    """Return the results by (student, assignment); the course's own are checked and dropped."""
    results = {}
    with progress("grading", len(tasks)) as advance, Examiners(jobs) as examiners:
        for key, found in examiners.examine(tasks):
            if isinstance(key, preflight.Own):
                preflight.refuse_fault(key, found)
            else:
                results[key] = found
            advance(" ".join(key))
    return results


def _strangers(submissions, known):
    """Return a result for each notebook whose name is not that of an assignment."""
    reason = f"no assignment has this name; rename it to one of: {', '.join(known)}"
    return {
        (submission.student, submission.assignment): {
            "assignment": submission.assignment,
            "status": "invalid",
            "reason": reason,
            "score": 0.0,
            "max_score": 0.0,
            "exercises": [],
        }
        for submission in submissions
        if submission.assignment not in known
    }


def _missing(students, assignments):
    """Return the result of handing in nothing, for everybody and everything."""
    return {
        (student, name): result(assignment, "missing", ["nothing was handed in"])
        for student in students
        for name, assignment in assignments.items()
    }


def _mark_unlisted(results, listed):
    for (student, _), found in results.items():
        if student not in listed:
            remarks = [found["reason"], "not on the roster"]
            found["reason"] = "; ".join(remark for remark in remarks if remark)


def _enter(book, results, assignments):
    """Enter all results into the gradebook."""
    for (student, name), found in sorted(results.items()):
        book.add_student(student)
        if found["status"] == "missing":
            book.withdraw(student, name)
        elif name in assignments:
            book.enter(student, found)


def _write(out, results):
    """Write the files about a class and return its rows."""
    for folder in ("results", "feedback"):
        shutil.rmtree(out / folder, ignore_errors=True)  # an earlier run knew other students
    for (student, name), found in sorted(results.items()):
        document = {"student": student, **found}
        _write_text(out / "results" / student / f"{name}.json", json.dumps(document, indent=1))
        _write_text(out / "feedback" / student / f"{name}.html", feedback.page(document))
    rows = [
        {"student": student, **{column: found[column] for column in COLUMNS[1:]}}
        for (student, _), found in sorted(results.items())
    ]
    _write_table(out / "grades.csv", rows)
    _write_text(out / "class.html", class_page.page(results))
    return rows


def _write_text(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n", encoding="utf-8")


def _write_table(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        table.writerows([[_inert(row[column]) for column in COLUMNS] for row in rows])


def _inert(value):
    """Return a value that a spreadsheet does not take for a formula."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
    return f"{value:g}"
