"""Customer demand: its distribution, its seeds, and what is refused as demand."""

import numpy as np
import pytest

from supplychain import DistributionCentre, Retailer, SupplyChain, SupplyChainEnv
from supplychain.demand import checked_scenarios, poisson_scenarios, whole_numbers
from tests.support.strategies import WEEKDAYS


def weekly_chain():
    """Return a chain whose first retailer sells by the day of the week, its second does not."""
    shops = [Retailer(mean_demand=WEEKDAYS), Retailer(mean_demand=4)]
    return SupplyChain(dcs=[DistributionCentre(retailers=shops)])


def test_scenarios_are_whole_numbers_by_episode_day_and_retailer():
    scenarios = poisson_scenarios(SupplyChain(horizon=5), 7, seed=0)
    assert scenarios.shape == (7, 5, 2)
    assert scenarios.dtype.kind == "i"
    assert (scenarios >= 0).all()


def test_every_weekday_has_its_own_mean():
    n = 2000
    scenarios = poisson_scenarios(weekly_chain(), n, seed=1)
    for day in range(28):
        mean = WEEKDAYS[day % 7]
        assert scenarios[:, day, 0].mean() == pytest.approx(mean, abs=4.5 * (mean / n) ** 0.5)
        assert scenarios[:, day, 1].mean() == pytest.approx(4, abs=4.5 * (4 / n) ** 0.5)


def test_demand_is_poisson_its_variance_is_its_mean_and_no_two_draws_go_together():
    n = 5000
    draws = poisson_scenarios(SupplyChain(horizon=3), n, seed=2).reshape(n, -1)
    assert draws.var(axis=0) == pytest.approx(np.full(6, 10), rel=0.1)
    assert (draws == 0).mean() == pytest.approx(np.exp(-10), abs=2e-4)
    correlation = np.corrcoef(draws.T) - np.eye(6)
    assert abs(correlation).max() < 4.5 / n**0.5


def test_the_same_seed_gives_the_same_scenarios_and_another_does_not():
    first = poisson_scenarios(SupplyChain(), 20, seed=3)
    assert np.array_equal(first, poisson_scenarios(SupplyChain(), 20, seed=3))
    assert not np.array_equal(first, poisson_scenarios(SupplyChain(), 20, seed=4))


def test_a_seed_may_be_a_seed_sequence_or_a_generator():
    want = poisson_scenarios(SupplyChain(), 3, seed=5)
    sequence = poisson_scenarios(SupplyChain(), 3, seed=np.random.SeedSequence(5))
    generator = poisson_scenarios(SupplyChain(), 3, seed=np.random.default_rng(5))
    assert np.array_equal(want, sequence)
    assert np.array_equal(want, generator)


def test_the_global_generator_is_left_alone():
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    poisson_scenarios(SupplyChain(), 3, seed=6)
    SupplyChainEnv().reset(seed=6)
    assert np.array_equal(before, np.random.get_state()[1])  # noqa: NPY002


def test_the_first_scenario_of_a_seed_is_what_the_environment_draws():
    chain, env = weekly_chain(), SupplyChainEnv(weekly_chain())
    env.reset(seed=7)
    met = []
    for _ in range(chain.horizon):
        units = env.step([0, 0, 0])[4]["state"]
        met.append([sold + lost for sold, lost in zip(units["sold"], units["lost"], strict=True)])
    assert met == poisson_scenarios(chain, 1, seed=7)[0].tolist()


@pytest.mark.parametrize("n", [0, -3, 2.0, "10", None, True])
def test_a_number_of_scenarios_that_is_none_is_refused(n):
    with pytest.raises(ValueError, match="whole number >= 1") as refusal:
        poisson_scenarios(SupplyChain(), n, seed=0)
    assert repr(n) in str(refusal.value)


def test_one_scenario_counts_as_a_set_of_one():
    one = poisson_scenarios(SupplyChain(), 1, seed=0)[0]
    assert checked_scenarios(one, SupplyChain()).shape == (1, 28, 2)
    assert checked_scenarios(one.tolist(), SupplyChain()).tolist() == [one.tolist()]


def test_checked_demand_is_a_copy():
    demand = np.ones((1, 28, 2), dtype=np.int64)
    checked = checked_scenarios(demand, SupplyChain())
    checked[0, 0, 0] = 99
    assert demand[0, 0, 0] == 1


@pytest.mark.parametrize(
    "shape",
    [
        (27, 2),
        (29, 2),
        (28, 3),
        (28,),
        (2, 28),
        (5, 28, 3),
        (5, 27, 2),
        (1, 1, 28, 2),
        (),
        (0, 28, 2),
    ],
)
def test_demand_of_a_wrong_shape_is_refused_with_the_right_one(shape):
    with pytest.raises(ValueError) as refusal:
        checked_scenarios(np.zeros(shape, dtype=int), SupplyChain())
    assert str(shape) in str(refusal.value)
    assert "(28, 2)" in str(refusal.value)


def test_demand_with_rows_of_different_lengths_is_refused():
    with pytest.raises(ValueError, match=r"different lengths.*\(28, 2\)"):
        checked_scenarios([[1, 2]] * 27 + [[1]], SupplyChain())


@pytest.mark.parametrize(
    "value", [-1, 0.5, float("nan"), float("inf"), -float("inf"), 1e13, "10", None, True, 1j]
)
def test_demand_that_is_no_quantity_is_refused(value):
    demand = np.zeros((28, 2)).astype(type(value))
    demand[3, 1] = value
    with pytest.raises(ValueError, match=r"demand holds .*whole numbers"):
        checked_scenarios(demand, SupplyChain())


def test_the_value_that_is_no_quantity_is_named():
    with pytest.raises(ValueError, match=r"orders holds 2\.5"):
        whole_numbers([1.0, 2.5, 3.0], "orders")


def test_whole_numbers_in_floats_are_quantities():
    assert whole_numbers(np.array([1.0, 20.0]), "orders").dtype == np.int64
