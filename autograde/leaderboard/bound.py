"""What a board is bound to before it is made: its deadline, its commitment, its budget."""

from datetime import UTC, datetime

import numpy as np

from autograde.course import deadlines
from autograde.kit.errors import CourseError, UnusableArgument
from autograde.training.commitment import COMMITMENT
from supplychain import SupplyChain
from supplychain.benchmark import MAX_EPISODES, MAX_TIME

HORIZON = SupplyChain().horizon  # days of an episode
BUDGET = {"max_episodes": MAX_EPISODES, "max_time": MAX_TIME}  # that this checkout trains with


def refuse_before(rule, now=None):
    """Raise while a hand-in may still count: the board of a secret would tell of its chains.

    Parameters
    ----------
    rule : deadlines.Rule
        Of the challenge: with grace, extensions and days on which late ones count.
    now : datetime, optional
    """
    if rule.due is None:
        return
    last = deadlines.last_that_counts(rule)
    if last is not None and (now or datetime.now(UTC)) >= last:
        return
    until = (last or rule.due).isoformat(" ")
    ever = "" if last else (
        " and later: by course.toml it counts however late it comes, and cut_off_days ends that"
    )  # fmt: skip
    raise UnusableArgument(
        f"the challenge can be handed in until {until}{ever}; and nothing of the final may be "
        "learned early: ranks, times and errors on its hidden chains tell something about them. "
        "Wait; or rehearse on other chains, with --seed 1 and another --out; or add --i-know, and "
        "show nobody what comes of it"
    )


def refuse_other(out, known):
    """Raise unless a board is made as was promised.

    Parameters
    ----------
    out : Path
        Its folder, in which what was published may lie.
    known : commitment.Commitment
        What its tracks follow from.
    """
    found = other_budget(known.configuration)
    if found:
        raise CourseError(f"nobody was trained: {found}; use the version of the course that made "
                          f"{out / COMMITMENT}, or give another --out")  # fmt: skip


def other_budget(configuration):
    """Return how the budget of a configuration differs from this checkout's, "" if it does not."""
    for name, ours in BUDGET.items():
        promised = configuration.get(name, ours)
        if promised != ours:
            return (f"the board is committed to {name} = {promised}, and this checkout trains "
                    f"with {ours}")  # fmt: skip
    return ""


def broken(known, tables):
    """Return in which ways a board was not trained as it was committed to, as sentences.

    Parameters
    ----------
    known : dict
        The figures of the board.
    tables : dict of str to numpy.ndarray
        From `q_tables.read_tables`.
    """
    promised = known["configuration"]
    found = [
        f"it is committed to {name} = {promised[name]}, and was trained with {known.get(name)}"
        for name in BUDGET
        if name in promised and promised[name] != known.get(name)
    ]
    wanted = {
        "final": (promised["n_chains"], promised["n_runs"]),
        "public": (1, known["public_runs"]),
    }
    for name, array in sorted(tables.items()):
        track = name.removeprefix("visits/").split("/")[0]
        if array.shape[:2] != wanted.get(track, array.shape[:2]):
            found.append(
                "{}: {} chains with {} runs each; promised were {} with {}".format(
                    name, *array.shape[:2], *wanted[track]
                )
            )
        elif name.startswith("visits/"):
            days = array.sum(axis=(2, 3), dtype=np.int64)
            most = known.get("max_episodes", MAX_EPISODES) * HORIZON
            if (array < 0).any() or (days > most).any():
                found.append(f"{name}: more days of training than the {most} of the budget")
    return found
