"""Simulated annealing over tables: change one action, keep the change if it seems to pay.

No values are learned. The search plays a table for some episodes, changes the action of one state
that it met, and plays again. A table that earned less is kept with probability
exp(−loss / temperature), and the temperature falls: it must not be lower than what luck does to the
mean of so few episodes.

References
----------
Kirkpatrick, Gelatt and Vecchi, *Optimization by simulated annealing*, Science 220, 1983.
"""

from time import process_time

import numpy as np


def anneal(
    env, *, max_episodes=500, max_time=15.0, episodes_per_table=3, temperature=(2000, 100), seed=0
):
    """Search for a table by simulated annealing.

    Parameters
    ----------
    env : TabularEnv
        The chain as a table sees it.
    max_episodes : int
        The budget.
    max_time : float
        Safety stop, looked at between tables [seconds of CPU].
    episodes_per_table : int
        How often a table is played before it is judged.
    temperature : tuple of two floats
        For the first and the last table; geometric between [money].
    seed : int
        Seeds the search.

    Returns
    -------
    q_table : numpy.ndarray, (n_states, n_actions)
        1 at the action that the last table kept takes, 0 elsewhere.
    history : list of float
        The return of each episode [money].
    """
    rng = np.random.default_rng(seed)
    n_states, n_actions = int(env.observation_space.n), int(env.action_space.n)
    table = np.full(n_states, n_actions // 2)
    earned, met, history, deadline = -np.inf, [], [], process_time() + max_time
    for heat in np.geomspace(*temperature, -(-max_episodes // episodes_per_table)):
        if process_time() > deadline:
            break
        candidate = table.copy()
        if met:
            candidate[rng.choice(met)] = rng.integers(n_actions)
        size = min(episodes_per_table, max_episodes - len(history))
        returns, states = zip(*(_play(env, candidate) for _ in range(size)))
        history += returns
        loss = earned - np.mean(returns)
        if loss <= 0 or rng.random() < np.exp(-loss / heat):
            table, earned, met = candidate, np.mean(returns), sorted(set().union(*states))
    return np.eye(n_actions)[table], history


def _play(env, table):
    """Play one episode; return what it earned and which states it met."""
    state, _ = env.reset()
    earned, met, terminated = 0.0, set(), False
    while not terminated:
        met.add(state)
        state, reward, terminated, _, _ = env.step(int(table[state]))
        earned += reward
    return earned, met
