"""No public object hands out its own insides: what it returned can be spoilt without harm to it."""

import copy
from inspect import signature

import numpy as np
import pytest

import supplychain
from supplychain import (
    Evaluation,
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

SCENARIOS = poisson_scenarios(None, 3, seed=0)


def spoil(thing):
    """Overwrite whatever can be written in a value and the values that it holds."""
    if isinstance(thing, np.ndarray):
        if thing.flags.writeable:
            thing[...] = 1 if thing.dtype == bool else 77
    elif isinstance(thing, dict):
        for part in thing.values():
            spoil(part)
        thing["spoilt"] = True
    elif isinstance(thing, list):
        for part in thing:
            spoil(part)
        thing.append("spoilt")
    elif isinstance(thing, tuple):
        for part in thing:
            spoil(part)


def of_env(env):
    """Yield what an environment hands out in two episodes."""
    yield env.reset(seed=0)
    env.action_space.seed(0)
    for _ in range(2):
        for _ in range(5):
            yield env.step(env.action_space.sample(getattr(env, "_mask", lambda: None)()))
            for name in ("positions", "action_masks"):
                part = getattr(env, name, None)
                yield part() if callable(part) else part
            yield env.render()
        yield env.reset()


def of_object(thing):
    """Yield every public attribute, and what public methods without arguments return."""
    for name in dir(thing):
        if not name.startswith("_"):
            part = getattr(thing, name)
            if not callable(part):
                yield part
            elif all(p.default is not p.empty for p in signature(part).parameters.values()):
                yield part()


def shop_env():
    env = ShopEnv(render_mode="ansi")
    env._mask = lambda: env.action_masks().astype(np.int8)
    return env


def of_evaluation(result):
    yield from of_object(result)
    yield result.compare(result)


# name → (how to make one, what it hands out)
OBJECTS = {
    "SupplyChainEnv": (lambda: SupplyChainEnv(render_mode="ansi"), of_env),
    "TabularEnv": (lambda: TabularEnv(render_mode="ansi"), of_env),
    "ShopEnv": (shop_env, of_env),
    "Shop": (Shop, of_object),
    "SupplyChain": (SupplyChain, of_object),
    "DistributionCentre": (supplychain.DistributionCentre, of_object),
    "Retailer": (supplychain.Retailer, of_object),
    "ScenarioSet": (
        lambda: ScenarioSet(SCENARIOS),
        lambda kind: (kind(None, 2, seed) for seed in range(4)),
    ),
    "Evaluation": (lambda: evaluate(policies.constant([10, 10, 20]), SCENARIOS), of_evaluation),
    **{
        f"policy {name}": (make, lambda policy: (policy(np.full((2, 3), 20), d) for d in (0, 1, 0)))
        for name, make in {
            "constant": lambda: policies.constant([10, 10, 20]),
            "base-stock": lambda: policies.base_stock([30, 30, 90]),
            "(s, S)": lambda: policies.s_S([26, 26, 47], [38, 38, 106]),
            "greedy": lambda: policies.greedy(np.eye(64, 27)),
            "random": lambda: policies.random(seed=4),
        }.items()
    },
}


def test_every_public_class_is_walked():
    classes = {name for name in supplychain.__all__ if isinstance(getattr(supplychain, name), type)}
    assert classes == {name for name in OBJECTS if not name.startswith("policy")}


@pytest.mark.parametrize("name", OBJECTS)
def test_what_is_handed_out_can_be_spoilt_without_harm(name):
    make, hands_out = OBJECTS[name]
    want = [copy.deepcopy(part) for part in hands_out(make())]
    thing = make()
    for again in range(2):
        for k, part in enumerate(hands_out(thing)):
            np.testing.assert_equal(part, want[k], err_msg=f"part {k}, walk {again}")
            spoil(part)


@pytest.mark.parametrize(
    "keep",
    [
        lambda given: ScenarioSet(given),
        lambda given: SupplyChainEnv(demand=given),
        lambda given: evaluate(policies.constant([1, 1, 1]), given),
    ],
    ids=["set", "environment", "evaluation"],
)
def test_what_is_given_can_be_spoilt_afterwards(keep):
    given = SCENARIOS.copy()
    thing, twin = keep(given), keep(SCENARIOS.copy())
    spoil(given)
    if isinstance(thing, Evaluation):
        assert thing.compare(twin).mean == 0
    elif isinstance(thing, ScenarioSet):
        assert np.array_equal(thing(None, 3, 0), twin(None, 3, 0))
    else:
        thing.reset(seed=0), twin.reset(seed=0)
        assert thing.step([9, 9, 9])[1] == twin.step([9, 9, 9])[1]


def test_a_history_is_the_callers_own():
    first = play_episode(policies.constant([10, 10, 20]), SCENARIOS[0])
    want = copy.deepcopy(first)
    spoil(first)
    again = play_episode(policies.constant([10, 10, 20]), SCENARIOS[0])
    np.testing.assert_equal(again, want)


@pytest.mark.parametrize("name", ["P", "R", "feasible", "demand_probabilities"])
def test_the_arrays_of_a_shop_refuse_to_be_written(name):
    array = getattr(Shop(), name)
    with pytest.raises(ValueError, match="read-only"):
        array[0] = 0
