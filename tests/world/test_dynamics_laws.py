"""Laws of the supply chain that hold for any network, any orders and any demand."""

import numpy as np
import pytest
from hypothesis import given

from supplychain.dynamics import LEDGER_LINES, new_state, one_day, restart
from tests.support.naive_chain import NaiveChain
from tests.support.strategies import days_of, episodes, networks, steady


@steady
@given(episodes())
def test_every_day_equals_a_naive_simulation(episode):
    naive = NaiveChain(episode.chain)
    for day, (ledger, state) in enumerate(days_of(*episode)):
        want = naive.live_through(day, episode.orders[day], episode.demand[day])
        assert ledger == pytest.approx(want, abs=1e-9)
        units = state.on_hand, state.in_transit, state.owed, state.sold, state.lost, state.position
        assert units == naive.units()


@steady
@given(episodes())
def test_profit_is_the_sum_of_its_ledger(episode):
    for ledger, _ in days_of(*episode):
        costs = sum(ledger[line] for line in LEDGER_LINES[1:-1])
        assert ledger["profit"] == pytest.approx(ledger["revenue"] - costs, abs=1e-9)
        assert all(ledger[line] >= 0 for line in LEDGER_LINES[:-1])


@steady
@given(episodes())
def test_no_unit_appears_or_vanishes(episode):
    chain, n = episode.chain, episode.chain.n_retailers
    stock = np.array([stage.initial_stock for stage in chain.stages])
    first_of_dc = np.cumsum([0] + [len(dc.retailers) for dc in chain.dcs])[:-1]
    ordered, accepted, sold = np.zeros(n, int), np.zeros(chain.n_dcs, int), np.zeros(n, int)
    for orders, demand, (_, state) in zip(
        episode.orders, episode.demand, days_of(*episode), strict=True
    ):
        ordered += orders[:n]
        accepted += np.minimum(orders[n:], [dc.max_order for dc in chain.dcs])
        sold += state.sold
        shipped = ordered - state.owed  # what was ordered is shipped or owed
        came = np.concatenate([shipped, accepted])
        left = np.concatenate([sold, np.add.reduceat(shipped, first_of_dc)])
        held = np.add(state.on_hand, state.in_transit)
        assert (stock + came == held + left).all()
        assert stock.sum() + accepted.sum() == held.sum() + sold.sum()
        assert np.add(state.sold, state.lost).tolist() == demand
        assert min(state.on_hand + state.in_transit + state.owed + state.sold + state.lost) >= 0


@steady
@given(episodes())
def test_a_position_rises_with_orders_and_falls_with_demand_downstream(episode):
    chain = episode.chain
    position = [stage.initial_stock for stage in chain.stages]
    for day, (_, state) in enumerate(days_of(*episode)):
        orders, r = episode.orders[day], 0
        for j, dc in enumerate(chain.dcs):
            i = chain.n_retailers + j
            position[i] += min(orders[i], dc.max_order)
            for _ in dc.retailers:
                position[i] -= orders[r]  # served or owed: both lower the DC's position
                position[r] += orders[r] - state.sold[r]
                r += 1
        assert state.position == position


@steady
@given(episodes())
def test_nothing_is_owed_while_the_shelf_holds_units_and_nothing_lost_either(episode):
    chain = episode.chain
    for _, state in days_of(*episode):
        r = 0
        for j, dc in enumerate(chain.dcs):
            for _ in dc.retailers:
                assert state.owed[r] == 0 or state.on_hand[chain.n_retailers + j] == 0
                assert state.lost[r] == 0 or state.on_hand[r] == 0
                r += 1


@steady
@given(episodes())
def test_a_restarted_state_lives_the_same_episode_again(episode):
    parameters, state = episode.chain.parameters, new_state(episode.chain.parameters)
    fresh = tuple(map(list, state))
    days = range(episode.chain.horizon)
    first = [one_day(t, episode.orders[t], episode.demand[t], parameters, state) for t in days]
    restart(parameters, state)
    assert tuple(map(list, state)) == fresh
    again = [one_day(t, episode.orders[t], episode.demand[t], parameters, state) for t in days]
    assert again == first


@steady
@given(networks())
def test_before_day_0_shelves_hold_the_initial_stock_and_nothing_else_is_anywhere(chain):
    state = new_state(chain.parameters)
    stock = [stage.initial_stock for stage in chain.stages]
    assert state.on_hand == state.position == stock
    assert not any(state.in_transit) and not any(state.owed)
    assert not any(state.sold) and not any(state.lost)
