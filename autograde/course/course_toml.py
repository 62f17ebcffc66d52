"""What ``course.toml`` may hold, and its only reader. A course does without the file as well.

::

    time_zone = "Europe/Berlin"
    site = "https://course.example.org"   # where feedback leads; none
    contact = "course@example.org"        # to whom objections go; none
    student_repository = "https://github.com/example/learning-to-order-student"   # none
    jupyterhub = "https://hub.example.org"   # a hub that opens it; none

    [assignments.05_q_learning]
    due = 2026-03-01T23:59:00   # a date alone means the end of that day
    grace_minutes = 15          # for slow connections; 0 if it is not given
    deduction_per_day = 10      # percent of full marks for each day begun; 0
    cut_off_days = 7            # nothing counts after so many days; never
    group_work = true           # one hand-in of any member counts for the group; false
    imports_cost = 10           # percent of full marks for imports outside the course; 0

    [assignments.05_q_learning.extensions]
    ada = 3                     # further days
    bo = 2026-03-05             # until the end of that day
    "Zoë Ek" = 2026-03-04T12:00:00

    [leaderboard]
    steps = [{share = 0.5, points = 4}, {share = 0.8, points = 10}]

All that is wrong is told at once, one line each, with the path to it.
"""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from autograde.course import values
from autograde.course.deadlines import FILE, Rule, Rules
from autograde.course.points import DEFAULT_STEPS, Step
from autograde.course.values import Unfit, meant, shown
from autograde.kit.errors import UnusableArgument

TOP = (
    "time_zone",
    "site",
    "contact",
    "student_repository",
    "jupyterhub",
    "assignments",
    "leaderboard",
)
RULE = {
    "due": values.moment,
    "grace_minutes": values.amount("minutes", values.MOST_MINUTES),
    "deduction_per_day": values.percent,
    "cut_off_days": values.amount("days", values.MOST_DAYS),
    "group_work": values.yes_or_no,
    "imports_cost": values.percent,
    "extensions": lambda given: given,  # a table, which has its own
}
NEED_DUE = ("grace_minutes", "deduction_per_day", "cut_off_days", "extensions")
WITHOUT_SECONDS = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?![:\d])")
LINE = re.compile(r"(.*) \(at line (\d+), column \d+\)", re.DOTALL)
NO_ZONE = (
    f"{FILE}: time_zone is not given, so times are read as UTC; "
    'expected for example time_zone = "Europe/Berlin" in its first line'
)


def read(path: Path, known: Sequence[str] | None = None) -> Rules:
    """Return the rules in a file; without the file, those of a course without deadlines.

    Parameters
    ----------
    path : Path
        A ``course.toml``.
    known : list of str, optional
        All assignments; rules for others are refused, since they would hold for nobody.

    Raises
    ------
    UnusableArgument
        For what cannot be meant; one line for each.
    """
    if not path.is_file():
        return Rules()
    document = _document(path)
    found: list[str] = []
    _refuse_strange(document, TOP, "", found, known)
    zone = _checked(values.zone, document, "time_zone", "", found) or ZoneInfo("UTC")
    site = _checked(values.site, document, "site", "", found) or ""
    contact = _checked(values.mail, document, "contact", "", found) or ""
    repository = _checked(values.repository, document, "student_repository", "", found) or ""
    hub = _checked(values.site, document, "jupyterhub", "", found) or ""
    given = _table(document, "assignments", "", found)
    rules = {name: _rule(given, name, zone, known, found) for name in given}
    steps = _steps(_table(document, "leaderboard", "", found), found)
    if found:
        raise UnusableArgument("\n".join(f"{path.name}: {sentence}" for sentence in found))
    times = [rule.get("due") for rule in given.values()]
    naive = any(isinstance(due, datetime) and due.tzinfo is None for due in times)
    remarks = (NO_ZONE,) if naive and "time_zone" not in document else ()
    return Rules(zone, rules, steps, remarks, path.name, site, contact, repository, hub)


def _document(path: Path) -> dict[str, Any]:
    """Return what a file holds; say of a broken one which line is wrong, and why."""
    try:
        text = path.read_text(encoding="utf-8-sig")  # Windows puts a mark before the first line
    except UnicodeDecodeError:
        raise UnusableArgument(f"{path.name}: it is not in UTF-8; save it as such") from None
    except OSError as error:
        raise UnusableArgument(f"{path.name}: it cannot be read: {error.strerror}") from None
    try:
        return tomllib.loads(unicodedata.normalize("NFC", text))
    except tomllib.TOMLDecodeError as error:
        found = LINE.fullmatch(str(error))
        if not found:
            raise UnusableArgument(f"{path.name}: it is no TOML: {error}") from None
        line = text.splitlines()[int(found[2]) - 1].strip()
        advice = "text, and names with other signs than a-z, 0-9, - and _, stand in quotation marks"
        if short := WITHOUT_SECONDS.search(line):
            advice = f"a time needs its seconds: {short[0]}:00"
        raise UnusableArgument(
            f"{path.name}: line {found[2]} ({line}) is no TOML: {found[1]}; {advice}"
        ) from None


def _refuse_strange(
    table: dict,
    fields: Sequence[str],
    where: str,
    found: list[str],
    assignments: Sequence[str] | None = None,
) -> None:
    """Say which names of a table are none that it may have."""
    for name in table:
        if name in fields:
            continue
        advice = meant(name, fields)
        if not where and name in (*RULE, *(assignments or ())):
            below = name if name in (assignments or ()) else "<name>"
            advice = f"; it belongs below [assignments.{below}]"
        found.append(f"{where}{name}: nothing has this name{advice}")


def _checked(
    check: Callable[[Any], Any], table: dict, name: str, where: str, found: list[str]
) -> Any:
    """Return a checked value, or None where it is not given or wrong."""
    if name not in table:
        return None
    try:
        return check(table[name])
    except Unfit as error:
        found.append(f"{where}{name}: {error}")
        return None


def _table(parent: dict, name: str, where: str, found: list[str]) -> dict[str, Any]:
    """Return a table below another one, empty where it is not given."""
    given = parent.get(name, {})
    if isinstance(given, dict):
        return given
    found.append(f"{where}{name}: {shown(given)} was given; expected a table, [{where}{name}]")
    return {}


def _rule(
    assignments: dict, name: str, zone: ZoneInfo, known: Sequence[str] | None, found: list[str]
) -> Rule:
    """Return the rule of one assignment."""
    where = f"assignments.{name}."
    if known is not None and name not in known:
        found.append(f"assignments.{name}: no assignment has this name{meant(name, known)}")
    given = _table(assignments, name, "assignments.", found)
    _refuse_strange(given, tuple(RULE), where, found)
    checked = {field: _checked(check, given, field, where, found) for field, check in RULE.items()}
    rule = Rule(**{field: value for field, value in checked.items() if value is not None})
    if "due" not in given:
        found += [
            f"{where}{field}: it says nothing without a due time; add due = 2026-03-01T23:59:00"
            for field in NEED_DUE
            if field in given
        ]
    if rule.due is None:
        return rule._replace(extensions={})
    rule = rule._replace(due=_in_zone(rule.due, zone))
    return rule._replace(extensions=_extensions(given, rule.due, zone, where, found))


def _in_zone(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _extensions(
    given: dict, due: Any, zone: ZoneInfo, where: str, found: list[str]
) -> dict[str, datetime]:
    """Return for some students the time until which they may hand in."""
    table, where = _table(given, "extensions", where, found), f"{where}extensions."
    until = {}
    for student in table:
        value = _checked(values.extension, table, student, where, found)
        if isinstance(value, datetime):
            until[student] = _in_zone(value, zone)
            if until[student] < due:
                found.append(
                    f"{where}{student}: {shown(table[student])} is before the due time "
                    f"{due.isoformat(' ')}; expected a later one"
                )
        elif value is not None:
            until[student] = due + timedelta(days=value)
    return until


def _steps(leaderboard: dict, found: list[str]) -> tuple[Step, ...]:
    """Return the leaderboard's steps, the usual ones where the file gives none."""
    _refuse_strange(leaderboard, ("steps",), "leaderboard.", found)
    if "steps" not in leaderboard:
        return DEFAULT_STEPS
    try:
        return tuple(_all_steps(leaderboard["steps"]))
    except Unfit as error:
        found.append(f"leaderboard.{error}")
        return DEFAULT_STEPS


def _all_steps(given: Any) -> Iterator[Step]:
    form = "expected a list such as [{share = 0.5, points = 4}, {share = 0.8, points = 10}]"
    if not isinstance(given, list) or not given:
        raise Unfit(f"steps: {shown(given) if given else 'an empty list'} was given; {form}")
    last = None
    for number, step in enumerate(given):
        where = f"steps[{number}]"
        if not isinstance(step, dict) or set(step) != set(Step._fields):
            raise Unfit(f"{where}: a share and points, and nothing else, make a step; {form}")
        this = Step(**step)
        if not values.is_number(this.share) or this.share > 1:
            raise Unfit(f"{where}.share: {shown(this.share)} was given; expected a share of the "
                        "bound, at most 1: 0.8 for 80 %")  # fmt: skip
        if not values.is_number(this.points) or this.points < 0:
            raise Unfit(f"{where}.points: {shown(this.points)} was given; expected at least 0")
        if last and (this.share <= last.share or this.points < last.points):
            raise Unfit(f"{where}: the shares of the steps must rise, and their points not fall")
        last = Step(float(this.share), float(this.points))
        yield last
