"""The one shop: its arrays told a second time, its optimum found a second way, its simulator."""

import math
from collections import Counter

import gymnasium
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from supplychain.shop import Shop, ShopEnv
from tests.support.strategies import money, steady

NAN, INFINITY = float("nan"), float("inf")

shops = st.builds(
    Shop,
    capacity=st.integers(1, 8),
    mean_demand=st.integers(0, 24).map(lambda quarters: quarters / 4),
    largest_demand=st.integers(1, 12),
    price=money,
    variable_cost=money,
    holding_cost=money,
    fixed_cost=money,
    lost_sales_cost=money,
    discount=st.sampled_from([0.0, 0.5, 0.95]),
)


def poisson(shop):
    """Return P(d) as a list, the tail lumped on the last."""
    mean, last = shop.mean_demand, shop.largest_demand
    head = [math.exp(-mean) * mean**d / math.factorial(d) for d in range(last)]
    return [*head, 1 - math.fsum(head)]


def chances(shop, x, q):
    """Return [(probability, reward, next stock)] of a day, from the text of the specification."""
    days = []
    for d, probability in enumerate(poisson(shop)):
        sold = min(x, d)
        left = x - sold
        reward = shop.price * sold - shop.holding_cost * left - shop.lost_sales_cost * (d - sold)
        reward -= shop.variable_cost * q + (shop.fixed_cost if q > 0 else 0)
        days.append((probability, reward, left + q))
    return days


def by_value_iteration(shop):
    """Return v*, and q* as a dict of dicts, by repeated Bellman backups over plain lists."""
    days = {
        x: {q: chances(shop, x, q) for q in range(shop.capacity + 1 - x)}
        for x in range(shop.capacity + 1)
    }
    values, change = dict.fromkeys(days, 0.0), 1.0
    while change > 1e-12:
        action_values = {
            x: {
                q: math.fsum(p * (reward + shop.discount * values[y]) for p, reward, y in chance)
                for q, chance in of_order.items()
            }
            for x, of_order in days.items()
        }
        new = {x: max(of_order.values()) for x, of_order in action_values.items()}
        change = max(abs(new[x] - values[x]) for x in new)
        values = new
    return values, action_values


@pytest.fixture(scope="module")
def solved():
    """Return v* and q* of the default shop."""
    return by_value_iteration(Shop())


def test_the_default_shop_is_the_one_of_the_course():
    shop = Shop()
    assert (shop.capacity, shop.mean_demand, shop.largest_demand) == (20, 4, 20)
    assert (shop.price, shop.variable_cost, shop.holding_cost) == (10, 4, 1)
    assert (shop.fixed_cost, shop.lost_sales_cost, shop.discount) == (15, 2, 0.95)


def test_the_optimum_is_the_one_of_the_course(solved):
    values, _ = solved
    assert values[0] == pytest.approx(167.607224, abs=1e-6)
    assert values[10] == pytest.approx(242.022923, abs=1e-6)
    optimum = Shop().optimum()
    assert optimum.values[[0, 10]] == pytest.approx([167.607224, 242.022923], abs=1e-6)
    assert optimum.orders.tolist() == [12, 12, 12, 12, 12, 11, 10] + [0] * 14


def test_the_optimum_is_that_of_value_iteration_in_every_state(solved):
    values, action_values = solved
    optimum = Shop().optimum()
    assert optimum.values == pytest.approx(list(values.values()), abs=1e-9)
    for x, of_order in action_values.items():
        feasible = optimum.action_values[x, : len(of_order)]
        assert feasible == pytest.approx(list(of_order.values()), abs=1e-9)
        assert (optimum.action_values[x, len(of_order) :] == -INFINITY).all()
        assert optimum.orders[x] == max(of_order, key=of_order.get)


@steady
@given(shops)
def test_arrays_are_the_chances_of_a_day(shop):
    size = shop.capacity + 1
    assert shop.P.shape == (size, size, size)
    assert shop.R.shape == (size, size)
    for x in range(size):
        for q in range(size):
            if x + q > shop.capacity:
                assert shop.R[x, q] == -INFINITY
                assert not shop.P[x, q].any()
                continue
            rewards, rows = 0.0, np.zeros(size)
            for probability, reward, y in chances(shop, x, q):
                rewards += probability * reward
                rows[y] += probability
            assert shop.R[x, q] == pytest.approx(rewards, abs=1e-9)
            assert shop.P[x, q] == pytest.approx(rows, abs=1e-12)
            assert shop.P[x, q].sum() == pytest.approx(1, abs=1e-12)
            assert (shop.P[x, q] >= 0).all()


def test_a_large_shop_has_the_arrays_of_its_days_to_the_bit():
    # Every day of every state and order, one after the other.
    shop = Shop(capacity=31, mean_demand=9.3, largest_demand=40, price=7.1, holding_cost=0.3)
    P, R = np.zeros((32, 32, 32)), np.full((32, 32), -INFINITY)
    for x in range(32):
        for q in range(32 - x):
            R[x, q] = 0.0
            for d, probability in enumerate(shop.demand_probabilities):
                reward, y = shop.day(x, q, d)
                P[x, q, y] += probability
                R[x, q] += probability * reward
    assert np.array_equal(shop.P, P)
    assert np.array_equal(shop.R, R)


@pytest.mark.parametrize("mean", [0, 0.5, 4, 120, 699.9, 700.1, 800, 5000])
def test_demand_is_poisson_for_small_and_large_means(mean):
    shop = Shop(mean_demand=mean, largest_demand=int(2 * mean) + 40)
    units = np.arange(shop.largest_demand)
    got = shop.demand_probabilities
    assert got[:-1] == pytest.approx(stats.poisson.pmf(units, mean), rel=1e-9, abs=1e-300)
    assert got.sum() == pytest.approx(1, abs=1e-10)
    assert got @ np.arange(shop.largest_demand + 1) == pytest.approx(mean, abs=1e-6)


def test_a_mean_far_above_the_largest_demand_is_all_tail():
    assert Shop(mean_demand=800).demand_probabilities == pytest.approx([0.0] * 20 + [1.0])


@steady
@given(shops)
def test_the_optimum_obeys_the_bellman_equation(shop):
    optimum = shop.optimum()
    want = shop.R + shop.discount * shop.P @ optimum.values
    assert optimum.action_values == pytest.approx(want, abs=1e-8)
    assert optimum.values == pytest.approx(want.max(axis=1), abs=1e-8)
    best = want[np.arange(shop.capacity + 1), optimum.orders]
    assert best == pytest.approx(optimum.values, abs=1e-8)


def test_a_day_by_hand():
    # 5 on the shelf, 7 customers: 5 · 10 earned, 2 · 2 lost, 12 · 4 + 15 for the order.
    assert Shop().day(on_hand=5, order=12, demand=7) == (50 - 4 - 48 - 15, 12)
    # 9 on the shelf, 4 customers, no order: 5 units are left to hold.
    assert Shop().day(on_hand=9, order=0, demand=4) == (40 - 5, 5)


def test_the_simulator_plays_a_given_demand():
    env = ShopEnv()
    assert env.reset(options={"demand": [7, 4], "on_hand": 5})[0] == 5
    assert env.step(12)[:4] == (12, -17.0, False, False)
    assert env.step(0)[:4] == (8, 40.0 - 8, False, True)
    with pytest.raises(gymnasium.error.ResetNeeded, match=r"reset\(\)"):
        env.step(0)


def test_the_simulator_agrees_with_the_arrays():
    shop, env, n = Shop(), ShopEnv(), 4000
    on_hand, order = 6, 9
    env.reset(seed=0)
    rewards, nexts = [], Counter()
    for _ in range(n):
        env.reset(options={"on_hand": on_hand})
        next_on_hand, reward, *_ = env.step(order)
        rewards.append(reward)
        nexts[next_on_hand] += 1
    error = np.std(rewards) / n**0.5
    assert np.mean(rewards) == pytest.approx(shop.R[on_hand, order], abs=4.5 * error)
    for y, probability in enumerate(shop.P[on_hand, order]):
        bound = 4.5 * (probability * (1 - probability) / n) ** 0.5
        assert nexts[y] / n == pytest.approx(probability, abs=bound + 1e-12)


def test_playing_the_optimum_earns_its_value():
    shop, env, days = Shop(), ShopEnv(), 100
    values, _, orders = shop.optimum()
    env.reset(seed=1)
    earned = []
    for _ in range(400):
        on_hand, total = env.reset()[0], 0.0
        for day in range(days):
            on_hand, reward, *_ = env.step(orders[on_hand])
            total += shop.discount**day * reward
        earned.append(total + shop.discount**days * values[on_hand])
    assert np.mean(earned) == pytest.approx(values[0], abs=4.5 * np.std(earned) / 20)


def test_the_same_seed_gives_the_same_days_and_another_does_not():
    def days(seed):
        env = ShopEnv()
        env.reset(seed=seed)
        return [env.step(0 if env._on_hand else 5)[:2] for _ in range(1500)]

    assert days(2) == days(2)
    assert days(2) != days(3)


def test_the_mask_marks_the_orders_that_fit_on_the_shelf():
    env = ShopEnv()
    on_hand, info = env.reset(options={"on_hand": 17})
    assert on_hand == 17
    assert info["action_mask"].tolist() == [1, 1, 1, 1] + [0] * 17
    assert env.action_space.sample(info["action_mask"]) <= 3


@pytest.mark.parametrize("order", [4, -1, 1.5, NAN, INFINITY, "3", None, [1, 2]])
def test_an_order_that_does_not_fit_is_refused_with_what_does(order):
    env = ShopEnv()
    env.reset(options={"on_hand": 17})
    with pytest.raises(ValueError, match="whole number from 0 to 3"):
        env.step(order)
    assert env.step(3)[0] <= 20


def test_a_step_needs_a_reset():
    with pytest.raises(gymnasium.error.ResetNeeded, match=r"reset\(\)"):
        ShopEnv().step(0)


@pytest.mark.parametrize(
    "options",
    [{"on_hand": 21}, {"on_hand": -1}, {"on_hand": 2.5}, {"on_hand": "3"}, {"on_hand": None},
     {"demand": []}, {"demand": [[1, 2]]}, {"demand": [-1]}, {"demand": [0.5]},
     {"demand": [NAN]}, {"demand": "abc"}, {"demnad": [1]}],
    ids=repr,
)  # fmt: skip
def test_options_that_make_no_sense_are_refused(options):
    with pytest.raises(ValueError, match=r"(demand|on_hand|demnad).*give"):
        ShopEnv().reset(options=options)


@pytest.mark.parametrize(
    ("name", "value"),
    [("capacity", 0), ("capacity", 2.5), ("capacity", "20"), ("largest_demand", 0),
     ("mean_demand", -1), ("mean_demand", NAN), ("price", -1), ("variable_cost", INFINITY),
     ("holding_cost", None), ("fixed_cost", True), ("lost_sales_cost", "2"),
     ("discount", 1), ("discount", 1.5), ("discount", -0.1), ("discount", NAN)],
)  # fmt: skip
def test_parameters_that_make_no_sense_are_refused(name, value):
    with pytest.raises(ValueError, match=rf"Shop\.{name} is .* must be"):
        Shop(**{name: value})
