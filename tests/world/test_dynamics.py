"""The rules of a day: recorded ledgers, and days worked by hand."""

import math
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from supplychain import DistributionCentre, Retailer, SupplyChain
from supplychain.dynamics import (
    LEDGER_LINES,
    nearest_level,
    new_state,
    one_day,
    state_index,
)
from tests.support.recorded import EPISODES, units_of
from tests.support.strategies import days_of, steady


def last_day(chain, orders, demand):
    """Return the ledger and the state of the last day."""
    return list(days_of(chain, orders, demand))[-1]


def quiet(**changes):
    """Return a chain of one DC and two retailers in which nothing costs or earns by default."""
    free = {"holding_cost": 0, "overflow_cost": 0}
    shop = {**free, "truck_cost": 0, "price": 0, "lost_sales_cost": 0, **changes.pop("shop", {})}
    dc = {**free, "fixed_order_cost": 0, "variable_order_cost": 0, **changes}
    return SupplyChain(dcs=[DistributionCentre(**dc, retailers=[Retailer(**shop)] * 2)])


@pytest.mark.parametrize("episode", EPISODES, ids=lambda episode: str(episode["episode"]))
def test_recorded_ledgers_are_reproduced(episode):
    days = zip(
        episode["days"], days_of(SupplyChain(), episode["orders"], episode["demand"]), strict=True
    )
    for want, (ledger, state) in days:
        for line in LEDGER_LINES:
            assert ledger[line] == pytest.approx(want[line], abs=1e-9), line
        for name, units in units_of(want).items():
            assert getattr(state, name) == units, name


def test_days_that_the_original_coursework_gets_right_pay_what_it_pays():
    compared = 0
    for episode in EPISODES:
        played = days_of(SupplyChain(), episode["orders"], episode["demand"])
        for day, (ledger, _) in zip(range(episode["valid_days"]), played, strict=False):
            paid = episode["days"][day]["profit_original"]
            assert ledger["profit"] == pytest.approx(paid, abs=1e-9)
            compared += 1
    assert compared == 621


def test_a_day_of_the_default_chain_by_hand():
    ledger, state = last_day(SupplyChain(), [[10, 20, 50]], [[8, 30]])
    # Retailer 1 has 25 and sells 8; retailer 2 has 25, sells 25 and loses 5.
    assert state.sold == [8, 25]
    assert state.lost == [0, 5]
    # The DC has 100 and ships 10 + 20; its own 50 are on the way.
    assert state.on_hand == [17, 0, 70]
    assert state.in_transit == [10, 20, 50]
    assert ledger == {
        "revenue": 50 * (8 + 25),
        "holding": 1 * (17 + 0) + 0.5 * 70,
        "fixed_ordering": 50 + 10 + 10,
        "variable_ordering": 2 * 50,
        "lost_sales": 5 * 5,
        "overflow": 0,
        "profit": 1650 - 52 - 70 - 100 - 25,
    }
    assert state.position == [17 + 10, 0 + 20, 70 + 50]


def test_an_order_of_250_costs_50_and_400_and_puts_200_on_the_shelf_two_days_later():
    orders, nobody = [[0, 0, 250], [0, 0, 0], [0, 0, 0]], [[0, 0]] * 3
    days = days_of(SupplyChain(), orders, nobody)
    ledger, state = next(days)
    assert ledger["fixed_ordering"] == 50
    assert ledger["variable_ordering"] == 2 * 200
    assert (state.on_hand[2], state.in_transit[2], state.position[2]) == (100, 200, 300)
    _, state = next(days)
    assert (state.on_hand[2], state.in_transit[2], state.position[2]) == (100, 200, 300)
    ledger, state = next(days)
    assert (state.on_hand[2], state.in_transit[2], state.position[2]) == (300, 0, 300)
    assert ledger["fixed_ordering"] == ledger["variable_ordering"] == 0


def test_a_short_dc_serves_what_it_owes_before_what_is_ordered_today():
    chain = quiet(initial_stock=10, lead_time=1)
    orders = [[6, 9, 7], [4, 2, 0], [0, 0, 3], [1, 0, 0]]
    days = days_of(chain, orders, [[0, 0]] * 4)
    # Day 0: 10 on the shelf: 6 to retailer 1, then 4 of the 9 to retailer 2, who is owed 5.
    _, state = next(days)
    assert (state.on_hand[2], state.owed, state.in_transit[:2]) == (0, [0, 5], [6, 4])
    # Day 1: 7 arrive. First the 5 owed to retailer 2, then 2 of retailer 1's 4, none of the 2.
    _, state = next(days)
    assert (state.on_hand[2], state.owed, state.in_transit[:2]) == (0, [2, 2], [2, 5])
    # Day 2: nothing arrives, nothing is served, nothing is forgotten.
    _, state = next(days)
    assert (state.on_hand[2], state.owed, state.in_transit[:2]) == (0, [2, 2], [0, 0])
    # Day 3: 3 arrive. 2 to retailer 1, 1 of 2 to retailer 2; today's 1 of retailer 1 waits too.
    _, state = next(days)
    assert (state.on_hand[2], state.owed, state.in_transit[:2]) == (0, [1, 1], [2, 1])
    # The retailers count what they are owed as on order, the DC counts it as backlog.
    assert state.position == [25 + 6 + 2 + 2 + 1, 25 + 4 + 5 + 1 + 1, 0 - 2]


def test_owed_units_accumulate_over_days_of_an_empty_dc():
    _, state = last_day(quiet(initial_stock=0), [[10, 20, 0]] * 10, [[0, 0]] * 10)
    assert state.owed == [100, 200]
    assert state.position == [25 + 100, 25 + 200, -300]


def test_overflow_is_measured_on_the_surplus_before_serving():
    chain = quiet(initial_stock=175, capacity=150, overflow_cost=2)
    ledger, state = last_day(chain, [[40, 40, 0]], [[0, 0]])
    # 175 − 150 = 25 too many, although 80 leave during the day.
    assert state.on_hand[2] == 95
    assert ledger["profit"] == -ledger["overflow"]
    assert ledger["overflow"] == pytest.approx(2 * 150 * math.tanh(25 / 112.5), abs=1e-12)
    # By hand, with x = 0.2222: tanh x ≈ x − x³/3 + 2x⁵/15 = 0.2222 − 0.00366 + 0.00007 = 0.2186.
    assert ledger["overflow"] == pytest.approx(300 * 0.2186, abs=0.02)


def test_a_retailers_overflow_is_measured_before_it_sells():
    chain = quiet(shop={"initial_stock": 90, "capacity": 60, "overflow_cost": 3})
    ledger, state = last_day(chain, [[0, 0, 0]], [[90, 31]])
    assert state.on_hand[:2] == [0, 59]
    assert ledger["overflow"] == pytest.approx(2 * 3 * 60 * math.tanh(30 / 45), abs=1e-12)


def test_a_shelf_that_is_exactly_full_does_not_overflow():
    ledger, _ = last_day(quiet(initial_stock=150, overflow_cost=9), [[0, 0, 0]], [[0, 0]])
    assert ledger["overflow"] == 0


@pytest.mark.parametrize(
    ("shipped", "trucks"), [(0, 0), (1, 1), (49, 1), (50, 1), (51, 2), (100, 2), (101, 3)]
)
def test_a_shipment_travels_in_as_few_trucks_as_hold_it(shipped, trucks):
    chain = quiet(initial_stock=200, shop={"truck_capacity": 50, "truck_cost": 10})
    ledger, _ = last_day(chain, [[shipped, 0, 0]], [[0, 0]])
    assert ledger["fixed_ordering"] == 10 * trucks


@pytest.mark.parametrize(("owed", "new", "trucks"), [(30, 20, 1), (40, 20, 2), (50, 0, 1)])
def test_owed_and_new_units_share_the_trucks_of_the_day(owed, new, trucks):
    chain = quiet(initial_stock=30, lead_time=1, shop={"truck_capacity": 50, "truck_cost": 10})
    # Day 0: the 30 on the shelf leave. Day 1: the rest is shipped together with the new order.
    ledger, state = last_day(chain, [[30 + owed, 0, 100], [new, 0, 0]], [[0, 0]] * 2)
    assert state.in_transit[0] == owed + new
    assert ledger["fixed_ordering"] == 10 * trucks


def test_trucks_carry_what_is_shipped_not_what_is_ordered():
    chain = quiet(initial_stock=40, shop={"truck_capacity": 50, "truck_cost": 10})
    ledger, _ = last_day(chain, [[200, 0, 0]], [[0, 0]])
    assert ledger["fixed_ordering"] == 10


def test_a_dc_pays_its_fixed_cost_once_per_order_and_nothing_for_none():
    chain = quiet(fixed_order_cost=50, max_order=200)
    fixed = [last_day(chain, [[0, 0, q]], [[0, 0]])[0]["fixed_ordering"] for q in (0, 1, 200, 999)]
    assert fixed == [0, 50, 50, 50]


def test_customers_who_find_too_little_are_lost_and_do_not_come_back():
    chain = quiet(shop={"initial_stock": 5, "price": 50, "lost_sales_cost": 5})
    days = days_of(chain, [[10, 0, 0], [0, 0, 0]], [[8, 0], [4, 0]])
    ledger, state = next(days)
    assert (state.sold, state.lost, state.on_hand[0]) == ([5, 0], [3, 0], 0)
    assert ledger["profit"] == 50 * 5 - 5 * 3
    # The 3 lost sales are not backlog: the position is 0 on hand + 10 in transit …
    assert state.position[0] == 10
    # … and the 10 that arrive serve only the 4 customers of the new day.
    ledger, state = next(days)
    assert (state.sold, state.lost, state.on_hand[0]) == ([4, 0], [0, 0], 6)
    assert ledger["profit"] == 50 * 4


def test_holding_is_charged_on_what_is_left_at_the_end_of_the_day():
    chain = quiet(initial_stock=100, holding_cost=0.5, shop={"holding_cost": 1})
    ledger, state = last_day(chain, [[30, 10, 0]], [[5, 25]])
    assert state.on_hand == [20, 0, 60]
    assert ledger["holding"] == 1 * 20 + 1 * 0 + 0.5 * 60


@pytest.mark.parametrize("lead_time", [1, 3])
def test_a_dcs_order_is_there_to_serve_one_lead_time_later(lead_time):
    chain = quiet(initial_stock=0, lead_time=lead_time)
    orders = [[12, 0, 12]] + [[0, 0, 0]] * lead_time
    states = [
        (state.owed[0], state.in_transit[0], state.in_transit[2])
        for _, state in days_of(chain, orders, [[0, 0]] * (lead_time + 1))
    ]
    assert states == [(12, 0, 12)] * lead_time + [(0, 12, 0)]


@pytest.mark.parametrize("lead_time", [1, 3])
def test_a_shipment_is_there_to_sell_one_lead_time_later(lead_time):
    chain = quiet(shop={"initial_stock": 0, "lead_time": lead_time})
    orders, demand = [[12, 0, 0]] + [[0, 0, 0]] * lead_time, [[12, 0]] * (lead_time + 1)
    sold = [state.sold[0] for _, state in days_of(chain, orders, demand)]
    assert sold == [0] * lead_time + [12]


def test_orders_of_every_day_arrive_in_their_turn():
    chain = quiet(initial_stock=0, lead_time=3)
    orders = [[0, 0, q] for q in (1, 2, 4, 8, 0, 0, 0)]
    shelf = [state.on_hand[2] for _, state in days_of(chain, orders, [[0, 0]] * 7)]
    assert shelf == [0, 0, 0, 1, 3, 7, 15]


def test_each_dc_serves_its_own_retailers_only():
    rich = DistributionCentre(initial_stock=50, retailers=[Retailer(initial_stock=0)])
    poor = DistributionCentre(initial_stock=0, retailers=[Retailer(initial_stock=0)] * 2)
    _, state = last_day(SupplyChain(dcs=[poor, rich]), [[5, 6, 7, 0, 0]], [[0, 0, 0]])
    assert state.owed == [5, 6, 0]
    assert state.in_transit == [0, 0, 7, 0, 0]
    assert state.on_hand == [0, 0, 0, 0, 43]
    assert state.position == [5, 6, 7, -11, 43]


def test_a_day_leaves_orders_and_demand_as_they_were():
    orders, demand = [10, 20, 250], [30, 3]
    one_day(0, orders, demand, SupplyChain().parameters, new_state(SupplyChain().parameters))
    assert (orders, demand) == ([10, 20, 250], [30, 3])


@steady
@given(position=st.integers(-300, 300), capacity=st.integers(1, 200))
@example(position=25, capacity=150)  # halfway between levels 0 and 1: rounded up
@example(position=-1, capacity=1)
def test_the_nearest_level_is_exact_in_fractions(position, capacity):
    exact = math.floor(Fraction(position) / Fraction(capacity, 3) + Fraction(1, 2))
    assert nearest_level(position, capacity) == min(max(exact, 0), 3)


def test_levels_change_halfway_between_thirds_of_the_capacity():
    # Of 150: 0, 50, 100, 150 with borders at 25, 75, 125, each of which belongs to the level above.
    seen = [nearest_level(position, 150) for position in (24, 25, 74, 75, 124, 125)]
    assert seen == [0, 1, 1, 2, 2, 3]


def test_a_state_index_has_the_first_stage_as_its_most_significant_digit():
    capacity = [75, 75, 150]
    for k1 in range(4):
        for k2 in range(4):
            for k3 in range(4):
                index = state_index([25 * k1, 25 * k2, 50 * k3], capacity)
                assert index == 16 * k1 + 4 * k2 + k3
