"""Submissions in the form of the original coursework run unmodified, in process and in the jail."""

import numpy as np
import pytest

from autograde.training.entries import Entry
from autograde.training.run import Unit, run
from supplychain import SupplyChain, TabularEnv
from supplychain.algorithm import load_source, train
from supplychain.benchmark import BudgetExhausted, TrainingEnv
from supplychain.coursework import CourseworkEnv, epsilon_greedy_policy, greedy_policy

# A pasted cell: no import, every name that the coursework's notebook gives.
PASTED = b"""
def q_learning_alg(env, *, max_episodes=500, max_time=5, epsilon=0.3, alpha=0.1, gamma=0.9, seed=0):
    np.random.seed(seed)
    begun = time.time()
    Q_table = np.zeros((env.observation_space.n, env.action_space.n))
    plot_data = {"episode": [], "total_reward": []}
    for episode in tqdm(range(6)):
        env.reset()
        idx = env.observation_lookup[tuple(env.obs)]
        done, total, days = False, 0, 0
        while not done:
            if episode == 0:
                action = env.sample_action()
                chosen = env.action_lookup[tuple(action)]
            else:
                action, chosen = epsilon_greedy_policy(env, idx, Q_table, epsilon)
            levels, reward, done, info = env.step(action)
            after = env.observation_lookup[tuple(levels)]
            _, best = greedy_policy(env, after, Q_table)
            error = reward + gamma * Q_table[after, best] - Q_table[idx, chosen]
            Q_table[idx, chosen] += alpha * error
            idx, total, days = after, total + reward, days + 1
        assert days == env.n_periods and info == {} and time.time() - begun < 60
        plot_data["total_reward"].append(total)
    return Q_table, plot_data
"""


@pytest.mark.needs_bwrap
def test_a_pasted_function_learns_the_same_in_process_and_in_the_jail():
    jailed = run(Unit(Entry("x", PASTED, "07_challenge.py"), SupplyChain(), 5, 8))
    algorithm = load_source(PASTED, "07_challenge.py")
    local = train(algorithm, TrainingEnv(5), 8, "07_challenge.py").q_table
    assert jailed.reason == "" and len(jailed.returns) == 6
    assert jailed.q_table.tobytes() == local.tobytes() and np.unique(local).size > 50


def test_levels_and_orders_are_those_of_the_tabular_environment():
    env, table = CourseworkEnv(TrainingEnv(5)), TabularEnv()
    assert env.reset() is None and env.obs.tolist() == [25, 25, 100]
    for levels, state in env.observation_lookup.items():
        assert table.observe(levels) == state
    for orders, action in env.action_lookup.items():
        assert table.orders(action) == orders
    levels, reward, done, info = env.step(np.array([10, 10, 50]))
    other = TrainingEnv(5)
    other.reset()
    state, same, *_ = other.step(env.action_lookup[10, 10, 50])
    assert (env.observation_lookup[tuple(levels)], reward, done, info) == (state, same, False, {})


def test_policies_return_orders_and_index():
    env, q_table = CourseworkEnv(TrainingEnv(5)), np.zeros((64, 27))
    q_table[3, 26] = 1.0
    explored = epsilon_greedy_policy(env, 3, q_table, 0)
    for orders, index in (greedy_policy(env, 3, q_table), explored):
        assert orders.tolist() == [20, 20, 100] and index == 26
    np.random.seed(1)  # noqa: NPY002
    explored = {epsilon_greedy_policy(env, 3, q_table, 1.0)[1] for _ in range(50)}
    assert len(explored) > 10


def test_orders_that_are_no_action_are_refused():
    env = CourseworkEnv(TrainingEnv(5))
    env.reset()
    with pytest.raises(ValueError, match="env.action_lookup"):
        env.step(np.array([7, 10, 50]))


def test_the_courses_own_form_counts_where_both_are_there():
    both = PASTED + b"\ndef q_learning(env, **budget):\n    return None\n"
    assert load_source(both, "07_challenge.py").__name__ == "q_learning"
    assert load_source(both, "07_challenge.py")(None) is None


def test_looking_at_obs_first_and_a_reset_without_a_day_cost_no_episode():
    training = TrainingEnv(5, max_episodes=2)
    env = CourseworkEnv(training)
    assert env.obs.tolist() == [25, 25, 100] and env.current_period == 1
    for _ in range(3):
        env.reset()
    order = np.array([10, 10, 50])
    first = [env.step(order)[1] for _ in range(env.num_periods)]
    assert env.current_period == env.num_periods + 1 == env.n_periods + 1
    env.reset()
    env.reset()
    assert env.current_period == 1 and env.obs.tolist() == [25, 25, 100]
    second = [env.step(order)[1] for _ in range(28)]
    other = TrainingEnv(5, max_episodes=2)
    for rewards in (first, second):
        other.reset()
        assert rewards == [other.step(env.action_lookup[10, 10, 50])[1] for _ in range(28)]
    with pytest.raises(BudgetExhausted):
        env.reset()


def test_a_day_may_come_before_any_reset():
    env = CourseworkEnv(TrainingEnv(5, max_episodes=1))
    assert env.step(np.array([10, 10, 50]))[2] is False and env.current_period == 2


LOOKING = PASTED.replace(b"range(6)", b"range(500)").replace(
    b"    np.random.seed(seed)\n",
    b"    np.random.seed(seed)\n    env.reset()\n    first = copy.deepcopy(env.obs)\n"
    b"    assert tuple(first) in env.observation_lookup\n",
)
BARS = ("tqdm.tqdm(range(3))", "tqdm(range(3), disable=True)", "tqdm.tqdm(total=3).update(1)")


@pytest.mark.slow
@pytest.mark.needs_bwrap
def test_one_reset_more_than_the_budget_trains_in_the_jail():
    jailed = run(Unit(Entry("x", LOOKING, "07_challenge.py"), SupplyChain(), 5, 8))
    assert jailed.reason == "" and len(jailed.returns) == 500


@pytest.mark.needs_bwrap
@pytest.mark.parametrize("bar", BARS)
def test_either_way_to_import_a_progress_bar_works(bar):
    pasted = b"def q_learning_alg(env, *, max_episodes, max_time, seed):\n    " + bar.encode()
    pasted += b"\n    return np.zeros((64, 27)) + copy.copy(1), {}\n"
    local = train(load_source(pasted, "07_challenge.py"), TrainingEnv(5), 8, "07_challenge.py")
    jailed = run(Unit(Entry("x", pasted, "07_challenge.py"), SupplyChain(), 5, 8))
    assert jailed.reason == "" and (jailed.q_table == local.q_table).all()
