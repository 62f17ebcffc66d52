"""The leaderboard as figures: what each row earned, how sure that is, what it was made with."""

import platform
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version

import numpy as np

from autograde import ranking
from autograde.class_training import Trained
from autograde.course import PACKAGE, fingerprint
from autograde.tracks import Track, described
from supplychain import benchmark as rules
from supplychain.batch import Episodes
from supplychain.evaluation import Evaluation

LIBRARIES = ("supplychain", "numpy", "gymnasium", "numba", "scipy")


@dataclass
class Row:
    """One line of the board; benchmark fills it step by step."""

    name: str
    kind: str  # student, learner (ours, trained in the same way) or policy (nothing to train)
    file_sha256: str = ""
    training: Trained | None = None  # on the final track
    seen: Trained | None = None  # on the public track
    public: float | None = None  # mean profit on the public track [money]
    evaluations: list = field(default_factory=list)  # of each training run's policy
    rank: int | None = None  # students only

    @property
    def q_tables(self):
        chains = () if self.training is None else self.training.q_tables
        return [table for tables in chains for table in tables]

    @cached_property
    def score(self):
        return ranking.score(np.array([result.profits for result in self.evaluations]))

    @cached_property
    def pooled(self):
        """The episodes of all training runs as one `Evaluation`; its interval counts them as
        independent, so `score` is what tells how sure the mean is.
        """
        episodes = zip(*(result.episodes for result in self.evaluations))
        scenarios = [result.scenarios for result in self.evaluations]
        return Evaluation(Episodes(*map(np.concatenate, episodes)), np.concatenate(scenarios))

    @property
    def reason(self):
        return "" if self.training is None else self.training.reason

    @property
    def short_reason(self):
        """The reason in one line: where it happened and what."""
        lines = self.reason.splitlines()
        return ": ".join([*lines[:1], *lines[1:][-1:]])

    @property
    def interval_text(self):
        low, high = ranking.interval(self.score).interval
        return f"{low:,.0f}\N{NO-BREAK SPACE}…\N{NO-BREAK SPACE}{high:,.0f}"

    @property
    def over(self):
        """What the interval is over."""
        if self.score.is_trained:
            return f"{len(self.score.by_run)} runs"
        return f"{len(self.score.by_scenario):,} scenarios"

    def figures(self):
        """Return all that is known of the row as plain data."""
        known = {name: getattr(self, name) for name in ("name", "kind", "rank", "reason", "public")}
        if self.training is not None:
            known["file_sha256"] = self.file_sha256
            known["training_seconds"] = list(self.training.seconds)
            known["q_tables_sha256"] = [sha256(t.tobytes()).hexdigest() for t in self.q_tables]
        if self.evaluations:
            estimate = ranking.interval(self.score)
            known |= {
                "profit": estimate.mean,
                "standard_error": estimate.standard_error,
                "interval": list(estimate.interval),
                "interval_over": "training runs" if self.score.is_trained else "scenarios",
                "profit_by_run": self.score.by_run.tolist(),
                "ledger": self.pooled.ledger,
                "fill_rate": self.pooled.fill_rate,
            }
        return known


@dataclass
class Board:
    """The rows in their order, and what they were made with."""

    rows: list
    track: Track
    about: dict = field(default_factory=dict)  # what is published of the final track

    @property
    def scored(self):
        return [row for row in self.rows if row.evaluations]

    @property
    def unscored(self):
        return [row for row in self.rows if not row.evaluations]

    @property
    def n_runs(self):
        return len(self.track.arenas[0].runs)

    @property
    def n_scenarios(self):
        return len(self.track.arenas[0].scenarios)

    def figures(self):
        """Return all that is known of the board as plain data."""
        return {
            **self.about,
            "n_runs": self.n_runs,
            "n_scenarios": self.n_scenarios,
            "chains": [_hashes(arena) for arena in self.track.arenas],
            "max_episodes": rules.MAX_EPISODES,
            "max_time": rules.MAX_TIME,
            "rules_sha256": fingerprint(sorted(PACKAGE.glob("**/*.py"))),
            "versions": {"python": platform.python_version(), **_versions()},
            "rows": [row.figures() for row in self.rows],
        }


def _hashes(arena):
    scenarios = np.ascontiguousarray(arena.scenarios, dtype="<i8")
    return {
        "sha256": sha256(described(arena.chain).encode()).hexdigest(),
        "scenarios_sha256": sha256(scenarios.tobytes()).hexdigest(),
    }


def _versions():
    found = {}
    for library in LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            found[library] = None  # Numba is optional; the checkout may not be installed
    return found
