"""One shop as a Markov decision process that can be solved exactly.

A retailer whose supplier is never empty, with lead time 1: what it orders today is on its shelf
tomorrow. So the stock x before ordering is what today's customers find.

* State x ∈ {0 … C}: units on the shelf.
* Action q ∈ {0 … C − x}: units ordered.
* Demand d: Poisson with mean λ, its tail P(d ≥ 20) lumped on 20.
* sold = min(x, d), left = x − sold; the next state is left + q.
* Reward r · sold − h · left − p · (d − sold) − c · q − K · [q > 0].
* No day is the last one; future money is discounted by γ per day.

The action-value function of a policy that is optimal from tomorrow on obeys the Bellman equation
q*(x, q) = R[x, q] + γ Σ_x' P[x, q, x'] max_q' q*(x', q').

References
----------
Puterman, M. L. *Markov Decision Processes*, Wiley, 1994, section 6.4 (policy iteration).
"""

from dataclasses import dataclass
from functools import cached_property
from math import exp, lgamma, log
from typing import NamedTuple

import gymnasium
import numpy as np
from gymnasium import spaces

from .demand import whole_numbers
from .fields import check_amounts, check_counts

DAYS_DRAWN_AT_ONCE = 1000
LARGEST_EXPONENT = 700  # of which exp(−x) still has all its digits


class Optimum(NamedTuple):
    """The exact solution of a shop."""

    values: np.ndarray  # v*[x], (C + 1,) [money]
    action_values: np.ndarray  # q*[x, q], (C + 1, C + 1), −inf where x + q > C [money]
    orders: np.ndarray  # [x], (C + 1,): the best order, the smallest among equals [units]


@dataclass(frozen=True)
class Shop:
    """The parameters of the shop, and its arrays.

    Parameters
    ----------
    capacity : int
        Storage capacity, C ≥ 1 [units].
    mean_demand : float
        Mean of the daily Poisson demand, λ [units/day].
    largest_demand : int
        Where the tail of the demand is lumped [units].
    price : float
        Selling price, r [money/unit].
    variable_cost : float
        Ordering cost, c [money/unit].
    holding_cost : float
        On what is left at the end of the day, h [money/unit/day].
    fixed_cost : float
        Per order placed, K [money].
    lost_sales_cost : float
        Penalty on demand that is not served, p [money/unit].
    discount : float
        Discount per day, 0 ≤ γ < 1.

    Examples
    --------
    >>> shop = Shop()
    >>> shop.day(on_hand=5, order=12, demand=7)
    (-17.0, 12)
    >>> shop.optimum().orders[:8].tolist()
    [12, 12, 12, 12, 12, 11, 10, 0]
    """

    capacity: int = 20
    mean_demand: float = 4.0
    largest_demand: int = 20
    price: float = 10.0
    variable_cost: float = 4.0
    holding_cost: float = 1.0
    fixed_cost: float = 15.0
    lost_sales_cost: float = 2.0
    discount: float = 0.95

    def __post_init__(self):
        check_counts(self, capacity=1, largest_demand=1)
        check_amounts(
            self,
            "mean_demand",
            "price",
            "variable_cost",
            "holding_cost",
            "fixed_cost",
            "lost_sales_cost",
            "discount",
        )
        if self.discount >= 1:
            raise ValueError(
                f"Shop.discount is {self.discount}: it must be below 1, as no day is the last one"
            )

    def day(self, on_hand, order, demand):
        """Return the reward of a day [money] and the stock of the next morning [units]."""
        sold = on_hand if on_hand < demand else demand
        left = on_hand - sold
        reward = (
            self.price * sold
            - self.holding_cost * left
            - self.lost_sales_cost * (demand - sold)
            - self.variable_cost * order
        )
        if order > 0:
            reward -= self.fixed_cost
        return reward, left + order

    @cached_property
    def demand_probabilities(self):
        """P(d) for d = 0 … `largest_demand`, the tail lumped on the last, (largest_demand + 1,)."""
        mean = self.mean_demand
        if mean <= LARGEST_EXPONENT:
            probabilities = [exp(-mean)]
            for demand in range(1, self.largest_demand):
                probabilities.append(probabilities[-1] * mean / demand)
        else:
            # The first would round to 0, and with it all that follow from it.
            probabilities = [
                exp(demand * log(mean) - mean - lgamma(demand + 1))
                for demand in range(self.largest_demand)
            ]
        return np.array([*probabilities, max(0.0, 1 - sum(probabilities))])

    @cached_property
    def feasible(self):
        """Whether order q fits on the shelf with stock x, ``[x, q]``, (C + 1, C + 1)."""
        units = np.arange(self.capacity + 1)
        return units[:, np.newaxis] + units <= self.capacity

    @property
    def P(self):
        """P(x' | x, q), ``[x, q, x']``, (C + 1, C + 1, C + 1); zero where x + q > C."""
        return self._arrays[0]

    @property
    def R(self):
        """Expected reward of order q with stock x, ``[x, q]``, (C + 1, C + 1) [money]; −inf where
        x + q > C, so that a maximum over q never takes it.
        """
        return self._arrays[1]

    @cached_property
    def _arrays(self):
        size = self.capacity + 1
        P = np.zeros((size, size, size))
        R = np.where(self.feasible, 0.0, -np.inf)
        on_hand, order = np.nonzero(self.feasible)
        ordering_cost = self.variable_cost * order
        fixed_cost = np.where(order > 0, self.fixed_cost, 0.0)
        for demand, probability in enumerate(self.demand_probabilities):
            # A day without an order for each stock; the order adds its cost and its units.
            rewards, left = zip(*(self.day(stock, 0, demand) for stock in range(size)))
            P[on_hand, order, np.array(left)[on_hand] + order] += probability
            reward = np.array(rewards)[on_hand] - ordering_cost - fixed_cost
            R[on_hand, order] += probability * reward
        return P, R

    def optimum(self):
        """Solve the shop exactly, by policy iteration.

        Returns
        -------
        Optimum
            Values, action values and orders.
        """
        stocks = np.arange(self.capacity + 1)
        orders = np.zeros_like(stocks)
        while True:
            transition, reward = self.P[stocks, orders], self.R[stocks, orders]
            values = np.linalg.solve(np.eye(len(stocks)) - self.discount * transition, reward)
            action_values = self.R + self.discount * self.P @ values
            # Only a better order replaces the present one: equals would take turns forever.
            gain = action_values.max(axis=1) - action_values[stocks, orders]
            if (gain < 1e-10).all():
                best = action_values >= action_values.max(axis=1, keepdims=True) - 1e-10
                return Optimum(values, action_values, best.argmax(axis=1))
            orders = np.where(gain < 1e-10, orders, action_values.argmax(axis=1))


class ShopEnv(gymnasium.Env):
    """A simulator of the shop.

    Description
    -----------
    One day after another, without end; see the module for the events and the reward.

    Action Space
    ------------
    ``Discrete(C + 1)``: the order q [units]. ``info["action_mask"]`` marks those that fit on the
    shelf, x + q ≤ C; another one is refused.

    Observation Space
    -----------------
    ``Discrete(C + 1)``: the stock x [units].

    Episode End
    -----------
    Never terminated. Truncated on the last day of a demand path that was given to `reset`.

    Parameters
    ----------
    shop : Shop, optional
        The shop; the default one where not given.

    Examples
    --------
    >>> env = ShopEnv()
    >>> on_hand, info = env.reset(options={"demand": [4, 7], "on_hand": 9})
    >>> env.step(11)[:3]
    (16, -24.0, False)
    """

    metadata = {"render_modes": []}

    def __init__(self, shop=None):
        self.shop = Shop() if shop is None else shop
        if not isinstance(self.shop, Shop):
            raise TypeError(f"shop is {shop!r}: give a Shop, or None for the default one")
        size = self.shop.capacity + 1
        self.observation_space = spaces.Discrete(size)
        self.action_space = spaces.Discrete(size)
        self._infos = [{"action_mask": mask} for mask in self.shop.feasible.astype(np.int8)]
        self._on_hand = None

    def reset(self, *, seed=None, options=None):
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
            raise ValueError(f"reset knows no option {sorted(options)}: give 'on_hand' or 'demand'")
        if not isinstance(on_hand, int | np.integer) or on_hand not in self.observation_space:
            raise ValueError(
                f"options['on_hand'] is {on_hand!r}: give a stock from 0 to {self.shop.capacity}"
            )
        if demand is not None:
            demand = whole_numbers(demand, "options['demand']")
            if demand.ndim != 1 or not demand.size:
                raise ValueError(
                    f"options['demand'] has shape {demand.shape}: give one value per day, (n_days,)"
                )
        super().reset(seed=seed)
        self._is_given = demand is not None
        self._demand = demand.tolist() if self._is_given else []
        self._day = 0
        self._on_hand = int(on_hand)
        return self._on_hand, self._infos[self._on_hand]

    def step(self, order):
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
        try:
            fits = int(order) == order and 0 <= order <= self.shop.capacity - on_hand
        except (TypeError, ValueError, OverflowError):
            fits = False
        if not fits:
            raise ValueError(
                f"order is {order!r} with {on_hand} on the shelf: give a whole number from 0 to "
                f"{self.shop.capacity - on_hand}, as the shelf holds {self.shop.capacity}"
            )
        if self._day == len(self._demand):
            self._draw_demand()
        reward, self._on_hand = self.shop.day(on_hand, int(order), self._demand[self._day])
        self._day += 1
        truncated = self._is_given and self._day == len(self._demand)
        return self._on_hand, reward, False, truncated, self._infos[self._on_hand]

    def _draw_demand(self):
        draws = self.np_random.poisson(self.shop.mean_demand, DAYS_DRAWN_AT_ONCE)
        self._demand = np.minimum(draws, self.shop.largest_demand).tolist()
        self._day = 0
