"""Many episodes at once are the same episodes: compiled, interpreted, and in the environment."""

import os
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings

from supplychain import SupplyChain, SupplyChainEnv, batch, compiled, poisson_scenarios, policies
from supplychain.dynamics import LEDGER_LINES
from tests.support.recorded import EPISODES, units_of
from tests.support.strategies import WEEKDAYS, chain_of, episodes, steady

needs_numba = pytest.mark.skipif(
    not batch.has_numba(), reason="Numba is not installed: pip install 'supplychain[fast]'"
)
ENGINES = ["interpreted", pytest.param("compiled", marks=needs_numba)]
NETWORKS = {
    "default": SupplyChain(),
    "one retailer": chain_of(1),
    "weekday demand": chain_of(2, mean_demand=WEEKDAYS),
    "two DCs": chain_of(1, 2, capacity=20, lead_time=3, initial_stock=9),
}


@pytest.fixture(autouse=True, scope="module")
def nothing_kept(tmp_path_factory):
    """Keep machine code of random networks, which nobody will play again, out of the way."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("caches")))
        yield


def play_in_environment(policy, scenarios, chain):
    """Play each scenario in `SupplyChainEnv`; return its Episodes."""
    env, rows = SupplyChainEnv(chain), []
    for k, demand in enumerate(np.asarray(scenarios)):
        observation, _ = env.reset(options={"demand": demand})
        ledger, sold, lost = 0, 0, 0
        for day in range(chain.horizon):
            # A policy that draws sees all episodes in a batch: show it as many rows.
            positions = np.tile(observation[: chain.n_stages], (len(scenarios), 1))
            observation, *_, info = env.step(np.asarray(policy(positions, day))[k])
            ledger = ledger + np.array([info["ledger"][line] for line in LEDGER_LINES])
            units = info["state"]
            sold, lost = sold + np.array(units["sold"]), lost + np.array(units["lost"])
        rows.append((ledger, sold, lost, units["on_hand"], units["in_transit"], units["owed"]))
    return batch.Episodes(*map(np.array, zip(*rows, strict=True)))


def assert_same(got, want):
    """Units agree exactly, money to 1e-9."""
    assert got.ledgers == pytest.approx(want.ledgers, rel=0, abs=1e-9)
    for name in got._fields[1:]:
        assert np.array_equal(getattr(got, name), getattr(want, name)), name


def some_policies(chain):
    """Return one policy of every kind for a chain."""
    n = chain.n_stages
    rng = np.random.default_rng(n)
    table = rng.normal(size=(4**n, 3**n)).round(1)
    levels = np.array([stage.capacity for stage in chain.stages])
    return {
        "random": policies.random(chain, seed=1),
        "constant": policies.constant(list(range(5, 5 + n))),
        "base-stock": policies.base_stock(levels // 2),
        "s-S": policies.s_S(levels // 4, levels // 2 + 1),
        "greedy": policies.greedy(table, chain),
        "numpy callable": lambda positions, day: np.maximum(day % 4 * 9 - positions // 2, 0),
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_recorded_ledgers_are_reproduced_up_to_every_day(engine):
    orders = np.array([episode["orders"] for episode in EPISODES])
    demand = np.array([episode["demand"] for episode in EPISODES])
    for horizon in range(1, 29):
        chain = SupplyChain(horizon=horizon)
        played = batch.play(lambda _, day: orders[:, day], demand[:, :horizon], chain, engine)
        for k, episode in enumerate(EPISODES):
            days = episode["days"][:horizon]
            want = [sum(day[line] for day in days) for line in LEDGER_LINES]
            assert played.ledgers[k] == pytest.approx(want, rel=0, abs=1e-9)
            units = units_of(days[-1])
            for name in ("on_hand", "in_transit", "owed"):
                assert getattr(played, name)[k].tolist() == units[name]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("chain", NETWORKS.values(), ids=NETWORKS)
@pytest.mark.parametrize("kind", some_policies(SupplyChain()))
def test_a_batch_plays_what_the_environment_plays(kind, chain, engine):
    if kind == "greedy" and chain.n_stages > 3:
        chain = chain_of(1, 1, capacity=20, lead_time=3)
    policy = some_policies(chain)[kind]
    scenarios = poisson_scenarios(chain, 6, seed=2)
    played = batch.play(policy, scenarios, chain, engine=engine)
    assert_same(played, play_in_environment(policy, scenarios, chain))


@pytest.mark.parametrize("engine", ENGINES)
@settings(steady, max_examples=10)
@given(episodes())
def test_a_batch_plays_any_network_as_the_environment_does(engine, episode):
    chain, orders = episode.chain, np.array(episode.orders)

    def policy(positions, day):
        return orders[day] + np.maximum(20 - positions, 0)

    scenarios = np.stack([episode.demand, np.array(episode.demand) // 2])
    played = batch.play(policy, scenarios, chain, engine=engine)
    assert_same(played, play_in_environment(policy, scenarios, chain))


@pytest.mark.parametrize("engine", ENGINES)
@settings(steady, max_examples=10)
@given(episodes())
def test_a_batch_under_a_rule_plays_any_network_as_the_environment_does(engine, episode):
    chain = episode.chain
    points = [stage.capacity // 2 for stage in chain.stages]
    policy = policies.s_S(points, [point + 1 + i for i, point in enumerate(points)])
    played = batch.play(policy, [episode.demand], chain, engine=engine)
    assert_same(played, play_in_environment(policy, [episode.demand], chain))


@pytest.mark.parametrize("engine", ENGINES)
def test_each_episode_is_played_by_itself(engine):
    scenarios = poisson_scenarios(SupplyChain(), 5, seed=3)
    policy = policies.s_S([26, 26, 47], [38, 38, 106])
    together = batch.play(policy, scenarios, engine=engine)
    backwards = batch.play(policy, scenarios[::-1], engine=engine)
    for forth, back in zip(together, backwards, strict=True):
        assert np.array_equal(forth, back[::-1])


@pytest.mark.parametrize("engine", ENGINES)
def test_the_same_batch_twice_is_the_same(engine):
    scenarios = poisson_scenarios(SupplyChain(), 5, seed=4)
    for policy in some_policies(SupplyChain()).values():
        first, again = (batch.play(policy, scenarios, engine=engine) for _ in range(2))
        for one, other in zip(first, again, strict=True):
            assert np.array_equal(one, other)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_policy_that_writes_into_its_positions_changes_nothing(engine):
    def careful(positions, day):
        return np.maximum(30 - positions, 0)

    def careless(positions, day):
        orders = careful(positions, day)
        positions[:] = 10**6
        return orders

    scenarios = poisson_scenarios(SupplyChain(), 3, seed=5)
    want = batch.play(careful, scenarios, engine=engine)
    assert_same(batch.play(careless, scenarios, engine=engine), want)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_policy_is_shown_the_positions_before_its_orders_and_the_day(engine):
    shown = []

    def policy(positions, day):
        shown.append((day, positions.tolist()))
        return np.full((2, 3), 10)

    batch.play(policy, np.full((2, 3, 2), 4), SupplyChain(horizon=3), engine=engine)
    # Each day 10 are ordered everywhere and 4 sold; the DC owes or ships 20 of its own 10.
    assert shown == [(t, [[25 + 6 * t, 25 + 6 * t, 100 - 10 * t]] * 2) for t in range(3)]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_largest_quantities_are_counted_exactly(engine):
    most, chain = 10**12, SupplyChain(horizon=5)
    policy, scenarios = policies.constant([most] * 3), np.full((1, 5, 2), most)
    played = batch.play(policy, scenarios, chain, engine=engine)
    assert_same(played, play_in_environment(policy, scenarios, chain))
    # Day after day each retailer is owed what the DC's 100, and later 3 · 200, do not cover.
    assert played.owed.sum() == 5 * 2 * most - 100 - 3 * 200


def test_scenarios_are_left_as_they_were():
    scenarios = poisson_scenarios(SupplyChain(), 2, seed=6)
    before = scenarios.copy()
    batch.play(policies.constant([10, 10, 50]), scenarios)
    assert np.array_equal(scenarios, before)


def test_auto_plays_where_numba_is_not_installed(monkeypatch):
    monkeypatch.setattr(batch, "has_numba", lambda: False)
    monkeypatch.setattr(batch, "_codes", {})
    monkeypatch.setattr(batch, "WORTH_LOADING", 1)
    monkeypatch.setattr(batch, "WORTH_COMPILING", 1)
    policy, scenarios = policies.constant([10, 10, 50]), poisson_scenarios(SupplyChain(), 2, seed=7)
    want = batch.play(policy, scenarios, engine="interpreted")
    assert_same(batch.play(policy, scenarios, engine="auto"), want)
    with pytest.raises(ValueError, match=r"pip install 'supplychain\[fast\]'"):
        batch.play(policy, scenarios, engine="compiled")


@pytest.fixture
def fresh(monkeypatch, tmp_path):
    """A process that has compiled nothing, and a user who has kept nothing."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(batch, "_codes", {})
    monkeypatch.setattr(batch, "_days_played", Counter())


@needs_numba
def test_auto_compiles_once_the_days_of_all_calls_are_worth_it(fresh, monkeypatch):
    made = []
    make = compiled.make
    monkeypatch.setattr(compiled, "make", lambda *what: made.append(what) or make(*what))
    monkeypatch.setattr(batch, "WORTH_LOADING", 1)
    monkeypatch.setattr(batch, "WORTH_COMPILING", 3 * 20 * 28)
    scenarios = poisson_scenarios(SupplyChain(), 20, seed=8)
    counts = []
    for points in ([20, 20, 40], [21, 21, 41], [22, 22, 42], [23, 23, 43]):
        policy = policies.s_S(points, [30, 30, 90])
        want = batch.play(policy, scenarios, engine="interpreted")
        assert_same(batch.play(policy, scenarios), want)
        counts.append(len(made))
    # What others played does not count: the third call is worth it, and the fourth uses it.
    batch.play(policies.constant([9, 9, 18]), scenarios)
    assert [*counts, len(made)] == [0, 0, 1, 1, 1]


@needs_numba
def test_auto_uses_what_an_earlier_process_compiled(fresh, monkeypatch):
    policy, scenarios = policies.constant([9, 9, 18]), poisson_scenarios(SupplyChain(), 20, seed=8)
    want = batch.play(policy, scenarios, engine="compiled")
    monkeypatch.setattr(batch, "_codes", {})
    monkeypatch.setattr(batch, "WORTH_LOADING", 1)
    monkeypatch.setattr(compiled, "make", None)
    assert_same(batch.play(policy, scenarios), want)
    assert len(batch._codes) == 1


@needs_numba
def test_all_cores_play_the_same_bits_as_one(monkeypatch):
    scenarios = poisson_scenarios(SupplyChain(), 1001, seed=9)
    for policy in some_policies(SupplyChain()).values():
        alone = batch.play(policy, scenarios, engine="compiled")
        with monkeypatch.context() as patched:
            patched.setattr(compiled, "WORTH_SHARING", 1)
            patched.setattr(compiled, "_n_cores", lambda: 3)
            together = batch.play(policy, scenarios, engine="compiled")
        for one, other in zip(alone, together, strict=True):
            assert np.array_equal(one, other)


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="cores cannot be forbidden here")
def test_no_more_threads_play_than_there_are_cores_that_may_be_used():
    episodes_of_threads, allowed = [], os.sched_getaffinity(0)
    code = compiled.Code(
        lambda result, error, n: episodes_of_threads.append(n.value), is_ours=True, owner=None
    )
    os.sched_setaffinity(0, {min(allowed)})
    try:
        compiled.run(code, compiled.WORTH_SHARING, (20,), (), ())
    finally:
        os.sched_setaffinity(0, allowed)
    assert episodes_of_threads == [20]


@needs_numba
def test_compiled_and_interpreted_money_agree_to_the_bit():
    scenarios = poisson_scenarios(SupplyChain(), 200, seed=10)
    for policy in some_policies(SupplyChain()).values():
        played = [batch.play(policy, scenarios, engine=engine) for engine in batch.ENGINES[1:]]
        for one, other in zip(*played, strict=True):
            assert np.array_equal(one, other)


def test_an_unknown_engine_is_refused():
    with pytest.raises(ValueError, match="'turbo': give one of auto, compiled, interpreted"):
        batch.play(policies.constant([1, 1, 1]), np.zeros((1, 28, 2), int), engine="turbo")


BAD_ORDERS = {
    "one row": np.zeros(3, int),
    "too few stages": np.zeros((2, 2), int),
    "too many episodes": np.zeros((3, 3), int),
    "one number": 10,
    "nothing": None,
    "negative": np.full((2, 3), -1),
    "fractional": np.full((2, 3), 0.5),
    "nan": np.full((2, 3), float("nan")),
    "infinite": np.full((2, 3), float("inf")),
    "bool": np.ones((2, 3), bool),
    "text": np.full((2, 3), "10"),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("orders", BAD_ORDERS.values(), ids=BAD_ORDERS)
def test_a_policy_that_returns_no_orders_is_refused(orders, engine):
    with pytest.raises(ValueError, match=r"orders .*give .*whole numbers"):
        batch.play(lambda positions, day: orders, np.zeros((2, 28, 2), int), engine=engine)


@pytest.mark.parametrize("policy", [3, None, [10, 10, 50]])
def test_what_is_no_policy_is_refused(policy):
    with pytest.raises(TypeError, match=r"give a function policy\(positions, day\)"):
        batch.play(policy, np.zeros((2, 28, 2), int))


def test_a_policy_for_another_number_of_stages_is_refused():
    with pytest.raises(ValueError, match=r"constant orders for 2 stages, but the chain has 3.*DC"):
        batch.play(policies.constant([1, 1]), np.zeros((1, 28, 2), int))


def test_a_table_made_for_other_levels_is_refused():
    small = chain_of(2, capacity=30)
    policy = policies.greedy(np.zeros((64, 27)))
    with pytest.raises(ValueError, match=r"greedy\(q_table, chain\)"):
        batch.play(policy, poisson_scenarios(small, 1, seed=0), small)


@pytest.mark.parametrize("shape", [(2, 27, 2), (2, 28, 1), (28,), (0, 28, 2)])
def test_demand_of_a_wrong_shape_is_refused(shape):
    with pytest.raises(ValueError, match=r"demand has shape .* give \(28, 2\)"):
        batch.play(policies.constant([1, 1, 1]), np.zeros(shape, int))
