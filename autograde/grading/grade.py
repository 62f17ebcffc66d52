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
from autograde.grading import formgrader, grades_folder, marks, preflight
from autograde.grading.gradebook import ClassBook
from autograde.grading.reports import write_reports
from autograde.grading.results import Results, key
from autograde.handin import class_rules, overview, owners, several, submissions, which
from autograde.handin import roster as rosters
from autograde.jail import choose
from autograde.kit import text
from autograde.kit.errors import UnusableArgument
from autograde.kit.progress import note, progress

MOST_FILES, LONGEST_FILE = 3, 160  # names and characters of files that a reason lists


class Class(NamedTuple):
    """All that a run of the grader is about."""

    assignments: dict  # of Assignment
    submissions: dict  # by (student, assignment): the Submission that counts
    roster: rosters.Roster | None
    rules: deadlines.Rules
    sandbox: str  # what submissions are examined in
    collection: submissions.Collection  # all that was handed in


def grade(course, place, out, jobs, roster=None, only=(), resume=False, unsafe=False, rules=None,
          worksheets=(), anyway=False, tell=lambda line: None, due_from=None):  # fmt: skip
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
    worksheets : sequence of Path
        Moodle's grading worksheets of these very assignments.
    anyway : bool
        Grade even where nearly no file found an owner on the roster.
    tell : callable
        Is told, line by line, how many files found an owner and which did not.
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
    grades_folder.refuse_foreign(out, place)  # before anything is examined
    known = which.chapters(course)
    rules = class_rules.read(rules or course.rules, list(known))
    listed = rosters.read(roster) if roster else None
    sandbox = choose.for_class(place, unsafe)
    with tempfile.TemporaryDirectory() as scratch:
        collection = submissions.find(
            place, _folder(scratch, "handed_in"), rules.zone, only, known=known, roster=listed,
            worksheets=worksheets,
        )  # fmt: skip
        overview.refuse(collection, place, None if anyway else listed)
        rules = class_rules.settled(rules, listed, collection)
        rules = class_rules.with_due_dates(rules, due_from, place, list(known))
        for line in overview.told(collection):
            tell(line)
        sources = _sources(course, place, collection, only)
        own = grades_folder.claim(out)
        with ClassBook(out / "gradebook.db") as book:
            assignments = {n: from_notebooks(n, s, released(s)) for n, s in sources.items()}
            owned = owners.deal(collection.submissions, listed, rules)
            made = Class(assignments, owned, listed, rules, sandbox, collection)
            preflight.check(sources, assignments, Path(scratch), jobs, sandbox)
            for name, source in sources.items():
                if carried := book.add_assignment(name, source):
                    note(carried.told(name))
            results = _results(made, Results(out / "results", resume, own), jobs)
            results = _missing(made) | results
            _write_unexamined(Results(out / "results", True, own), results)
            rows = {who: _enter(book, made, who, found) for who, found in sorted(results.items())}
        _write_for_formgrader(own, results, sources)
        return write_reports(own, made, results, rows)


def _folder(parent, name):
    folder = Path(parent) / name
    folder.mkdir()
    return folder


def _sources(course, place, collection, only):
    """Return the sources of the assignments to grade."""
    known = course.assignments()
    for name in only:
        if name not in known:
            raise UnusableArgument(f"no assignment {name}; there are: {', '.join(known)}")
    wanted = [name for name in known if name in (only or known)]
    due = [name for name in wanted if any(s.assignment == name for s in collection.submissions)]
    if not due:
        found = "; ".join(overview.nobodys(collection)[:MOST_FILES])
        raise UnusableArgument(
            f"nobody in {place} handed in any of: {', '.join(wanted)}; {found}".rstrip("; ")
        )
    return {name: read_source(course.source(name)) for name in due}


def _results(made, stored, jobs):
    """Return the results by (student, assignment): kept ones, and those of examinations."""
    results, wanted, keys = {}, {}, {}
    for (student, name), one in sorted(made.submissions.items()):
        if name not in made.assignments:
            continue
        if one.path is None:
            results[student, name] = result(made.assignments[name], status.INVALID, [one.fault])
            continue
        rivals = (one, *one.rivals)
        try:
            for task in {(rival.path, name) for rival in rivals} - set(keys):
                keys[task] = key(task[0], made.assignments[name], made.sandbox)
        except OSError as error:
            why = f"the file cannot be read: {error.strerror}"
            results[student, name] = result(made.assignments[name], status.INVALID, [why])
            continue
        wanted[student, name] = rivals
    for who, rivals in list(wanted.items()):
        if kept := stored.find(*who, _whole_key(who, rivals, keys)):
            results[who] = kept
            made.submissions[who] = several.chosen(rivals, kept.get("rival", 0))
            del wanted[who]
    examined = _examined(made, jobs, wanted)
    for who, task in examined:
        rivals = wanted[who]
        best = max(range(len(rivals)), key=lambda n: task[n]["score"])
        made.submissions[who] = several.chosen(rivals, best)
        about = {"key": _whole_key(who, rivals, keys)} | ({"rival": best} if best else {})
        results[who] = about | task[best]
        stored.write(who[0], results[who])
    return results


def _whole_key(who, rivals, keys):
    """Return what a result follows from: of several notebooks, the highest one counts."""
    return " ".join(dict.fromkeys(keys[one.path, who[1]] for one in rivals))


def _examined(made, jobs, wanted):
    """Yield each student and assignment with the results of all that was handed in for it."""
    tasks = {(one.path, who[1]): who[0] for who, rivals in wanted.items() for one in rivals}
    found, waiting = {}, dict(wanted)
    with progress("grading", len(tasks)) as advance, Examiners(jobs, sandbox=made.sandbox) as own:
        examine = own.examine([(task, task[0], made.assignments[task[1]]) for task in tasks])
        for task, outcome in examine:  # a group's is examined once for all
            found[task] = outcome
            for who, rivals in list(waiting.items()):
                if all((one.path, who[1]) in found for one in rivals):
                    yield who, [found[one.path, who[1]] for one in rivals]
                    del waiting[who]
            advance(f"{tasks[task]} {task[1]}")


def _missing(made):
    """Return the result of handing in no notebook, for everybody and everything."""
    others = _others(made)
    students = {student for student, _ in made.submissions}
    students |= set(made.roster if made.roster else made.collection.folders)
    return {
        (student, name): result(
            assignment, status.MISSING, [_nothing(name, others.get(student, ()))]
        )
        for student in students
        for name, assignment in made.assignments.items()
    }


def _others(made):
    """Return what to say of other files that somebody handed in, by student."""
    found = {}
    for other in made.collection.others:
        for student in other.students:
            about = f" ({other.why})" if other.why else ""
            found.setdefault(student, []).append(f"{Path(other.file).name or 'a folder'}{about}")
    for one in made.collection.submissions:
        if one.assignment not in made.assignments and one.platform:
            for student in one.students or (one.student,):
                found.setdefault(student, []).append(Path(one.file).name)
        for student in one.blamed:
            found.setdefault(student, []).append(f"{one.file} of nobody: {one.why}")
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


def _write_for_formgrader(own, results, sources):
    """Write what nbgrader's formgrader shows of the submissions."""
    formgrader.write_settings(own, sources)
    written = [
        formgrader.write_notebook(own, student, found, sources[name])
        for (student, name), found in results.items()
        if name in sources and found["status"] != status.MISSING
    ]
    # An earlier run knew other students.
    own.prune(own.folder / "autograded", filter(None, written))


def _enter(book, made, who, found):
    """Enter a result into the gradebook; return the student's row and what a person wrote."""
    student, name = who
    one, remarks, entered = made.submissions.get(who), [], None
    listed = made.roster.students.get(student) if made.roster else None
    if made.roster and not listed:
        remarks.append(marks.UNLISTED)
        remarks += [one.why] if one and one.why else []
    book.add_student(student, listed)
    if found["status"] == status.MISSING:
        entered = book.withdraw(student, found)
    elif name in made.assignments:
        points, more = marks.charge(made.rules.of(name), student, one, found)
        remarks += more
        entered = book.enter(student, found, one.time, points)
    group = listed.group if listed else ""
    return marks.mark(student, found, entered, one, remarks, group), entered
