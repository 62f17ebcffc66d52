"""The tracks: what algorithms train on and what their policies play.

The *public* track is the default chain with seeds that everybody knows: it is shown, not ranked.
The *final* track is a few chains that nobody has seen, each with two retailers and one DC. What
they are drawn from is published (`RANGES`), the values follow from a secret (`secret`): every one
from a hash of its own, so that neither a library's version nor another value can shift it.
"""

import json
from dataclasses import asdict
from typing import NamedTuple

import numpy as np

from autograde.secret import integer, uniform
from supplychain import benchmark as rules
from supplychain.demand import poisson_scenarios
from supplychain.model import DistributionCentre, Retailer, SupplyChain

PUBLIC, FINAL = "public", "final"
# Lowest and highest value of each parameter; days of mean demand where the name says days. Whole
# numbers are drawn as whole numbers, the others rounded to the decimals of the lowest.
RANGES = {
    "retailer": {
        "mean_demand": (4, 16),
        "lead_time": (1, 3),
        "initial_days": (2, 3),
        "capacity_days": (4, 14),
        "truck_days": (3, 6),
        "holding_cost": (0.5, 3.0),
        "truck_cost": (5, 40),
        "price": (20, 70),
        "lost_sales_cost": (0, 10),
        "overflow_cost": (0.5, 2.0),
    },
    "dc": {
        "lead_time": (1, 4),
        "initial_days": (4, 6),
        "capacity_days": (5, 16),
        "order_days": (8, 12),
        "holding_cost": (0.2, 1.5),
        "fixed_order_cost": (10, 150),
        "variable_order_cost": (1.0, 5.0),
        "overflow_cost": (0.5, 2.0),
    },
}
CONFIGURATION = {
    "n_chains": 6,
    "n_runs": 20,  # training runs on each chain
    "n_scenarios": 10_000,  # episodes that every policy plays on each chain
    "max_episodes": rules.MAX_EPISODES,
    "max_time": rules.MAX_TIME,
    "ranges": RANGES,
}


class Arena(NamedTuple):
    """One chain of a track."""

    chain: SupplyChain
    runs: tuple  # of (demand seed, seed for the algorithm), one for each training run
    scenarios: np.ndarray  # (n_scenarios, horizon, n_retailers) [units]


class Track(NamedTuple):
    """What every algorithm trains on and every policy plays."""

    name: str
    arenas: tuple  # of Arena

    @property
    def chains(self):
        return [arena.chain for arena in self.arenas]

    @property
    def scenarios(self):
        return [arena.scenarios for arena in self.arenas]


def public(n_runs=10, n_scenarios=2000):
    """Return the public track: the one of ``python -m supplychain benchmark``."""
    track = rules.track(rules.PUBLIC, rules.PUBLIC_SEED, n_runs, n_scenarios)
    runs = tuple(map(tuple, track.runs))
    return Track(PUBLIC, (Arena(SupplyChain(), runs, track.scenarios),))


def final(secret, configuration=CONFIGURATION):
    """Return the final track that follows from a secret and a configuration.

    Parameters
    ----------
    secret : bytes, (32,)
    configuration : dict
        With the keys of `CONFIGURATION`.
    """
    arenas = []
    for number in range(configuration["n_chains"]):
        chain = drawn_chain(secret, number, configuration["ranges"])
        # The algorithm is told its own seed, so no other seed may follow from it.
        runs = tuple(
            (integer(secret, "demand", number, run) >> 128,
             integer(secret, "algorithm", number, run) >> 224)
            for run in range(configuration["n_runs"])
        )  # fmt: skip
        playing = integer(secret, "scenarios", number) >> 128
        scenarios = poisson_scenarios(chain, configuration["n_scenarios"], playing)
        arenas.append(Arena(chain, runs, scenarios))
    return Track(FINAL, tuple(arenas))


def drawn_chain(secret, number, ranges=RANGES):
    """Return the hidden chain of that number."""
    chain = ("chain", number)
    retailers = [
        _retailer(_Draw(secret, (*chain, f"retailer {r + 1}"), ranges["retailer"]))
        for r in range(2)
    ]
    draw = _Draw(secret, (*chain, "dc"), ranges["dc"])
    mean = sum(retailer.mean_demand for retailer in retailers)
    dc = DistributionCentre(
        initial_stock=round(mean * draw("initial_days")),
        capacity=round(mean * draw("capacity_days")),
        max_order=round(mean * draw("order_days")),
        lead_time=draw("lead_time"),
        holding_cost=draw("holding_cost"),
        fixed_order_cost=draw("fixed_order_cost"),
        variable_order_cost=draw("variable_order_cost"),
        overflow_cost=draw("overflow_cost"),
        retailers=retailers,
    )
    return SupplyChain(dcs=[dc])


def _retailer(draw):
    mean = draw("mean_demand")
    return Retailer(
        mean_demand=mean,
        initial_stock=round(mean * draw("initial_days")),
        capacity=round(mean * draw("capacity_days")),
        truck_capacity=round(mean * draw("truck_days")),
        lead_time=draw("lead_time"),
        holding_cost=draw("holding_cost"),
        truck_cost=draw("truck_cost"),
        price=draw("price"),
        lost_sales_cost=draw("lost_sales_cost"),
        overflow_cost=draw("overflow_cost"),
    )


class _Draw:
    """Draws the parameters of one stage within their ranges."""

    def __init__(self, secret, names, ranges):
        self._secret, self._names, self._ranges = secret, names, ranges

    def __call__(self, name):
        low, high = self._ranges[name]
        share = uniform(self._secret, *self._names, name)
        if isinstance(low, int):
            return low + int(share * (high - low + 1))
        return round(low + share * (high - low), 1)


def described(chain):
    """Return a chain as text, the same for equal chains: canonical JSON of its parameters."""
    return json.dumps(asdict(chain), sort_keys=True, separators=(",", ":"))
