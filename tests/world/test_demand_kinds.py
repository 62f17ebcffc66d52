"""Kinds of demand: their moments against the formulas, and how environments draw from them."""

import pickle
from functools import partial

import numpy as np
import pytest

from supplychain import (
    ScenarioSet,
    SupplyChain,
    SupplyChainEnv,
    TabularEnv,
    correlated_scenarios,
    evaluate,
    poisson_scenarios,
    policies,
    seasonal_scenarios,
)
from tests.support.strategies import chain_of

UNEVEN = SupplyChain(
    dcs=[
        *chain_of(1, mean_demand=4).dcs,
        *chain_of(1, mean_demand=(3, 3, 3, 3, 6, 7, 7)).dcs,
    ],
    horizon=14,
)
N = 20_000
KINDS = [poisson_scenarios, seasonal_scenarios, correlated_scenarios]


def demand_of(env, n=1, seed=0):
    """Return the demand of the first episodes: without stock, whatever is asked for is lost."""
    env.reset(seed=seed)
    episodes = []
    for _ in range(n):
        days = [env.step(np.zeros(env.chain.n_stages, int))[4]["state"] for _ in range(28)]
        episodes.append([np.add(day["sold"], day["lost"]).tolist() for day in days])
        env.reset()
    return episodes


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_draws_whole_numbers_of_the_chains_shape_from_its_seed(kind):
    first = kind(UNEVEN, 5, seed=3)
    assert first.shape == (5, 14, 2) and first.dtype.kind == "i" and (first >= 0).all()
    assert np.array_equal(kind(UNEVEN, 5, seed=3), first)
    assert not np.array_equal(kind(UNEVEN, 5, seed=4), first)
    with pytest.raises(ValueError, match="n is 0: the number of scenarios"):
        kind(UNEVEN, 0, seed=3)


def test_a_season_moves_the_mean_and_leaves_days_independent():
    demand = seasonal_scenarios(UNEVEN, N, seed=0, amplitude=0.8, period=9, phase=2)
    days = np.arange(14)[:, np.newaxis]
    want = np.array(UNEVEN.mean_demand) * (1 + 0.8 * np.sin(2 * np.pi * (days - 2) / 9))
    error = np.sqrt(want / N)
    assert (abs(demand.mean(axis=0) - want) < 5 * error).all()
    assert demand.var(axis=0) == pytest.approx(want, rel=0.06)
    assert abs(np.corrcoef(demand[:, 3].T)[0, 1]) < 5 / N**0.5


def test_a_shared_factor_gives_the_variances_and_covariances_of_the_formula():
    demand = correlated_scenarios(UNEVEN, N, seed=0, variance=0.25)
    means = np.array(UNEVEN.mean_demand)
    assert demand.mean(axis=0) == pytest.approx(means, rel=0.03)
    assert demand.var(axis=0) == pytest.approx(means + 0.25 * means**2, rel=0.08)
    for day in range(14):
        one, other = demand[:, day].T
        covariance = np.cov(one, other)[0, 1]
        assert covariance == pytest.approx(0.25 * means[day].prod(), rel=0.15)
    # Another day has another factor.
    assert abs(np.corrcoef(demand[:, 0, 0], demand[:, 1, 0])[0, 1]) < 5 / N**0.5


@pytest.mark.parametrize(
    ("draw", "words"),
    [
        (lambda: seasonal_scenarios(None, 1, 0, amplitude=1.5), "amplitude is 1.5: give a number"),
        (lambda: seasonal_scenarios(None, 1, 0, period=0), "period is 0: give a number of days"),
        (lambda: seasonal_scenarios(None, 1, 0, phase=float("nan")), "phase is nan: give"),
        (lambda: correlated_scenarios(None, 1, 0, variance=0), "variance is 0: give a finite"),
        (lambda: correlated_scenarios(None, 1, 0, variance="a"), "variance is 'a': give a finite"),
    ],
)
def test_settings_that_make_no_sense_are_named(draw, words):
    with pytest.raises(ValueError, match=words):
        draw()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("env_class", [SupplyChainEnv, TabularEnv])
def test_an_environment_draws_the_first_scenario_of_its_seed(kind, env_class):
    env = env_class(demand=kind)
    env.reset(seed=11)
    assert env._demand == kind(env.chain, 1, 11)[0].tolist()


def test_the_default_is_the_poisson_demand_to_the_last_episode():
    by_default = demand_of(SupplyChainEnv(), 3)
    assert demand_of(SupplyChainEnv(demand=poisson_scenarios), 3) == by_default
    own = SupplyChainEnv(demand=lambda chain, n, seed: poisson_scenarios(chain, n, seed))
    assert demand_of(own, 3) == by_default


def test_a_scenario_set_is_drawn_from_evenly_and_repeatably():
    given = np.stack([np.full((28, 2), k) for k in range(3)])
    env = SupplyChainEnv(demand=given)
    drawn = [episode[0][0] for episode in demand_of(env, 150)]
    assert drawn == [episode[0][0] for episode in demand_of(env, 150)]
    counts = np.bincount(drawn, minlength=3)
    assert counts.sum() == 150 and (counts > 30).all()
    assert len(ScenarioSet(given)) == 3


def test_a_given_path_comes_before_the_kind_and_does_not_shift_it():
    env = SupplyChainEnv(demand=seasonal_scenarios)
    want = demand_of(env, 2)
    env.reset(seed=0, options={"demand": np.full((28, 2), 5)})
    assert env.step([0, 0, 0])[4]["state"]["sold"] == [5, 5]
    env.reset()
    assert env._demand == want[1]


def test_kinds_with_settings_pickle():
    for kind in (partial(correlated_scenarios, variance=2.0), ScenarioSet(np.ones((2, 28, 2)))):
        env = pickle.loads(pickle.dumps(SupplyChainEnv(demand=kind)))
        assert np.array_equal(demand_of(env), demand_of(SupplyChainEnv(demand=kind)))


def test_correlated_demand_costs_a_policy_that_is_tuned_to_independent_demand():
    policy = policies.s_S([26, 26, 47], [38, 38, 106])
    same = evaluate(policy, poisson_scenarios(None, 400, seed=0))
    other = evaluate(policy, correlated_scenarios(None, 400, seed=0, variance=0.5))
    assert other.interval[1] < same.interval[0]


@pytest.mark.parametrize(
    ("demand", "error", "words"),
    [
        (lambda chain, n, seed: np.zeros((n, 3, 2)), ValueError, r"demand returned shape \(1, 3"),
        (lambda chain, n, seed: np.full((n, 28, 2), -1), ValueError, "demand holds -1 at"),
        (lambda chain, n, seed: np.full((n, 28, 2), 0.5), ValueError, "demand holds 0.5 at"),
        (np.zeros((5, 28, 3)), ValueError, r"demand has shape \(5, 28, 3\): give"),
        ("poisson", ValueError, "demand has shape"),
        (SupplyChain(), TypeError, "demand is a SupplyChain: give it as chain="),
    ],
)
def test_demand_that_does_not_fit_is_named(demand, error, words):
    with pytest.raises(error, match=words):
        SupplyChainEnv(demand=demand).reset(seed=0)
