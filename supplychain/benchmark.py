"""The challenge: the budget that an algorithm trains under, and what its policy plays.

An algorithm is a function

    q_learning(env, *, max_episodes, max_time, seed) -> (q_table, history)

and its author's own settings have defaults. It may begin 500 episodes. What counts is the profit of
the greedy policy of its Q-table on demand that it has not seen.

The demand of the k-th training episode depends on the training seed and on k only: every algorithm
trains on the same demand, whatever it orders.
"""

from collections.abc import Callable
from hashlib import sha256
from time import process_time
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from . import policies
from .algorithm import GRACE, MAX_EPISODES, MAX_TIME, BudgetExhausted, checked_table
from .demand import poisson_scenarios
from .model import SupplyChain
from .tabular import TabularEnv

PUBLIC_SEED = 2026  # everybody may know it, so what it draws decides nothing
PUBLIC, FINAL = 0, 1  # tracks: independent streams even where both are given the same number


class Track(NamedTuple):
    """What every algorithm of a benchmark is trained with and played on."""

    runs: list  # (demand seed, seed for the algorithm) of each training run
    scenarios: np.ndarray  # (n_scenarios, horizon, n_retailers) [units]


def track(kind: int, seed: int, n_runs: int, n_scenarios: int) -> Track:
    """Return the training seeds and the scenarios of a track.

    Parameters
    ----------
    kind : {PUBLIC, FINAL}
        Tracks share no randomness.
    seed : int
        Where all of it comes from.
    n_runs, n_scenarios : int
        How many training runs and scenarios; more of them leave the first ones as they are.

    Examples
    --------
    >>> [len(part) for part in track(PUBLIC, PUBLIC_SEED, n_runs=3, n_scenarios=50)]
    [3, 50]
    """
    stream = np.random.SeedSequence(seed).spawn(2)[kind]
    training, playing = stream.spawn(2)
    seeds = training.generate_state(2 * n_runs).reshape(n_runs, 2)
    return Track(seeds.tolist(), poisson_scenarios(None, n_scenarios, playing))


class TrainingEnv(TabularEnv):
    """`TabularEnv` with a budget, for one training run.

    `reset` takes neither seed nor options: the demand is the benchmark's. `info` is empty: an
    algorithm learns from states and rewards.

    Parameters
    ----------
    seed : int
        The training seed.
    max_episodes : int
        How many episodes may begin.
    chain : SupplyChain, optional
        The chain; the default one where not given.
    clock : callable
        Returns the CPU time that the algorithm has used [s]; this process's unless told otherwise.
    """

    def __init__(
        self,
        seed: int,
        max_episodes: int = MAX_EPISODES,
        chain: SupplyChain | None = None,
        clock: Callable[[], float] = process_time,
    ) -> None:
        super().__init__(chain)
        words = np.random.SeedSequence(seed).generate_state(max_episodes + 1)
        self._seeds = words[1:].tolist()
        self.action_space.seed(sampling_seed(seed))
        self._episodes = 0
        self._clock, self._stop = clock, clock() + MAX_TIME + GRACE
        self.handed_in: np.ndarray | None = None  # the last table that was handed in

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[int, dict[str, Any]]:
        """Begin the next episode.

        Raises
        ------
        BudgetExhausted
            Where no episode or no time is left.
        """
        if seed is not None or options is not None:
            raise ValueError(
                "reset was given a seed or options: call env.reset(), the benchmark chooses the "
                "demand, the same for everybody"
            )
        if self._episodes == len(self._seeds):
            raise BudgetExhausted(
                f"the budget of {len(self._seeds)} episodes is used up, and reset would begin "
                "another one: stop after max_episodes, or hand in a table with env.hand_in(q_table)"
            )
        if self._clock() > self._stop:
            raise BudgetExhausted(
                f"the safety stop of {MAX_TIME:g} s was passed after {self._episodes} episodes: "
                "stop after max_time, or hand in a table with env.hand_in(q_table)"
            )
        state, _ = super().reset(seed=self._seeds[self._episodes])
        self._episodes += 1
        return state, {}

    def step(self, action: int) -> tuple[int, float, bool, bool, dict[str, Any]]:
        """Let one day happen; as `TabularEnv.step`, with an empty info."""
        state, reward, terminated, truncated, _ = super().step(action)
        return state, reward, terminated, truncated, {}

    def _units(self) -> dict[str, list[int]]:
        return {}  # nobody is shown them here, and copies take time

    def hand_in(self, q_table: npt.ArrayLike) -> None:
        """Hand in a table: the last one counts where the training is stopped."""
        shape = (int(self.observation_space.n), int(self.action_space.n))
        self.handed_in = checked_table(q_table, shape)


def sampling_seed(seed: int) -> int:
    """Return the seed of ``action_space.sample`` in a training run.

    It may be known inside a jail, so it is a hash: nothing about the training seed follows from it.
    """
    digest = sha256(f"sampled actions of training seed {seed}".encode()).digest()
    return int.from_bytes(digest[:4], "little")


def baselines() -> dict[str, Any]:
    """Return policies to measure an algorithm against: name → policy, for the default chain.

    They see exact positions, and all but the random one order free quantities. The constant orders
    and the (s, S) levels are the best that a grid search found.
    """
    return {
        "(s, S)": policies.s_S([26, 26, 47], [38, 38, 106]),
        "constant orders": policies.constant([10, 10, 17]),
        "random orders": policies.random(),
    }
