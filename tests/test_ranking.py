"""Do ranks mean what they say? Against scipy, by hand, and on learners that are equal."""

import numpy as np
import pytest
from scipy import stats

from autograde.ranking import compare, holm, interval, rank, score


def trained(rng, mean, spread, n_runs=5, n_scenarios=50, luck=0.0):
    """A score whose runs scatter by `spread` and whose scenarios do by `luck`."""
    runs = rng.normal(mean, spread, (n_runs, 1))
    return score(runs + luck * rng.standard_normal(n_scenarios))


def test_without_luck_of_scenarios_the_comparison_is_welchs_test():
    rng = np.random.default_rng(1)
    a, b = trained(rng, 100, 5), trained(rng, 104, 9, n_runs=8)
    expected = stats.ttest_ind(a.by_run, b.by_run, equal_var=False)
    assert compare(a, b).p_value == pytest.approx(expected.pvalue, rel=1e-6)


def test_fixed_policies_are_compared_scenario_by_scenario():
    rng = np.random.default_rng(2)
    x, y = rng.normal(100, 30, 40), rng.normal(101, 30, 40)
    expected = stats.ttest_rel(x, y)
    assert compare(score(x[np.newaxis]), score(y[np.newaxis])).p_value == pytest.approx(
        expected.pvalue
    )


def test_luck_of_scenarios_widens_the_comparison():
    runs = np.array([[10.0], [11.0], [12.0]])
    rng = np.random.default_rng(3)
    still = score(np.tile(runs, 30)), score(np.tile(runs + 5, 30))
    moved = score(runs + rng.normal(0, 9, 30)), score(runs + 5 + rng.normal(0, 9, 30))
    assert compare(*moved).standard_error > compare(*still).standard_error


def test_the_same_policies_are_equal():
    one = score(np.array([[1.0, 2.0], [3.0, 4.0]]))
    assert compare(one, one).p_value == 1


def test_constant_difference_without_any_scatter_is_real():
    one = score(np.ones((2, 3)))
    assert compare(one, score(np.zeros((2, 3)))).p_value == 0


def test_the_interval_is_over_runs_where_there_was_training():
    profits = np.array([[10.0, 30.0], [20.0, 40.0]])
    low, high = interval(score(profits)).interval
    assert (low, high) == pytest.approx(stats.t.interval(0.95, 1, 25, stats.sem([20, 30])))
    low, high = interval(score(profits[:1])).interval
    assert (low, high) == pytest.approx(stats.t.interval(0.95, 1, 20, stats.sem([10, 30])))


def test_holm_stops_at_the_first_that_fails():
    # Limits 0.0125, 0.0167, 0.025, 0.05: the second smallest fails, so the larger ones do too.
    assert holm([0.024, 0.001, 0.02, 0.04]) == [False, True, False, False]
    assert holm([]) == []


def test_ranks_follow_the_means_where_all_differ():
    rng = np.random.default_rng(4)
    scores = [trained(rng, mean, 1) for mean in (100, 300, 200)]
    assert rank(scores) == [3, 1, 2]


def test_those_that_cannot_be_told_apart_share_a_rank():
    rng = np.random.default_rng(5)
    scores = [trained(rng, mean, 50) for mean in (1000, 1001, 10)]
    assert rank(scores) == [1, 1, 3]


def test_an_entry_never_ranks_above_one_that_earned_more():
    # The steady one is worse than the first for sure; the wild one below it might be equal to it.
    steady = score(np.array([[99.0, 99.0], [99.1, 99.1], [98.9, 98.9]]))
    best = score(np.array([[100.0, 100.0], [100.1, 100.1], [99.9, 99.9]]))
    wild = score(np.array([[20.0, 20.0], [180.0, 180.0], [90.0, 90.0]]))
    assert rank([best, steady, wild]) == [1, 2, 2]


def test_one_entry_is_first_and_none_is_none():
    assert rank([score(np.ones((2, 3)))]) == [1] and rank([]) == []


def test_equals_are_rarely_told_apart():
    """Five equal learners on 300 boards: at most 5 % of the boards separate any two of them."""
    rng = np.random.default_rng(6)
    wrong = sum(max(rank([trained(rng, 100, 9, luck=3) for _ in range(5)])) > 1 for _ in range(300))
    # 5 % of 300 are 15, and three standard deviations of the count are 11.
    assert wrong <= 26
