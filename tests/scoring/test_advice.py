"""Why the money was lost: what is said is what play shows."""

import re

import numpy as np
import pytest

from autograde.scoring import advice
from supplychain import SupplyChain, batch, poisson_scenarios
from supplychain.dynamics import LEDGER_LINES
from supplychain.policies import greedy

CHAIN = SupplyChain()
DEMAND = poisson_scenarios(CHAIN, 40, seed=8)
SENSIBLE = 13  # both retailers order 10 and the DC 50


def constant_table(action):
    table = np.zeros((64, 27))
    table[:, action] = 1.0
    return table


def sensible_table():
    """The retailers order their demand, the DC orders 50 where it is at most a third full."""
    table = constant_table(12)
    low = np.arange(64) % 4 <= 1
    table[low] = np.eye(27)[SENSIBLE]
    return table


def profit(table, demand=DEMAND):
    return batch.play(greedy(table, CHAIN), demand, CHAIN).ledgers[:, -1].mean()


def test_days_in_states_are_those_of_the_environment():
    from supplychain import TabularEnv

    env, met = TabularEnv(CHAIN), np.zeros(64)
    for demand in DEMAND:
        state, terminated = env.reset(options={"demand": demand})[0], False
        while not terminated:
            met[state] += 1
            state, _, terminated, _, _ = env.step(SENSIBLE)
    days = advice.days_in_states(greedy(constant_table(SENSIBLE), CHAIN), CHAIN, DEMAND)
    assert days == pytest.approx(met / met.sum())


def test_a_broken_state_is_found_and_worth_what_mending_it_brings():
    good = sensible_table()
    days = advice.days_in_states(greedy(good, CHAIN), CHAIN, DEMAND)
    broken = good.copy()
    state = int(days.argmax())
    broken[state] = np.eye(27)[0]  # orders nothing where play comes most often
    found = advice.diagnose(broken, good, CHAIN, DEMAND)
    (change,) = found.changes
    assert (change.state, change.action, change.better) == (state, 0, good[state].argmax())
    told_of = DEMAND[len(DEMAND) // 2 :]  # the other half has chosen it
    assert change.gain == pytest.approx(profit(good, told_of) - profit(broken, told_of))
    (sentence,) = [s for s in advice.sentences(found, CHAIN, "Olive Owl") if "alone" in s]
    assert sentence.startswith(f"State {state} (Retailer 1 near ")  # a row of the author's table
    assert "it orders (0, 0, 0), Olive Owl orders (10, 10, " in sentence
    assert f"worth {change.gain:,.0f} ± {change.error:,.0f} an episode" in sentence


def test_a_change_that_one_half_of_the_demand_likes_is_worth_what_the_other_half_says():
    """Without customers in the second half, to order is dear: what chose the change hides it."""
    good = sensible_table()
    state = int(advice.days_in_states(greedy(good, CHAIN), CHAIN, DEMAND).argmax())
    idle = good.copy()
    idle[state] = np.eye(27)[0]
    half = len(DEMAND) // 2
    demand = np.concatenate([DEMAND[:half], np.zeros_like(DEMAND[half:])])
    changes = advice.diagnose(idle, good, CHAIN, demand).changes
    (change,) = [change for change in changes if change.state == state]
    assert change.gain == pytest.approx(profit(good, demand[half:]) - profit(idle, demand[half:]))
    assert change.gain <= 0


@pytest.mark.parametrize("n", [1, 3])
def test_a_few_episodes_choose_no_change(n):
    idle = constant_table(0)
    assert advice.diagnose(idle, sensible_table(), CHAIN, DEMAND[:n]).changes == ()


def test_the_champion_has_nothing_to_change():
    good = sensible_table()
    found = advice.diagnose(good, good, CHAIN, DEMAND, visits=np.eye(27, dtype=int)[good.argmax(1)])
    # Other actions were never tried, which did not cost it anything that is known.
    assert found.changes == () and found.untouched > 0.9
    assert advice.sentences(found, CHAIN, "Olive Owl") == []


def test_ties_that_fall_to_ordering_nothing_are_counted_by_days():
    table = constant_table(SENSIBLE)
    days = advice.days_in_states(greedy(table, CHAIN), CHAIN, DEMAND)
    assert advice.diagnose(table, table, CHAIN, DEMAND).idle_days == 0
    table[22] = 5.0  # the first state of every episode; all actions look the same
    found = advice.diagnose(table, table, CHAIN, DEMAND)
    assert found.idle_days >= 1 / 28 and days[22] > 0
    table[22] = np.eye(27)[0]  # action 0 alone is best: no tie
    assert advice.diagnose(table, table, CHAIN, DEMAND).idle_days == 0


def test_states_of_which_nothing_is_known():
    table = np.random.default_rng(1).normal(100, 10, (64, 27))
    assert not advice.untouched_cells(table).any()
    table[22], table[:, 3] = 7.0, 7.0  # optimistic or not: the first value need not be 0
    found = advice.untouched_cells(table)
    assert found.sum() == 27 + 63
    diagnosis = advice.diagnose(table, table, CHAIN, DEMAND)
    assert diagnosis.unknown_days >= 1 / 28
    assert any("learned nothing" in text for text in advice.sentences(diagnosis, CHAIN, "x"))


def test_visits_that_are_known_are_believed():
    table = np.zeros((64, 27))  # looks as if nothing had been learned, but all was tried
    tried = np.ones((64, 27), int)
    found = advice.diagnose(table, table, CHAIN, DEMAND, tried)
    assert found.untouched == found.unknown_days == 0
    tried[22] = 0
    found = advice.diagnose(table, table, CHAIN, DEMAND, tried)
    assert found.unknown_days >= 1 / 28 and 0 < found.untouched < 1


def test_small_shares_of_the_days_are_told_more_exactly():
    told = []
    for share in (0.0123, 0.0994, 0.1, 0.256):
        found = advice.Diagnosis(untouched=0.0, unknown_days=share, idle_days=0.0, changes=())
        told += advice.sentences(found, CHAIN, "Olive Owl")
    shares = [re.match(r"On (\S+)\s% of the days", sentence)[1] for sentence in told]
    assert shares == ["1.2", "9.9", "10", "26"]


def test_ledger_sentences_name_the_lines_that_lose_most():
    ledger = dict.fromkeys(LEDGER_LINES, 100.0) | {"revenue": 1000.0, "profit": 500.0}
    better = ledger | {"revenue": 1300.0, "holding": 150.0, "lost_sales": 40.0, "profit": 810.0}
    first, *remedies = advice.ledger_sentences(ledger, better, "(s, S)")
    assert "310 less than with (s, S): 300 less revenue, 60 more for customers" in first
    assert len(remedies) == 1 and "order earlier" in remedies[0]
    (ahead,) = advice.ledger_sentences(better, ledger, "(s, S)")
    assert re.search("Nothing .* earns more", ahead)
