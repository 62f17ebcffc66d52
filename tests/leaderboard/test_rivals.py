"""Do the reference learners learn what they are known to learn, and the same every time?"""

import numpy as np
import pytest

from autograde.leaderboard.rivals import q_learning, q_learning_as_shipped
from supplychain import TabularEnv, evaluate, poisson_scenarios
from supplychain.benchmark import TrainingEnv
from supplychain.policies import greedy


@pytest.fixture(scope="module")
def scenarios():
    return poisson_scenarios(None, 300, seed=11)


def profits(learner, scenarios, n_seeds):
    """Mean profit of the learned policy for each training seed."""
    tables = [learner(TrainingEnv(seed), seed=seed)[0] for seed in range(n_seeds)]
    return np.array([evaluate(greedy(table), scenarios).mean for table in tables])


def test_tuned_q_learning_earns_what_it_should(scenarios):
    # 22,700 with a standard deviation of 540 over training seeds: ± 4 standard errors.
    assert profits(q_learning, scenarios, 4).mean() == pytest.approx(22_700, abs=4 * 540 / 2)


def test_the_shipped_settings_earn_far_less(scenarios):
    # 12,390 with a standard deviation of 4,040.
    assert profits(q_learning_as_shipped, scenarios, 4).mean() < 12_390 + 4 * 4_040 / 2 < 21_000


def test_same_seeds_give_the_same_table():
    first, second = (q_learning(TrainingEnv(5), max_episodes=20, seed=3) for _ in range(2))
    assert np.array_equal(first[0], second[0]) and first[1] == second[1]


def test_another_exploration_seed_gives_another_table():
    tables = [q_learning(TrainingEnv(5), max_episodes=20, seed=seed)[0] for seed in (3, 4)]
    assert not np.array_equal(*tables)


def test_nothing_is_bootstrapped_from_the_last_day():
    """With α = 1 a value is its last target: after the last day that is the reward alone."""
    env = TabularEnv()
    env.reset(seed=0)
    last = []
    step = env.step

    def spy(action):
        result = step(action)
        if result[2]:
            last.append((action, result[1]))
        return result

    env.step = spy
    q_table, _ = q_learning(env, max_episodes=3, alpha=(1.0, 1.0), gamma=0.9, seed=1)
    action, reward = last[-1]
    assert reward in q_table[:, action]


def test_no_episode_begins_after_the_safety_stop():
    _, history = q_learning(TrainingEnv(1), max_time=-1.0)
    assert history == []
