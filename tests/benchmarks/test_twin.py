"""The twin in C plays the same chain: it may be called what the machine could do."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.twin import NoCompiler, Twin
from supplychain import DistributionCentre, Retailer, SupplyChain, batch, policies
from supplychain import poisson_scenarios as draw
from supplychain.dynamics import LEDGER_LINES
from tests.support.recorded import EPISODES, units_of

ODD = SupplyChain(
    dcs=[
        DistributionCentre(
            lead_time=3, capacity=60, max_order=70, initial_stock=80,
            retailers=[
                Retailer(lead_time=2, capacity=20, truck_capacity=7, mean_demand=8),
                Retailer(price=13.25, holding_cost=0.3, initial_stock=0),
                Retailer(lead_time=4, lost_sales_cost=1.1, truck_cost=3),
            ],
        )
    ],
    horizon=17,
)  # fmt: skip


def twin(chain):
    try:
        return Twin(chain)
    except NoCompiler as reason:
        pytest.skip(str(reason))


@pytest.mark.parametrize("chain", [SupplyChain(), ODD], ids=["default", "odd"])
def test_the_twin_plays_what_a_batch_plays(chain):
    n, rng = chain.n_stages, np.random.default_rng(0)
    capacity = np.array([stage.capacity for stage in chain.stages])
    scenarios = draw(chain, 200, seed=1)
    for policy in (
        policies.s_S(capacity // 3, capacity),
        policies.greedy(rng.random((4**n, 3**n)), chain),
    ):
        got = twin(chain).play(policy, scenarios)
        want = batch.play(policy, scenarios, chain, engine="interpreted")
        assert got.ledgers == pytest.approx(want.ledgers, rel=0, abs=1e-9)
        for name in got._fields[1:]:
            assert np.array_equal(getattr(got, name), getattr(want, name)), name


def test_the_twin_reproduces_recorded_ledgers():
    """(s, S) cannot give recorded orders, but a horizon of one day and fitting levels can."""
    chain = SupplyChain(horizon=1)
    start = np.array([stage.initial_stock for stage in chain.stages])
    built = twin(chain)
    for episode in EPISODES:
        orders, day = np.array(episode["orders"][0]), episode["days"][0]
        # A stage that orders nothing has s below its position.
        policy = policies.s_S(np.where(orders > 0, start, -1), start + orders)
        played = built.play(policy, [episode["demand"][:1]])
        want = [day[line] for line in LEDGER_LINES]
        assert played.ledgers[0] == pytest.approx(want, rel=0, abs=1e-9)
        units = units_of(day)
        for name in ("on_hand", "in_transit", "owed"):
            assert getattr(played, name)[0].tolist() == units[name]


def test_a_chain_with_two_dcs_is_refused():
    two = replace(SupplyChain(), dcs=[DistributionCentre(), DistributionCentre()])
    with pytest.raises(ValueError, match="2 DCs"):
        Twin(two)


def test_without_a_compiler_it_says_so(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(NoCompiler, match="no C compiler"):
        Twin(SupplyChain())
