"""Who is better: what entries earned, how sure that is, comparison of all pairs, ranks.

Every entry trained J times on each of M chains, and each policy that it learned played the same N
scenarios of its chain. On one chain an entry's score is the mean m over its J policies of what they
earn per episode. Two things make the difference Δ of two scores uncertain: another training run
would have learned another policy, and other scenarios would have paid something else,

    variance(Δ) = s_a² / J_a + s_b² / J_b + s_d² / N,

where s_a is the standard deviation of m over the runs of a, and s_d that of the difference on a
scenario, each entry averaged over its runs first. Over the chains, which are what they are and no
sample, Δ is the mean and its variance the sum / M². The interval is Student's, with the degrees of
freedom that Welch and Satterthwaite give to the terms of the training runs.

Entries train on the same demand; the formula counts their runs as independent, which is right or on
the safe side where good demand is good for both.

References
----------
Welch, *The generalization of 'Student's' problem*, Biometrika 34, 1947.
Satterthwaite, *An approximate distribution of estimates of variance components*, Biometrics
Bulletin 2, 1946.
Holm, *A simple sequentially rejective multiple test procedure*, Scand. J. Statistics 6, 1979.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import stdtr, stdtrit

from supplychain.evaluation import CONFIDENCE, Estimate


class Sample(NamedTuple):
    """What an entry earned on one chain."""

    by_run: np.ndarray  # (n_runs,) mean profit of each training run's policy [money]
    by_scenario: np.ndarray  # (n_scenarios,) mean over the runs of the profit [money]

    @property
    def is_trained(self) -> bool:
        """Whether there was a training to repeat; a fixed policy has one "run"."""
        return len(self.by_run) > 1


class Comparison(NamedTuple):
    """How entries stand to each other: ``[i, j]`` is entry i minus entry j."""

    difference: np.ndarray  # (n, n) of the scores [money per episode]
    standard_error: np.ndarray  # (n, n) of the difference [money per episode]
    degrees: np.ndarray  # (n, n) of freedom
    p_value: np.ndarray  # (n, n) two-sided, of "both earn the same"


class Standing(NamedTuple):
    """Where an entry stands among n."""

    rank: int  # entries that nothing tells apart may share one
    first: int  # the best rank that is possible: 1 + the entries that are significantly better
    last: int  # the worst one: n - the entries that are significantly worse
    n_tied: int  # entries with that rank, this one included


class _Moments(NamedTuple):
    """Means and variances of n entries over the chains [money, money²]."""

    mean: np.ndarray  # (n,)
    training: np.ndarray  # (n,) variance of the mean through training
    squares: np.ndarray  # (n,) Σ variance² / degrees of freedom of its terms
    scenarios: np.ndarray  # (n, n) covariance of the means through scenarios
    n_free: int  # degrees of freedom of the scenarios


def sample(profits: npt.ArrayLike) -> Sample:
    """Return what profits (n_runs, n_scenarios) [money] of an entry on one chain amount to."""
    profits = np.asarray(profits, dtype=float)
    return Sample(profits.mean(axis=1), profits.mean(axis=0))


def mean(score: Sequence[Sample]) -> float:
    """Return the mean profit of an entry over its chains [money per episode]."""
    return float(np.mean([chain.by_run.mean() for chain in score]))


def estimate(score: Sequence[Sample]) -> Estimate:
    """Return the mean profit of an entry over its chains, with its 95 % interval.

    Parameters
    ----------
    score : sequence of Sample
        One for each chain.

    Returns
    -------
    Estimate
        Of what other training runs and other scenarios of these chains would bring [money].

    Examples
    --------
    Variance ½ / 2 of the runs and 2 / 2 of the scenarios, one degree of freedom:

    >>> found = estimate([sample([[9.0, 11.0], [10.0, 12.0]])])
    >>> found.mean, round(found.standard_error, 3), round(found.interval[0], 2)
    (10.5, 1.118, -3.71)
    """
    moments = _moments([score])
    center = float(moments.mean[0])
    error = float(np.sqrt(moments.training[0] + moments.scenarios[0, 0]))
    degrees = _degrees(moments.training, moments.squares, moments.n_free)[0]
    half = float(stdtrit(degrees, (1 + CONFIDENCE) / 2)) * error
    return Estimate(center, error, (center - half, center + half))


def compare(scores: Sequence[Sequence[Sample]]) -> Comparison:
    """Compare entries with each other.

    Parameters
    ----------
    scores : sequence of sequences of Sample
        ``[i][m]`` is what entry i earned on chain m, on the scenarios that all entries played.

    Returns
    -------
    Comparison

    Raises
    ------
    ValueError
        Where the entries did not play as many scenarios on as many chains.

    Examples
    --------
    >>> low, high = [sample([[9.0, 11.0], [10.0, 12.0]])], [sample([[19.0, 21.0], [20.0, 22.0]])]
    >>> result = compare([high, low])
    >>> result.difference[0, 1], result.degrees[0, 1], result.p_value[0, 1].round(3)
    (np.float64(10.0), np.float64(2.0), np.float64(0.005))
    """
    moments = _moments(scores)
    own = np.diagonal(moments.scenarios)
    # Rounding may leave a trace below zero where two entries are the same.
    scenarios = np.maximum(np.add.outer(own, own) - 2 * moments.scenarios, 0)
    training = np.add.outer(moments.training, moments.training)
    squares = np.add.outer(moments.squares, moments.squares)
    difference = np.subtract.outer(moments.mean, moments.mean)
    error = np.sqrt(training + scenarios)
    degrees = _degrees(training, squares, moments.n_free)
    with np.errstate(divide="ignore"):
        t = np.divide(-abs(difference), error, out=np.zeros_like(error), where=difference != 0)
    return Comparison(difference, error, degrees, 2 * stdtr(degrees, t))


def holm(p_values: npt.ArrayLike) -> np.ndarray:
    """Return which hypotheses are rejected, with at most 5 % risk of any false rejection.

    Parameters
    ----------
    p_values : array_like of float, (n,)

    Returns
    -------
    numpy.ndarray of bool, (n,)

    Examples
    --------
    >>> holm([0.04, 0.01, 0.02]).tolist(), holm([0.04, 0.03, 0.02]).tolist()
    ([True, True, True], [False, False, False])
    """
    p_values = np.asarray(p_values, dtype=float)
    order = np.argsort(p_values, kind="stable")
    passes = p_values[order] <= (1 - CONFIDENCE) / np.arange(len(p_values), 0, -1)
    rejected = np.zeros(len(p_values), dtype=bool)
    rejected[order[np.logical_and.accumulate(passes)]] = True
    return rejected


def separated(comparison: Comparison) -> np.ndarray:
    """Return which entries are significantly better than which others.

    Returns
    -------
    numpy.ndarray of bool, (n, n)
        ``[i, j]``: whether entry i is better than entry j, by Holm's method over all pairs.
    """
    pairs = np.triu_indices(len(comparison.difference), k=1)
    differ = np.zeros(comparison.difference.shape, dtype=bool)
    differ[pairs] = holm(comparison.p_value[pairs])
    return (differ | differ.T) & (comparison.difference > 0)


def rank(scores: Sequence[Sequence[Sample]]) -> list[Standing]:
    """Return the standing of each entry.

    Sorted by mean, an entry's rank is 1 + the number of entries that are significantly better, and
    never less than that of the entry above it. Equal ranks are a tie group.

    Parameters
    ----------
    scores : sequence of sequences of Sample
        As for `compare`.

    Returns
    -------
    list of Standing
    """
    if not scores:
        return []
    comparison = compare(scores)
    better = separated(comparison)
    n_better, n_worse = better.sum(axis=0), better.sum(axis=1)
    ranks, above = np.zeros(len(scores), dtype=int), 1
    for i in sorted(range(len(scores)), key=lambda i: -mean(scores[i])):
        ranks[i] = above = max(above, 1 + n_better[i])
    return [
        Standing(int(ranks[i]), 1 + int(n_better[i]), len(scores) - int(n_worse[i]),
                 int((ranks == ranks[i]).sum()))
        for i in range(len(scores))
    ]  # fmt: skip


def _moments(scores: Sequence[Sequence[Sample]]) -> _Moments:
    sizes = {tuple(len(chain.by_scenario) for chain in score) for score in scores}
    if len(sizes) != 1 or not min(sizes):
        raise ValueError(
            f"the entries played {sorted(sizes)} scenarios of their chains: give the same chains "
            "and scenarios for every entry, and at least one chain"
        )
    (n_scenarios,) = sizes
    n_chains = len(n_scenarios)
    chains = [_chain_moments(samples) for samples in zip(*scores)]
    sums: list[Any] = [sum(terms) for terms in zip(*chains)]
    means, training, squares, scenarios = sums
    return _Moments(
        means / n_chains,
        training / n_chains**2,
        squares / n_chains**4,
        scenarios / n_chains**2,
        max(sum(n_scenarios) - n_chains, 1),
    )


def _chain_moments(samples: Sequence[Sample]) -> tuple[np.ndarray, ...]:
    """Return means, training variances, squares (n,) and covariance (n, n) on one chain."""
    means = np.array([entry.by_run.mean() for entry in samples])
    n_free = np.array([max(len(entry.by_run) - 1, 1) for entry in samples])
    training = np.array([
        entry.by_run.var(ddof=1) / len(entry.by_run) if entry.is_trained else 0.0
        for entry in samples
    ])  # fmt: skip
    played = np.array([entry.by_scenario for entry in samples])
    away, n = played - played.mean(axis=1, keepdims=True), played.shape[1]
    # Not `@`: the sums of a BLAS depend on its number of threads in the last bit.
    covariance = np.einsum("ik,jk->ij", away, away) / max(n - 1, 1) / n
    return means, training, training**2 / n_free, covariance


def _degrees(training: np.ndarray, squares: np.ndarray, n_free: float) -> np.ndarray:
    """Return Welch and Satterthwaite's degrees of freedom; n_free where no training scatters."""
    free = np.full(training.shape, float(n_free))
    return np.divide(training**2, squares, out=free, where=squares > 0)
