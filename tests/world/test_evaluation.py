"""What a policy earns: means, intervals, comparisons, and the figures that the course expects."""

import numpy as np
import pytest
from scipy import stats

from supplychain import SupplyChain, evaluate, play_episode, poisson_scenarios, policies
from supplychain.dynamics import LEDGER_LINES
from supplychain.evaluation import estimate_mean, student_t_quantile
from tests.support.strategies import chain_of

TUNED = policies.s_S([26, 26, 47], [38, 38, 106])
SCENARIOS = poisson_scenarios(SupplyChain(), 2000, seed=2024)


def test_the_tuned_s_S_policy_earns_what_the_course_says():
    result = evaluate(TUNED, SCENARIOS)
    assert result.profits.std(ddof=1) == pytest.approx(1150, rel=0.1)
    assert result.mean == pytest.approx(24_860, abs=4 * result.standard_error)


def test_better_policies_earn_more():
    few = SCENARIOS[:300]
    means = [
        evaluate(policy, few).mean
        for policy in (policies.random(), policies.constant([10, 10, 20]), TUNED)
    ]
    assert means == sorted(means)


def test_a_policy_that_never_orders_sells_what_was_on_the_shelves():
    # 50 units are sold at once: 2500. Then 28 days of 10 + 10 customers are lost, at 5 each.
    demand = np.full((1, 28, 2), 10)
    result = evaluate(policies.constant([0, 0, 0]), demand)
    assert result.ledger["revenue"] == 2500
    assert result.ledger["lost_sales"] == 5 * (560 - 50)
    # Each retailer ends days 0 and 1 with 15 and 5; the DC keeps its 100.
    assert result.ledger["holding"] == 2 * (15 + 5) + 28 * 0.5 * 100
    assert result.mean == 2500 - 2550 - 1440
    assert result.fill_rate == pytest.approx(50 / 560)


def test_the_summary_is_that_of_the_profits():
    result = evaluate(TUNED, SCENARIOS[:50])
    assert result.profits.shape == (50,)
    assert result.mean == pytest.approx(result.profits.mean())
    assert result.standard_error == pytest.approx(stats.sem(result.profits))
    want = stats.t.interval(0.95, 49, result.profits.mean(), stats.sem(result.profits))
    assert result.interval == pytest.approx(want)


def test_the_ledger_holds_the_mean_money_of_an_episode():
    result = evaluate(TUNED, SCENARIOS[:50])
    assert list(result.ledger) == list(LEDGER_LINES)
    costs = sum(result.ledger[line] for line in LEDGER_LINES[1:-1])
    assert result.ledger["profit"] == pytest.approx(result.ledger["revenue"] - costs)
    assert result.ledger["profit"] == pytest.approx(result.mean)


def test_a_comparison_pairs_the_episodes():
    few = SCENARIOS[:200]
    one, other = evaluate(TUNED, few), evaluate(policies.s_S([25, 26, 47], [38, 38, 106]), few)
    difference = one.compare(other)
    paired = stats.ttest_rel(one.profits, other.profits).confidence_interval(0.95)
    assert difference.mean == pytest.approx(one.mean - other.mean)
    assert difference.interval == pytest.approx((paired.low, paired.high))
    # Common random numbers: the difference is known far better than either mean.
    assert difference.standard_error < one.standard_error / 2
    back = other.compare(one)
    assert back.mean == -difference.mean
    assert back.interval == pytest.approx((-paired.high, -paired.low))


def test_a_policy_does_not_differ_from_itself():
    one, again = evaluate(TUNED, SCENARIOS[:20]), evaluate(TUNED, SCENARIOS[:20])
    assert np.array_equal(one.profits, again.profits)
    assert one.compare(again).interval == (0, 0)


def test_a_comparison_on_different_demand_is_refused():
    one, other = evaluate(TUNED, SCENARIOS[:20]), evaluate(TUNED, SCENARIOS[20:40])
    with pytest.raises(ValueError, match="same scenarios"):
        one.compare(other)


def test_a_single_episode_has_no_finite_interval():
    result = evaluate(TUNED, SCENARIOS[:1])
    assert result.interval == (-np.inf, np.inf)
    assert np.isnan(result.standard_error)


def test_one_scenario_may_be_given_by_itself():
    assert evaluate(TUNED, SCENARIOS[0]).profits == evaluate(TUNED, SCENARIOS[:1]).profits


def test_an_interval_covers_the_truth_in_95_of_100_samples():
    draws = np.random.default_rng(5).normal(7, 3, size=(2000, 5))
    hits = [low <= 7 <= high for low, high in (estimate_mean(row).interval for row in draws)]
    assert np.mean(hits) == pytest.approx(0.95, abs=4 * (0.95 * 0.05 / 2000) ** 0.5)


@pytest.mark.parametrize("probability", [0.5001, 0.75, 0.95, 0.975, 0.995, 0.9999])
def test_quantiles_of_students_t_are_those_of_scipy(probability):
    degrees = [*range(1, 60), 99, 199, 200, 201, 499, 1999, 9999, 10**6]
    ours = [student_t_quantile(probability, n) for n in degrees]
    assert ours == pytest.approx(stats.t.ppf(probability, degrees), rel=1e-7)


def test_an_evaluation_prints_its_figures():
    text = repr(evaluate(TUNED, SCENARIOS[:50]))
    assert f"{evaluate(TUNED, SCENARIOS[:50]).mean:,.0f}" in text
    assert "50 scenarios" in text


def test_a_chain_of_its_own_is_played_and_checked():
    chain = chain_of(1, mean_demand=4)
    scenarios = poisson_scenarios(chain, 5, seed=0)
    assert evaluate(policies.base_stock([12, 24]), scenarios, chain).profits.shape == (5,)
    with pytest.raises(ValueError, match=r"shape \(5, 28, 1\): give \(28, 2\)"):
        evaluate(policies.base_stock([12, 24]), scenarios)


def test_an_episode_is_told_day_by_day():
    history = play_episode(TUNED, SCENARIOS[0])
    assert history["orders"].shape == history["positions"].shape == (28, 3)
    assert history["positions"][0].tolist() == [25, 25, 100]
    assert history["orders"][0].tolist() == [13, 13, 0]
    assert (history["sold"] + history["lost"] == SCENARIOS[0]).all()
    result = evaluate(TUNED, SCENARIOS[0])
    assert history["profit"].sum() == pytest.approx(result.mean)
    assert history["on_hand"][-1].tolist() == result.episodes.on_hand[0].tolist()
