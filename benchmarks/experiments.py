"""Experiments on the comparison of learners: are equals left together, are differences seen?

An entry of an experiment is J training runs drawn from a learner's pool; two entries that are
compared never share a run. Where both are drawn from one pool, no difference between them is real.
"""

from typing import NamedTuple

import numpy as np
from scipy import stats

from autograde.scoring.ranking import Sample, compare, separated
from supplychain.evaluation import CONFIDENCE

LEVEL = 1 - CONFIDENCE
RESAMPLES = 1000  # of a bootstrap


class Share(NamedTuple):
    """In how many of n cases something was found."""

    found: int
    n: int

    @property
    def value(self):
        return self.found / self.n

    @property
    def allowed(self):
        """What 5 % may come to in n cases, exceeded by luck once in a hundred times."""
        return float(stats.binom.ppf(0.99, self.n, LEVEL)) / self.n


def by_ours(a, b):
    """Whether our comparison separates profits a and b, each (n_runs, n_scenarios)."""
    return bool(compare([_entry(a), _entry(b)]).p_value[0, 1] <= LEVEL)


def by_scenarios(a, b):
    """Whether a paired t test over the scenarios does, as if the policies were all there is."""
    return bool(stats.ttest_rel(a.mean(axis=0), b.mean(axis=0)).pvalue <= LEVEL)


def by_bootstrap(a, b, rng):
    """Whether a percentile bootstrap over the training runs does."""
    a, b = a.mean(axis=1), b.mean(axis=1)
    draws = [values[rng.integers(len(values), size=(RESAMPLES, len(values)))].mean(axis=1)
             for values in (a, b)]  # fmt: skip
    low, high = np.quantile(draws[0] - draws[1], [LEVEL / 2, 1 - LEVEL / 2])
    return bool(low > 0 or high < 0)


def equal_pairs(pool, n_runs, n_pairs, rng):
    """Compare pairs of equals; return by which method how many were separated.

    Parameters
    ----------
    pool : numpy.ndarray, (n, n_scenarios)
        Profits of a learner's training runs [money].
    n_runs : int
        Training runs of each entry.
    n_pairs : int
    rng : numpy.random.Generator

    Returns
    -------
    dict of str to Share
    """
    found = {"ours": 0, "scenarios": 0, "bootstrap": 0}
    for _ in range(n_pairs):
        chosen = rng.permutation(len(pool))[: 2 * n_runs]
        a, b = (pool[part].astype(float) for part in np.split(chosen, 2))
        found["ours"] += by_ours(a, b)
        found["scenarios"] += by_scenarios(a, b)
        found["bootstrap"] += by_bootstrap(a, b, rng)
    return {name: Share(count, n_pairs) for name, count in found.items()}


def equal_boards(pool, n_runs, n_entries, n_boards, rng):
    """Rank boards of equals; return on how many of them anybody was told apart."""
    wrong = 0
    for _ in range(n_boards):
        chosen = rng.permutation(len(pool))[: n_entries * n_runs]
        board = [_entry(pool[part]) for part in np.split(chosen, n_entries)]
        wrong += bool(separated(compare(board)).any())
    return Share(wrong, n_boards)


def unequal_pairs(better, worse, n_runs, n_pairs, rng):
    """Compare entries of two learners; return how often the better one was found better."""
    right = 0
    for _ in range(n_pairs):
        a, b = (_entry(pool[rng.choice(len(pool), n_runs, replace=False)])
                for pool in (better, worse))  # fmt: skip
        right += bool(separated(compare([a, b]))[0, 1])
    return Share(right, n_pairs)


def _entry(profits):
    """Return the score of profits (n_runs, n_scenarios) on one chain."""
    profits = profits.astype(float)
    return [Sample(profits.mean(axis=1), profits.mean(axis=0))]
