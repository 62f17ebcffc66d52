"""Clairvoyant bounds of many scenarios, solved once and kept.

Each scenario has a small file named by a hash of all that its bound depends on: the chain, the
demand, the program and the rules. Interrupted work is taken up where it was left.
"""

import json
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import numpy as np

from autograde import clairvoyant
from autograde.course import PACKAGE, fingerprint
from autograde.progress import progress
from supplychain import batch
from supplychain.demand import checked_scenarios
from supplychain.dynamics import LEDGER_LINES

MADE_BY = (Path(clairvoyant.__file__), PACKAGE / "dynamics.py")


class Bounds(NamedTuple):
    """What clairvoyants could earn, [k] for scenario k [money]."""

    bound: np.ndarray  # (n,) no policy earns more
    earned: np.ndarray  # (n,) by a plan that knows the demand, played under the real rules

    @property
    def gap(self):
        """How far the mean bound is at most above what a clairvoyant earns, as a share of it."""
        return float(1 - self.earned.mean() / self.bound.mean())


def bounds(chain, scenarios, folder=None):
    """Return the clairvoyant bounds of scenarios.

    Parameters
    ----------
    chain : SupplyChain
        Any network.
    scenarios : array_like of int, (n, horizon, n_retailers)
        Demand [units].
    folder : Path, optional
        Where solved bounds are kept, and looked for.

    Returns
    -------
    Bounds
        About 2 s of computing for each scenario of the default chain that is not in the folder.
    """
    demand = checked_scenarios(scenarios, chain)
    made_by = fingerprint(MADE_BY)
    solved = []
    with progress("clairvoyant bounds", len(demand)) as advance:
        for scenario in demand:
            path = folder and folder / f"{_key(chain, scenario, made_by)}.json"
            solved.append((path and _read(path)) or _solve(chain, scenario, path))
            advance()
    return Bounds(*np.array(solved).T)


def _solve(chain, scenario, path):
    """Return bound and profit of a scenario's plan; keep them where there is a path."""
    found = clairvoyant.clairvoyance(chain, scenario)
    played = batch.play(lambda _, day: found.orders[day : day + 1], scenario, chain)
    solved = (found.bound, float(played.ledgers[0, LEDGER_LINES.index("profit")]))
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(".half")  # an interrupted run leaves no half of a file
        half.write_text(json.dumps(dict(zip(Bounds._fields, solved))) + "\n", encoding="utf-8")
        half.replace(path)
    return solved


def _read(path):
    """Return what a file says of its scenario, None where there is no whole file."""
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        return tuple(float(known[name]) for name in Bounds._fields)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _key(chain, scenario, made_by):
    # Order levels and mean demand are no matter: a clairvoyant orders what it likes, and knows.
    about = [chain.parameters, chain.horizon, clairvoyant.REL_GAP, clairvoyant.SECONDS, made_by]
    digest = sha256(json.dumps(about).encode())
    digest.update(np.ascontiguousarray(scenario, dtype="<i8").tobytes())
    return digest.hexdigest()[:32]
