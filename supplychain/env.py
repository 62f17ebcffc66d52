"""The full environment of the supply chain: exact positions, free order quantities."""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from gymnasium import spaces

from .chain_env import ChainEnv
from .demand_kinds import Kind
from .fields import DAYS_PER_WEEK, LARGEST_QUANTITY
from .model import SupplyChain
from .orders import checked_orders
from .refusals import shown

Step: TypeAlias = tuple[np.ndarray, float, bool, bool, dict[str, Any]]

FARTHEST = 2**62  # no bound of a space lies beyond it, so that 64 bits hold its neighbours


class SupplyChainEnv(ChainEnv[Any, Any]):
    """The three-echelon supply chain with exact positions and free order quantities.

    Description
    -----------
    A mill supplies distribution centres (DCs), each DC its retailers, each retailer its customers.
    Every stage decides each day how many units to order, before it knows the day's demand. The
    five events of a day are described in `supplychain.dynamics`.

    Action Space
    ------------
    A vector of order quantities [units], retailers then DCs. Any whole number ≥ 0 is accepted (the
    mill cuts a DC's order to `max_order`); sampled actions end at `truck_capacity` and `max_order`.

    Observation Space
    -----------------
    The vector of inventory positions [units], retailers then DCs: on hand + on order − backlog,
    where what a DC owes a retailer is on order for the retailer and backlog for the DC. Where mean
    demand depends on the weekday, the day of the week (0 is Monday) is appended; then, where
    `observe_day` asks for it, the day t, 0 … `horizon`.

    The bounds are what positions can reach in `horizon` days if no retailer orders more a day than
    a truck or its shelf holds, whichever is more. Where one does, a position beyond a bound is
    shown as the bound; `positions` has it exactly.

    What Is Not Markov
    ------------------
    A position adds up units on the shelf, on their way and owed. Which of them are where, and when
    they arrive, cannot be seen; nor can the day, and orders that arrive after the last day are
    wasted. So equal observations may have different odds. `observe_day` shows the day, and
    ``info["state"]`` tells shelf, transit and debts apart; with lead times of 1 day, both together
    are Markov, else deliveries differ by their age as well.

    Rewards
    -------
    The day's profit of the whole chain [money].

    Starting State
    --------------
    Shelves hold `initial_stock`; nothing is in transit or owed.

    Episode End
    -----------
    The episode *terminates* after `horizon` days: the horizon is part of the problem, so nothing is
    bootstrapped from the last observation. It is never truncated by itself; to cut it, give
    `gymnasium.make` the number of days as `max_episode_steps`.

    Information
    -----------
    ``info["ledger"]``: revenue, holding, fixed_ordering, variable_ordering, lost_sales, overflow
    (costs positive) and profit = revenue − the costs = reward.
    ``info["state"]``: on_hand and in_transit (retailers then DCs), owed, sold and lost (retailers).

    Parameters
    ----------
    chain : SupplyChain, optional
        The chain; the default one where not given.
    observe_day : bool
        Whether the day is appended to the observation.
    demand : callable or array_like, optional
        What episodes are drawn from: a kind of demand ``demand(chain, n, seed)``, or a scenario set
        (n, horizon, n_retailers); see `supplychain.demand_kinds`. By default `poisson_scenarios`.
    render_mode : {"rgb_array", "ansi"}, optional
        What `render` returns: an array of pixels, or text.

    Examples
    --------
    >>> env = SupplyChainEnv()
    >>> observation, info = env.reset(options={"demand": np.full((28, 2), 10)})
    >>> observation, reward, terminated, truncated, info = env.step([10, 10, 50])
    >>> reward, observation.tolist()
    (760.0, [25, 25, 130])

    References
    ----------
    Snyder and Shen, *Fundamentals of Supply Chain Theory*, 2nd ed., Wiley, 2019.
    """

    observation_space: spaces.Box
    action_space: spaces.MultiDiscrete

    def __init__(
        self,
        chain: SupplyChain | None = None,
        *,
        observe_day: bool = False,
        demand: Kind | npt.ArrayLike | None = None,
        render_mode: str | None = None,
    ) -> None:
        super().__init__(chain, demand=demand, render_mode=render_mode)
        if not isinstance(observe_day, bool):
            raise TypeError(f"observe_day is {shown(observe_day)}: give True or False")
        chain = self.chain
        # Orders up to these keep every position inside the bounds of the observation space. What
        # a DC orders has no such limit: the mill cuts it.
        usual = [max(stage.truck_capacity, stage.capacity) for stage in chain.retailers]
        self._usual_orders = (*usual, *[LARGEST_QUANTITY] * chain.n_dcs)
        self._low, self._high = _bounds(chain, usual)
        extra = [DAYS_PER_WEEK - 1] * chain.has_weekday_pattern + [chain.horizon] * observe_day
        self._shows_weekday, self._shows_day = chain.has_weekday_pattern, observe_day
        self._is_exact, self._is_plain = True, not extra
        self._n_stages = chain.n_stages
        self.observation_space = spaces.Box(
            low=np.array([*self._low, *[0] * len(extra)]),
            high=np.array([*self._high, *extra]),
            dtype=np.int64,
        )
        self.action_space = spaces.MultiDiscrete(np.array(self._parameters.lot_limit) + 1)

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[np.ndarray, dict[str, Any]]:
        """Begin an episode.

        Parameters
        ----------
        seed : int, optional
            Seeds the demand of this and the following episodes.
        options : dict, optional
            ``{"demand": array (horizon, n_retailers)}`` plays this demand instead of a random one.

        Returns
        -------
        observation : numpy.ndarray of int64
            Inventory positions before day 0 [units].
        info : dict
            ``info["state"]``: the units before day 0.
        """
        info = self._start(seed, options)
        self._is_exact = True
        return self._observation(), info

    def step(self, orders: npt.ArrayLike) -> Step:
        """Let one day happen.

        Parameters
        ----------
        orders : sequence of int, (n_stages,)
            Order quantities, retailers then DCs [units].

        Returns
        -------
        observation : numpy.ndarray of int64
            Inventory positions at the end of the day [units].
        reward : float
            The day's profit [money].
        terminated : bool
            Whether this was the last day.
        truncated : bool
            Always False.
        info : dict
            The day's ledger and state as plain numbers and lists.

        Raises
        ------
        ValueError
            Where the orders are not one whole number ≥ 0 per stage.
        gymnasium.error.ResetNeeded
            After the last day, or before the first reset.
        """
        reward, terminated, info = self._advance(self._checked_orders(orders))
        return self._observation(), reward, terminated, False, info

    def _checked_orders(self, orders: npt.ArrayLike) -> Sequence[int]:
        values = orders.tolist() if isinstance(orders, np.ndarray) else orders
        if isinstance(values, list | tuple) and len(values) == self._n_stages:
            for quantity, usual in zip(values, self._usual_orders):
                if type(quantity) is not int or not 0 <= quantity <= usual:
                    break
            else:
                return values
        checked = checked_orders(orders, None, self._n_stages, self.chain.stage_names).tolist()
        if any(quantity > usual for quantity, usual in zip(checked, self._usual_orders)):
            self._is_exact = False
        return checked

    def _observation(self) -> np.ndarray:
        position = self._state.position
        if self._is_plain and self._is_exact:
            return np.array(position, dtype=np.int64)
        if not self._is_exact:
            position = [
                min(max(units, low), high)
                for units, low, high in zip(position, self._low, self._high)
            ]
        weekday = [self._day % DAYS_PER_WEEK] * self._shows_weekday
        return np.array([*position, *weekday, *[self._day] * self._shows_day], dtype=np.int64)


def _bounds(chain: SupplyChain, usual: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return the lowest and highest position of each stage.

    A retailer ends with what it had and ordered, less its sales. A DC gains what the mill accepts,
    and loses what its retailers order, be it shipped or owed.
    """
    days, orders = chain.horizon, iter(usual)
    low, high = [0] * chain.n_retailers, []
    for retailer, most in zip(chain.retailers, usual):
        high.append(retailer.initial_stock + days * most)
    for dc in chain.dcs:
        low.append(min(0, dc.initial_stock - days * sum(next(orders) for _ in dc.retailers)))
        high.append(dc.initial_stock + days * dc.max_order)
    return [max(units, -FARTHEST) for units in low], [min(units, FARTHEST) for units in high]
