"""The tabular environment of the course: the chain in levels, for a Q-table to learn."""

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
from gymnasium import spaces

from . import dynamics
from .chain_env import ChainEnv
from .demand_kinds import Kind
from .model import SupplyChain
from .radix import decode, encode
from .refusals import shown

LARGEST_TABLE = 3**9  # joint actions whose orders are listed once; more are decoded at every step


class TabularEnv(ChainEnv[Any, Any]):
    """The supply chain as a table sees it: 4 levels per stage, 3 order quantities per stage.

    Description
    -----------
    The world of `SupplyChainEnv`, rounded so that a Q-table can learn it. The rounding is
    deterministic.

    What Is Not Markov
    ------------------
    The levels hide units, and as in `SupplyChainEnv` neither the age of deliveries nor the day can
    be seen. So the same state and action do not always have the same odds of tomorrow: a table is
    a policy for what it sees, not the optimum of the chain.

    Action Space
    ------------
    ``Discrete(3 ** n_stages)``: every stage orders one of its three `order_levels`. The index is a
    mixed-radix number with the first stage most significant: a_1 · 9 + a_2 · 3 + a_DC.

    Observation Space
    -----------------
    ``Discrete(4 ** n_stages)``: every stage's inventory position as the nearest of 0, 1/3, 2/3 and
    all of its capacity, k = clip(⌊position / (C/3) + ½⌋, 0, 3). The index is
    k_1 · 16 + k_2 · 4 + k_DC.

    Rewards, Starting State, Episode End, Information
    -------------------------------------------------
    As in `SupplyChainEnv`.

    Parameters
    ----------
    chain : SupplyChain, optional
        The chain, without a weekday pattern; the default one where not given.
    demand : callable or array_like, optional
        As in `SupplyChainEnv`.
    render_mode : {"rgb_array", "ansi"}, optional
        As in `SupplyChainEnv`.

    Examples
    --------
    >>> env = TabularEnv()
    >>> state, info = env.reset(options={"demand": np.full((28, 2), 10)})
    >>> action = env.encode_action([1, 1, 1])
    >>> env.orders(action)
    (10, 10, 50)
    >>> state, reward, terminated, truncated, info = env.step(action)
    >>> state, env.decode_state(state), reward
    (23, (1, 1, 3), 760.0)
    """

    observation_space: spaces.Discrete
    action_space: spaces.Discrete

    def __init__(
        self,
        chain: SupplyChain | None = None,
        *,
        demand: Kind | npt.ArrayLike | None = None,
        render_mode: str | None = None,
    ) -> None:
        super().__init__(chain, demand=demand, render_mode=render_mode)
        if self.chain.has_weekday_pattern:
            raise ValueError(
                "this chain's mean demand depends on the weekday, which a table of inventory "
                "levels cannot see: give every retailer one mean demand, or use SupplyChainEnv"
            )
        n_stages = self.chain.n_stages
        n_actions = dynamics.N_ORDER_LEVELS**n_stages
        self.observation_space = spaces.Discrete(dynamics.N_LEVELS**n_stages)
        self.action_space = spaces.Discrete(n_actions)
        self._order_levels = tuple(stage.order_levels for stage in self.chain.stages)
        self._orders_table = (
            tuple(product(*self._order_levels)) if n_actions <= LARGEST_TABLE else ()
        )

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[int, dict[str, Any]]:
        """Begin an episode; as `SupplyChainEnv.reset`, with the index of the state."""
        info = self._start(seed, options)
        return dynamics.state_index(self._state.position, self._parameters.capacity), info

    def step(self, action: int) -> tuple[int, float, bool, bool, dict[str, Any]]:
        """Let one day happen; as `SupplyChainEnv.step`, with the indices of action and state."""
        reward, terminated, info = self._advance(self.orders(action))
        state = dynamics.state_index(self._state.position, self._parameters.capacity)
        return state, reward, terminated, False, info

    def orders(self, action: int) -> tuple[int, ...]:
        """Return the order quantities of an action index, retailers then DCs [units]."""
        try:
            if action >= 0:
                return self._orders_table[action]
        except (TypeError, ValueError, IndexError):
            pass  # no index of the table: decode it, or say what is wrong with it
        digits = self.decode_action(action)
        return tuple(levels[digit] for levels, digit in zip(self._order_levels, digits))

    def observe(self, positions: npt.ArrayLike) -> int:
        """Return the state index of inventory positions (n_stages,) [units]."""
        positions = np.asarray(positions)
        if positions.shape != (self.chain.n_stages,):
            raise ValueError(
                f"positions has shape {positions.shape}: give one inventory position for each of "
                f"{', '.join(self.chain.stage_names)}"
            )
        if positions.dtype.kind not in "iuf" or not (positions == np.floor(positions)).all():
            raise ValueError(f"positions is {shown(positions)}: give whole numbers")
        return dynamics.state_index(positions.astype(np.int64).tolist(), self._parameters.capacity)

    def encode_state(self, levels: Sequence[int]) -> int:
        """Return the state index of the stages' levels, each 0 … 3."""
        return encode(levels, dynamics.N_LEVELS, self.chain.n_stages)

    def decode_state(self, state: int) -> tuple[int, ...]:
        """Return the stages' levels of a state index."""
        return decode(state, dynamics.N_LEVELS, self.chain.n_stages)

    def encode_action(self, levels: Sequence[int]) -> int:
        """Return the action index of the stages' order levels, each 0 … 2."""
        return encode(levels, dynamics.N_ORDER_LEVELS, self.chain.n_stages)

    def decode_action(self, action: int) -> tuple[int, ...]:
        """Return the stages' order levels of an action index."""
        return decode(action, dynamics.N_ORDER_LEVELS, self.chain.n_stages)
