"""The clairvoyant bound: no policy passes it, brute force comes close to it, and it is kept."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
import scipy.optimize
from hypothesis import given, settings

from autograde.scoring import bounds, clairvoyant
from autograde.scoring.clairvoyant import clairvoyance
from supplychain import (
    DistributionCentre,
    Retailer,
    SupplyChain,
    batch,
    poisson_scenarios,
    policies,
)
from supplychain.dynamics import LEDGER_LINES
from tests.support.strategies import episodes, steady

PROFIT = LEDGER_LINES.index("profit")
SMALL = SupplyChain(
    [
        DistributionCentre(
            initial_stock=2,
            lead_time=1,
            capacity=4,
            max_order=4,
            fixed_order_cost=3,
            holding_cost=0.5,
            variable_order_cost=1,
            retailers=[
                Retailer(
                    initial_stock=1,
                    capacity=4,
                    truck_capacity=2,
                    truck_cost=1,
                    price=9,
                    lost_sales_cost=1,
                )
            ],
        )
    ],
    horizon=3,
)


def profit_of(chain, orders, demand):
    """What a plan of orders earns under the rules."""
    orders = np.asarray(orders)
    played = batch.play(lambda _, day: orders[day : day + 1], [demand], chain)
    return played.ledgers[0, PROFIT]


def best_of_all(chain, demand, levels):
    """The best profit of all plans whose orders are from `levels`."""
    stage_orders = list(product(levels, repeat=chain.n_stages))
    plans = np.array(list(product(stage_orders, repeat=chain.horizon)))
    scenarios = np.broadcast_to(demand, (len(plans), chain.horizon, chain.n_retailers))
    played = batch.play(lambda _, day: plans[:, day], scenarios, chain, engine="interpreted")
    return played.ledgers[:, PROFIT].max()


@pytest.mark.parametrize("demand", [[1, 2, 2], [0, 0, 3], [3, 1, 3]])
def test_brute_force_over_all_plans_reaches_the_bound_and_no_more(demand, monkeypatch):
    monkeypatch.setattr(clairvoyant, "REL_GAP", 0.0)
    demand = np.array(demand)[:, np.newaxis]
    best = best_of_all(SMALL, demand, levels=range(4))
    assert best == pytest.approx(clairvoyance(SMALL, demand).bound)


@settings(steady, max_examples=15)
@given(episodes(max_horizon=8))
def test_no_orders_earn_more_than_the_bound(episode):
    found = clairvoyance(episode.chain, episode.demand)
    slack = 1e-6 * (1 + abs(found.bound))
    assert profit_of(episode.chain, episode.orders, episode.demand) <= found.bound + slack
    assert profit_of(episode.chain, found.orders, episode.demand) <= found.bound + slack


def test_no_policy_earns_more_than_the_bound_on_the_default_chain():
    chain = SupplyChain()
    demand = poisson_scenarios(chain, 1, seed=5)
    found = bounds.bounds(chain, demand)
    for policy in (
        policies.s_S([26, 26, 47], [38, 38, 106]),
        policies.base_stock([38, 38, 106]),
        policies.constant([10, 10, 17]),
    ):
        assert (batch.play(policy, demand, chain).ledgers[:, PROFIT] < found.bound).all()
    assert (found.earned <= found.bound).all() and 0 <= found.gap < 0.005


def test_a_shop_may_be_the_cheaper_place_for_what_nobody_buys():
    shop = Retailer(initial_stock=0, holding_cost=0, truck_cost=0, capacity=1000)
    dc = DistributionCentre(initial_stock=100, holding_cost=5, retailers=[shop])
    demand = np.zeros((4, 1), int)
    # All 100 units leave the DC's expensive shelf on the first day.
    assert clairvoyance(SupplyChain([dc], horizon=4), demand).bound == pytest.approx(0)


def test_a_stopped_solver_still_gives_a_bound():
    chain, demand = SupplyChain(), poisson_scenarios(None, 1, seed=5)[0]
    stopped, solved = (clairvoyance(chain, demand, nodes) for nodes in (0, 1))
    # Without a node of search the integers are relaxed: a looser bound, and no plan but to wait.
    assert solved.bound < stopped.bound < 1.05 * solved.bound
    assert not stopped.orders.any() and solved.orders.any()


def test_no_clock_stops_the_solver(monkeypatch):
    """A bound that depends on the load of a machine could not be verified."""
    given = []

    def milp(*args, options=None, **kwargs):
        given.append(dict(options))
        return scipy.optimize.milp(*args, options=options, **kwargs)

    monkeypatch.setattr(clairvoyant, "milp", milp)
    clairvoyance(SMALL, [[1], [2], [2]])
    assert given == [{"mip_rel_gap": clairvoyant.REL_GAP, "node_limit": clairvoyant.NODES}]


def test_solved_bounds_are_kept_and_belong_to_their_chain(tmp_path, monkeypatch):
    demand = np.array([[[1], [2], [2]], [[0], [1], [3]]])
    first = bounds.bounds(SMALL, demand, tmp_path)
    assert len(list(tmp_path.iterdir())) == 2
    assert np.array_equal(bounds.bounds(SMALL, demand, tmp_path), first)
    assert np.array_equal(bounds.bounds(SMALL, demand, jobs=2), first)

    def refuse(*_):
        raise AssertionError("solved again")

    dearer = replace(SMALL, dcs=[replace(SMALL.dcs[0], variable_order_cost=2)])
    assert (bounds.bounds(dearer, demand, tmp_path).bound < first.bound).all()
    monkeypatch.setattr(clairvoyant, "clairvoyance", refuse)
    assert np.array_equal(bounds.bounds(SMALL, demand[::-1], tmp_path).bound, first.bound[::-1])
