"""What was handed in as folders, exactly as `grade` and `benchmark` take them.

::

    submissions/<student>/<assignment>/<assignment>.ipynb   and timestamp.txt beside it
    roster.csv, course.toml                                 for --roster and --rules

Each student has a copy of what counts for them: it is theirs by whom the group was when it was
handed in, so there is no group work left to be dealt out, and ``course.toml`` says so.
"""

import csv
import io
import json
from datetime import UTC

from autograde.course import deadlines
from autograde.portal import counting, courses
from autograde.portal.models import HandIn, Person, Pick

FOLDER, ROSTER, RULES = "submissions", "roster.csv", "course.toml"
LARGE_RULES = ("grace_minutes", "deduction_per_day", "cut_off_days", "imports_cost")


def counted(person, assignment, ending=".ipynb", rules=None):
    """Return the hand-in that counts for a student, None where there is none."""
    mine = HandIn.objects.filter(members=person, assignment=assignment, ending=ending)
    picked = picks(person, assignment).get(ending, "")
    return among(mine, person.student, (rules or courses.rules()).of(assignment), picked)


def picks(person, assignment):
    """Return the numbers of what a student picked, by ending."""
    found = Pick.objects.filter(person=person, assignment=assignment)
    return {ending: str(number) for ending, number in found.values_list("ending", "hand_in_id")}


def among(hand_ins, student, rule, picked=""):
    """Return which of some hand-ins counts, None where there is none.

    Parameters
    ----------
    hand_ins : iterable of HandIn
        All of the student's of one assignment and ending.
    student : str
    rule : deadlines.Rule
    picked : str
        The number of the one that the student wants to count.
    """
    found = {str(one.pk): one for one in hand_ins}
    timed = [counting.Timed(one.received, number) for number, one in found.items()]
    best = counting.that_counts(rule, student, timed, picked)
    return found[best.number] if best else None


def files(only=(), every=False):
    """Yield ``(name, bytes)`` of all files of an export.

    Parameters
    ----------
    only : sequence of str
        Assignments; without any, all.
    every : bool
        All that was handed in, each below its number, in place of what counts.
    """
    rules = courses.rules()
    people = list(Person.objects.select_related("group").order_by("student"))
    names = list(only) or list(courses.assignments())
    for person in people:
        for name in names:
            if every:
                mine = HandIn.objects.filter(members=person, assignment=name).order_by("received")
                for one in mine:
                    yield from _of(f"{FOLDER}/{person.student}/{one.pk}", one, rules)
                continue
            for ending in (".ipynb", ".py"):
                if one := counted(person, name, ending, rules):
                    # Beside each other, the two endings would share one time.
                    kind = "" if ending == ".ipynb" else "_algorithm"
                    here = f"{FOLDER}/{person.student}/{name}{kind}"
                    yield from _of(here, one, rules)
    yield ROSTER, roster(people).encode()
    yield RULES, course_toml(rules).encode()


def _of(folder, hand_in, rules):
    yield f"{folder}/{hand_in.assignment}{hand_in.ending}", bytes(hand_in.stored.content)
    when = hand_in.received.astimezone(UTC)
    yield f"{folder}/timestamp.txt", f"{when:%Y-%m-%d %H:%M:%S.%f} UTC\n".encode()


def write(folder, only=(), every=False):
    """Write an export into a folder, which must be empty or not there; return how many files."""
    n = 0
    for name, content in files(only, every):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        n += 1
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    return n


def roster(people):
    """Return the class as a table that `grade` reads."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(("student", "group", "email", "lms_id", "name"))
    for one in people:
        group = one.group.name if one.group else ""
        table.writerow((one.student, group, one.email, one.lms_id, one.name))
    return text.getvalue()


def course_toml(rules: deadlines.Rules) -> str:
    """Return rules as a ``course.toml``, with all extensions, of the file and of the portal."""
    text = json.dumps
    lines = [f"time_zone = {text(rules.zone.key)}"]
    for name in ("site", "contact", "student_repository", "jupyterhub"):
        lines += [f"{name} = {text(getattr(rules, name))}"] if getattr(rules, name) else []
    for name, rule in rules.assignments.items():
        lines += ["", f"[assignments.{text(name)}]"]
        if rule.due:
            lines.append(f"due = {rule.due.isoformat()}")
            usual = deadlines.Rule()
            for field in LARGE_RULES[:3]:
                if getattr(rule, field) != getattr(usual, field):
                    lines.append(f"{field} = {getattr(rule, field)!r}")
        if rule.imports_cost:
            lines.append(f"imports_cost = {rule.imports_cost!r}")
        if rule.extensions:
            lines += ["", f"[assignments.{text(name)}.extensions]"]
            lines += [f"{text(who)} = {one.isoformat()}" for who, one in rule.extensions.items()]
    steps = ", ".join(f"{{share = {one.share}, points = {one.points}}}" for one in rules.steps)
    return "\n".join([*lines, "", "[leaderboard]", f"steps = [{steps}]", ""])
