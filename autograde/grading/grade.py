"""From a class's submissions to its grades.

Examinations run apart from this program and from each other. This program alone writes: the
results, the feedback, the gradebook, the tables and the page of the class.
"""

import tempfile
from pathlib import Path
from typing import NamedTuple

from autograde.course import deadlines
from autograde.course.assignment import from_notebooks
from autograde.course.chapter import read_source, released
from autograde.examination import status
from autograde.examination.examiner import result
from autograde.examination.pool import Examiners
from autograde.grading import class_rules, formgrader, grades_folder, marks, preflight
from autograde.grading.gradebook import ClassBook
from autograde.grading.reports import write_reports
from autograde.grading.results import Results, key
from autograde.handin import owners, submissions
from autograde.handin import roster as rosters
from autograde.jail import choose
from autograde.kit import text
from autograde.kit.errors import UnusableArgument
from autograde.kit.progress import note, progress

MOST_FILES, LONGEST_FILE = 3, 60  # names and characters of files that a reason lists


class Class(NamedTuple):
    """All that a run of the grader is about."""

    assignments: dict  # of Assignment
    submissions: dict  # by (student, assignment): the Submission that counts
    roster: rosters.Roster | None
    rules: deadlines.Rules
    sandbox: str  # what submissions are examined in


def grade(course, place, out, jobs, roster=None, only=(), resume=False, unsafe=False, rules=None,
          due_from=None):  # fmt: skip
    """Grade a class.

    Parameters
    ----------
    course : Course
        Whose assignments; its ``course.toml``, if there is one, says what being late costs.
    place : Path
        The submissions: a folder or a zip, see `platforms` for the names in it.
    out : Path
        Where all that is written goes.
    jobs : int
        How many submissions are examined at the same time.
    roster : Path, optional
        A CSV file with a column ``student``, see `roster.read`: who should have handed in.
    only : sequence of str
        The assignments to grade; without any, all that somebody handed in.
    resume : bool
        Keep the results of an earlier run that are still right.
    unsafe : bool
        Examine without a sandbox.
    rules : Path, optional
        A ``course.toml`` in place of the course's own.
    due_from : Path, optional
        nbgrader's gradebook, whose due dates hold where ``course.toml`` has none.

    Returns
    -------
    list of dict
        The rows of ``grades.csv``.

    Raises
    ------
    UnusableArgument
        If there is nothing to grade.
    CourseError
        If there is no sandbox, the reference of an assignment does not earn full marks, or its
        release any.
    """
    grades_folder.refuse_foreign(out)  # before anything is examined
    known = course.assignments()
    rules = class_rules.read(rules or course.rules, known)
    listed = rosters.read(roster) if roster else None
    sandbox = choose.for_class(place, unsafe)
    with tempfile.TemporaryDirectory() as scratch:
        collection = submissions.find(
            place, _folder(scratch, "handed_in"), rules.zone, only, known=known
        )
        rules = class_rules.settled(rules, listed, collection)
        rules = class_rules.with_due_dates(rules, due_from, place, known)
        sources = _sources(course, place, collection.submissions, only)
        ledger = grades_folder.claim(out)
        with ClassBook(out / "gradebook.db") as book:
            assignments = {
                name: from_notebooks(name, source, released(source))
                for name, source in sources.items()
            }
            owned = owners.deal(collection.submissions, listed, rules)
            made = Class(assignments, owned, listed, rules, sandbox)
            preflight.check(sources, assignments, Path(scratch), jobs, sandbox)
            for name, source in sources.items():
                if carried := book.add_assignment(name, source):
                    note(carried.told(name))
            results = _results(made, Results(out / "results", resume, ledger), jobs)
            results |= _strangers(made, known)
            results = _missing(made, collection, listed, known) | results
            _write_unexamined(Results(out / "results", True, ledger), results)
            rows = {who: _enter(book, made, who, found) for who, found in sorted(results.items())}
        _write_for_formgrader(ledger, results, sources)
        return write_reports(ledger, made, results, rows)


def _folder(parent, name):
    folder = Path(parent) / name
    folder.mkdir()
    return folder


def _sources(course, place, handed_in, only):
    """Return the sources of the assignments to grade."""
    known = course.assignments()
    for name in only:
        if name not in known:
            raise UnusableArgument(f"no assignment {name}; there are: {', '.join(known)}")
    wanted = [name for name in known if name in (only or known)]
    due = [name for name in wanted if any(s.assignment == name for s in handed_in)]
    if not due:
        raise UnusableArgument(f"nobody in {place} handed in any of: {', '.join(wanted)}")
    return {name: read_source(course.source(name)) for name in due}


def _results(made, stored, jobs):
    """Return the results by (student, assignment): kept ones, and those of examinations."""
    results, tasks = {}, {}
    for (student, name), one in sorted(made.submissions.items()):
        if name not in made.assignments:
            continue
        if one.path is None:
            results[student, name] = result(made.assignments[name], status.INVALID, [one.fault])
        else:
            tasks.setdefault((one.path, name), []).append(student)
    keys = {task: key(task[0], made.assignments[task[1]], made.sandbox) for task in tasks}
    for task, students in list(tasks.items()):
        kept = {s: found for s in students if (found := stored.find(s, task[1], keys[task]))}
        if len(kept) == len(students):  # a group's is examined once for all
            results |= {(student, task[1]): kept[student] for student in tasks.pop(task)}
    waiting = [(task, task[0], made.assignments[task[1]]) for task in tasks]
    with progress("grading", len(waiting)) as advance:
        with Examiners(jobs, sandbox=made.sandbox) as examiners:
            for task, found in examiners.examine(waiting):
                for student in tasks[task]:
                    results[student, task[1]] = {"key": keys[task], **found}
                    stored.write(student, results[student, task[1]])
                advance(f"{tasks[task][0]} {task[1]}")
    return results


def _strangers(made, known):
    """Return a result for each notebook whose name is not that of an assignment."""
    reason = f"no assignment has this name; rename it to one of: {', '.join(known)}"
    return {
        (student, name): {
            "assignment": name,
            "status": status.INVALID,
            "reason": one.fault or reason,
            "score": 0.0,
            "max_score": 0.0,
            "exercises": [],
        }
        for (student, name), one in made.submissions.items()
        if name not in known
    }


def _missing(made, collection, listed, known):
    """Return the result of handing in no notebook, for everybody and everything."""
    others = _others(made, collection, listed, known)
    students = {student for student, _ in made.submissions} | set(listed or ())
    for folder in collection.folders:
        students |= set(listed.who(folder) if listed else ()) or {folder}
    return {
        (student, name): result(
            assignment, status.MISSING, [_nothing(name, others.get(student, ()))]
        )
        for student in students
        for name, assignment in made.assignments.items()
    }


def _others(made, collection, listed, known):
    """Return the names of files that are not called like an assignment, by student."""
    found = {}
    for owner, lms_id, file in collection.others:
        if Path(file).stem in set(known) - set(made.assignments):  # the leaderboard takes Python
            continue
        for student in (listed.who(owner, lms_id) if listed else ()) or [owner]:
            found.setdefault(student, []).append(file)
    for student, name in _strangers(made, known):
        found.setdefault(student, []).append(f"{name}.ipynb")
    return found


def _nothing(name, files):
    """Return what to say of somebody who did not hand in an assignment."""
    if not files:
        return "nothing was handed in"
    shown = ", ".join(text.shortened(file, LONGEST_FILE) for file in sorted(files)[:MOST_FILES])
    more = f" and {len(files) - MOST_FILES} more" if len(files) > MOST_FILES else ""
    return f"no {name}.ipynb was handed in, but there is {shown}{more}"


def _write_unexamined(stored, results):
    """Write what needed no examination, and remove what is not of this class any more."""
    for (student, _), found in results.items():
        if "key" not in found:
            stored.write(student, found)
    stored.prune(results)


def _write_for_formgrader(ledger, results, sources):
    """Write what nbgrader's formgrader shows of the submissions."""
    formgrader.write_settings(ledger, sources)
    written = [
        formgrader.write_notebook(ledger, student, found, sources[name])
        for (student, name), found in results.items()
        if name in sources and found["status"] != status.MISSING
    ]
    # An earlier run knew other students.
    ledger.prune(ledger.folder / "autograded", filter(None, written))


def _enter(book, made, who, found):
    """Enter a result into the gradebook; return the student's row and what a person wrote."""
    student, name = who
    one, remarks, entered = made.submissions.get(who), [], None
    listed = made.roster.students.get(student) if made.roster else None
    if made.roster and not listed:
        remarks.append(marks.UNLISTED)
    book.add_student(student, listed)
    if found["status"] == status.MISSING:
        entered = book.withdraw(student, found)
    elif name in made.assignments:
        points, more = marks.charge(made.rules.of(name), student, one, found)
        remarks += more
        entered = book.enter(student, found, one.time, points)
    group = listed.group if listed else ""
    return marks.mark(student, found, entered, one, remarks, group), entered
