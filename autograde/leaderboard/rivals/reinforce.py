"""REINFORCE on a tabular softmax: make what paid more than usual more likely.

The policy takes action a in state x with probability π(a | x) ∝ exp θ(x, a). After an episode,

    θ(x_t, ·) ← θ(x_t, ·) + α · (G_t − b_t) / σ_t · (e(a_t) − π(· | x_t)),

where G_t is the return from day t on, and b_t and σ_t are its mean and standard deviation over the
last episodes: the same day of other episodes is the baseline.

References
----------
Williams, *Simple statistical gradient-following algorithms for connectionist reinforcement
learning*, Machine Learning 8, 1992.
"""

from time import process_time

import numpy as np

BATCH = 10  # episodes between two steps; they are each other's baseline


def reinforce(env, *, max_episodes=500, max_time=15.0, alpha=2.0, seed=0):
    """Learn a stochastic policy with REINFORCE.

    Parameters
    ----------
    env : TabularEnv
        The chain as a table sees it.
    max_episodes : int
        The budget.
    max_time : float
        Safety stop, looked at between batches [seconds of CPU].
    alpha : float
        Step size α.
    seed : int
        Seeds the actions.

    Returns
    -------
    q_table : numpy.ndarray, (n_states, n_actions)
        ``[state, action]``: the preferences θ, whose largest is the most probable action.
    history : list of float
        The return of each episode while learning [money].
    """
    rng = np.random.default_rng(seed)
    preferences = np.zeros((int(env.observation_space.n), int(env.action_space.n)))
    history, deadline = [], process_time() + max_time
    while len(history) < max_episodes and process_time() < deadline:
        policy = _softmax(preferences)
        size = min(BATCH, max_episodes - len(history))
        states, actions, rewards = map(
            np.array, zip(*(_play(env, policy, rng) for _ in range(size)))
        )
        history += rewards.sum(axis=1).tolist()
        returns = rewards[:, ::-1].cumsum(axis=1)[:, ::-1]
        advantages = (returns - returns.mean(axis=0)) / (returns.std(axis=0) + 1e-9)
        gradient = np.zeros_like(preferences)
        np.add.at(gradient, (states, actions), advantages)
        np.add.at(gradient, states, -advantages[:, :, np.newaxis] * policy[states])
        preferences += alpha * gradient / size
    return preferences, history


def _softmax(preferences):
    """Return the probabilities ``[state, action]``."""
    weights = np.exp(preferences - preferences.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


def _play(env, policy, rng):
    """Play one episode; return states, actions and rewards, one of each per day."""
    until = policy.cumsum(axis=1)
    states, actions, rewards = [], [], []
    state, _ = env.reset()
    terminated = False
    while not terminated:
        # Rounding may leave the last sum below 1.
        action = min(int(np.searchsorted(until[state], rng.random())), policy.shape[1] - 1)
        states.append(state)
        actions.append(action)
        state, reward, terminated, _, _ = env.step(action)
        rewards.append(reward)
    return states, actions, rewards
