"""Q-learning, well tuned and as it is often found.

Q-learning moves the value of the action that was taken towards a target,

    Q(x, a) ← Q(x, a) + α · (r + γ · max_a' Q(x', a') − Q(x, a)),

where the second term of the target is missing on the last day: nothing follows it.

References
----------
Watkins and Dayan, *Q-learning*, Machine Learning 8, 1992.
"""

from functools import partial
from random import Random
from time import process_time

import numpy as np


def q_learning(
    env,
    *,
    max_episodes=500,
    max_time=15.0,
    epsilon=(1.0, 0.05),
    alpha=(0.3, 0.02),
    gamma=0.8,
    seed=0,
):
    """Learn action values with ε-greedy Q-learning.

    Parameters
    ----------
    env : TabularEnv
        The chain as a table sees it.
    max_episodes : int
        The budget.
    max_time : float
        Safety stop, looked at between episodes [seconds of CPU].
    epsilon : tuple of two floats
        Probability ε of a random action, in the first and in the last episode; linear between.
    alpha : tuple of two floats
        Learning rate α, in the first and in the last episode; linear between.
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

    Examples
    --------
    >>> from supplychain import TabularEnv
    >>> env = TabularEnv()
    >>> state, info = env.reset(seed=1)
    >>> q_table, history = q_learning(env, max_episodes=20)
    >>> q_table.shape, len(history)
    ((64, 27), 20)
    """
    # Rows of Python floats: to look at 27 numbers, NumPy takes several times as long.
    q_table = [[0.0] * int(env.action_space.n) for _ in range(int(env.observation_space.n))]
    uniform = Random(seed).random
    epsilons = np.linspace(*epsilon, max_episodes).tolist()
    alphas = np.linspace(*alpha, max_episodes).tolist()
    history, deadline = [], process_time() + max_time
    for explore, rate in zip(epsilons, alphas):
        if process_time() > deadline:
            break
        history.append(_learn_episode(env, q_table, explore, rate, gamma, uniform))
    return np.array(q_table), history


def _learn_episode(env, q_table, epsilon, alpha, gamma, uniform):
    """Play one episode, change the table in place and return the episode's return."""
    n_actions, earned = len(q_table[0]), 0.0
    state, _ = env.reset()
    row, terminated = q_table[state], False
    while not terminated:
        if uniform() < epsilon:
            action = int(uniform() * n_actions)
        else:
            action = row.index(max(row))
        state, reward, terminated, _, _ = env.step(action)
        next_row = q_table[state]
        target = reward if terminated else reward + gamma * max(next_row)
        row[action] += alpha * (target - row[action])
        row = next_row
        earned += reward
    return earned


# Steps so small that 500 episodes hardly move the values, and a discount that looks far beyond the
# pipeline: the settings that the coursework which inspired this course gives as defaults.
q_learning_as_shipped = partial(q_learning, epsilon=(0.25, 0.25), alpha=(0.001, 0.001), gamma=0.99)
