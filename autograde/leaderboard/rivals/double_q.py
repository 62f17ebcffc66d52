"""Double Q-learning: two tables, so that no maximum is taken over its own noise.

The largest of several noisy values is too large on average. Here one table chooses the best action
of the next state and the other one says what it is worth; a coin decides which of them learns:

    Q₁(x, a) ← Q₁(x, a) + α · (r + γ · Q₂(x', argmax_a' Q₁(x', a')) − Q₁(x, a)), or 1 and 2 swapped.

References
----------
van Hasselt, *Double Q-learning*, Advances in Neural Information Processing Systems 23, 2010.
"""

from random import Random
from time import process_time

import numpy as np


def double_q_learning(
    env,
    *,
    max_episodes=500,
    max_time=15.0,
    epsilon=(1.0, 0.05),
    alpha=(0.4, 0.02),
    gamma=0.7,
    seed=0,
):
    """Learn action values with ε-greedy double Q-learning.

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
        Seeds the exploration and the coin.

    Returns
    -------
    q_table : numpy.ndarray, (n_states, n_actions)
        ``[state, action]``: the mean of both tables [money].
    history : list of float
        The return of each episode while learning, exploration included [money].
    """
    n_states, n_actions = int(env.observation_space.n), int(env.action_space.n)
    tables = [[[0.0] * n_actions for _ in range(n_states)] for _ in range(2)]
    uniform = Random(seed).random
    schedule = zip(
        np.linspace(*epsilon, max_episodes).tolist(), np.linspace(*alpha, max_episodes).tolist()
    )
    history, deadline = [], process_time() + max_time
    for explore, rate in schedule:
        if process_time() > deadline:
            break
        history.append(_learn_episode(env, tables, explore, rate, gamma, uniform))
    return np.mean(tables, axis=0), history


def _learn_episode(env, tables, epsilon, alpha, gamma, uniform):
    """Play one episode, change the tables in place and return the episode's return."""
    n_actions, earned = len(tables[0][0]), 0.0
    state, _ = env.reset()
    terminated = False
    while not terminated:
        if uniform() < epsilon:
            action = int(uniform() * n_actions)
        else:
            both = [one + other for one, other in zip(tables[0][state], tables[1][state])]
            action = both.index(max(both))
        next_state, reward, terminated, _, _ = env.step(action)
        learning, judging = tables if uniform() < 0.5 else tables[::-1]
        best = learning[next_state].index(max(learning[next_state]))
        target = reward if terminated else reward + gamma * judging[next_state][best]
        learning[state][action] += alpha * (target - learning[state][action])
        state = next_state
        earned += reward
    return earned
