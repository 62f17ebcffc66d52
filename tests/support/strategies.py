"""Supply chains, orders and demand for tests; random ones are the same in every run."""

from typing import NamedTuple

from hypothesis import settings
from hypothesis import strategies as st

from supplychain import DistributionCentre, Retailer, SupplyChain
from supplychain.dynamics import LEDGER_LINES, new_state, one_day

steady = settings(max_examples=60, derandomize=True, deadline=None, database=None)

# Multiples of a quarter are exact in binary: a sum of them does not depend on its order.
money = st.integers(0, 40).map(lambda quarters: quarters / 4)

WEEKDAYS = (3, 3, 3, 3, 6, 7, 7)  # mean demand, Monday first


class Episode(NamedTuple):
    """What is given from outside in one episode."""

    chain: SupplyChain
    orders: list  # [t][i] units, retailers then DCs
    demand: list  # [t][r] units


def chain_of(*retailers_per_dc, **shop):
    """Return a chain with the given number of retailers at each DC, all of them alike."""
    return SupplyChain(
        dcs=[DistributionCentre(retailers=[Retailer(**shop)] * n) for n in retailers_per_dc]
    )


@st.composite
def retailers(draw):
    """Return a random retailer, small enough to run short and to overflow."""
    return Retailer(
        initial_stock=draw(st.integers(0, 30)),
        lead_time=draw(st.integers(1, 5)),
        capacity=draw(st.integers(1, 40)),
        truck_capacity=draw(st.integers(1, 25)),
        holding_cost=draw(money),
        truck_cost=draw(money),
        price=draw(money),
        lost_sales_cost=draw(money),
        overflow_cost=draw(money),
        mean_demand=draw(st.integers(0, 12)),
    )


@st.composite
def distribution_centres(draw):
    """Return a random distribution centre with one to four retailers."""
    return DistributionCentre(
        initial_stock=draw(st.integers(0, 60)),
        lead_time=draw(st.integers(1, 5)),
        capacity=draw(st.integers(1, 80)),
        max_order=draw(st.integers(1, 60)),
        holding_cost=draw(money),
        fixed_order_cost=draw(money),
        variable_order_cost=draw(money),
        overflow_cost=draw(money),
        retailers=draw(st.lists(retailers(), min_size=1, max_size=4)),
    )


@st.composite
def networks(draw, max_horizon=10):
    """Return a random chain of one to three distribution centres."""
    return SupplyChain(
        dcs=draw(st.lists(distribution_centres(), min_size=1, max_size=3)),
        horizon=draw(st.integers(1, max_horizon)),
    )


@st.composite
def episodes(draw, max_horizon=10):
    """Return a random chain with orders and demand for every day of its horizon."""
    chain = draw(networks(max_horizon))
    return Episode(
        chain,
        orders=draw(tables(chain.horizon, chain.n_stages, 70)),
        demand=draw(tables(chain.horizon, chain.n_retailers, 30)),
    )


def tables(n_rows, n_columns, largest):
    """Return a strategy for rows of whole numbers from 0 to `largest`."""
    row = st.lists(st.integers(0, largest), min_size=n_columns, max_size=n_columns)
    return st.lists(row, min_size=n_rows, max_size=n_rows)


def days_of(chain, orders, demand):
    """Yield the ledger of each day as a dict, and the state after it."""
    state = new_state(chain.parameters)
    for day in range(len(orders)):
        money = one_day(day, orders[day], demand[day], chain.parameters, state)
        yield dict(zip(LEDGER_LINES, money, strict=True)), state
