"""Who is better: intervals, pairwise comparison and ranks.

An entry's score is the mean over its J training runs of what the learned policy earns per episode,
all policies playing the same N scenarios. Two things make a score uncertain: another training run
would have learned another policy, and other scenarios would have paid something else. For entries
a and b with difference Δ of the scores,

    variance(Δ) = s_a² / J_a + s_b² / J_b + s_d² / N,

where s_a is the standard deviation over the runs of a, and s_d that of the difference on a
scenario. Training runs are most of it. Entries train on the same demand; the formula counts their
runs as independent, which is right or on the safe side where good demand is good for both.

References
----------
Welch, *The generalization of 'Student's' problem*, Biometrika 34, 1947.
Holm, *A simple sequentially rejective multiple test procedure*, Scand. J. Statistics 6, 1979.
"""

from itertools import combinations
from typing import NamedTuple

import numpy as np
from scipy.special import stdtr

from supplychain.evaluation import CONFIDENCE, estimate_mean


class Score(NamedTuple):
    """What an entry earned."""

    by_run: np.ndarray  # (n_runs,) mean profit of each training run's policy [money]
    by_scenario: np.ndarray  # (n_scenarios,) mean over the runs of the profit [money]

    @property
    def mean(self):
        return float(self.by_run.mean())

    @property
    def is_trained(self):
        """Whether there was a training to repeat; a fixed policy has one "run"."""
        return len(self.by_run) > 1


class Comparison(NamedTuple):
    """How entry a stands to entry b."""

    difference: float  # of the scores, a − b [money per episode]
    standard_error: float
    p_value: float  # two-sided, of "both earn the same"


def score(profits):
    """Return the score of profits (n_runs, n_scenarios) [money]."""
    return Score(profits.mean(axis=1), profits.mean(axis=0))


def interval(entry):
    """Return the estimate of a score: over training runs, or scenarios for a fixed policy."""
    return estimate_mean(entry.by_run if entry.is_trained else entry.by_scenario)


def compare(a, b):
    """Compare two scores on the same scenarios.

    Examples
    --------
    >>> low = score(np.array([[9.0, 11.0], [10.0, 12.0]]))
    >>> high = score(np.array([[19.0, 21.0], [20.0, 22.0]]))
    >>> result = compare(high, low)
    >>> result.difference, round(result.standard_error, 3), round(result.p_value, 3)
    (10.0, 0.707, 0.005)
    """
    difference = a.mean - b.mean
    runs = [(np.var(x.by_run, ddof=1) / len(x.by_run), len(x.by_run) - 1)
            for x in (a, b) if x.is_trained]  # fmt: skip
    n = len(a.by_scenario)
    scenarios = np.var(a.by_scenario - b.by_scenario, ddof=1) / n
    error = float(np.sqrt(sum(variance for variance, _ in runs) + scenarios))
    if error == 0:  # the same policies, or policies that differ by a constant
        return Comparison(difference, error, 1.0 if difference == 0 else 0.0)
    degrees = _degrees_of_freedom(runs) or n - 1
    return Comparison(difference, error, float(2 * stdtr(degrees, -abs(difference) / error)))


def _degrees_of_freedom(runs):
    """Return Welch and Satterthwaite's degrees of freedom; 0 where no training run scatters."""
    spread = sum(variance**2 / degrees for variance, degrees in runs)
    return sum(variance for variance, _ in runs) ** 2 / spread if spread else 0


def holm(p_values):
    """Return which hypotheses are rejected, with at most 5 % risk of any false rejection.

    Examples
    --------
    >>> holm([0.04, 0.01, 0.02])
    [True, True, True]
    >>> holm([0.04, 0.03, 0.02])
    [False, False, False]
    """
    rejected = [False] * len(p_values)
    for step, i in enumerate(np.argsort(p_values, kind="stable")):
        if p_values[i] > (1 - CONFIDENCE) / (len(p_values) - step):
            break
        rejected[i] = True
    return rejected


def rank(scores):
    """Return the rank of each score; entries that the comparison does not separate may share one.

    Sorted by mean, an entry's rank is 1 + the number of entries that are significantly better, and
    never less than that of the entry above it.
    """
    pairs = list(combinations(range(len(scores)), 2))
    results = [compare(scores[i], scores[j]) for i, j in pairs]
    better = [0] * len(scores)
    for (i, j), result, separated in zip(pairs, results, holm([r.p_value for r in results])):
        if separated:
            better[j if result.difference > 0 else i] += 1
    ranks, above = [0] * len(scores), 1
    for i in sorted(range(len(scores)), key=lambda i: -scores[i].mean):
        ranks[i] = above = max(above, 1 + better[i])
    return ranks
