"""Clairvoyant bounds of many scenarios, solved once and cached."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from autograde.kit.cache import cached
from autograde.kit.files import CHECKOUT, WORLD, programs_fingerprint
from autograde.kit.progress import progress
from autograde.kit.quiet import libraries_are_quiet
from autograde.scoring import clairvoyant
from supplychain import SupplyChain, batch
from supplychain.demand import checked_scenarios
from supplychain.dynamics import LEDGER_LINES

# All that a bound can follow from: this room, and what it may import.
ROOMS = (CHECKOUT / "autograde" / "scoring", CHECKOUT / "autograde" / "kit", WORLD)


class Bounds(NamedTuple):
    """What clairvoyants could earn, [k] for scenario k [money]."""

    bound: np.ndarray  # (n,) no policy earns more
    earned: np.ndarray  # (n,) by a plan that knows the demand, played under the real rules

    @property
    def gap(self) -> float:
        """How far the mean bound is at most above what a clairvoyant earns, as a share of it."""
        return float(1 - self.earned.mean() / self.bound.mean())


def bounds(
    chain: SupplyChain, scenarios: npt.ArrayLike, folder: Path | None = None, jobs: int = 1
) -> Bounds:
    """Return the clairvoyant bounds of scenarios.

    Parameters
    ----------
    chain : SupplyChain
        Any network.
    scenarios : array_like of int, (n, horizon, n_retailers)
        Demand [units].
    folder : Path, optional
        Where solved bounds are cached, and looked for.
    jobs : int
        How many scenarios are solved at the same time.

    Returns
    -------
    Bounds
        Under 1 s of computing for each scenario of the default chain that is not in the folder.
    """
    demand = checked_scenarios(scenarios, chain)
    # Order levels and mean demand are no matter: a clairvoyant orders what it likes, and knows.
    programs = programs_fingerprint(*ROOMS)
    about = [chain.parameters, chain.horizon, programs]

    def solved(scenario: np.ndarray) -> np.ndarray:
        (found,) = cached(folder, [*about, scenario], lambda: (_solve(chain, scenario),))
        return found

    # Threads suffice: the solver works outside the interpreter.
    with libraries_are_quiet(), progress("clairvoyant bounds", len(demand)) as advance:
        found = []
        with ThreadPoolExecutor(jobs) as pool:
            for each in pool.map(solved, demand):
                found.append(each)
                advance()
    return Bounds(*np.array(found).T)


def _solve(chain: SupplyChain, scenario: np.ndarray) -> tuple[float, float]:
    """Return the bound of a scenario, and what the solver's plan earns under the rules."""
    found = clairvoyant.clairvoyance(chain, scenario)
    played = batch.play(lambda _, day: found.orders[day : day + 1], scenario, chain)
    return found.bound, played.ledgers[0, LEDGER_LINES.index("profit")]
