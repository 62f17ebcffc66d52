"""The leaderboard as data: its rows, what they played, what they are measured against."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograde.leaderboard import figures
from autograde.scoring import ranking
from autograde.scoring.power import Detectable
from autograde.scoring.ranking import Standing


@dataclass
class Row:
    """One line of the board: what is given of an entry, and what scoring finds.

    A row with neither tables nor policies has a reason and no score.
    """

    name: str
    kind: str  # student, learner (ours, trained in the same way) or policy (nothing to train)
    pseudonym: str = ""  # what is shown; the name where it is empty
    file_sha256: str = ""
    reason: str = ""  # why there is no score
    q_tables: tuple = ()  # of each chain: (n_runs, n_states, n_actions)
    policies: tuple = ()  # of each chain: a policy, where there are no tables
    visits: tuple = ()  # of each chain: (n_runs, n_states, n_actions) choices while learning
    curves: tuple = ()  # of each chain: (n_runs, n_episodes) returns while learning [money]
    seconds: tuple = ()  # of CPU, of each training run
    remarks: tuple = ()  # on runs that were stopped, where the last table handed in counts
    sees: str = "levels"  # what its policy looks at
    budget: str = ""  # how its settings were searched
    played: tuple = ()  # of each chain: play.Played
    standing: Standing | None = None  # students on a ranked board
    points: float | None = None  # students
    advice: tuple = ()  # sentences on why the money was lost
    best_advice: str = ""  # the one of them to begin with

    @property
    def shown(self) -> str:
        return self.pseudonym or self.name

    @property
    def rank(self) -> int | None:
        return self.standing and self.standing.rank

    @property
    def score(self) -> list[ranking.Sample]:
        """What the row earned, a ranking.Sample of each chain."""
        return [played.sample for played in self.played]

    @property
    def mean(self) -> float:
        return ranking.mean(self.score)

    @property
    def short_reason(self) -> str:
        """The reason in one line, where it happened and what: no line of the student's code."""
        lines = self.reason.splitlines()
        return ": ".join([*lines[:1], *lines[1:][-1:]])


@dataclass
class Board:
    """The rows in their order, what they played, and what they are measured against."""

    rows: list
    chains: tuple
    scenarios: tuple  # of each chain: (n_scenarios, horizon, n_retailers)
    bounds: tuple = ()  # of each chain: Bounds of its first scenarios
    baseline: Row | None = None  # random orders, from which progress is measured
    detectable: Detectable | None = None
    about: dict = field(default_factory=dict)  # more to publish: seeds, commitments
    public: "Board | None" = None  # the same entries where everybody could tune to the chain

    @property
    def scored(self) -> list[Row]:
        return [row for row in self.rows if row.played]

    @property
    def unscored(self) -> list[Row]:
        return [row for row in self.rows if not row.played]

    def figures(self) -> dict[str, Any]:
        """Return all that is known of the board as plain data."""
        return figures.figures(self)

    @property
    def bound(self) -> float:
        """The mean clairvoyant bound of the scenarios that have one [money per episode]."""
        return float(np.mean([found.bound.mean() for found in self.bounds]))

    def reached_by_chain(self, row: Row) -> list[float]:
        """Return what a row earned on each chain's scenarios that have a bound [money]."""
        pairs = zip(row.played, self.bounds)
        return [float(on.by_scenario[: len(of.bound)].mean()) for on, of in pairs]

    def reached(self, row: Row) -> float:
        """Return what a row earned on the scenarios that have a bound [money per episode]."""
        return float(np.mean(self.reached_by_chain(row)))

    def surely_reached(self, row: Row) -> float:
        """Return the lower end of the row's 95 % interval on those scenarios."""
        found = ranking.estimate(row.score)
        return self.reached(row) - (found.mean - found.interval[0])
