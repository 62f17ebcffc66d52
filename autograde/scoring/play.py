"""What an entry's policies do on one chain: profits, ledger, service, distribution."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from autograde.kit.cache import cached
from autograde.kit.files import CHECKOUT, WORLD, programs_fingerprint
from autograde.scoring import ranking
from supplychain import SupplyChain, evaluate
from supplychain.dynamics import LEDGER_LINES
from supplychain.policies import Policy, greedy

# All that these figures can follow from: this room, and what it may import.
ROOMS = (CHECKOUT / "autograde" / "scoring", CHECKOUT / "autograde" / "kit", WORLD)
SHOWN = 2000  # profits that are cached of all episodes, to draw their distribution


class Played(NamedTuple):
    """What an entry's policies earned on one chain."""

    by_run: np.ndarray  # (n_runs,) mean profit of each training run's policy [money]
    by_scenario: np.ndarray  # (n_scenarios,) mean over the runs of the profit [money]
    ledger: np.ndarray  # (7,) mean of an episode, in the order of `LEDGER_LINES` [money]
    fill_rate: np.ndarray  # () share of customer demand that was served
    profits: np.ndarray  # (about SHOWN,) of single episodes, evenly from all [money]

    @property
    def sample(self) -> ranking.Sample:
        return ranking.Sample(self.by_run, self.by_scenario)


def play_tables(
    q_tables: npt.ArrayLike,
    chain: SupplyChain,
    scenarios: npt.ArrayLike,
    folder: Path | None = None,
) -> Played:
    """Play the greedy policies of Q-tables.

    Parameters
    ----------
    q_tables : array_like of float, (n_runs, n_states, n_actions)
        The table of each training run.
    chain : SupplyChain
        The chain that they were trained on.
    scenarios : numpy.ndarray of int, (n_scenarios, horizon, n_retailers)
        Demand that every policy plays [units].
    folder : Path, optional
        Where results are cached, and looked for.

    Returns
    -------
    Played
    """
    tables = np.asarray(q_tables, dtype=float)
    rules = programs_fingerprint(*ROOMS)
    levels = [stage.order_levels for stage in chain.stages]
    about = [rules, SHOWN, chain.parameters, levels, tables, np.asarray(scenarios)]
    policies = [greedy(table, chain) for table in tables]
    return Played(*cached(folder, about, lambda: play_policies(policies, chain, scenarios)))


def play_policies(
    policies: Sequence[Policy], chain: SupplyChain, scenarios: npt.ArrayLike
) -> Played:
    """Play policies, one of each training run; a fixed policy is a list of one."""
    results = [evaluate(policy, scenarios, chain) for policy in policies]
    profits = np.array([result.profits for result in results])
    ledgers = np.mean([result.episodes.ledgers.mean(axis=0) for result in results], axis=0)
    sold, lost = (sum(getattr(result.episodes, name).sum() for result in results)
                  for name in ("sold", "lost"))  # fmt: skip
    step = -(-profits.size // SHOWN)
    return Played(
        profits.mean(axis=1),
        profits.mean(axis=0),
        ledgers,
        np.array(sold / (sold + lost) if sold + lost else 1.0),
        profits.ravel()[::step],
    )


def mean_ledger(played: Iterable[Played]) -> dict[str, float]:
    """Return the mean ledger over chains, name → money per episode."""
    return dict(zip(LEDGER_LINES, np.mean([on.ledger for on in played], axis=0).tolist()))
