"""The budget of the challenge: what an algorithm is given, and what is taken from it."""

import numpy as np
import pytest

from supplychain import benchmark
from supplychain.benchmark import FINAL, PUBLIC, BudgetExhausted, TrainingEnv, track


def days(env, actions):
    """Play one episode; return its rewards."""
    env.reset()
    return [env.step(action)[1] for action in actions]


def test_demand_depends_on_seed_and_episode_only():
    orders, others = [13] * 28, [0] * 28
    first, second, stranger = TrainingEnv(4), TrainingEnv(4), TrainingEnv(5)
    before = days(first, orders), days(first, orders)
    days(second, others)  # another first episode must not change the second one
    assert days(second, orders) == before[1]
    assert days(stranger, orders) != before[0]


def test_an_episode_that_is_cut_short_counts_and_shifts_nothing():
    whole, cut = TrainingEnv(4), TrainingEnv(4)
    days(whole, [13] * 28)
    days(cut, [13])
    assert days(whole, [13] * 28) == days(cut, [13] * 28)


def test_the_first_reset_beyond_the_budget_is_refused():
    env = TrainingEnv(1, max_episodes=2)
    env.reset()
    env.reset()
    with pytest.raises(BudgetExhausted, match="budget of 2 episodes .* env.hand_in"):
        env.reset()


def test_the_safety_stop_ends_training(monkeypatch):
    monkeypatch.setattr(benchmark, "MAX_TIME", -10.0)
    with pytest.raises(BudgetExhausted, match="safety stop"):
        TrainingEnv(1).reset()


@pytest.mark.parametrize("wish", [{"seed": 3}, {"options": {"demand": np.zeros((28, 2))}}])
def test_demand_cannot_be_chosen(wish):
    with pytest.raises(ValueError, match="the benchmark chooses"):
        TrainingEnv(1).reset(**wish)


def test_states_and_rewards_are_all_that_is_told():
    env = TrainingEnv(1)
    assert env.reset() == (22, {})
    state, reward, terminated, truncated, info = env.step(13)
    assert isinstance(state, int) and isinstance(reward, float) and info == {}


def test_sampled_actions_repeat():
    samples = [[env.action_space.sample() for _ in range(9)] for env in map(TrainingEnv, (3, 3))]
    assert samples[0] == samples[1]


def test_tracks_share_nothing_and_grow_without_changing():
    public, final = (track(kind, 1, 3, 5) for kind in (PUBLIC, FINAL))
    assert not np.array_equal(public.scenarios, final.scenarios)
    assert not {*map(tuple, public.runs)} & {*map(tuple, final.runs)}
    longer = track(PUBLIC, 1, 4, 6)
    assert longer.runs[:3] == public.runs
    assert np.array_equal(longer.scenarios[:5], public.scenarios)
