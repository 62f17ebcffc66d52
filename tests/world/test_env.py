"""The environments: the rules of Gymnasium, the world behind them, seeds, and weekdays."""

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env
from hypothesis import given

from supplychain import (
    SupplyChain,
    SupplyChainEnv,
    TabularEnv,
    poisson_scenarios,
)
from tests.support.recorded import EPISODES, units_of
from tests.support.strategies import WEEKDAYS, chain_of, days_of, episodes, steady


def running(env_class, chain=None):
    """Return an environment after its reset."""
    env = env_class(chain)
    env.reset(seed=0)
    return env


def rewards_of(env, actions, **reset):
    """Return the rewards of an episode."""
    env.reset(**reset)
    return [env.step(action)[1] for action in actions]


@pytest.mark.filterwarnings("error:.*:UserWarning")
@pytest.mark.parametrize(
    "env",
    [
        SupplyChainEnv(),
        SupplyChainEnv(chain_of(1, 2)),
        SupplyChainEnv(chain_of(2, mean_demand=WEEKDAYS)),
        TabularEnv(),
        TabularEnv(chain_of(1, 1)),
    ],
    ids=["full", "full-network", "full-weekday", "tabular", "tabular-network"],
)
def test_gymnasium_accepts_the_environment(env):
    check_env(env, skip_render_check=True)


@pytest.mark.parametrize(
    ("name", "kind"), [("SupplyChain-v0", SupplyChainEnv), ("SupplyChainTabular-v0", TabularEnv)]
)
def test_gymnasium_makes_the_environment_by_name(name, kind):
    env = gymnasium.make(name, chain=SupplyChain(horizon=3))
    assert type(env.unwrapped) is kind
    env.reset(seed=0)
    ended = [env.step(env.action_space.sample())[2:4] for _ in range(3)]
    assert ended == [(False, False), (False, False), (True, False)]


@pytest.mark.parametrize("kind", [SupplyChainEnv, TabularEnv])
def test_an_episode_terminates_after_its_last_day_and_is_never_truncated(kind):
    env = running(kind, SupplyChain(horizon=4))
    flags = [env.step(env.action_space.sample())[2:4] for _ in range(4)]
    assert flags == [(False, False)] * 3 + [(True, False)]


@steady
@given(episodes())
def test_observations_and_samples_lie_in_their_spaces(episode):
    env = SupplyChainEnv(episode.chain)
    observation, _ = env.reset(options={"demand": episode.demand})
    assert observation in env.observation_space
    for orders in episode.orders:
        observation = env.step(orders)[0]
        assert observation in env.observation_space


def test_sampled_orders_end_at_a_truck_and_at_the_mills_largest_order():
    assert SupplyChainEnv().action_space.nvec.tolist() == [51, 51, 201]


def test_a_table_has_4_to_the_n_states_and_3_to_the_n_actions():
    sizes = {n: TabularEnv(chain_of(n)) for n in (1, 2, 3)}
    assert [int(env.observation_space.n) for env in sizes.values()] == [16, 64, 256]
    assert [int(env.action_space.n) for env in sizes.values()] == [9, 27, 81]


@pytest.mark.parametrize("episode", EPISODES, ids=lambda episode: str(episode["episode"]))
def test_recorded_ledgers_are_reproduced(episode):
    env = SupplyChainEnv()
    env.reset(options={"demand": episode["demand"]})
    for orders, want in zip(episode["orders"], episode["days"], strict=True):
        _, reward, _, _, info = env.step(orders)
        for line, amount in info["ledger"].items():
            assert amount == pytest.approx(want[line], abs=1e-9), line
        assert reward == info["ledger"]["profit"]
        assert info["state"] == units_of(want)


@steady
@given(episodes())
def test_the_environment_shows_what_the_rules_make(episode):
    env = SupplyChainEnv(episode.chain)
    observation, info = env.reset(options={"demand": episode.demand})
    assert observation.tolist() == info["state"]["on_hand"]
    for orders, (ledger, state) in zip(episode.orders, days_of(*episode), strict=True):
        observation, reward, _, _, info = env.step(orders)
        assert env.positions.tolist() == state.position
        bounds = env.observation_space.low, env.observation_space.high
        assert observation.tolist() == np.clip(state.position, *bounds).tolist()
        assert info["ledger"] == ledger
        assert reward == ledger["profit"]
        for name, units in info["state"].items():
            assert units == getattr(state, name)


def test_the_tabular_environment_plays_the_same_world():
    full, table = SupplyChainEnv(), TabularEnv()
    demand = {"demand": poisson_scenarios(SupplyChain(), 1, seed=3)[0]}
    full.reset(options=demand)
    table.reset(options=demand)
    for action in np.random.default_rng(3).integers(27, size=28):
        positions, reward, *_, info = full.step(table.orders(action))
        assert table.step(action)[::4] == (table.observe(positions), info)
        assert reward == info["ledger"]["profit"]


def test_info_holds_plain_lists_and_numbers():
    _, reward, terminated, truncated, info = running(SupplyChainEnv).step(np.array([10, 10, 50]))
    assert (type(reward), type(terminated), type(truncated)) == (float, bool, bool)
    assert {type(amount) for amount in info["ledger"].values()} == {float}
    for units in info["state"].values():
        assert type(units) is list
        assert {type(unit) for unit in units} == {int}


def test_what_was_observed_does_not_change_later():
    env = SupplyChainEnv()
    first, info = env.reset(seed=0)
    kept = first.copy(), {name: list(units) for name, units in info["state"].items()}
    second, *_, later = env.step([10, 10, 50])
    kept_later = second.copy(), {name: list(units) for name, units in later["state"].items()}
    env.step([50, 0, 200])
    assert np.array_equal(first, kept[0]) and info["state"] == kept[1]
    assert np.array_equal(second, kept_later[0]) and later["state"] == kept_later[1]


def test_orders_above_a_truck_and_above_the_mills_limit_are_accepted():
    env = SupplyChainEnv()
    env.reset(options={"demand": np.zeros((28, 2), int)})
    _, _, _, _, info = env.step([90, 0, 250])
    assert info["state"]["in_transit"] == [90, 0, 200]
    assert info["ledger"]["fixed_ordering"] == 2 * 10 + 50


def test_a_given_demand_is_copied():
    demand = np.full((28, 2), 10)
    env = SupplyChainEnv()
    env.reset(options={"demand": demand})
    demand[:] = 0
    assert env.step([0, 0, 0])[4]["state"]["sold"] == [10, 10]


def test_whole_numbers_of_any_type_are_orders():
    want = rewards_of(SupplyChainEnv(), [[10, 20, 50]], seed=0)
    for orders in [(10, 20, 50), np.array([10, 20, 50]), np.array([10.0, 20.0, 50.0]),
                   [np.int64(10), 20.0, 50], np.array([10, 20, 50], dtype=np.uint8)]:  # fmt: skip
        assert rewards_of(SupplyChainEnv(), [orders], seed=0) == want


@pytest.mark.parametrize("kind", [SupplyChainEnv, TabularEnv])
def test_the_same_seed_gives_the_same_episode_and_another_does_not(kind):
    action = 13 if kind is TabularEnv else [10, 10, 50]
    first = rewards_of(kind(), [action] * 28, seed=1)
    assert rewards_of(kind(), [action] * 28, seed=1) == first
    assert rewards_of(kind(), [action] * 28, seed=2) != first


def test_one_seed_gives_a_repeatable_sequence_of_different_episodes():
    def three_episodes():
        env = SupplyChainEnv()
        return [rewards_of(env, [[10, 10, 50]] * 28, seed=seed) for seed in (4, None, None)]

    first = three_episodes()
    assert first == three_episodes()
    assert first[0] != first[1] != first[2] != first[0]


def test_a_given_demand_does_not_shift_the_episodes_after_it():
    env, orders = SupplyChainEnv(), [[10, 10, 50]] * 28
    rewards_of(env, orders, seed=5)
    want = rewards_of(env, orders), rewards_of(env, orders)
    rewards_of(env, orders, seed=5)
    rewards_of(env, orders, options={"demand": np.zeros((28, 2), int)})
    assert rewards_of(env, orders) == want[1]


def test_an_abandoned_episode_leaves_nothing_behind():
    env = SupplyChainEnv()
    env.reset(seed=6)
    env.step([500, 500, 500])
    observation, info = env.reset(seed=6)
    assert observation.tolist() == [25, 25, 100]
    assert info["state"]["owed"] == [0, 0]
    assert rewards_of(env, [[0, 0, 0]] * 28, seed=6) == rewards_of(
        SupplyChainEnv(), [[0, 0, 0]] * 28, seed=6
    )


def test_the_weekday_is_shown_where_demand_depends_on_it():
    env = SupplyChainEnv(chain_of(2, mean_demand=WEEKDAYS))
    observation, _ = env.reset(seed=0)
    days = [int(observation[-1])] + [int(env.step([4, 4, 20])[0][-1]) for _ in range(28)]
    assert observation.shape == env.observation_space.shape == (4,)
    assert days == [day % 7 for day in range(29)]
    assert SupplyChainEnv().observation_space.shape == (3,)
