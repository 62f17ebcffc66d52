"""Chains like those that the leaderboard hides: drawn from the same ranges, for practice at home.

The ranges are wide on purpose. A table speaks of thirds of a shelf and of days of demand, so a good
one for the default chain would do well on all chains that are alike; only where a third of the
shelf means two days here and six there, an algorithm has to learn.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from . import policies
from .benchmark import Track
from .demand import poisson_scenarios
from .model import DistributionCentre, Retailer, SupplyChain

# Lowest and highest value of each parameter. Where the name says days, these are days of mean
# demand; `room_days` is what a shelf holds beyond the demand of its lead time. Whole numbers are
# drawn as whole numbers, the others with one decimal.
RANGES: dict[str, dict[str, tuple[float, float]]] = {
    "retailer": {
        "mean_demand": (4, 16),
        "lead_time": (1, 3),
        "initial_days": (2, 3),
        "room_days": (2, 14),
        "truck_days": (3, 6),
        "holding_cost": (0.5, 4.0),
        "truck_cost": (5, 40),
        "price": (20, 70),
        "lost_sales_cost": (0, 10),
        "overflow_cost": (0.5, 2.0),
    },
    "dc": {
        "lead_time": (1, 4),
        "initial_days": (4, 6),
        "room_days": (3, 16),
        "order_days": (8, 12),
        "holding_cost": (0.2, 2.0),
        "fixed_order_cost": (10, 150),
        "variable_order_cost": (1.0, 5.0),
        "overflow_cost": (0.5, 2.0),
    },
}
STAGES = {"retailer 1": "retailer", "retailer 2": "retailer", "dc": "dc"}  # name → its ranges


class Practice(NamedTuple):
    """A practice chain, with what algorithms train on and what their policies play there."""

    chain: SupplyChain
    track: Track


def practice(n_chains: int, n_runs: int, n_scenarios: int, seed: int) -> list[Practice]:
    """Draw chains to practise on.

    Parameters
    ----------
    n_chains : int
        How many. The range of each parameter is cut into as many equal parts, and every chain has
        another part (a Latin hypercube), so that a few chains are not all alike.
    n_runs, n_scenarios : int
        Training runs and scenarios on each.
    seed : int
        Where all of it comes from.

    Examples
    --------
    >>> drawn = practice(3, n_runs=1, n_scenarios=5, seed=0)
    >>> [one.chain.n_stages for one in drawn], drawn[0].track.scenarios.shape
    ([3, 3, 3], (5, 28, 2))
    """
    of_chains, of_runs, of_demand = np.random.SeedSequence(seed).spawn(3)
    rng = np.random.default_rng(of_chains)
    shares = {
        (stage, name): (rng.permutation(n_chains) + rng.random(n_chains)) / n_chains
        for stage, kind in STAGES.items()
        for name in RANGES[kind]
    }
    drawn = []
    for k, (runs, demand) in enumerate(zip(of_runs.spawn(n_chains), of_demand.spawn(n_chains))):
        chain = assembled(lambda stage, name, k=k: float(shares[stage, name][k]), RANGES)
        seeds = runs.generate_state(2 * n_runs).reshape(n_runs, 2).tolist()
        drawn.append(Practice(chain, Track(seeds, poisson_scenarios(chain, n_scenarios, demand))))
    return drawn


def assembled(
    share: Callable[..., float], ranges: dict[str, dict[str, tuple[float, float]]]
) -> SupplyChain:
    """Return a chain of two retailers and a DC with values from ranges.

    Parameters
    ----------
    share : callable
        ``share(stage, name)`` says where in its range a value lies, in [0, 1).
    ranges : dict
        As `RANGES`.
    """

    def values_of(stage: str) -> Callable[[str], Any]:
        limits = ranges[STAGES[stage]]
        return lambda name: _between(*limits[name], share(stage, name))

    retailers = [_retailer(values_of(stage)) for stage in ("retailer 1", "retailer 2")]
    return SupplyChain(dcs=[_dc(retailers, values_of("dc"))])


def baselines(chain: SupplyChain) -> dict[str, policies.RulePolicy | policies.RandomPolicy]:
    """Return policies that nobody tuned to a chain: name → policy."""
    retailers = [retailer.mean_daily_demand for retailer in chain.retailers]
    dcs = [sum(retailer.mean_daily_demand for retailer in dc.retailers) for dc in chain.dcs]
    mean = [round(demand) for demand in (*retailers, *dcs)]
    return {"the mean demand": policies.constant(mean), "random orders": policies.random(chain)}


def _between(low: float, high: float, share: float) -> float:
    if isinstance(low, int):
        return low + int(share * (high - low + 1))
    return round(low + share * (high - low), 1)


def _retailer(value: Callable[[str], Any]) -> Retailer:
    mean = value("mean_demand")
    return Retailer(
        mean_demand=mean,
        initial_stock=round(mean * value("initial_days")),
        capacity=round(mean * (value("lead_time") + value("room_days"))),
        truck_capacity=round(mean * value("truck_days")),
        lead_time=value("lead_time"),
        holding_cost=value("holding_cost"),
        truck_cost=value("truck_cost"),
        price=value("price"),
        lost_sales_cost=value("lost_sales_cost"),
        overflow_cost=value("overflow_cost"),
    )


def _dc(retailers: list[Any], value: Callable[[str], Any]) -> DistributionCentre:
    mean = sum(retailer.mean_demand for retailer in retailers)
    return DistributionCentre(
        initial_stock=round(mean * value("initial_days")),
        capacity=round(mean * (value("lead_time") + value("room_days"))),
        max_order=round(mean * value("order_days")),
        lead_time=value("lead_time"),
        holding_cost=value("holding_cost"),
        fixed_order_cost=value("fixed_order_cost"),
        variable_order_cost=value("variable_order_cost"),
        overflow_cost=value("overflow_cost"),
        retailers=retailers,
    )
