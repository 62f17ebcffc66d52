"""Parameters of the chain: the defaults of the course, other networks, and what is refused."""

from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
from hypothesis import given

from supplychain import DistributionCentre, Retailer, SupplyChain
from tests.support.strategies import WEEKDAYS, networks, steady

NAN, INFINITY = float("nan"), float("inf")


def test_the_default_chain_is_the_one_of_the_course():
    chain = SupplyChain()
    assert chain.horizon == 28
    assert len(chain.dcs) == 1
    dc = chain.dcs[0]
    assert (dc.initial_stock, dc.lead_time, dc.capacity, dc.max_order) == (100, 2, 150, 200)
    assert (dc.holding_cost, dc.fixed_order_cost, dc.variable_order_cost) == (0.5, 50, 2)
    assert dc.overflow_cost == 1
    assert dc.order_levels == (0, 50, 100)
    assert len(dc.retailers) == 2
    for shop in dc.retailers:
        assert (shop.initial_stock, shop.lead_time) == (25, 1)
        assert (shop.capacity, shop.truck_capacity) == (75, 50)
        assert (shop.holding_cost, shop.truck_cost, shop.overflow_cost) == (1, 10, 1)
        assert (shop.price, shop.lost_sales_cost, shop.mean_demand) == (50, 5, 10)
        assert shop.order_levels == (0, 10, 20)


def test_stages_are_listed_retailers_first():
    north = DistributionCentre(capacity=1, retailers=[Retailer(capacity=2), Retailer(capacity=3)])
    south = DistributionCentre(capacity=4, retailers=[Retailer(capacity=5)])
    chain = SupplyChain(dcs=[north, south])
    assert (chain.n_retailers, chain.n_dcs, chain.n_stages) == (3, 2, 5)
    assert [stage.capacity for stage in chain.stages] == [2, 3, 5, 1, 4]
    assert chain.parameters.capacity == (2, 3, 5, 1, 4)
    assert chain.parameters.first_retailer == (0, 2, 3)
    assert len(set(chain.stage_names)) == chain.n_stages == len(chain.stage_names)


@steady
@given(networks())
def test_parameters_repeat_every_field_of_every_stage(chain):
    flat = chain.parameters
    shops, dcs = chain.retailers, chain.dcs
    for name in ("initial_stock", "lead_time", "capacity", "holding_cost", "overflow_cost"):
        assert list(getattr(flat, name)) == [getattr(stage, name) for stage in (*shops, *dcs)]
    assert list(flat.lot_limit) == [s.truck_capacity for s in shops] + [d.max_order for d in dcs]
    assert list(flat.fixed_cost) == [s.truck_cost for s in shops] + [
        d.fixed_order_cost for d in dcs
    ]
    assert list(flat.price) == [shop.price for shop in shops]
    assert list(flat.lost_sales_cost) == [shop.lost_sales_cost for shop in shops]
    assert list(flat.variable_cost) == [dc.variable_order_cost for dc in dcs]


def test_a_chain_cannot_be_changed_but_copied_with_changes():
    chain = SupplyChain()
    with pytest.raises(FrozenInstanceError):
        chain.horizon = 7
    with pytest.raises(FrozenInstanceError):
        chain.retailers[0].price = 7
    assert replace(chain, horizon=7).horizon == 7
    assert chain.horizon == 28


def test_equal_chains_are_equal_and_can_be_keys():
    assert SupplyChain() == SupplyChain()
    assert len({SupplyChain(), SupplyChain(), SupplyChain(horizon=7)}) == 2


def test_the_list_that_made_a_chain_can_change_without_changing_it():
    shops = [Retailer()]
    dc = DistributionCentre(retailers=shops)
    shops.append(Retailer())
    assert len(dc.retailers) == 1


def test_numbers_of_numpy_become_plain_numbers():
    shop = Retailer(capacity=np.int64(30), price=np.float32(2.5), mean_demand=np.full(7, 3.0))
    assert type(shop.capacity) is int
    assert type(shop.price) is float
    assert shop.mean_demand == (3.0,) * 7
    assert Retailer(capacity=30.0).capacity == 30


def test_mean_demand_may_differ_by_weekday_from_monday_on():
    chain = SupplyChain(
        dcs=[DistributionCentre(retailers=[Retailer(mean_demand=WEEKDAYS), Retailer()])],
        horizon=9,
    )
    assert chain.has_weekday_pattern
    assert [means[0] for means in chain.mean_demand] == [3, 3, 3, 3, 6, 7, 7, 3, 3]
    assert [means[1] for means in chain.mean_demand] == [10] * 9
    assert chain.retailers[0].mean_daily_demand == pytest.approx(32 / 7)


def test_a_week_of_equal_days_is_no_pattern():
    shop = Retailer(mean_demand=[4] * 7)
    assert not SupplyChain(dcs=[DistributionCentre(retailers=[shop])]).has_weekday_pattern
    assert not SupplyChain().has_weekday_pattern


def test_order_levels_follow_from_mean_demand():
    # {0, 1, 2} × 8 and {0, 2.5, 5} × (8 + 3); 27.5 is rounded up.
    dc = DistributionCentre(retailers=[Retailer(mean_demand=8), Retailer(mean_demand=3)])
    assert dc.retailers[0].order_levels == (0, 8, 16)
    assert dc.order_levels == (0, 28, 55)
    weekly = Retailer(mean_demand=WEEKDAYS)  # {0, 1, 2} × 32/7
    assert weekly.order_levels == (0, 5, 9)


def test_order_levels_follow_a_replaced_mean_demand_unless_they_were_given():
    assert replace(Retailer(), mean_demand=6).order_levels == (0, 6, 12)
    own = Retailer(order_levels=[0, 15, 30])
    assert own.order_levels == (0, 15, 30)
    assert replace(own, mean_demand=6).order_levels == (0, 15, 30)


COUNTS_OF_BOTH = ("initial_stock", "lead_time", "capacity")
BAD_COUNTS = [-1, 2.5, 10**20, NAN, INFINITY, "10", None, True, [10]]
BAD_AMOUNTS = [-0.01, NAN, INFINITY, -INFINITY, "10", None, True, [1.0], 1j]
BAD_LEVELS = [(0, 10), (0, 10, 20, 30), (0, 20, 10), (0, 10, 10), (-1, 0, 1), (0, 1.5, 3), "012", 7]
BAD_MEANS = [
    *(-1, 1e30, NAN, INFINITY, "10", None),
    *([1] * 6, [1] * 8, [1, 1, 1, 1, 1, 1, -1], [[1] * 7]),
]
REFUSED = [
    *((Retailer, name, value) for name in COUNTS_OF_BOTH for value in BAD_COUNTS),
    *((DistributionCentre, name, value) for name in COUNTS_OF_BOTH for value in BAD_COUNTS),
    *((Retailer, "truck_capacity", value) for value in BAD_COUNTS),
    *((DistributionCentre, "max_order", value) for value in BAD_COUNTS),
    *((SupplyChain, "horizon", value) for value in BAD_COUNTS),
    *((Retailer, name, value)
      for name in ("holding_cost", "truck_cost", "price", "lost_sales_cost", "overflow_cost")
      for value in BAD_AMOUNTS),
    *((DistributionCentre, name, value)
      for name in ("holding_cost", "fixed_order_cost", "variable_order_cost", "overflow_cost")
      for value in BAD_AMOUNTS),
    *((kind, "order_levels", value)
      for kind in (Retailer, DistributionCentre) for value in BAD_LEVELS),
    *((Retailer, "mean_demand", value) for value in BAD_MEANS),
    *((kind, name, 0) for kind, name in [
        (Retailer, "lead_time"), (Retailer, "capacity"), (Retailer, "truck_capacity"),
        (DistributionCentre, "lead_time"), (DistributionCentre, "capacity"),
        (DistributionCentre, "max_order"), (SupplyChain, "horizon"),
    ]),
    *((DistributionCentre, "retailers", value)
      for value in [(), [], None, Retailer(), [Retailer(), 3], "shop", [DistributionCentre()]]),
    *((SupplyChain, "dcs", value)
      for value in [(), None, DistributionCentre(), [Retailer()], [[DistributionCentre()]]]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    REFUSED,
    ids=[f"{kind.__name__}-{name}-{value!r}"[:60] for kind, name, value in REFUSED],
)
def test_a_value_that_makes_no_sense_is_refused_by_name_value_and_condition(kind, name, value):
    with pytest.raises(ValueError) as refusal:
        kind(**{name: value})
    message = str(refusal.value)
    assert f"{kind.__name__}.{name}" in message
    assert "must be" in message
    if len(repr(value)) < 60:
        assert repr(value) in message
    else:  # a whole object would hide the sentence around it
        assert len(message) < 200
        assert "a Retailer" in message or "a DistributionCentre" in message


def test_a_misspelt_parameter_is_refused():
    with pytest.raises(TypeError, match="capacitty"):
        Retailer(capacitty=10)
