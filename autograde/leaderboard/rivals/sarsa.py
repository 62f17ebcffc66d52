"""SARSA: learn what the actions are worth to somebody who explores as the learner does.

The target takes the value of the action a' that really comes next, instead of the best one:

    Q(x, a) ← Q(x, a) + α · (r + γ · Q(x', a') − Q(x, a)).

References
----------
Rummery and Niranjan, *On-line Q-learning using connectionist systems*, Cambridge, 1994.
"""

from random import Random
from time import process_time

import numpy as np


def sarsa(
    env,
    *,
    max_episodes=500,
    max_time=15.0,
    epsilon=(1.0, 0.02),
    alpha=(0.2, 0.02),
    gamma=0.8,
    seed=0,
):
    """Learn action values with ε-greedy SARSA.

    Parameters
    ----------
    env : TabularEnv
        The chain as a table sees it.
    max_episodes : int
        The budget.
    max_time : float
        Safety stop, looked at between episodes [seconds of CPU].
    epsilon, alpha : tuple of two floats
        Probability ε of a random action and learning rate α, in the first and in the last episode;
        linear between.
    gamma : float
        Discount γ.
    seed : int
        Seeds the exploration.

    Returns
    -------
    q_table : numpy.ndarray, (n_states, n_actions)
        ``[state, action]``: the learned action values [money].
    history : list of float
        The return of each episode while learning, exploration included [money].
    """
    q_table = [[0.0] * int(env.action_space.n) for _ in range(int(env.observation_space.n))]
    uniform = Random(seed).random
    schedule = zip(
        np.linspace(*epsilon, max_episodes).tolist(), np.linspace(*alpha, max_episodes).tolist()
    )
    history, deadline = [], process_time() + max_time
    for explore, rate in schedule:
        if process_time() > deadline:
            break
        history.append(_learn_episode(env, q_table, explore, rate, gamma, uniform))
    return np.array(q_table), history


def _learn_episode(env, q_table, epsilon, alpha, gamma, uniform):
    """Play one episode, change the table in place and return the episode's return."""
    state, _ = env.reset()
    action, earned, terminated = _choose(q_table[state], epsilon, uniform), 0.0, False
    while not terminated:
        next_state, reward, terminated, _, _ = env.step(action)
        next_action = _choose(q_table[next_state], epsilon, uniform)
        target = reward if terminated else reward + gamma * q_table[next_state][next_action]
        q_table[state][action] += alpha * (target - q_table[state][action])
        state, action = next_state, next_action
        earned += reward
    return earned


def _choose(row, epsilon, uniform):
    return int(uniform() * len(row)) if uniform() < epsilon else row.index(max(row))
