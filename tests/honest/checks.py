"""Situations of the way back: one look each at what was written about a class."""

import re
from typing import NamedTuple

from .canvas_runs import NAMED
from .canvas_runs import RUNS as CANVAS_RUNS
from .chapters import LEARNING, SUPPLY
from .class_run import CHECKOUT
from .verdict import Verdict
from .way_back import (
    COMMENT,
    FILES,
    PEOPLE,
    Regraded,
    column,
    exercise_marks,
    members,
    tables,
    wide,
)

ADA, BO, CY, DORA, EVE, ZOE = PEOPLE
CANVAS_RUN = CANVAS_RUNS[0]
STEM = re.compile(r".+?_(?:LATE_)?(?P<id>\d+)_\d+_")  # of Canvas's name for a file


class Check(NamedTuple):
    """A situation of an instructor who gives marks back, or grades again."""

    name: str
    look: callable  # returns what is wrong, "" if nothing is
    of: str = "regraded"  # or canvas: the class that it looks at
    kind: str = "way back"


def verdict(one, graded, regraded):
    """Return the `Verdict` on a check.

    Parameters
    ----------
    one : Check
        The situation.
    graded : callable
        Returns what came of a class run.
    regraded : callable
        Returns what came of the class that was graded again.
    """
    fault = one.look(regraded() if one.of == "regraded" else graded(CANVAS_RUN))
    lost = float(fault.partition(" marks are lost")[0]) if " marks are lost" in fault else 0.0
    return Verdict(lost, 0.0, (fault,) if fault else ())


def each_exercise(run: Regraded):
    marks = exercise_marks(run.before)
    due = {("ada", "td_update"): 3, ("ada", "greedy_action"): 2, ("bo", "td_update"): 3,
           ("bo", "greedy_action"): 0, ("dora", "days_of_stock"): 2}  # fmt: skip
    wrong = {key: marks.get(key) for key in due if _number(marks.get(key)) != due[key]}
    return f"no table has {wrong}" if wrong else ""


def _number(text):
    try:
        return float(text)
    except (TypeError, ValueError):
        return None


def no_foreign_number(run):
    table = tables(run.before).get("moodle.csv", ([], []))
    numbers = {person.lms_id for person in PEOPLE}
    found = sorted(numbers & {value for row in table[1] for value in row})
    return f"moodle.csv has numbers of participants: {found}" if found or not table[1] else ""


def finds_by_address(run):
    values = {value for row in tables(run.before).get("moodle.csv", ([], []))[1] for value in row}
    absent = [person.email for person in PEOPLE if person.email not in values]
    return f"moodle.csv does not say whose a row is: {absent}" if absent else ""


def empty_where_missing(table):
    def look(run):
        cell = wide(run.before, table, CY)
        return "" if cell == "" else f"{table} says {cell!r} of what was never handed in"

    return look


def zero_where_earned(table):
    def look(run):
        cell = wide(run.before, table, EVE)
        return "" if _number(cell) == 0 else f"{table} says {cell!r} of a stub that was handed in"

    return look


def moodle_folders(run):
    found = members(run.before / "feedback_moodle.zip")
    folders = {name.split("/")[0] for name in found}
    due = {name.split("/")[0] for name in FILES}
    return "" if folders == due else f"feedback_moodle.zip has the folders {sorted(folders)}"


def moodle_pages(run):
    found = members(run.before / "feedback_moodle.zip")
    pages = {name: content.decode("utf-8", "replace") for name, content in found.items()}
    for person in (ADA, BO, DORA, EVE):
        own = [page for name, page in pages.items() if name.startswith(f"{person.name}_")]
        if len(own) != 1 or "<html" not in own[0].lower():
            return f"feedback_moodle.zip holds {len(own)} pages of {person.student}"
        others = [p.name for p in PEOPLE if p != person and p.name in own[0]]
        if others:
            return f"the page of {person.student} names {others}"
    return ""


def canvas_names(run):
    found = members(run.out / "feedback_canvas.zip")
    names = {name.rpartition("/")[2] for name in found}
    files = {name for one in NAMED for name in one.files} | set(CANVAS_RUN.mate)
    graded = {name for one in NAMED if one.due() and one.score for name in one.files}
    stems = {found[0] for name in files if (found := STEM.match(name))}
    students = {found["id"] for name in graded if (found := STEM.match(name))}
    back = {found["id"] for name in names if (found := STEM.match(name))}
    unlike = [name for name in names if not any(name.startswith(stem) for stem in stems)]
    if unlike or students - back:
        return f"feedback_canvas.zip lacks {sorted(students - back)[:5]}, has besides {unlike[:5]}"
    return ""


def changes(run):
    """Return the rows of changed.csv after the second grading, as dicts; None without the file."""
    table = run.second_tables.get("changed.csv")
    if table is None:
        return None
    places = {name: column(table, name) for name in ("student", "exercise", "old", "new", "why")}
    return [
        {name: row[place] if place is not None else "" for name, place in places.items()}
        for row in table[1]
    ]


def changed_row(run):
    rows = [r for r in changes(run) or () if (r["student"], r["exercise"]) ==
            ("dora", "days_of_stock")]  # fmt: skip
    right = rows and (_number(rows[0]["old"]), _number(rows[0]["new"])) == (2, 1)
    return "" if right and rows[0]["why"] else f"changed.csv says {rows} of dora's days_of_stock"


def changed_only(run):
    rows = changes(run)
    alike = (("zoe", "td_update"), ("bo", "td_update"))
    same = [row for row in rows or () if (row["student"], row["exercise"]) in alike]
    return f"changed.csv lists what did not change: {same}" if same or rows is None else ""


def unchanged(run):
    table = tables(run.third.out).get("changed.csv")
    return "" if table and not table[1] else f"changed.csv after no change: {table}"


def goes_on(run):
    said = run.second.terminal.strip().splitlines()[-1:] or [""]
    return "" if run.second.exit_status == 0 else f"{run.second.exit_status}: {said[0]}"


def score_after(student, chapter, due):
    def look(run):
        row = run.second.rows.get((student, chapter), {"score": "0"})
        score = float(row["score"]) if run.second.exit_status == 0 else 0.0
        if score == due:
            return ""
        return f"{max(due - score, 0):g} marks are lost: {student} has {score:g} instead of {due:g}"

    return look


def lists_what_is_gone(run):
    told = run.second.told() + " ".join(row["reason"] for row in run.second.rows.values())
    told += " ".join(path.read_text("utf-8") for path in run.second.out.glob("set_aside_*.csv"))
    right = run.second.exit_status == 0 and re.search(
        "ada.{0,600}greedy_action|greedy_action.{0,600}ada", told, re.IGNORECASE | re.DOTALL
    )
    return "" if right else "nobody is told of the mark by hand for greedy_action"


def comment_stays(run):
    pages = run.second.out / "feedback" / "ada" / f"{LEARNING}.html"
    text = pages.read_text("utf-8") if pages.is_file() and run.second.exit_status == 0 else ""
    return "" if COMMENT in text else "the comment by hand is not on the page"


def told_step_by_step(_):
    text = (CHECKOUT / "chapters" / "instructors.md").read_text(encoding="utf-8")
    words = ("autograde collect", "--worksheet", "--anyway", "moodle.csv", "feedback_moodle.zip",
             "feedback_canvas.zip", "changed.csv")  # fmt: skip
    absent = [word for word in words if word not in text]
    return f"instructors.md does not speak of {absent}" if absent else ""


CHECKS = (
    Check("marks stand in a table exercise by exercise", each_exercise),
    Check("Moodle's table has no number that is not Moodle's idnumber", no_foreign_number),
    Check("Moodle's table says by address whose a row is", finds_by_address),
    Check("missing work is empty in Moodle's table", empty_where_missing("moodle.csv")),
    Check("missing work is empty in Canvas's table", empty_where_missing("canvas.csv")),
    Check("a zero that was earned stands in Moodle's table", zero_where_earned("moodle.csv")),
    Check("a zero that was earned stands in Canvas's table", zero_where_earned("canvas.csv")),
    Check("feedback goes back to Moodle in the folders that it came in", moodle_folders),
    Check("feedback for Moodle holds one page for each student, the own", moodle_pages),
    Check("feedback goes back to Canvas under the names that it came with", canvas_names, "canvas"),
    Check("a class is graded again after an exercise was exchanged", goes_on),
    Check("what changed is listed with old and new marks and why", changed_row),
    Check("what did not change is not listed", changed_only),
    Check("grading again without a change lists nothing", unchanged),
    Check("a mark by hand stays where its exercise still exists",
          score_after("ada", LEARNING, 2.5)),
    Check("a mark by hand stays in a chapter whose test became stricter",
          score_after("dora", SUPPLY, 3.0)),
    Check("a mark by hand for an exercise that is gone is listed", lists_what_is_gone),
    Check("a comment by hand stays on the student's page", comment_stays),
    Check("the classmate's marks stay after an exercise was exchanged",
          score_after("zoe", LEARNING, 3.0)),
    Check("the instructors' page tells the way back step by step", told_step_by_step),
)  # fmt: skip
