"""What came of a situation, read from everything that the grader wrote about its class."""

import re
from typing import NamedTuple

from .chapters import CHAPTERS
from .situation import MATES_SCORE, NOBODY

SAME = 1e-9  # marks


class Verdict(NamedTuple):
    """What came of one situation."""

    lost: float  # marks that its people should have and have not
    wrong: float  # marks that somebody has who should not
    faults: tuple  # all that is not as it should be, in words

    @property
    def right(self):
        """Whether nothing is to be said against it."""
        return not self.faults


def verdict(run, one, found):
    """Return the `Verdict` on one situation of a class run.

    Parameters
    ----------
    run : ClassRun
        The class.
    one : Situation
        One of its situations.
    found : Graded
        What came of it.
    """
    if not found.rows:
        lost = one.score * len(one.due()) + sum(due for _, due in one.rows)
        said = found.terminal.strip().splitlines()[-1:] or ["nothing"]
        return Verdict(lost, 0.0, (f"the class was not graded ({found.exit_status}): {said[0]}",))
    lost = wrong = 0.0
    faults = []
    for student in one.due():
        got, why = _row(one, student, found)
        faults += why
        lost += max(one.score - got, 0.0)
        wrong += max(got - one.score, 0.0)
    for person in one.people:
        row = found.rows.get((person.student, one.chapter))
        score = float(row["score"]) if row else 0.0
        if person.student not in one.due() and score:
            wrong += score
            faults.append(f"{person.student} has {score:g} marks of it")
    for pattern, due in one.rows:
        less, more, why = _called(one, pattern, due, found)
        lost, wrong, faults = lost + less, wrong + more, [*faults, *why]
    more, why = _others(one, found)
    return Verdict(lost, wrong + more, (*faults, *why, *_told(one, found), *mate(run, found)))


def _called(one, pattern, due, found):
    """Return marks lost and given wrongly where a student has a name that follows a pattern."""
    rows = [
        row
        for (student, name), row in found.rows.items()
        if name == one.chapter and re.search(pattern, student)
    ]
    scores = [float(row["score"]) for row in rows]
    if len(rows) != 1:
        lost, wrong = max(due - max(scores, default=0.0), 0.0), sum(scores[1:])
        return lost, wrong, [f"{len(rows)} students are called like /{pattern}/ instead of one"]
    faults = []
    if abs(scores[0] - due) > SAME or rows[0]["status"] != one.status:
        said = f"{scores[0]:g} marks, {rows[0]['status']}: {rows[0]['reason']}"
        faults.append(f"/{pattern}/ has {said}; due are {due:g}")
    if abs(float(rows[0]["deduction"]) - one.deduction) > SAME:
        faults.append(f"/{pattern}/ pays {rows[0]['deduction']} instead of {one.deduction:g}")
    return max(due - scores[0], 0.0), max(scores[0] - due, 0.0), faults


def _row(one, student, found):
    """Return the marks of one owner, and what is wrong with the row."""
    row = found.rows.get((student, one.chapter))
    if row is None:
        return 0.0, [f"{student} has no row for {one.chapter}"]
    score, reason = float(row["score"]), row["reason"]
    faults = []
    if abs(score - one.score) > SAME:
        faults.append(f"{student} has {score:g} marks instead of {one.score:g}: {reason}")
    if row["status"] != one.status:
        faults.append(f"{student} is {row['status']} instead of {one.status}: {reason}")
    if abs(float(row["deduction"]) - one.deduction) > SAME:
        faults.append(f"{student} pays {row['deduction']} instead of {one.deduction:g}: {reason}")
    faults += [
        f"the reason of {student} does not say /{pattern}/: {reason!r}"
        for pattern in one.says
        if not re.search(pattern, reason, re.IGNORECASE)
    ]
    if one.silent and re.search(one.silent, reason, re.IGNORECASE):
        faults.append(f"the reason of {student} should not say {reason!r}")
    return score, faults


def _others(one, found):
    """Return the marks of rows that nobody should have, and what is wrong with them."""
    names = {student for student, _ in found.rows}
    rows = [name for name in one.no_rows if name in names]
    marks = sum(float(row["score"]) for (student, _), row in found.rows.items() if student in rows)
    return marks, [f"there is a student called {name!r}" for name in rows]


def _told(one, found):
    faults = []
    if one.nobody and not named_as_nobodys(one.nobody, found):
        faults.append(f"neither page nor terminal names /{one.nobody}/ as nobody's")
    for pattern in one.shown:
        for place, text in (("page", found.page), ("terminal", found.terminal)):
            if not re.search(pattern, text, re.IGNORECASE):
                faults.append(f"the {place} does not say /{pattern}/")
    return faults


def named_as_nobodys(pattern, found):
    """Whether the instructor reads of something, close to words that say that it is nobody's."""
    near = rf"(?:{NOBODY}).{{0,600}}?(?:{pattern})|(?:{pattern}).{{0,300}}?(?:{NOBODY})"
    return any(
        re.search(near, text, re.IGNORECASE | re.DOTALL) for text in (found.terminal, found.page)
    )


def mate(run, found):
    """Return what is wrong with the row of the classmate, whom none of this concerns."""
    rows = [row for (student, _), row in found.rows.items() if run.mate_row in student]
    scores = sorted(float(row["score"]) for row in rows)
    due = [0.0] * (len(scores) - 1) + [MATES_SCORE]
    return [] if rows and scores == due else [f"the classmate has {scores} instead of {due}"]


def elsewhere(run, found):
    """Return the rows with marks that no situation of a class run speaks of.

    Returns
    -------
    list of (str, str, float)
        Student, assignment, marks that were given to the wrong person.
    """
    due = set()
    for one in run.situations:
        people = [*one.no_rows, *one.due(), *(person.student for person in one.people)]
        due |= {(student, chapter) for student in people for chapter in CHAPTERS}
    named = [one.strangers for one in run.situations if one.strangers]
    named += [pattern for one in run.situations for pattern, _ in one.rows]
    may = "|".join(f"(?:{pattern})" for pattern in named)
    return [
        (student, name, float(row["score"]))
        for (student, name), row in found.rows.items()
        if float(row["score"]) > 0 and (student, name) not in due and run.mate_row not in student
        and not (may and re.search(may, student, re.IGNORECASE))
    ]  # fmt: skip


def strange_assignments(found):
    """Return the assignments that have rows, and do not exist."""
    return sorted({name for _, name in found.rows} - set(CHAPTERS))
