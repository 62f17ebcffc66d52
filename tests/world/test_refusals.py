"""What refusals quote: enough to find the fault, never a whole object."""

import numpy as np
import pytest

import supplychain
from supplychain import (
    ScenarioSet,
    Shop,
    ShopEnv,
    SupplyChain,
    SupplyChainEnv,
    TabularEnv,
    evaluate,
    play_episode,
    poisson_scenarios,
    policies,
)
from supplychain.refusals import shown

LONG = [[7] * 50] * 5000
ITSELF = []
ITSELF.append(ITSELF)
DEMAND = poisson_scenarios(None, 4, seed=0)


@pytest.mark.parametrize(
    "value",
    [LONG, tuple(LONG), dict(enumerate(LONG)), np.zeros((300, 300)), "x" * 10**6, 10**5000,
     ITSELF, [[[[[[1]]]]]], SupplyChain(), [SupplyChain()] * 20, {"chain": SupplyChain()},
     evaluate, SupplyChain, object()],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_whatever_is_shown_is_short_and_of_one_line(value):
    text = shown(value)
    assert len(text) <= 110 and "\n" not in text
    assert "0x" not in text  # an address tells nobody anything


def refused(call):
    """Return the message with which a call is refused."""
    with pytest.raises((ValueError, TypeError)) as refusal:
        call()
    return str(refusal.value)


def constant(chain=None):
    return policies.constant([10, 10, 20])


BAD_CALLS = {
    "chain": lambda bad: SupplyChainEnv(bad),
    "shop": lambda bad: ShopEnv(bad),
    "policy": lambda bad: evaluate(bad, DEMAND),
    "n": lambda bad: poisson_scenarios(None, bad, seed=0),
    "orders": lambda bad: running(SupplyChainEnv).step(bad),
    "order": lambda bad: running(ShopEnv).step(bad),
    "levels": lambda bad: TabularEnv().encode_state(bad),
    "index": lambda bad: TabularEnv().decode_state(bad),
    "positions": lambda bad: TabularEnv().observe(bad),
    "reorder_points": lambda bad: policies.s_S(bad, [1, 2, 3]),
    "Retailer.price": lambda bad: supplychain.Retailer(price=bad),
    "Shop.capacity": lambda bad: Shop(capacity=bad),
    "SupplyChain.dcs": lambda bad: SupplyChain(dcs=bad),
    "Retailer.order_levels": lambda bad: supplychain.Retailer(order_levels=bad),
    "render_mode": lambda bad: SupplyChainEnv(render_mode=bad),
    "other": lambda bad: evaluate(constant(), DEMAND).compare(bad),
    "engine": lambda bad: supplychain.batch.play(constant(), DEMAND, engine=bad),
}


def running(kind):
    env = kind()
    env.reset(seed=0)
    return env


@pytest.mark.parametrize("bad", [LONG, {"a": SupplyChain()}, [SupplyChain()] * 50], ids=type)
@pytest.mark.parametrize("field", BAD_CALLS)
def test_a_refusal_names_the_field_and_is_short_enough_to_read(field, bad):
    message = refused(lambda: BAD_CALLS[field](bad))
    assert field in message
    assert len(message) < 330 and "\n" not in message


@pytest.mark.parametrize(
    "orders",
    [[10, 10], [[10, 10, 50]], [10, -1, 50], [10, 10.5, 50], [10, float("nan"), 50],
     [10, 10, 10**13], [True, 10, 50], ["10", "10", "50"], "abc", None, [[1], [1, 2], 3]],
    ids=repr,
)  # fmt: skip
def test_step_evaluate_and_play_episode_say_the_same_of_the_same_orders(orders):
    def policy(positions, day):
        return [orders] * len(positions)

    said = refused(lambda: running(SupplyChainEnv).step(orders))
    played = refused(lambda: play_episode(policy, DEMAND[0]))
    evaluated = refused(lambda: evaluate(policy, DEMAND[:1]))
    assert played == evaluated
    if "holds" in said:
        assert said == played
    else:  # a policy is asked for the rows of all episodes
        advice = "whole numbers >= 0"
        assert advice in said and advice in played and "Retailer 1, Retailer 2, DC" in played


def test_the_stage_of_a_wrong_order_is_named():
    assert refused(lambda: running(SupplyChainEnv).step([10, -1, 50])) == (
        "orders holds -1 for Retailer 2: give whole numbers from 0 to 10**12"
    )


def test_the_place_of_a_wrong_demand_is_named():
    demand = DEMAND.astype(float)
    demand[2, 5, 1] = 0.5
    for use in (lambda: evaluate(constant(), demand), lambda: ScenarioSet(demand)):
        assert refused(use).startswith("demand holds 0.5 at [2, 5, 1]: give whole numbers")


@pytest.mark.parametrize("play", [evaluate, play_episode])
def test_swapped_arguments_are_recognised(play):
    demand = DEMAND if play is evaluate else DEMAND[0]
    message = refused(lambda: play(demand, constant()))
    assert "swap them" in message and f"{play.__name__}(policy, " in message
    message = refused(lambda: play(constant(), SupplyChain(), demand))
    assert "swap them" in message and ", chain)" in message


@pytest.mark.parametrize("play", [evaluate, play_episode])
def test_what_is_no_policy_is_refused_alike(play):
    message = refused(lambda: play(3, DEMAND[0]))
    assert message == "policy is 3: give a function policy(positions, day)"
    wrong = policies.constant([1, 2])
    assert "orders for 2 stages, but the chain has 3" in refused(lambda: play(wrong, DEMAND[0]))
