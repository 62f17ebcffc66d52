"""Ordering policies: what they order, at every stage, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supplychain import SupplyChain, SupplyChainEnv, TabularEnv, policies
from tests.support.strategies import chain_of, steady

NAN, INFINITY = float("nan"), float("inf")
BASELINES = {
    "random": policies.random(),
    "constant": policies.constant([10, 10, 20]),
    "base-stock": policies.base_stock([30, 30, 90]),
    "(s, S)": policies.s_S([26, 26, 47], [38, 38, 106]),
    "greedy": policies.greedy(np.random.default_rng(0).normal(size=(64, 27))),
}


def orders_of_an_episode(policy):
    """Return what the policy orders in one episode of the default chain, (28, 3)."""
    env = SupplyChainEnv()
    observation, _ = env.reset(seed=0)
    orders = []
    for day in range(28):
        orders.append(policy(observation[np.newaxis], day)[0])
        observation = env.step(orders[-1])[0]
    return np.array(orders)


@pytest.mark.parametrize("name", BASELINES)
def test_every_baseline_orders_at_every_stage(name):
    orders = orders_of_an_episode(BASELINES[name])
    assert (orders.max(axis=0) > 0).all()
    assert (orders >= 0).all()


@pytest.mark.parametrize("name", BASELINES)
def test_a_policy_answers_one_row_of_whole_orders_per_episode(name):
    orders = BASELINES[name](np.array([[25, 25, 100], [0, 80, -30]]), 3)
    assert orders.shape == (2, 3)
    assert orders.dtype.kind == "i"


@pytest.mark.parametrize("name", BASELINES)
def test_a_policy_leaves_the_positions_as_they_were(name):
    positions = np.array([[25, 25, 100], [0, 80, -30]])
    BASELINES[name](positions, 0)
    assert positions.tolist() == [[25, 25, 100], [0, 80, -30]]


def test_constant_orders_are_constant_and_copied():
    orders = [10, 20, 50]
    policy = policies.constant(orders)
    orders[0] = 0
    for day in (0, 27):
        assert policy(np.array([[0, 99, -5]]), day).tolist() == [[10, 20, 50]]


@steady
@given(position=st.lists(st.integers(-200, 200), min_size=3, max_size=3))
def test_base_stock_lifts_a_position_to_its_level_and_never_above(position):
    levels = np.array([30, 30, 90])
    (orders,) = policies.base_stock(levels)([position], 0)
    assert (position + orders == np.maximum(position, levels)).all()


@steady
@given(position=st.lists(st.integers(-200, 200), min_size=3, max_size=3))
def test_s_S_orders_up_to_S_at_or_below_s_and_else_nothing(position):
    s, S = [26, 20, 47], [38, 45, 106]
    (orders,) = policies.s_S(s, S)([position], 0)
    for i in range(3):
        assert orders[i] == (S[i] - position[i] if position[i] <= s[i] else 0)


def test_s_S_orders_at_the_reorder_point_and_not_above_it():
    policy = policies.s_S([26, 26, 47], [38, 38, 106])
    assert policy([[26, 27, 47]], 0).tolist() == [[12, 0, 59]]


def test_a_negative_reorder_point_waits_for_a_backlog():
    policy = policies.s_S([0, 0, -10], [5, 5, 0])
    assert policy([[1, 1, -9]], 0).tolist() == [[0, 0, 0]]
    assert policy([[1, 1, -10]], 0).tolist() == [[0, 0, 10]]


def test_greedy_takes_the_best_action_of_the_state_that_the_table_sees():
    env, q_table = TabularEnv(), np.random.default_rng(1).normal(size=(64, 27))
    policy = policies.greedy(q_table)
    positions = np.random.default_rng(2).integers(-40, [120, 120, 200], size=(2000, 3))
    seen = [env.observe(position) for position in positions]
    assert len(set(seen)) == 64
    want = [env.orders(q_table[state].argmax()) for state in seen]
    assert policy(positions, 0).tolist() == list(map(list, want))


def test_greedy_takes_the_lowest_index_among_equals():
    q_table = np.zeros((64, 27))
    assert policies.greedy(q_table)([[25, 25, 100]], 0).tolist() == [[0, 0, 0]]
    q_table[:, [5, 7, 26]] = 1
    assert policies.greedy(q_table)([[25, 25, 100]], 0).tolist() == [[0, 10, 100]]


def test_greedy_keeps_its_own_copy_of_the_table():
    q_table = np.zeros((64, 27))
    policy = policies.greedy(q_table)
    q_table[:, 26] = 1
    assert policy([[25, 25, 100]], 0).tolist() == [[0, 0, 0]]


def test_greedy_reads_a_table_of_another_chain():
    chain = chain_of(1, mean_demand=4, capacity=30)
    q_table = np.zeros((16, 9))
    q_table[:, 5] = 1  # action 5 = 1 · 3 + 2
    assert policies.greedy(q_table, chain)([[10, 20]], 0).tolist() == [[4, 20]]
    with pytest.raises(ValueError, match=r"\(64, 27\)"):
        policies.greedy(q_table)


def test_random_draws_each_order_level_equally_often_at_every_stage():
    orders = policies.random(seed=3)(np.zeros((9000, 3), int), 0)
    for stage, levels in enumerate([(0, 10, 20), (0, 10, 20), (0, 50, 100)]):
        for level in levels:
            # 4.5 standard deviations of a binomial share
            assert (orders[:, stage] == level).mean() == pytest.approx(1 / 3, abs=0.023)
    assert abs(np.corrcoef(orders.T) - np.eye(3)).max() < 0.05


def test_random_orders_depend_on_the_seed_and_the_day():
    positions = np.zeros((50, 3), int)
    first = policies.random(seed=4)(positions, 0)
    assert np.array_equal(first, policies.random(seed=4)(positions, 0))
    assert not np.array_equal(first, policies.random(seed=5)(positions, 0))
    assert not np.array_equal(first, policies.random(seed=4)(positions, 1))


BAD_QUANTITIES = [[], 10, None, "abc", [1, -1, 2], [1, 2.5, 3], [1, NAN, 3], [1, INFINITY, 3],
                  [[1, 2, 3]], [True, False, True], ["1", "2", "3"]]  # fmt: skip


@pytest.mark.parametrize("quantities", BAD_QUANTITIES, ids=repr)
@pytest.mark.parametrize(
    ("make", "name"), [(policies.constant, "orders"), (policies.base_stock, "levels")]
)
def test_quantities_that_make_no_sense_are_refused(make, name, quantities):
    with pytest.raises(ValueError, match=rf"{name} .*give .*whole number"):
        make(quantities)


@pytest.mark.parametrize(
    ("points", "levels"),
    [([26, 26], [38, 38, 106]), ([26, 26, 47], [38, 38]), ([38, 26, 47], [38, 38, 106]),
     ([26, 26, NAN], [38, 38, 106]), ([26, 26, 47], [38, 38, NAN]), ([26, 26, 47], [38.5, 38, 106]),
     (26, [38, 38, 106]), (None, [38, 38, 106]), ([26, 26, 47], None),
     (["26", "26", "47"], [38, 38, 106]), ([26, 26, -INFINITY], [38, 38, 106])],
)  # fmt: skip
def test_reorder_points_that_make_no_sense_are_refused(points, levels):
    with pytest.raises(ValueError, match=r"(reorder_points|order_up_to_levels) .*give"):
        policies.s_S(points, levels)


BAD_TABLES = {
    "transposed": np.zeros((27, 64)),
    "flat": np.zeros(64 * 27),
    "too few states": np.zeros((63, 27)),
    "empty": [],
    "nothing": None,
    "text": np.full((64, 27), "0"),
    "objects": np.full((64, 27), None),
    "complex": np.zeros((64, 27), complex),
    "one nan": np.where(np.arange(64 * 27).reshape(64, 27) == 99, NAN, 0.0),
    "infinite": np.full((64, 27), INFINITY),
}


@pytest.mark.parametrize("q_table", BAD_TABLES.values(), ids=BAD_TABLES)
def test_a_q_table_that_makes_no_sense_is_refused(q_table):
    with pytest.raises(ValueError, match=r"q_table (has shape|holds) .*give"):
        policies.greedy(q_table)


@pytest.mark.parametrize("positions", [[25, 25, 100], [[25, 25]], [[25, 25, 100, 0]], 5])
def test_positions_of_a_wrong_shape_are_refused(positions):
    with pytest.raises(ValueError, match=r"positions has shape .*give \(n, 3\)"):
        policies.constant([10, 10, 50])(positions, 0)


def test_a_policy_of_another_chain_is_told_from_its_own():
    policy = policies.greedy(np.zeros((64, 27)))
    policy.check_fits(SupplyChain())
    with pytest.raises(ValueError, match="other capacities or order levels"):
        policy.check_fits(chain_of(2, capacity=76))
    with pytest.raises(ValueError, match="3 stages, but the chain has 2"):
        policy.check_fits(chain_of(1))
