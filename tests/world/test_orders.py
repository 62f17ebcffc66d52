"""A policy is one thing in every engine: whole orders, or refused in the same words."""

import numpy as np
import pytest

from supplychain import SupplyChain, batch, evaluate, play_episode, poisson_scenarios, policies
from supplychain.policies import RulePolicy

SCENARIOS = poisson_scenarios(SupplyChain(), 30, seed=0)
needs_numba = pytest.mark.skipif(
    not batch.has_numba(), reason="Numba is not installed: pip install 'supplychain[fast]'"
)


def by_rule(rule):
    return RulePolicy("mine", rule, ([30, 30, 90], []), 3)


def half(day, position, settings, orders):
    for i in range(len(orders)):
        orders[i] = max(0, settings[0][i] - position[i]) / 2


def wrong(day, position, settings, orders):
    """Go wrong in the way that the settings name: all are one rule, which is compiled once."""
    way = settings[1][0]
    if way == 0:
        for i in range(len(orders)):
            orders[i] = max(0, settings[0][i] - position[i]) / 2
    elif way == 1:
        for i in range(len(orders)):
            orders[i] = settings[0][i] - position[i]
    elif way == 2:
        orders[2] = 2_000_000_000_000 if day == 9 else 3
    elif way == 3:
        orders[1] = float("nan")
    elif way == 4:
        orders[0] = float("inf")
    elif way == 5:
        orders[0] = 10 // (day - 3)
    elif way == 6:
        if day == 20:
            raise KeyError("on day 20")
    else:
        orders[0] = -1 if position[0] < settings[0][0] - 5 else 0


WAYS = ("half", "signed", "huge on day 9", "undefined", "endless", "divides by zero",
        "raises late", "wrong once a shelf is low")  # fmt: skip
SAID = dict(zip(WAYS, ("2.5", "-10", "2000000000000", "nan", "inf", "-4", "on day 20")))


def in_a_wrong_way(way):
    return RulePolicy("mine", wrong, ([30, 30, 90], [WAYS.index(way)]), 3)


def said_by(play):
    with pytest.raises((ValueError, ZeroDivisionError, KeyError)) as refused:
        play()
    return type(refused.value), str(refused.value)


@needs_numba
@pytest.mark.parametrize("way", SAID)
def test_every_engine_refuses_the_same_in_the_same_words(way):
    policy, scenarios = in_a_wrong_way(way), SCENARIOS[:3]
    kind, words = said_by(lambda: evaluate(policy, scenarios, engine="interpreted"))
    assert SAID[way] in words
    assert said_by(lambda: evaluate(policy, scenarios, engine="compiled")) == (kind, words)
    assert said_by(lambda: play_episode(policy, scenarios[0])) == (kind, words)
    if kind is ValueError:
        assert "give whole numbers from 0 to 10**12" in words


def test_a_function_is_refused_in_these_words_too():
    def policy(positions, day):
        return np.maximum(0, 30 - positions) / 2

    _, words = said_by(lambda: evaluate(by_rule(half), SCENARIOS, engine="interpreted"))
    for play in (lambda: evaluate(policy, SCENARIOS), lambda: play_episode(policy, SCENARIOS[0])):
        assert said_by(play) == (ValueError, words)


@needs_numba
def test_a_wrong_order_in_a_late_episode_is_found():
    # Only the last of these episodes has a day on which 60 are sold.
    demand = np.zeros((40, 28, 2), int)
    demand[39, 20] = 60
    policy = in_a_wrong_way("wrong once a shelf is low")
    kind, words = said_by(lambda: batch.play(policy, demand, engine="interpreted"))
    assert said_by(lambda: batch.play(policy, demand, engine="compiled")) == (kind, words)
    assert "-1" in words


@pytest.mark.parametrize("engine", ["interpreted", pytest.param("compiled", marks=needs_numba)])
def test_whole_numbers_written_as_floats_are_orders(engine):
    def up_to(day, position, settings, orders):
        for i in range(len(orders)):
            orders[i] = float(max(0, settings[0][i] - position[i]))

    played = batch.play(by_rule(up_to), SCENARIOS, engine=engine)
    want = batch.play(policies.base_stock([30, 30, 90]), SCENARIOS)
    for one, other in zip(played, want, strict=True):
        assert np.array_equal(one, other) and one.dtype == other.dtype


@pytest.mark.parametrize("engine", ["interpreted", pytest.param("compiled", marks=needs_numba)])
def test_what_a_rule_leaves_out_is_not_ordered(engine):
    def on_mondays(day, position, settings, orders):
        if day % 7 == 0:
            for i in range(len(orders)):
                orders[i] = 40

    policy = by_rule(on_mondays)
    played = batch.play(policy, SCENARIOS, engine=engine)
    want = batch.play(lambda positions, day: policy(positions, day), SCENARIOS, engine=engine)
    assert np.array_equal(played.ledgers, want.ledgers)
    assert play_episode(policy, SCENARIOS[0])["orders"].sum(axis=1).tolist() == [120, *[0] * 6] * 4


@pytest.mark.parametrize("engine", ["interpreted", pytest.param("compiled", marks=needs_numba)])
def test_an_order_that_a_backlog_lifts_above_what_is_allowed_is_refused(engine):
    # Each retailer is owed nearly 10**12, which the DC adds to the 10**12 that it wants itself.
    policy = policies.base_stock([10**12] * 3)
    words = r"holds 29999\d+ for DC: give whole numbers from 0 to 10\*\*12"
    with pytest.raises(ValueError, match=words):
        batch.play(policy, SCENARIOS[:2], engine=engine)
    assert said_by(lambda: play_episode(policy, SCENARIOS[0]))[0] is ValueError


def test_auto_interprets_a_rule_that_numba_does_not_understand(monkeypatch):
    def by_eval(day, position, settings, orders):
        orders[0] = eval("7")

    monkeypatch.setattr(batch, "WORTH_LOADING", 1)
    monkeypatch.setattr(batch, "WORTH_COMPILING", 1)
    want = batch.play(policies.constant([7, 0, 0]), SCENARIOS)
    assert np.array_equal(batch.play(by_rule(by_eval), SCENARIOS).ledgers, want.ledgers)


@pytest.mark.parametrize(
    "settings",
    [([1.5], []), ([1], [2], [3]), ([1],), (["1"], []), ([True], []), ([[1]], []), ([10**30], [])],
    ids=repr,
)
def test_settings_that_a_compiled_loop_could_not_read_are_refused(settings):
    with pytest.raises(ValueError, match="give two sequences of whole numbers"):
        RulePolicy("mine", half, settings, 3)
