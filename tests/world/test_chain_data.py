"""A chain as plain data: JSON and back without a change, and faults by the name of the field."""

import json
from dataclasses import replace

import pytest
from hypothesis import given

from supplychain import DistributionCentre, Retailer, SupplyChain
from tests.support.strategies import WEEKDAYS, chain_of, networks, steady


@steady
@given(networks())
def test_json_gives_back_the_same_chain(chain):
    again = SupplyChain.from_dict(json.loads(json.dumps(chain.to_dict())))
    assert again == chain
    assert again.parameters == chain.parameters
    assert [stage.order_levels for stage in again.stages] == [
        stage.order_levels for stage in chain.stages
    ]


def test_what_was_chosen_comes_back_and_what_was_derived_goes_on_following():
    shops = [Retailer(order_levels=(0, 3, 9)), Retailer(mean_demand=WEEKDAYS)]
    chain = SupplyChain(dcs=[DistributionCentre(retailers=shops)], horizon=14)
    chosen, derived = SupplyChain.from_dict(chain.to_dict()).retailers
    assert chosen == shops[0] and derived == shops[1]
    assert replace(derived, mean_demand=4).order_levels == (0, 4, 8)
    assert replace(chosen, mean_demand=4).order_levels == (0, 3, 9)


def test_missing_fields_take_their_defaults():
    assert SupplyChain.from_dict({}) == SupplyChain()
    assert SupplyChain.from_dict({"dcs": [{"retailers": [{}, {}, {}]}]}) == chain_of(3)


def test_the_data_are_the_callers_own():
    chain = SupplyChain()
    chain.to_dict()["dcs"][0]["retailers"].clear()
    assert chain == SupplyChain()
    data = {"horizon": 3}
    assert SupplyChain.from_dict(data).horizon == 3 and data == {"horizon": 3}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ([1], r"SupplyChain is made of \[1\]: give a dict"),
        ({"horizont": 3}, "SupplyChain has no field 'horizont': its fields are dcs, horizon"),
        ({"dcs": {"capacity": 3}}, "SupplyChain.dcs is .*: give a list of dicts"),
        ({"dcs": [3]}, "DistributionCentre is made of 3: give a dict"),
        ({"dcs": [{"retailers": [{"price": -1}]}]}, "Retailer.price is -1: it must be"),
        ({"dcs": [{"truck_cost": 1}]}, "DistributionCentre has no field 'truck_cost'"),
        ({"dcs": []}, r"SupplyChain.dcs is \[\]: it must be one DistributionCentre or more"),
    ],
)
def test_faults_are_named_by_class_and_field(data, words):
    with pytest.raises(ValueError, match=words):
        SupplyChain.from_dict(data)
