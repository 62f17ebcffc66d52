"""What the environments refuse: each bad input is named, with what to give instead."""

import gymnasium
import numpy as np
import pytest

from supplychain import (
    DistributionCentre,
    SupplyChain,
    SupplyChainEnv,
    TabularEnv,
)
from tests.support.strategies import WEEKDAYS, chain_of

NAN, INFINITY = float("nan"), float("inf")


def running(env_class, chain=None):
    """Return an environment after its reset."""
    env = env_class(chain)
    env.reset(seed=0)
    return env


BAD_ORDERS = {
    "too few": [10, 10],
    "too many": [10, 10, 50, 0],
    "one number": 10,
    "nothing": None,
    "nested": [[10, 10, 50]],
    "ragged": [[10], [10, 50], 3],
    "text": "abc",
    "negative": [10, -1, 50],
    "fractional": [10, 10.5, 50],
    "nan": [10, NAN, 50],
    "infinite": [10, INFINITY, 50],
    "huge": [10, 10, 10**13],
    "beyond 64 bits": [10, 10, 10**30],
    "bool": [True, True, True],
    "one bool": [True, 10, 50],
    "bool array": np.array([True, False, True]),
    "numerals": ["10", "10", "50"],
    "objects": [None, 10, 50],
    "negative array": np.array([10, -1, 50]),
    "nan array": np.array([10, NAN, 50]),
    "dict": {"DC": 10},
}


@pytest.mark.parametrize("orders", BAD_ORDERS.values(), ids=BAD_ORDERS)
def test_orders_that_make_no_sense_are_refused_and_the_day_does_not_pass(orders):
    env = running(SupplyChainEnv)
    with pytest.raises(ValueError, match=r"orders .*whole numbers"):
        env.step(orders)
    assert env.step([9, 9, 99])[4] == running(SupplyChainEnv).step([9, 9, 99])[4]


def test_orders_of_a_wrong_length_name_the_stages():
    with pytest.raises(ValueError, match=r"3 whole numbers.*Retailer 1, Retailer 2, DC"):
        running(SupplyChainEnv).step([10, 10])


@pytest.mark.parametrize("action", [-1, 27, 13.0, 13.5, NAN, "13", None, [1, 1, 1], (0,)])
def test_an_action_that_is_no_index_is_refused(action):
    with pytest.raises(ValueError, match="from 0 to 26") as refusal:
        running(TabularEnv).step(action)
    assert repr(action) in str(refusal.value)


@pytest.mark.parametrize("kind", [SupplyChainEnv, TabularEnv])
def test_a_step_needs_a_running_episode(kind):
    env = kind(SupplyChain(horizon=1))
    action = 0 if kind is TabularEnv else [0, 0, 0]
    with pytest.raises(gymnasium.error.ResetNeeded, match=r"reset\(\)"):
        env.step(action)
    env.reset(seed=0)
    env.step(action)
    with pytest.raises(gymnasium.error.ResetNeeded, match=r"reset\(\)"):
        env.step(action)
    env.reset()
    env.step(action)


@pytest.mark.parametrize(
    "demand",
    [np.zeros((27, 2)), np.zeros((28, 3)), np.zeros((1, 28, 2)), np.full((28, 2), -1),
     np.full((28, 2), 0.5), np.full((28, 2), NAN), [[1, 2]] * 27 + [[1]], "demand", 10],
    ids=["short", "wide", "set", "negative", "fractional", "nan", "ragged", "text", "number"],
)  # fmt: skip
@pytest.mark.parametrize("kind", [SupplyChainEnv, TabularEnv])
def test_a_demand_that_does_not_fit_is_refused(kind, demand):
    with pytest.raises(ValueError, match=r"demand.* give"):
        kind().reset(options={"demand": demand})


def test_an_unknown_option_of_reset_is_refused():
    with pytest.raises(ValueError, match=r"demnad.*'demand'"):
        SupplyChainEnv().reset(options={"demnad": np.zeros((28, 2))})


@pytest.mark.parametrize("chain", ["chain", 3, DistributionCentre(), SupplyChain])
@pytest.mark.parametrize("kind", [SupplyChainEnv, TabularEnv])
def test_a_chain_that_is_none_is_refused(kind, chain):
    with pytest.raises(TypeError, match="SupplyChain"):
        kind(chain)


@pytest.mark.parametrize("levels", [(0, 0), (0, 0, 0, 0), (0, 4, 0), (-1, 0, 0), (0.5, 0, 0), None])
def test_levels_that_are_none_are_refused(levels):
    with pytest.raises(ValueError, match="3 whole numbers from 0 to 3"):
        TabularEnv().encode_state(levels)
    with pytest.raises(ValueError, match="3 whole numbers from 0 to 2"):
        TabularEnv().encode_action((0, 3, 0))


@pytest.mark.parametrize("index", [-1, 64, 1.0, NAN, "3", None, (1,)])
def test_an_index_that_is_none_is_refused(index):
    with pytest.raises(ValueError, match="from 0 to 63"):
        TabularEnv().decode_state(index)


@pytest.mark.parametrize("positions", [[1, 2], [1, 2, 3, 4], 5, [1.5, 2, 3], [NAN, 2, 3], "abc"])
def test_positions_that_make_no_sense_are_refused(positions):
    with pytest.raises(ValueError, match=r"positions .* give"):
        TabularEnv().observe(positions)


def test_a_table_refuses_a_weekday_pattern():
    with pytest.raises(ValueError, match=r"weekday.*SupplyChainEnv"):
        TabularEnv(chain_of(2, mean_demand=WEEKDAYS))
