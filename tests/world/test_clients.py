"""What programs that know only Gymnasium do with the environments: every id, the same demands."""

from functools import partial
from importlib.util import find_spec

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env
from gymnasium.wrappers import (
    DtypeObservation,
    FlattenObservation,
    RecordEpisodeStatistics,
    RecordVideo,
    RescaleObservation,
    TimeAwareObservation,
)
from hypothesis import given
from hypothesis import strategies as st

import supplychain
from supplychain import Shop, ShopEnv, SupplyChain, SupplyChainEnv, TabularEnv, policies
from supplychain.registration import ENVIRONMENTS
from tests.support.strategies import WEEKDAYS, chain_of, networks, steady

IDS = tuple(f"supplychain:{name}" for name in ENVIRONMENTS)
CHAIN_IDS = IDS[:2]
MODES = ("rgb_array", "ansi")


def play(env, days, seed=0):
    """Step with sampled actions; return what the steps returned."""
    env.reset(seed=seed)
    env.action_space.seed(seed)
    return [env.step(env.action_space.sample()) for _ in range(days)]


@pytest.mark.parametrize("name", IDS)
def test_an_id_with_the_name_of_the_package_needs_no_import(name):
    env = gymnasium.make(name)
    assert env.spec.id == name.removeprefix("supplychain:")
    play(env, days=20)


@pytest.mark.filterwarnings("error:.*:UserWarning")
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", IDS)
def test_gymnasium_accepts_the_environment_and_its_pictures(name, mode):
    if mode == "rgb_array":
        pytest.importorskip("matplotlib")
    check_env(gymnasium.make(name, render_mode=mode).unwrapped)


@pytest.mark.filterwarnings("error")
@pytest.mark.slow
@pytest.mark.parametrize("name", IDS)
def test_stable_baselines3_accepts_the_environment(name):
    checker = pytest.importorskip(
        "stable_baselines3.common.env_checker", reason="needs `make install-agents`"
    )
    checker.check_env(gymnasium.make(name), skip_render_check=True)


@pytest.mark.parametrize("env", [ShopEnv(), ShopEnv(Shop(capacity=1), cut_orders=True)], ids=str)
def test_gymnasium_accepts_the_shop_as_its_class_makes_it(env):
    check_env(env, skip_render_check=True)


@pytest.mark.parametrize("name", IDS)
def test_samples_of_both_spaces_lie_in_them(name):
    env = gymnasium.make(name)
    for space in (env.observation_space, env.action_space):
        space.seed(0)
        assert all(space.sample() in space for _ in range(200))


@steady
@given(networks(), st.booleans(), st.data())
def test_no_observation_leaves_its_space_whatever_is_ordered(chain, observe_day, data):
    env = SupplyChainEnv(chain, observe_day=observe_day)
    assert env.observation_space.sample() in env.observation_space
    assert env.reset(seed=0)[0] in env.observation_space
    quantities = st.one_of(st.integers(0, 60), st.just(10**12))
    for _ in range(chain.horizon):
        orders = data.draw(st.tuples(*[quantities] * chain.n_stages))
        assert env.step(orders)[0] in env.observation_space


@steady
@given(networks(), st.randoms(use_true_random=False))
def test_sampled_actions_never_meet_a_bound(chain, random):
    env = SupplyChainEnv(chain)
    play(env, chain.horizon, seed=random.randrange(100))
    assert (env.positions >= env.observation_space.low).all()
    assert (env.positions <= env.observation_space.high).all()


def test_the_bounds_are_near_enough_to_scale_by():
    space = SupplyChainEnv().observation_space
    # 28 days of a full truck or shelf; the DC loses what two retailers order.
    assert space.low.tolist() == [0, 0, 100 - 28 * 2 * 75]
    assert space.high.tolist() == [25 + 28 * 75, 25 + 28 * 75, 100 + 28 * 200]


@pytest.mark.slow
def test_the_bounds_of_the_largest_chain_fit_into_64_bits():
    shops = {"capacity": 10**12, "initial_stock": 10**12}
    env = SupplyChainEnv(SupplyChain(chain_of(12, **shops).dcs, horizon=10**6))
    assert (env.observation_space.high > env.observation_space.low).all()
    assert env.observation_space.sample() in env.observation_space


@pytest.mark.parametrize("name", IDS)
def test_statistics_of_episodes_are_of_one_episode_each(name):
    env = RecordEpisodeStatistics(gymnasium.make(name))
    lengths = []
    for seed in range(40):
        env.reset(seed=seed)
        ended = False
        while not ended:
            *_, terminated, truncated, info = env.step(env.action_space.sample())
            ended = terminated or truncated
        lengths.append(info["episode"]["l"])
    assert lengths == [100 if "Shop" in name else 28] * 40
    assert list(env.length_queue) == lengths


@pytest.mark.parametrize("name", CHAIN_IDS)
def test_max_episode_steps_cuts_an_episode_and_calls_it_truncated(name):
    env = gymnasium.make(name, max_episode_steps=5)
    flags = [step[2:4] for step in play(env, days=5)]
    assert flags == [(False, False)] * 4 + [(False, True)]
    longer = gymnasium.make(name, chain=SupplyChain(horizon=200))
    assert [step[2:4] for step in play(longer, days=200)][-1] == (True, False)


def test_the_shop_ends_after_its_days_and_only_as_truncated():
    flags = [step[2:4] for step in play(gymnasium.make(IDS[2]), days=100)]
    assert flags == [(False, False)] * 99 + [(False, True)]


@pytest.mark.parametrize("wrap", [FlattenObservation, TimeAwareObservation])
@pytest.mark.parametrize("name", IDS)
def test_wrappers_see_observations_of_their_spaces(name, wrap):
    # A wrapper that shows the time asks for a limit; the chain's own end coincides with this one.
    env = wrap(gymnasium.make(name, max_episode_steps=28))
    assert all(step[0] in env.observation_space for step in play(env, days=28))


def test_a_box_can_be_rescaled():
    env = DtypeObservation(gymnasium.make(IDS[0]), np.float32)
    env = RescaleObservation(env, np.float32(-1), np.float32(1))
    seen = np.array([step[0] for step in play(env, days=28)])
    assert (seen >= -1).all() and (seen <= 1).all() and seen.std() > 0.05


@pytest.mark.parametrize("name", IDS)
def test_a_vector_plays_what_single_environments_play(name):
    vector = gymnasium.make_vec(name, num_envs=3, vectorization_mode="sync")
    singles = [gymnasium.make(name) for _ in range(3)]
    vector.action_space.seed(1)
    seen, _ = vector.reset(seed=7)
    assert np.array_equal(seen, [env.reset(seed=7 + k)[0] for k, env in enumerate(singles)])
    for _ in range(20):
        actions = vector.action_space.sample()
        seen, rewards, *_ = vector.step(actions)
        steps = [env.step(action) for env, action in zip(singles, actions)]
        assert np.array_equal(seen, [step[0] for step in steps])
        assert rewards.tolist() == [step[1] for step in steps]


def test_worker_processes_that_begin_empty_find_the_environment_and_its_demand():
    demand = partial(supplychain.seasonal_scenarios, amplitude=1.0)
    makers = [partial(gymnasium.make, IDS[0], demand=demand)] * 2
    vector = gymnasium.vector.AsyncVectorEnv(makers, context="spawn")
    try:
        vector.reset(seed=3)
        rewards = vector.step(np.full((2, 3), 20))[1]
    finally:
        vector.close()
    single = gymnasium.make(IDS[0], demand=demand)
    single.reset(seed=3)
    assert rewards[0] == single.step(np.full(3, 20))[1]


def test_masks_mark_the_orders_that_fit_also_through_wrappers():
    env = gymnasium.make(IDS[2])
    env.reset(seed=0, options={"on_hand": 17})
    mask = env.get_wrapper_attr("action_masks")()
    assert mask.dtype == bool and np.flatnonzero(mask).tolist() == [0, 1, 2, 3]
    mask[:] = True
    assert env.get_wrapper_attr("action_masks")().sum() == 4


def test_a_shop_that_cuts_orders_says_what_was_ordered():
    env = gymnasium.make(IDS[2])
    env.reset(seed=0, options={"on_hand": 17, "demand": [2, 0]})
    stock, *_, info = env.step(20)
    assert (stock, info["order"]) == (18, 3)
    assert env.step(2)[4]["order"] == 2
    with pytest.raises(ValueError, match="from 0 to 20"):
        env.unwrapped.reset()
        env.unwrapped.step(21)


def test_the_day_is_shown_to_who_asks_for_it():
    env = SupplyChainEnv(SupplyChain(horizon=9), observe_day=True)
    days = [int(env.reset(seed=0)[0][-1]), *(int(step[0][-1]) for step in play(env, days=9))]
    assert days == list(range(10))
    assert env.observation_space.high[-1] == 9
    weekly = SupplyChainEnv(chain_of(1, mean_demand=WEEKDAYS), observe_day=True)
    assert play(weekly, days=8)[-1][0][-2:].tolist() == [1, 8]
    with pytest.raises(TypeError, match="observe_day is 3: give True or False"):
        SupplyChainEnv(observe_day=3)


@pytest.mark.parametrize("name", IDS)
def test_text_shows_the_day_its_money_and_its_units(name):
    env = gymnasium.make(name, render_mode="ansi")
    total = sum(step[1] for step in play(env, days=3))
    title, header, *rows = env.render().splitlines()
    assert title.startswith("after day 3") and title.endswith(f"so far {total:,.0f}")
    units = {row[:12].strip(): row[12:].split() for row in rows}
    if "Shop" not in name:
        assert [units[stage][0] for stage in SupplyChain().stage_names] == [
            str(stock) for stock in env.unwrapped._state.on_hand
        ]
    assert header.split() == ["on", "hand", "on", "order", "owes", "ordered", "lost"]


def test_pixels_change_with_the_day_and_not_with_looking():
    pytest.importorskip("matplotlib")
    env = gymnasium.make(IDS[0], render_mode="rgb_array")
    env.reset(seed=0)
    before = env.render()
    assert np.array_equal(env.render(), before)
    env.step([40, 0, 200])
    after = env.render()
    assert before.shape == after.shape and before.shape[2] == 3
    assert not any(length % 2 for length in before.shape[:2])  # video formats ask for it
    assert not np.array_equal(before, after)


def test_a_frame_for_each_day_makes_a_replay(tmp_path):
    pytest.importorskip("matplotlib")
    chain = SupplyChain(horizon=3)
    if find_spec("moviepy"):
        env = RecordVideo(
            gymnasium.make(IDS[0], chain=chain, render_mode="rgb_array"), str(tmp_path)
        )
        play(env, days=3)
        env.close()
        assert list(tmp_path.glob("*.mp4"))
    env = gymnasium.make(IDS[0], chain=chain, render_mode="rgb_array_list")
    play(env, days=3)
    frames = env.render()
    assert len(frames) == 4 and len({frame.tobytes() for frame in frames}) == 4


def test_an_unknown_render_mode_is_refused_with_those_there_are():
    for kind in (SupplyChainEnv, TabularEnv, ShopEnv):
        with pytest.raises(ValueError, match="render_mode is 'human': give 'rgb_array', 'ansi'"):
            kind(render_mode="human")


def test_there_is_no_picture_before_the_first_reset():
    for kind in (SupplyChainEnv, TabularEnv, ShopEnv):
        with pytest.raises(gymnasium.error.ResetNeeded, match=r"reset\(\)"):
            kind(render_mode="ansi").render()


def test_positions_are_exact_where_the_observation_ends_at_a_bound():
    env = SupplyChainEnv(SupplyChain(horizon=2))
    env.reset(seed=0)
    observation = env.step([10**6, 0, 0])[0]
    assert observation[0] == env.observation_space.high[0] < env.positions[0]
    # … and a new episode shows what there is.
    assert env.reset(seed=0)[0].tolist() == [25, 25, 100]


def test_an_episode_played_by_a_policy_sees_exact_positions():
    chain = SupplyChain(horizon=3)
    policy = policies.base_stock([10**6, 10**6, 0])
    history = supplychain.play_episode(policy, np.zeros((3, 2), int), chain)
    result = supplychain.evaluate(policy, np.zeros((1, 3, 2), int), chain)
    assert history["profit"].sum() == result.mean
    assert history["orders"][1].tolist()[:2] == [0, 0]
