"""The tracks: what algorithms train on and what their policies play.

The *public* track is the default chain with seeds that everybody knows: it is shown, not ranked.
The *final* track is a few chains that nobody has seen, each with two retailers and one DC. What
they are drawn from is published (`RANGES`), the values follow from a secret (`secret`): every one
from a hash of its own, so that neither a library's version nor another value can shift it.

The ranges are wide on purpose. A table speaks of thirds of a shelf and of days of demand, so a good
one for the default chain would do well on all chains that are alike; only where a third of the
shelf means two days here and six there, an algorithm has to learn.
"""

import json
from dataclasses import asdict
from typing import NamedTuple

import numpy as np

from autograde.training.secret import integer, uniform
from supplychain import benchmark
from supplychain.demand import poisson_scenarios
from supplychain.model import DistributionCentre, Retailer, SupplyChain

PUBLIC, FINAL = "public", "final"
# Lowest and highest value of each parameter. Where the name says days, these are days of mean
# demand; `room_days` is what a shelf holds beyond the demand of its lead time. Whole numbers are
# drawn as whole numbers, the others with one decimal.
RANGES = {
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
CONFIGURATION = {
    "n_chains": 6,
    "n_runs": 20,  # training runs on each chain
    "n_scenarios": 10_000,  # episodes that every policy plays on each chain
    "n_bounds": 100,  # of these, solved for the clairvoyant bound
    "max_episodes": benchmark.MAX_EPISODES,
    "max_time": benchmark.MAX_TIME,
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
    track = benchmark.track(benchmark.PUBLIC, benchmark.PUBLIC_SEED, n_runs, n_scenarios)
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
    chains = drawn_chains(secret, configuration["n_chains"], configuration["ranges"])
    for number, chain in enumerate(chains):
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


def drawn_chains(secret, n_chains, ranges=RANGES):
    """Return the hidden chains.

    Parameters
    ----------
    secret : bytes
    n_chains : int
    ranges : dict
        As `RANGES`.
    """
    chains = []
    for number in range(n_chains):
        draw = _Draw(secret, number, n_chains)
        retailers = [_retailer(draw.of(f"retailer {r}", ranges["retailer"])) for r in (1, 2)]
        dc = _dc(retailers, draw.of("dc", ranges["dc"]))
        chains.append(SupplyChain(dcs=(dc,)))
    return chains


def _retailer(value):
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


def _dc(retailers, value):
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


class _Draw(NamedTuple):
    """Draws the parameters of one chain within their ranges."""

    secret: bytes
    number: int  # of the chain
    n_chains: int

    def of(self, stage, ranges):
        """Return the function that gives each parameter of a stage by its name."""
        return lambda name: self._value(stage, name, *ranges[name])

    def _value(self, stage, name, low, high):
        share = self._share(stage, name)
        if isinstance(low, int):
            return low + int(share * (high - low + 1))
        return round(low + share * (high - low), 1)

    def _share(self, stage, name):
        """Return where in its range a value lies, in [0, 1).

        The range has as many equal parts as there are chains, and every chain has another part
        (a Latin hypercube): no draw of a few chains is all alike.
        """
        others = [integer(self.secret, "part", stage, name, m) for m in range(self.n_chains)]
        part = sorted(others).index(others[self.number])
        within = uniform(self.secret, "within", stage, name, self.number)
        return (part + within) / self.n_chains


def described(chain):
    """Return a chain as text, the same for equal chains: canonical JSON of its parameters."""
    return json.dumps(asdict(chain), sort_keys=True, separators=(",", ":"))
