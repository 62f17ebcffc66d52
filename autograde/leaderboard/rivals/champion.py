"""The champion: a search over tables that read like stock rules, guided by a Gaussian process.

A table has 27^64 policies, and 500 episodes are few. Nearly all the profit is within reach of far
simpler ones: every stage looks at its own level only, and orders no more when it has more. There
are 15 such *rules* for a stage (2·2·2·2, 2·2·2·1, … 0·0·0·0), hence 15³ = 3,375 tables.

What a table earns is a function of its rules that is smooth, and seen through noise: one episode's
return. A Gaussian process learns it. Rules are near each other when they order alike; tables are
near when all their rules are, and somewhat near when one of them is; and a table tells something
about the one with the retailers' rules swapped. The next episode plays the table whose return could
be the largest (upper confidence bound). Whole returns are compared, so nothing is lost to what the
levels hide: no value is bootstrapped from a state that is not Markov.

References
----------
Srinivas, Krause, Kakade and Seeger, *Gaussian process optimization in the bandit setting: no regret
and experimental design*, International Conference on Machine Learning, 2010.
"""

from itertools import product
from time import process_time

import numpy as np

N_LEVELS, N_ORDERS = 4, 3  # of each of the three stages
WIDTH = 2.5  # of the kernel, in order levels
SWAPPED = 0.4  # how much a table says about its mirror image; beyond 1/2 it is no covariance
ALONE = 0.5  # share of the kernel in which stages add up
NOISE = 0.15  # standard deviation of a return, as a share of the spread of random tables' returns
RANDOM_TABLES = 30
OPTIMISM = 2.0  # standard deviations above the mean that a table is judged by

RULES = np.array(
    [rule for rule in product(range(N_ORDERS), repeat=N_LEVELS) if (np.diff(rule) <= 0).all()]
)


def champion(env, *, max_episodes=500, max_time=15.0, seed=0):
    """Search for the best table whose stages each follow a monotone rule of their own level.

    Parameters
    ----------
    env : TabularEnv
        A chain of two retailers and one DC as a table sees it.
    max_episodes : int
        The budget.
    max_time : float
        Safety stop, looked at between episodes [seconds of CPU].
    seed : int
        Draws the first tables.

    Returns
    -------
    q_table : numpy.ndarray, (64, 27)
        1 at the action that is taken, 0 elsewhere.
    history : list of float
        The return of each episode [money].
    """
    deadline = process_time() + max_time
    rng = np.random.default_rng(seed)
    tables = _tables()
    first = rng.permutation(len(tables))[: min(RANDOM_TABLES, max_episodes)]
    history = [_play(env, tables[k]) for k in first]
    belief = _Belief(max_episodes, np.mean(history), np.std(history))
    for k, earned in zip(first, history):
        belief.learn(k, earned)
    while len(history) < max_episodes and process_time() < deadline:
        k = int(np.argmax(belief.mean + OPTIMISM * np.sqrt(belief.variance)))
        history.append(_play(env, tables[k]))
        belief.learn(k, history[-1])
    return np.eye(N_ORDERS**3)[tables[np.argmax(belief.mean)]], history


class _Belief:
    """A Gaussian process over all tables, told one return after another.

    Returns are measured from `centre` in units of `spread`.
    """

    def __init__(self, most, centre, spread):
        n = len(RULES)
        self._centre, self._spread = centre, spread
        self._columns = np.empty((most, n**3))  # the prior's covariance minus their products ...
        self._told = 0  # ... is the posterior's; so many are in use
        squares = ((RULES[:, np.newaxis] - RULES) ** 2).sum(axis=2)
        self._near = np.exp(-squares / (2 * WIDTH**2))  # [rule, other rule]
        one, two, _ = np.unravel_index(np.arange(n**3), (n, n, n))
        alike = self._near[one, two]  # of a table and its mirror image
        mirrored = (1 - ALONE) * alike**2 + ALONE * (2 * alike + 1) / 3
        self.mean = np.zeros(n**3)
        self.variance = 1 - SWAPPED + SWAPPED * mirrored

    def learn(self, table, earned):
        """Take in what a table earned in one episode."""
        columns = self._columns[: self._told]
        column = self._prior(table) - columns[:, table] @ columns
        scale = np.sqrt(max(column[table], 0) + NOISE**2)
        surprise = (earned - self._centre) / self._spread - self.mean[table]
        self.mean = self.mean + column * surprise / scale**2
        self._columns[self._told] = column / scale
        self.variance = np.maximum(self.variance - self._columns[self._told] ** 2, 0)
        self._told += 1

    def _prior(self, table):
        """Return the prior covariance of a table with all tables, (3375,)."""
        one, two, dc = np.unravel_index(table, (len(RULES),) * 3)
        return (1 - SWAPPED) * self._unmirrored(one, two, dc) + SWAPPED * self._unmirrored(
            two, one, dc
        )

    def _unmirrored(self, one, two, dc):
        near = self._near
        one, two, dc = near[one][:, np.newaxis, np.newaxis], near[two][:, np.newaxis], near[dc]
        return ((1 - ALONE) * one * two * dc + ALONE * (one + two + dc) / 3).ravel()


def _tables():
    """Return the actions of all tables, (3375, 64)."""
    one, two, dc = np.unravel_index(np.arange(N_LEVELS**3), (N_LEVELS,) * 3)
    first, second, last = (RULES[:, level] for level in (one, two, dc))
    actions = first[:, np.newaxis, np.newaxis] * N_ORDERS + second[:, np.newaxis]
    return (actions * N_ORDERS + last).reshape(len(RULES) ** 3, -1)


def _play(env, table):
    """Play one episode and return what it earned."""
    state, _ = env.reset()
    earned, terminated = 0.0, False
    while not terminated:
        state, reward, terminated, _, _ = env.step(int(table[state]))
        earned += reward
    return earned
