"""Comparison and ranks against SciPy, against examples by hand, and on learners that are equal."""

from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from autograde.scoring.ranking import compare, estimate, holm, rank, sample, separated


def trained(rng, mean, spread, n_runs=5, n_scenarios=50, luck=0.0, n_chains=1):
    """A score whose runs scatter by `spread` and whose scenarios do by `luck`, on each chain."""
    chains = []
    for _ in range(n_chains):
        runs = rng.normal(mean, spread, (n_runs, 1))
        chains.append(sample(runs + luck * rng.standard_normal(n_scenarios)))
    return chains


def ranks(scores):
    return [standing.rank for standing in rank(scores)]


def test_an_example_by_hand():
    # Runs of a earn 12 and 16, of b 7, 9, 11: variances 8 and 4. Differences of the scenario means
    # (10, 18) - (6, 12) are 4 and 6: variance 2.
    a = [sample([[8, 16], [12, 20]])]
    b = [sample([[4, 10], [6, 12], [8, 14]])]
    found = compare([a, b])
    training = 8 / 2, 4 / 3
    assert found.difference[0, 1] == 5
    assert found.standard_error[0, 1] ** 2 == pytest.approx(sum(training) + 2 / 2)
    degrees = sum(training) ** 2 / (training[0] ** 2 / 1 + training[1] ** 2 / 2)
    assert found.degrees[0, 1] == pytest.approx(degrees)
    t = 5 / np.sqrt(sum(training) + 1)
    assert found.p_value[0, 1] == pytest.approx(2 * stats.t.sf(t, degrees))


def test_chains_are_averaged_and_their_variances_divided_by_their_number_squared():
    a = [sample([[8, 16], [12, 20]]), sample([[1, 1], [3, 3]])]
    b = [sample([[4, 10], [6, 12], [8, 14]]), sample([[0, 0], [0, 0]])]
    found, terms = compare([a, b]), (8 / 2, 4 / 3, 2 / 2)
    assert found.difference[0, 1] == (5 + 2) / 2
    assert found.standard_error[0, 1] ** 2 == pytest.approx((sum(terms) + 1) / 4)
    squares = terms[0] ** 2 / 1 + terms[1] ** 2 / 2 + terms[2] ** 2 / 1
    assert found.degrees[0, 1] == pytest.approx(sum(terms) ** 2 / squares)


def by_the_book(boards):
    """Ranks and ranges from the formulas one by one: no arrays of pairs, no shared code.

    Parameters
    ----------
    boards : list of list of arrays (n_runs, n_scenarios)
        ``[i][m]`` are the profits of entry i on chain m.
    """
    n, n_chains, p = len(boards), len(boards[0]), {}
    means = [sum(chain.mean() for chain in entry) / n_chains for entry in boards]
    for i, j in combinations(range(n), 2):
        variance, training, squares = 0.0, 0.0, 0.0
        for a, b in zip(boards[i], boards[j]):
            for runs in (a.mean(axis=1), b.mean(axis=1)):
                term = runs.var(ddof=1) / len(runs) / n_chains**2
                training += term
                squares += term**2 / (len(runs) - 1)
            apart = a.mean(axis=0) - b.mean(axis=0)
            variance += apart.var(ddof=1) / len(apart) / n_chains**2
        t = abs(means[i] - means[j]) / np.sqrt(variance + training)
        p[i, j] = 2 * stats.t.sf(t, training**2 / squares)
    better = [set() for _ in range(n)]  # than entry i
    for k, (i, j) in enumerate(sorted(p, key=p.get)):
        if p[i, j] > 0.05 / (len(p) - k):
            break
        low, high = sorted((i, j), key=lambda each: means[each])
        better[low].add(high)
    above, found = 1, [None] * n
    for i in sorted(range(n), key=lambda each: -means[each]):
        above = max(above, 1 + len(better[i]))
        n_worse = sum(i in others for others in better)
        found[i] = (above, 1 + len(better[i]), n - n_worse)
    return p, found


@pytest.mark.parametrize("seed", range(8))
def test_comparison_and_ranks_are_those_of_the_formulas_one_by_one(seed):
    rng = np.random.default_rng(seed)
    boards = [
        [rng.normal(100 + 2 * i, spread, (n_runs, 1)) + rng.normal(0, 4, n_scenarios)
         + rng.normal(0, 1, (n_runs, n_scenarios)) for n_scenarios in (30, 50)]
        for i, (spread, n_runs) in enumerate(zip((1, 5, 2, 9, 1, 3), (4, 6, 20, 5, 3, 8)))
    ]  # fmt: skip
    scores = [[sample(profits) for profits in entry] for entry in boards]
    p, expected = by_the_book(boards)
    found = compare(scores)
    for pair, value in p.items():
        assert found.p_value[pair] == pytest.approx(value, rel=1e-9)
    assert [standing[:3] for standing in rank(scores)] == expected


def test_without_luck_of_scenarios_the_comparison_is_welchs_test():
    rng = np.random.default_rng(1)
    scores = [trained(rng, 100, 5), trained(rng, 104, 9, n_runs=8), trained(rng, 102, 1)]
    found = compare(scores)
    for i in range(3):
        for j in range(i):
            a, b = scores[i][0].by_run, scores[j][0].by_run
            expected = stats.ttest_ind(a, b, equal_var=False)
            assert found.p_value[i, j] == pytest.approx(expected.pvalue, rel=1e-6)
            assert found.degrees[i, j] == pytest.approx(expected.df)
            low, high = expected.confidence_interval(0.95)
            half = stats.t.ppf(0.975, found.degrees[i, j]) * found.standard_error[i, j]
            assert found.difference[i, j] - half == pytest.approx(low)


def test_fixed_policies_are_compared_scenario_by_scenario():
    rng = np.random.default_rng(2)
    x, y = rng.normal(100, 30, 40), rng.normal(101, 30, 40)
    found = compare([[sample([x])], [sample([y])]])
    assert found.p_value[0, 1] == pytest.approx(stats.ttest_rel(x, y).pvalue)


def test_each_chain_takes_a_degree_of_freedom_from_fixed_policies():
    """Two chains with three and four scenarios: a mean is estimated on each, 7 - 2 = 5 are left."""
    x = [np.array([3.0, 5.0, 10.0]), np.array([1.0, 4.0, 4.0, 9.0])]
    y = [np.array([2.0, 6.0, 7.0]), np.array([0.0, 4.0, 1.0, 8.0])]
    found = compare([[sample([chain]) for chain in entry] for entry in (x, y)])
    away = [a - b for a, b in zip(x, y)]
    difference = sum(one.mean() for one in away) / 2
    error = np.sqrt(sum(one.var(ddof=1) / len(one) for one in away)) / 2
    assert found.degrees[0, 1] == 5
    assert found.difference[0, 1] == pytest.approx(difference)
    assert found.p_value[0, 1] == pytest.approx(2 * stats.t.sf(difference / error, 5))


def test_luck_of_scenarios_widens_the_comparison():
    runs = np.array([[10.0], [11.0], [12.0]])
    rng = np.random.default_rng(3)
    still = [[sample(np.tile(runs + more, 30))] for more in (0, 5)]
    moved = [[sample(runs + more + rng.normal(0, 9, 30))] for more in (0, 5)]
    assert compare(moved).standard_error[0, 1] > compare(still).standard_error[0, 1]


def test_luck_that_is_shared_does_not_widen_it():
    runs, luck = np.array([[10.0], [11.0], [12.0]]), np.random.default_rng(3).normal(0, 9, 30)
    still = [[sample(np.tile(runs + more, 30))] for more in (0, 5)]
    moved = [[sample(runs + more + luck)] for more in (0, 5)]
    assert compare(moved).standard_error[0, 1] == pytest.approx(compare(still).standard_error[0, 1])


def test_the_same_policies_are_equal():
    one = [sample([[1.0, 2.0], [3.0, 4.0]])]
    fixed = [sample([[0.1, 0.7, 0.3]])]
    assert (compare([one, one]).p_value == 1).all() and ranks([fixed, fixed]) == [1, 1]


def test_constant_difference_without_any_scatter_is_real():
    one = [sample(np.ones((2, 3)))]
    assert compare([one, [sample(np.zeros((2, 3)))]]).p_value[0, 1] == 0


def test_the_interval_of_an_entry():
    profits = np.array([[10.0, 30.0], [20.0, 40.0]])
    error = np.sqrt(50 / 2 + 200 / 2)  # variances 50 of the runs and 200 of the scenarios
    expected = stats.t.interval(0.95, 1, 25, error)
    assert estimate([sample(profits)]).interval == pytest.approx(expected)
    expected = stats.t.interval(0.95, 1, 20, stats.sem([10, 30]))
    assert estimate([sample(profits[:1])]).interval == pytest.approx(expected)


def test_holm_stops_at_the_first_that_fails():
    # Limits 0.0125, 0.0167, 0.025, 0.05: the second smallest fails, so the larger ones do too.
    assert holm([0.024, 0.001, 0.02, 0.04]).tolist() == [False, True, False, False]
    assert holm([]).tolist() == []


def test_ranks_follow_the_means_where_all_differ():
    rng = np.random.default_rng(4)
    assert ranks([trained(rng, mean, 1) for mean in (100, 300, 200)]) == [3, 1, 2]


def test_those_that_cannot_be_told_apart_share_a_rank():
    rng = np.random.default_rng(5)
    first, second, third = rank([trained(rng, mean, 50) for mean in (1000, 1001, 10)])
    assert (first.rank, second.rank, third.rank) == (1, 1, 3)
    assert first.n_tied == 2 and third.n_tied == 1
    assert (first.first, first.last, third.first, third.last) == (1, 2, 3, 3)


def test_an_entry_never_ranks_above_one_that_earned_more():
    # The steady one is worse than the first for sure; the wild one below it might be equal to it.
    steady = [sample([[99.0, 99.0], [99.1, 99.1], [98.9, 98.9]])]
    best = [sample([[100.0, 100.0], [100.1, 100.1], [99.9, 99.9]])]
    wild = [sample([[20.0, 20.0], [180.0, 180.0], [90.0, 90.0]])]
    assert ranks([best, steady, wild]) == [1, 2, 2]
    assert [standing.first for standing in rank([best, steady, wild])] == [1, 2, 1]


def test_one_entry_is_first_and_none_is_none():
    assert rank([[sample(np.ones((2, 3)))]]) == [(1, 1, 1, 1)] and rank([]) == []


def test_entries_of_different_scenarios_are_refused():
    with pytest.raises(ValueError, match="same chains and scenarios"):
        compare([[sample(np.ones((2, 3)))], [sample(np.ones((2, 4)))]])


def test_equals_are_rarely_told_apart():
    """Five equal learners on 300 boards: at most 5 % of the boards separate any two of them."""
    rng = np.random.default_rng(6)
    boards = (
        [trained(rng, 100, 9, luck=3, n_chains=2) for _ in range(5)]
        for _ in range(300)
    )  # fmt: skip
    wrong = sum(separated(compare(board)).any() for board in boards)
    # 5 % of 300 are 15, and three standard deviations of the count are 11.
    assert wrong <= 26


def test_a_difference_worth_seeing_is_seen():
    rng = np.random.default_rng(7)
    pairs = ([trained(rng, mean, 9, luck=3) for mean in (100, 130)] for _ in range(50))
    assert sum(separated(compare(pair))[1, 0] for pair in pairs) >= 45
