"""What a regrade changed, exercise by exercise, and why: ``changed.csv``.

The marks of a run that came to its end stand in ``marks.json`` with all that they followed from;
the next run with the same folder compares its own with them.
"""

import json
from hashlib import sha256
from typing import NamedTuple

from autograde.grading.marks import by_exercise
from autograde.grading.results import examiner_version
from autograde.grading.tables import write_table
from autograde.kit.files import write_whole

LAST = "marks.json"
DEDUCTION = "deduction"  # stands for an exercise, where being late or imports cost other points
# What a mark follows from → what to say where that is another one now. The order of the sentences.
CAUSES = {
    "notebook": "new hand-in",
    "examiner": "other examiner",
    "tests": "other tests",
    "by_hand": "by hand",
    "rules": "rules",
}


class Change(NamedTuple):
    """One row of ``changed.csv``."""

    student: str
    assignment: str
    exercise: str
    old: float | None  # points; None if there was no such exercise
    new: float | None
    why: str


def write_changes(out, made, results, rows):
    """Write what is not as the last run left it, then what the next run compares with.

    Parameters
    ----------
    out : Path
        The folder of the grades.
    made : Class
        What was graded.
    results : dict of (student, assignment) to Result
    rows : dict of (student, assignment) to (Mark, Entered or None)
        What everybody is given.

    Returns
    -------
    list of Change
        Empty in the first run.
    """
    now = {who: _followed(made, who, results[who], *row) for who, row in rows.items()}
    last = _last(out / LAST)
    found = [] if last is None else _changes(last, now)
    write_table(out / "changed.csv", [Change._fields, *found])
    plain = [{"student": who[0], "assignment": who[1], "marks": now[who]} for who in sorted(now)]
    # The last file of all: a run that was killed before it is compared again.
    write_whole(out / LAST, json.dumps(plain, indent=1) + "\n")
    return found


def _last(path):
    """Return the marks of the last run by (student, assignment), or None if there was none."""
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        return {(one["student"], one["assignment"]): one["marks"] for one in known}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _followed(made, who, result, mark, entered):
    """Return the marks of one submission by exercise, each with what it followed from."""
    student, name = who
    one, assignment = made.submissions.get(who), made.assignments.get(name)
    notebook = _handed_in(one) if one else ""
    examined = {"notebook": notebook, "examiner": _digest(examiner_version(), made.sandbox)}
    by_hand = entered.by_hand if entered else {}
    found = {}
    for exercise, given in zip(result.exercises, by_exercise(result, entered)):
        names = [test.name for test in exercise.tests]
        own = {name: by_hand[name] for name in names if name in by_hand}
        tests = _tests(assignment, given.exercise)
        said = {"score": given.score, "pending": given.pending, "tests": tests, "by_hand": own}
        found[given.exercise] = said | examined
    rule = made.rules.of(name)
    rule = rule._replace(extensions={student: rule.extensions.get(student)})
    time = f"{one.time} {one.late}" if one else ""
    charged = {"score": mark.deduction, "rules": _digest(repr(rule)), "notebook": notebook + time}
    return found | {DEDUCTION: charged}


def _handed_in(one):
    """Return a hash of what was handed in, or why there is none."""
    try:
        return _digest(one.path.read_bytes()) if one.path else one.fault
    except OSError as error:  # it went away since it was found
        return f"the file cannot be read: {error.strerror}"


def _tests(assignment, exercise):
    """Return a hash of all cells of the source that decide about an exercise."""
    cells = [cell._asdict() for cell in assignment.cells if cell.exercise in ("", exercise)]
    return _digest(json.dumps(cells, sort_keys=True))


def _digest(*parts):
    digest = sha256()
    for part in parts:
        digest.update(part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _changes(last, now):
    """Return what differs, of students who are still in the class."""
    students = {student for student, _ in now}
    found = []
    for who in sorted(now.keys() | {who for who in last if who[0] in students}):
        old, new = last.get(who, {}), now.get(who, {})
        for exercise in [*new, *(gone for gone in old if gone not in new)]:
            before, after = old.get(exercise), new.get(exercise)
            was, is_now = (entry["score"] if entry else None for entry in (before, after))
            if was == is_now or not (was or is_now):  # a new row of 0 changes no mark
                continue
            if before and after:
                why = _why(before, after)
            elif old and new:
                why = CAUSES["tests"]  # the exercise came or went
            else:
                why = CAUSES["notebook"] if new else "not graded in this run"
            student, name = who
            found.append(Change(student, name, exercise, was, is_now, why))
    return found


def _why(before, after):
    """Return the causes that are not as they were; two may have come together."""
    differing = [CAUSES[cause] for cause in CAUSES if before.get(cause) != after.get(cause)]
    if before["notebook"] and not after["notebook"]:
        differing[0] = "no hand-in any more"
    return "; ".join(differing) or ("examined again" if "tests" in after else "other score")
