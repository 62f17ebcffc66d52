"""The tabular environment: indices of states and actions, levels of positions."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from supplychain import (
    DistributionCentre,
    Retailer,
    SupplyChain,
    TabularEnv,
)
from tests.support.strategies import chain_of, steady


@pytest.mark.parametrize("n_retailers", [1, 2, 3])
def test_every_index_survives_decoding_and_encoding(n_retailers):
    env = TabularEnv(chain_of(n_retailers))
    states, actions = range(env.observation_space.n), range(env.action_space.n)
    assert [env.encode_state(env.decode_state(state)) for state in states] == list(states)
    assert [env.encode_action(env.decode_action(action)) for action in actions] == list(actions)
    assert len({env.decode_state(state) for state in states}) == len(states)
    assert len({env.orders(action) for action in actions}) == len(actions)


def test_the_first_stage_is_the_most_significant_digit():
    env = TabularEnv()
    for state in range(64):
        assert env.decode_state(state) == (state // 16, state // 4 % 4, state % 4)
    for action in range(27):
        k1, k2, k3 = env.decode_action(action)
        assert 9 * k1 + 3 * k2 + k3 == action
        assert env.orders(action) == (10 * k1, 10 * k2, 50 * k3)


def test_every_index_of_a_large_network_has_its_orders():
    env = TabularEnv(chain_of(5, 5))  # 3**12 actions are too many to list
    digits = (1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 1)
    levels = [env.chain.stages[i].order_levels[digit] for i, digit in enumerate(digits)]
    assert env.orders(env.encode_action(digits)) == tuple(levels)


def test_an_order_level_may_be_chosen_per_stage():
    dc = DistributionCentre(
        order_levels=(0, 70, 90), retailers=[Retailer(order_levels=(1, 3, 8)), Retailer()]
    )
    assert TabularEnv(SupplyChain(dcs=[dc])).orders(2 * 9 + 0 * 3 + 1) == (8, 0, 70)


def test_the_table_sees_positions_as_their_nearest_levels():
    env = TabularEnv()
    assert env.reset(seed=0)[0] == env.observe([25, 25, 100]) == 1 * 16 + 1 * 4 + 2
    assert env.observe([12, 13, 24]) == 0 * 16 + 1 * 4 + 0
    assert env.observe([-500, 500, -1]) == 0 * 16 + 3 * 4 + 0
    assert env.observe(np.array([75.0, 0.0, 150.0])) == 3 * 16 + 0 * 4 + 3


@steady
@given(st.lists(st.integers(-400, 400), min_size=3, max_size=3))
@example([25, 37, 75])
def test_the_same_positions_are_always_seen_the_same(positions):
    assert TabularEnv().observe(positions) == TabularEnv().observe(tuple(positions))
