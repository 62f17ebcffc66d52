"""Laws of the supply chain that hold for any network, any orders and any demand."""

import pytest
from hypothesis import given
from naive_chain import NaiveChain
from strategies import days_of, episodes, networks, steady

from supplychain.dynamics import LEDGER_LINES, new_state, one_day, restart


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
    chain, accepted, shipped, sold = episode.chain, {}, {}, {}
    ordered = [0] * chain.n_stages
    for day, (_, state) in enumerate(days_of(*episode)):
        for i, stage in enumerate(chain.stages):
            ordered[i] += episode.orders[day][i]
            if i < chain.n_retailers:
                shipped[i] = ordered[i] - state.owed[i]  # what was ordered is shipped or owed
                sold[i] = sold.get(i, 0) + state.sold[i]
                went_in, went_out = shipped[i], sold[i]
                assert state.sold[i] + state.lost[i] == episode.demand[day][i]
            else:
                j = i - chain.n_retailers
                accepted[i] = accepted.get(i, 0) + min(episode.orders[day][i], stage.max_order)
                first = sum(len(dc.retailers) for dc in chain.dcs[:j])
                went_in = accepted[i]
                went_out = sum(shipped[first + k] for k in range(len(stage.retailers)))
            assert stage.initial_stock + went_in == (
                state.on_hand[i] + state.in_transit[i] + went_out
            )
            assert state.on_hand[i] >= 0 and state.in_transit[i] >= 0
        units_in = sum(stage.initial_stock for stage in chain.stages) + sum(accepted.values())
        assert units_in == sum(state.on_hand) + sum(state.in_transit) + sum(sold.values())


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
