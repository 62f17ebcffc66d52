"""The tracks: what algorithms train on and what their policies play.

The *public* track is the default chain with seeds that everybody knows: it is shown, not ranked.
The *practice* track is a few chains that everybody can draw: interim boards stand on it.
The *final* track is a few chains that nobody has seen, each with two retailers and one DC. What
they are drawn from is published (`RANGES`), and anybody draws practice chains from it; the values
follow from a secret (`secret`): every one from a hash of its own, so that neither a library's
version nor another value can shift it.
"""

import json
from dataclasses import asdict
from typing import Any, NamedTuple

import numpy as np

from autograde.training.secret import integer, uniform
from supplychain import benchmark
from supplychain.demand import poisson_scenarios
from supplychain.model import SupplyChain
from supplychain.practice import RANGES, assembled
from supplychain.practice import practice as drawn

PUBLIC, FINAL, PRACTICE = "public", "final", "practice"
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
    def chains(self) -> list[SupplyChain]:
        return [arena.chain for arena in self.arenas]

    @property
    def scenarios(self) -> list[np.ndarray]:
        return [arena.scenarios for arena in self.arenas]


def public(n_runs: int = 10, n_scenarios: int = 2000) -> Track:
    """Return the public track: the one of ``python -m supplychain benchmark``."""
    track = benchmark.track(benchmark.PUBLIC, benchmark.PUBLIC_SEED, n_runs, n_scenarios)
    runs = tuple(map(tuple, track.runs))
    return Track(PUBLIC, (Arena(SupplyChain(), runs, track.scenarios),))


def practice(n_chains: int, n_runs: int, n_scenarios: int, draw: int) -> Track:
    """Return practice chains as a track: those of ``python -m supplychain benchmark --chains``.

    Parameters
    ----------
    n_chains, n_runs, n_scenarios : int
    draw : int
        Everybody may know it: nothing here follows from a secret.
    """
    arenas = [
        Arena(one.chain, tuple(map(tuple, one.track.runs)), one.track.scenarios)
        for one in drawn(n_chains, n_runs, n_scenarios, draw)
    ]
    return Track(PRACTICE, tuple(arenas))


def final(secret: bytes, configuration: dict[str, Any] = CONFIGURATION) -> Track:
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


def drawn_chains(
    secret: bytes, n_chains: int, ranges: dict[str, Any] = RANGES
) -> list[SupplyChain]:
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
        chains.append(assembled(_Shares(secret, number, n_chains).of, ranges))
    return chains


class _Shares(NamedTuple):
    """Says where in its range each parameter of one chain lies."""

    secret: bytes
    number: int  # of the chain
    n_chains: int

    def of(self, stage: str, name: str) -> float:
        """Return a number in [0, 1).

        The range has as many equal parts as there are chains, and every chain has another part
        (a Latin hypercube): no draw of a few chains is all alike.
        """
        others = [integer(self.secret, "part", stage, name, m) for m in range(self.n_chains)]
        part = sorted(others).index(others[self.number])
        within = uniform(self.secret, "within", stage, name, self.number)
        return (part + within) / self.n_chains


def described(chain: SupplyChain) -> str:
    """Return a chain as text, the same for equal chains: canonical JSON of its parameters."""
    return json.dumps(asdict(chain), sort_keys=True, separators=(",", ":"))
