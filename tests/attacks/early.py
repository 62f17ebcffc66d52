"""Early: what tells of hidden tests or hidden chains, made while a hand-in may still count."""

from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from autograde.course.course import Course
from autograde.course.deadlines import Rule, judge
from autograde.handin.submissions import Submission
from autograde.kit.errors import UnusableArgument
from autograde.leaderboard.bound import refuse_before
from autograde.release.hidden_tests import write

from .attack import COURSE, NAME
from .trial import Outcome, Trial

DUE, DAY = datetime(2026, 3, 1, 20, tzinfo=UTC), timedelta(days=1)
BERLIN = datetime(2026, 3, 28, 20, tzinfo=ZoneInfo("Europe/Berlin"))  # the clocks go forward
# The rule, and when a cheater who knows what was released hands in.
RULES = {
    "late work that costs": (Rule(due=DUE, deduction_per_day=10), DUE + 3 * DAY),
    "late work that costs nothing": (Rule(due=DUE), DUE + 30 * DAY),
    "late work before the last day": (Rule(due=DUE, cut_off_days=7), DUE + 7 * DAY),
    "minutes of grace": (Rule(due=DUE, grace_minutes=30, cut_off_days=0),
                         DUE + timedelta(minutes=30)),
    "an extension": (Rule(due=DUE, cut_off_days=0, extensions={"eve": DUE + 5 * DAY}),
                     DUE + 5 * DAY),
    "an extension and late work": (
        Rule(due=DUE, cut_off_days=2, extensions={"eve": DUE + 5 * DAY}), DUE + 7 * DAY),
    "a day in which the clocks change": (Rule(due=BERLIN, cut_off_days=1),
                                         BERLIN.astimezone(UTC) + DAY),
}  # fmt: skip


def course(rule, folder):
    """Return the tiny course with a rule for its chapter."""
    lines = [f'time_zone = "{rule.due.tzinfo.key if hasattr(rule.due.tzinfo, "key") else "UTC"}"']
    lines += [f"[assignments.{NAME}]", f"due = {rule.due:%Y-%m-%d %H:%M:%S}"]
    lines += [f"{name} = {value}" for name in ("grace_minutes", "deduction_per_day", "cut_off_days")
              if (value := getattr(rule, name)) is not None]  # fmt: skip
    if rule.extensions:
        told = ", ".join(f"{who} = {until:%Y-%m-%d %H:%M:%S}" for who, until in
                         rule.extensions.items())  # fmt: skip
        lines.append(f"extensions = {{{told}}}")
    (folder / "solutions").symlink_to(COURSE.root / "solutions")
    (folder / "course.toml").write_text("\n".join(lines) + "\n")
    return Course(folder)


def hidden_tests(rule, late, folder):
    """Return whether hidden tests come out before the last hand-in that counts."""
    try:
        written = list(write(course(rule, folder), folder / "out", now=late - timedelta(minutes=1)))
    except UnusableArgument:
        return Outcome()
    return Outcome(read="; ".join(written))


def board(rule, late, folder):
    """Return whether a board of the secret is made before the last hand-in that counts."""
    try:
        refuse_before(rule, late - timedelta(minutes=1))
    except UnusableArgument:
        return Outcome()
    return Outcome(read="ranks on hidden chains")


def counts_after_the_due_time(rule, late, folder):
    """Whether who waits for the due time only lets somebody hand in who knows, and earns by it."""
    given = Submission("eve", NAME, None, time=late)
    return late > rule.due and judge(rule, "eve", given).share < 1


TRIALS = [
    Trial(f"{what} before {name}", "early", partial(look, *given),
          partial(counts_after_the_due_time, *given))
    for what, look in (("hidden tests", hidden_tests), ("a board", board))
    for name, given in RULES.items()
]  # fmt: skip
