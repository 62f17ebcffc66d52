"""The one shop as an environment; `shop_process` is what can be solved exactly."""

from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces

from .demand import whole_numbers
from .refusals import shown
from .rendering import METADATA, Snapshot, Stage, checked_mode, render
from .shop_process import Optimum, Shop

__all__ = ["Optimum", "Shop", "ShopEnv"]

DAYS_DRAWN_AT_ONCE = 1000


class ShopEnv(gymnasium.Env[Any, Any]):
    """A simulator of the shop.

    Description
    -----------
    One day after another, without end; see `supplychain.shop_process` for the events and the
    reward. The stock is all that tomorrow depends on, so the observation is Markov.

    Action Space
    ------------
    ``Discrete(C + 1)``: the order q [units]. ``info["action_mask"]`` and `action_masks` mark those
    that fit on the shelf, x + q ≤ C. Another one is refused, or cut to what fits where
    `cut_orders` asks for it.

    Observation Space
    -----------------
    ``Discrete(C + 1)``: the stock x [units].

    Episode End
    -----------
    Never terminated: no day is the last one, and future money is discounted. Truncated on the last
    day of a demand path that was given to `reset`, and by `gymnasium.make`, which cuts
    ``"supplychain:SupplyChainShop-v0"`` after 100 days unless told another `max_episode_steps`.

    Parameters
    ----------
    shop : Shop, optional
        The shop; the default one where not given.
    cut_orders : bool
        Whether an order that does not fit is cut instead of refused; ``info["order"]`` then tells
        what was ordered. `gymnasium.make` chooses it, for programs that sample actions unmasked.
    render_mode : {"rgb_array", "ansi"}, optional
        What `render` returns: an array of pixels, or text.

    Examples
    --------
    >>> env = ShopEnv()
    >>> on_hand, info = env.reset(options={"demand": [4, 7], "on_hand": 9})
    >>> env.step(11)[:3]
    (16, -24.0, False)
    """

    metadata = METADATA
    observation_space: spaces.Discrete
    action_space: spaces.Discrete

    def __init__(
        self,
        shop: Shop | None = None,
        *,
        cut_orders: bool = False,
        render_mode: str | None = None,
    ) -> None:
        self.shop = Shop() if shop is None else shop
        if not isinstance(self.shop, Shop):
            raise TypeError(f"shop is {shown(shop)}: give a Shop, or None for the default one")
        if not isinstance(cut_orders, bool):
            raise TypeError(f"cut_orders is {shown(cut_orders)}: give True or False")
        self.cut_orders, self.render_mode = cut_orders, checked_mode(render_mode)
        size = self.shop.capacity + 1
        self.observation_space = spaces.Discrete(size)
        self.action_space = spaces.Discrete(size)
        self._masks = list(self.shop.feasible.astype(np.int8))
        self._on_hand: Any = None  # a whole number from the first reset on [units]

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[int, dict[str, Any]]:
        """Begin with an empty shelf.

        Parameters
        ----------
        seed : int, optional
            Seeds the demand.
        options : dict, optional
            ``"on_hand"``: another stock to begin with [units]; ``"demand"``: a path of demand
            (n_days,) to play instead of a random one [units].

        Returns
        -------
        on_hand : int
            The stock [units].
        info : dict
            ``"action_mask"``, (C + 1,).
        """
        options = dict(options or {})
        on_hand, demand = options.pop("on_hand", 0), options.pop("demand", None)
        if options:
            raise ValueError(
                f"reset knows no option {shown(sorted(options, key=str))}: give 'on_hand' or "
                "'demand'"
            )
        if not isinstance(on_hand, int | np.integer) or on_hand not in self.observation_space:
            raise ValueError(
                f"options['on_hand'] is {shown(on_hand)}: give a stock from 0 to "
                f"{self.shop.capacity}"
            )
        if demand is not None:
            demand = whole_numbers(demand, "options['demand']")
            if demand.ndim != 1 or not demand.size:
                raise ValueError(
                    f"options['demand'] has shape {demand.shape}: give one value per day, (n_days,)"
                )
        super().reset(seed=seed)
        self._is_given = demand is not None
        self._demand = [] if demand is None else demand.tolist()
        self._day = 0
        self._on_hand = int(on_hand)
        self._seen = Snapshot(0, None, 0.0, 0.0, [self._stage(0, 0)])
        return self._on_hand, {"action_mask": self._masks[self._on_hand].copy()}

    def step(self, order: int) -> tuple[int, float, bool, bool, dict[str, Any]]:
        """Order, serve the day's customers, receive the order in the night.

        Raises
        ------
        ValueError
            Where the order does not fit on the shelf.
        gymnasium.error.ResetNeeded
            Before the first reset, or after the last day of a given demand path.
        """
        on_hand = self._on_hand
        if on_hand is None or (self._is_given and self._day == len(self._demand)):
            raise gymnasium.error.ResetNeeded(
                "no episode is running (none was begun, or its demand path is over): call reset()"
            )
        order = self._checked_order(order, self.shop.capacity - on_hand)
        if self._day == len(self._demand):
            self._draw_demand()
        demand = self._demand[self._day]
        reward, self._on_hand = self.shop.day(on_hand, order, demand)
        self._day += 1
        truncated = self._is_given and self._day == len(self._demand)
        info: dict[str, Any] = {"action_mask": self._masks[self._on_hand].copy()}
        if self.cut_orders:
            info["order"] = order
        if self.render_mode is not None:
            stage = self._stage(order, max(0, demand - on_hand))
            day, total = self._seen.day + 1, self._seen.total + reward
            self._seen = Snapshot(day, None, reward, total, [stage])
        return self._on_hand, reward, False, truncated, info

    def action_masks(self) -> np.ndarray:
        """Return which orders fit on the shelf, (C + 1,), as MaskablePPO of sb3-contrib asks."""
        if self._on_hand is None:
            raise gymnasium.error.ResetNeeded("no episode was begun: call reset() first")
        return self._masks[self._on_hand].astype(bool)

    def render(self) -> Any:
        """Return a picture of the day that has passed; as `SupplyChainEnv.render`."""
        if self._on_hand is None:
            raise gymnasium.error.ResetNeeded("there is no day to show: call reset() first")
        return render(self._seen, self.render_mode)

    def _checked_order(self, order: Any, room: int) -> int:
        try:
            if int(order) == order and order >= 0:
                if order <= room:
                    return int(order)
                if self.cut_orders and order <= self.shop.capacity:
                    return room
        except (TypeError, ValueError, OverflowError):
            pass  # no number at all
        on_hand, capacity = self._on_hand, self.shop.capacity
        raise ValueError(
            f"order is {shown(order)} with {on_hand} on the shelf: give a whole number from 0 to "
            f"{capacity if self.cut_orders else room}, as the shelf holds {capacity}"
        )

    def _stage(self, ordered: int, lost: int) -> Stage:
        return Stage("Shop", self.shop.capacity, self._on_hand, 0, 0, ordered, lost)

    def _draw_demand(self) -> None:
        draws = self.np_random.poisson(self.shop.mean_demand, DAYS_DRAWN_AT_ONCE)
        self._demand = np.minimum(draws, self.shop.largest_demand).tolist()
        self._day = 0
