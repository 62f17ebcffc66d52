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

import numpy as np

from .fields import check_amounts, check_counts

LARGEST_EXPONENT = 700  # of which exp(−x) still has all its digits


class Optimum(NamedTuple):
    """The exact solution of a shop."""

    values: np.ndarray  # v*[x], (C + 1,) [money]
    action_values: np.ndarray  # q*[x, q], (C + 1, C + 1), −inf where x + q > C [money]
    orders: np.ndarray  # [x], (C + 1,): the best order, the smallest among equals [units]


@dataclass(frozen=True)
class Shop:
    """The parameters of the shop, and its arrays.

    The arrays can be read but not written: all who ask for them share them.

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

    def __post_init__(self) -> None:
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

    def day(self, on_hand: int, order: int, demand: int) -> tuple[float, int]:
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
    def demand_probabilities(self) -> np.ndarray:
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
        return _read_only(np.array([*probabilities, max(0.0, 1 - sum(probabilities))]))

    @cached_property
    def feasible(self) -> np.ndarray:
        """Whether order q fits on the shelf with stock x, ``[x, q]``, (C + 1, C + 1)."""
        units = np.arange(self.capacity + 1)
        return _read_only(units[:, np.newaxis] + units <= self.capacity)

    @property
    def P(self) -> np.ndarray:
        """P(x' | x, q), ``[x, q, x']``, (C + 1, C + 1, C + 1); zero where x + q > C."""
        return self._arrays[0]

    @property
    def R(self) -> np.ndarray:
        """Expected reward of order q with stock x, ``[x, q]``, (C + 1, C + 1) [money]; −inf where
        x + q > C, so that a maximum over q never takes it.
        """
        return self._arrays[1]

    @cached_property
    def _arrays(self) -> tuple[np.ndarray, np.ndarray]:
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
        return _read_only(P), _read_only(R)

    def optimum(self) -> Optimum:
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


def _read_only(array: np.ndarray) -> np.ndarray:
    array.setflags(write=False)
    return array
