"""What each hand-in of a class earned: kept of an earlier run, examined now, or nothing at all."""

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

from autograde.course.assignment import Assignment
from autograde.examination import status
from autograde.examination.pool import Examiners
from autograde.examination.result import Result
from autograde.grading import receipts
from autograde.grading.graded_class import Class, Key
from autograde.grading.results import Kept, Results, key
from autograde.handin import several
from autograde.handin.submissions import Submission
from autograde.kit import text
from autograde.kit.progress import progress

Task = tuple[Any, str]  # the path of a notebook, and the assignment
MOST_FILES, LONGEST_FILE = 3, 160  # names and characters of files that a reason lists


def begin(examiners: Examiners, made: Class, stored: Results) -> Callable[[], dict[Key, Result]]:
    """Begin to examine what has no result that is kept; nothing is written yet.

    Of several notebooks of a student, the one that earned most becomes the submission that counts.

    Parameters
    ----------
    examiners : Examiners
        Who examines.
    made : Class
    stored : Results
        Where results are kept, and looked for.

    Returns
    -------
    callable
        Waits for the end, writes, and returns the results by (student, assignment): kept ones, and
        those of examinations.
    """
    results: dict[Key, Result] = {}
    wanted: dict[Key, tuple[Submission, ...]] = {}
    keys: dict[Task, str] = {}
    faults: dict[Key, Result] = {}
    for (student, name), one in sorted(made.submissions.items()):
        if name not in made.assignments or one.path is None:
            continue
        rivals = (one, *one.rivals)
        try:
            for task in {(rival.path, name) for rival in rivals} - set(keys):
                keys[task] = key(task[0], made.assignments[name], made.sandbox)
        except OSError as error:
            faults[student, name] = unreadable(made.assignments[name], error)
            continue
        wanted[student, name] = rivals
    for who, rivals in list(wanted.items()):
        if kept := stored.find(*who, _whole_key(who, rivals, keys)):
            results[who] = kept.result
            made.submissions[who] = several.chosen(rivals, kept.rival)
            del wanted[who]
    tasks = _tasks(wanted)
    begun = examiners.examine([(task, task[0], made.assignments[task[1]]) for task in tasks])

    def ended() -> dict[Key, Result]:
        for who, fault in faults.items():
            stored.write(who[0], Kept(fault))
        for who, earned in _ended(begun, tasks, wanted):
            rivals = wanted[who]
            best = max(range(len(rivals)), key=lambda n: earned[n].score)
            made.submissions[who] = several.chosen(rivals, best)
            whole = _whole_key(who, rivals, keys)
            results[who] = receipts.stamped(earned[best], whole, made.assignments[who[1]])
            stored.write(who[0], Kept(results[who], whole, best))
        return results | faults

    return ended


def unreadable(assignment: Assignment, error: OSError) -> Result:
    """Return the result of a file that was there when it was found, and cannot be read now."""
    return Result.of(assignment, status.INVALID, [f"the file cannot be read: {error.strerror}"])


def _whole_key(who: Key, rivals: tuple[Submission, ...], keys: dict[Task, str]) -> str:
    """Return what a result follows from: of several notebooks, the highest one counts."""
    return " ".join(dict.fromkeys(keys[one.path, who[1]] for one in rivals))


def _tasks(wanted: dict[Key, tuple[Submission, ...]]) -> dict[Task, str]:
    """Return what to examine, a group's once for all, and whom to name meanwhile."""
    return {(one.path, who[1]): who[0] for who, rivals in wanted.items() for one in rivals}


def _ended(
    begun: Iterator[tuple[Task, Result]],
    tasks: dict[Task, str],
    wanted: dict[Key, tuple[Submission, ...]],
) -> Iterator[tuple[Key, list[Result]]]:
    """Yield each student and assignment with the results of all that was handed in for it."""
    found: dict[Task, Result] = {}
    waiting = dict(wanted)
    with progress("grading", len(tasks)) as advance:
        for task, outcome in begun:
            found[task] = outcome
            for who, rivals in list(waiting.items()):
                if all((one.path, who[1]) in found for one in rivals):
                    yield who, [found[one.path, who[1]] for one in rivals]
                    del waiting[who]
            advance(f"{tasks[task]} {task[1]}")


def unexamined(made: Class) -> dict[Key, Result]:
    """Return the results of hand-ins that must not be read, and of handing in no notebook."""
    refused = {
        (student, name): Result.of(made.assignments[name], status.INVALID, [one.fault])
        for (student, name), one in made.submissions.items()
        if name in made.assignments and one.path is None
    }
    return _missing(made) | refused


def _missing(made: Class) -> dict[Key, Result]:
    """Return the result of handing in no notebook, for everybody and everything."""
    others = _others(made)
    students = {student for student, _ in made.submissions}
    students |= set(made.roster if made.roster else made.collection.folders)
    return {
        (student, name): Result.of(
            assignment, status.MISSING, [_nothing(name, others.get(student, ()))]
        )
        for student in students
        for name, assignment in made.assignments.items()
    }


def _others(made: Class) -> dict[str, list[str]]:
    """Return what to say of other files that somebody handed in, by student."""
    found: dict[str, list[str]] = {}
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


def _nothing(name: str, files: Collection[str]) -> str:
    """Return what to say of somebody who did not hand in an assignment."""
    if not files:
        return "nothing was handed in"
    shown = ", ".join(text.shortened(file, LONGEST_FILE) for file in sorted(files)[:MOST_FILES])
    more = f" and {len(files) - MOST_FILES} more" if len(files) > MOST_FILES else ""
    return f"no {name}.ipynb was handed in, but there is {shown}{more}"
