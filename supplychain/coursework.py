"""Algorithms in the form of the coursework that inspired this course, run as they are.

There a pasted function, without imports of its own,

    q_learning_alg(env, *, max_episodes, max_time, epsilon, alpha, gamma, seed)

returns ``(Q_table, plot_data)``. It uses the names of the notebook around it (`names`), and an
environment that speaks in levels and orders instead of indices (`CourseworkEnv`).

The levels are only names for what a table can tell apart. They are those of the default chain on
every chain, so that they say nothing about a chain that nobody may know.
"""

import copy
import importlib
import time
from collections.abc import Callable, Iterable
from itertools import product
from typing import Any

import numpy as np

from .dynamics import N_LEVELS
from .model import SupplyChain
from .refusals import shown

FUNCTION = "q_learning_alg"


class CourseworkEnv:
    """The environment as the coursework has it.

    Parameters
    ----------
    env : benchmark.TrainingEnv
        Or what has its interface.

    Attributes
    ----------
    obs : numpy.ndarray of int, (n_stages,)
        The level of each stage's inventory position, retailers then DC [units].
    observation_lookup, action_lookup : dict of tuple to int
        From levels, and from orders, to the index in a Q-table.
    n_periods, num_periods : int
        Days of an episode.
    current_period : int
        The day that comes next, from 1 on.
    """

    def __init__(self, env: Any) -> None:
        chain = SupplyChain()
        self.n_periods = self.num_periods = chain.horizon
        self._env = env
        self._levels = _combinations(_levels(stage.capacity) for stage in chain.stages)
        self._orders = _combinations(stage.order_levels for stage in chain.stages)
        self.observation_lookup = _lookup(self._levels)
        self.action_lookup = _lookup(self._orders)
        self.observation_space, self.action_space = env.observation_space, env.action_space
        self._obs: Any
        self._obs, self.current_period = None, 1

    @property
    def obs(self) -> Any:
        """The levels; there the first episode begins with the environment."""
        self._begin()
        return self._obs

    def _begin(self) -> None:
        if self._obs is None:
            self.reset()

    def reset(self) -> None:
        """Begin an episode, unless the present one has no day behind it; look at `obs`."""
        if self._obs is None or self.current_period > 1:
            self._observe(self._env.reset()[0])
            self.current_period = 1

    def step(self, action: Iterable[int]) -> tuple[Any, float, bool, dict]:
        """Let one day happen: ``step(array of orders) → (levels, reward, done, {})``."""
        self._begin()
        index = self.action_lookup.get(tuple(action))
        if index is None:
            raise ValueError(
                f"action is {shown(action)}: give one of the orders in env.action_lookup, "
                "retailers then DC"
            )
        state, reward, terminated, _, _ = self._env.step(index)
        self.current_period += 1
        self._observe(state)
        return self.obs, reward, terminated, {}

    def sample_action(self) -> np.ndarray:
        """Return orders drawn at random."""
        return self._orders[self._env.action_space.sample()].copy()

    def hand_in(self, q_table: Any) -> None:
        """Hand in a table: the last one counts where the training is stopped."""
        self._env.hand_in(q_table)

    def _observe(self, state: int) -> None:
        self._obs = self._levels[state].copy()


def greedy_policy(env: CourseworkEnv, state_idx: int, Q: np.ndarray) -> tuple[np.ndarray, int]:
    """Return the orders with the largest value in a state, and their index."""
    index = int(np.argmax(Q[state_idx]))
    return env._orders[index].copy(), index


def epsilon_greedy_policy(
    env: CourseworkEnv, state: int, Q: np.ndarray, epsilon: float
) -> tuple[np.ndarray, int]:
    """Return orders and their index: random ones with probability ε, else the greedy ones."""
    if np.random.rand() < epsilon:  # noqa: NPY002 - the generator that these algorithms seed
        orders = env.sample_action()
        return orders, env.action_lookup[tuple(orders)]
    return greedy_policy(env, state, Q)


def names() -> dict[str, Any]:
    """Return what such an algorithm finds in its module."""
    return {
        "np": np,
        "copy": copy,
        "time": time,
        "tqdm": _progress_bar(),
        "greedy_policy": greedy_policy,
        "epsilon_greedy_policy": epsilon_greedy_policy,
    }


def adapted(algorithm: Callable) -> Callable:
    """Return such an algorithm in the form of this course."""

    def q_learning(env: Any, **settings: Any) -> Any:
        return algorithm(CourseworkEnv(env), **settings)

    return q_learning


def _levels(capacity: int) -> list[int]:
    return [k * capacity // (N_LEVELS - 1) for k in range(N_LEVELS)]


def _combinations(values: Iterable[Iterable[int]]) -> np.ndarray:
    """Return what all stages together may show or order, in the order of a table's indices."""
    return np.array(list(product(*values)))


def _lookup(rows: np.ndarray) -> dict[tuple[int, ...], int]:
    return {tuple(row): index for index, row in enumerate(rows.tolist())}


def _progress_bar() -> Callable:
    """Return what is called as ``tqdm(…)`` and as ``tqdm.tqdm(…)``: notebooks import either."""
    try:
        bar = importlib.import_module("tqdm").tqdm
    except ImportError:  # then there is no bar

        def bar(iterable: Any = None, *_: Any, **__: Any) -> Any:
            return iterable

    def tqdm(*arguments: Any, **settings: Any) -> Any:
        return bar(*arguments, **settings)

    tqdm.tqdm = bar  # type: ignore[attr-defined]  # as a module has it
    return tqdm
