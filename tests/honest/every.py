"""All situations: of class runs, of commands, and of the way back."""

from typing import NamedTuple

from . import (
    canvas_runs,
    checks,
    commands,
    folder_runs,
    groups,
    moodle_runs,
    rosters,
    verdict,
    worksheets,
)

MODULES = (moodle_runs, worksheets, canvas_runs, groups, folder_runs)
RUNS = tuple(run for module in MODULES for run in module.RUNS)
SITUATIONS = tuple((run, one) for run in RUNS for one in run.situations)
COMMANDS = (
    *commands.STOPS, *commands.RULES, *rosters.READ, rosters.GRADED, *rosters.REFUSED,
    *rosters.LOOKS,
)  # fmt: skip
CHECKS = checks.CHECKS
KINDS = ("whose", "which", "when", "roster", "rules", "way back")


class Came(NamedTuple):
    """What came of one situation."""

    where: str  # the class run, or the command
    kind: str
    name: str
    verdict: verdict.Verdict


def verdicts(graded, regraded, ended):
    """Try everything, one by one.

    Parameters
    ----------
    graded : callable
        Returns what came of a class run.
    regraded : callable
        Returns what came of the class that was graded again.
    ended : callable
        Returns what came of a command.

    Yields
    ------
    Came
        Of each situation.
    """
    for run, one in SITUATIONS:
        yield Came(run.name, one.kind, one.name, verdict.verdict(run, one, graded(run)))
    for one in COMMANDS:
        came = commands.verdict(one, ended(one))
        yield Came(one.verb, one.kind, one.name, came)
    for one in CHECKS:
        yield Came("grade again", one.kind, one.name, checks.verdict(one, graded, regraded))


def figures(came, graded):
    """Return what the README says: situations tried, marks lost, marks to the wrong person.

    Parameters
    ----------
    came : list of Came
        Of all situations.
    graded : callable
        Returns what came of a class run.

    Returns
    -------
    tuple of float
        Marks that a situation does not speak of count as given to the wrong person, too.
    """
    lost = sum(one.verdict.lost for one in came)
    wrong = sum(one.verdict.wrong for one in came)
    elsewhere = sum(score for run in RUNS for _, _, score in verdict.elsewhere(run, graded(run)))
    return len(came), lost, wrong + elsewhere
