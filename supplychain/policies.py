"""Ordering policies, each of which orders at every stage.

A policy is called as ``policy(positions, day)`` with inventory positions (n, n_stages) and returns
order quantities (n, n_stages), retailers then DCs. Most are a `RulePolicy`: the rule is written
once for one episode over plain sequences, so that `batch` can compile it together with the day.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from .demand import rectangular, whole_numbers
from .dynamics import N_LEVELS, N_ORDER_LEVELS, Parameters, state_index
from .fields import LARGEST_QUANTITY
from .model import SupplyChain, chain_or_default
from .orders import checked_orders
from .refusals import shown

Policy: TypeAlias = Callable[[np.ndarray, int], npt.ArrayLike]


@dataclass(frozen=True, eq=False)
class RulePolicy:
    """A policy that looks at one episode at a time.

    Parameters
    ----------
    name : str
        To print and to plot.
    rule : callable
        ``rule(day, position, settings, orders)`` writes the orders of one episode, (n_stages,),
        into `orders`: whole numbers ≥ 0 [units]. What it leaves out is 0.
    settings : tuple of two lists of int
        What the rule needs to know: always two, as the compiled loop takes two.
    n_stages : int
        For how many stages it orders.
    views : tuple, optional
        Capacities and order levels of the chain that it was made for, where that matters.
    bound : float, optional
        Given by the functions of this module: no order is above this and the chain's initial stock
        together [units]. Other orders are looked at, one by one.
    """

    name: str
    rule: Callable
    settings: tuple
    n_stages: int
    views: tuple | None = None
    bound: float = inf

    def __post_init__(self) -> None:
        arrays = [rectangular(numbers, "settings") for numbers in self.settings]
        is_right = all(a.ndim == 1 and (a.dtype.kind in "iu" or not a.size) for a in arrays)
        if len(arrays) != 2 or not is_right:
            raise ValueError(
                f"settings of policy {self.name} is {shown(self.settings)}: give two sequences of "
                "whole numbers, either of which may be empty"
            )

    def is_surely_right(self, parameters: Parameters) -> bool:
        """Return whether it orders whole numbers ≥ 0 that are allowed, without looking at them."""
        bound = self.bound + sum(parameters.initial_stock)
        return self.rule in _OWN_RULES and bound <= LARGEST_QUANTITY

    def __call__(self, positions: npt.ArrayLike, day: int) -> np.ndarray:
        """Return orders (n, n_stages) for inventory positions (n, n_stages) [units]."""
        orders = self.answers(positions, day)
        return checked_orders(orders, len(orders), self.n_stages)

    def answers(self, positions: npt.ArrayLike, day: int) -> list[list]:
        """Return what the rule says for inventory positions (n, n_stages), whatever it is."""
        positions = np.asarray(positions)
        if positions.ndim != 2 or positions.shape[1] != self.n_stages:
            raise ValueError(
                f"positions has shape {positions.shape}: give (n, {self.n_stages}), one row per "
                "episode and one column per stage"
            )
        orders = [[0] * self.n_stages for _ in positions]
        for position, row in zip(positions.tolist(), orders):
            self.rule(day, position, self.settings, row)
        return orders

    def check_fits(self, chain: SupplyChain) -> None:
        """Raise ValueError where the policy was made for another kind of chain."""
        if chain.n_stages != self.n_stages:
            raise ValueError(
                f"policy {self.name} orders for {self.n_stages} stages, but the chain has "
                f"{chain.n_stages}: {', '.join(chain.stage_names)}"
            )
        if self.views is not None and self.views != _views(chain):
            raise ValueError(
                f"policy {self.name} was made for other capacities or order levels than the "
                "chain's: give the chain when making it, greedy(q_table, chain)"
            )


@dataclass(frozen=True, eq=False)
class RandomPolicy:
    """A policy that draws each stage's order from its order levels.

    Parameters
    ----------
    levels : tuple of tuple of int
        The order levels of every stage [units].
    seed : int
        With the day, where the draws come from.
    name : str
        To print and to plot.
    """

    levels: tuple[tuple[int, ...], ...]
    seed: int
    name: str = "random"

    def __call__(self, positions: npt.ArrayLike, day: int) -> np.ndarray:
        """Return orders (n, n_stages) for inventory positions (n, n_stages) [units]."""
        levels = np.array(self.levels)
        draws = np.random.default_rng([self.seed, day]).integers(
            N_ORDER_LEVELS, size=(len(np.asarray(positions)), len(levels))
        )
        return levels[np.arange(len(levels)), draws]


def random(chain: SupplyChain | None = None, seed: int = 0) -> RandomPolicy:
    """Return the policy that draws each stage's order from its order levels, uniformly.

    The draws of a day depend on the seed and the day only.
    """
    _, levels = _views(chain_or_default(chain))
    return RandomPolicy(levels, seed)


def constant(orders: npt.ArrayLike) -> RulePolicy:
    """Return the policy that orders the same every day.

    Parameters
    ----------
    orders : sequence of int, (n_stages,)
        Order quantity of each stage, retailers then DCs [units].
    """
    orders = _per_stage(orders, "orders")
    return RulePolicy("constant", _order_constant, (orders, []), len(orders), bound=max(orders))


def base_stock(levels: npt.ArrayLike) -> RulePolicy:
    """Return the policy that lifts every position to its base-stock level, every day.

    Parameters
    ----------
    levels : sequence of int, (n_stages,)
        Base-stock level S of each stage, retailers then DCs [units].
    """
    levels = _per_stage(levels, "levels")
    return _up_to("base-stock", [level - 1 for level in levels], levels)


def s_S(reorder_points: npt.ArrayLike, order_up_to_levels: npt.ArrayLike) -> RulePolicy:
    """Return the (s, S) policy: where the position is at most s, order up to S.

    Parameters
    ----------
    reorder_points : sequence of int, (n_stages,)
        s of each stage, retailers then DCs [units]; negative ones wait for a backlog.
    order_up_to_levels : sequence of int, (n_stages,)
        S > s of each stage [units].

    Examples
    --------
    >>> policy = s_S([26, 26, 47], [38, 38, 106])
    >>> policy([[26, 27, -4]], day=0).tolist()
    [[12, 0, 110]]
    """
    up_to = _per_stage(order_up_to_levels, "order_up_to_levels")
    points = rectangular(reorder_points, "reorder_points")
    is_numbers = points.dtype.kind in "iuf" and points.shape == (len(up_to),)
    if not is_numbers or not (np.isfinite(points) & (points < up_to)).all():
        raise ValueError(
            f"reorder_points is {shown(reorder_points)}: give one number for each stage, below its "
            f"order-up-to level {up_to}"
        )
    points = np.floor(points).astype(int).tolist()
    return _up_to("(s, S)", points, up_to)


def greedy(q_table: npt.ArrayLike, chain: SupplyChain | None = None) -> RulePolicy:
    """Return the policy that takes the best action of a Q-table, the lowest index among equals.

    Parameters
    ----------
    q_table : array_like of float, (4 ** n_stages, 3 ** n_stages)
        ``[state, action]``: action values as `TabularEnv` numbers states and actions.
    chain : SupplyChain, optional
        The chain whose levels the table speaks of; the default one where not given.

    Raises
    ------
    ValueError
        Where the table has another shape or holds a value that is not finite.
    """
    chain = chain_or_default(chain)
    shape = (N_LEVELS**chain.n_stages, N_ORDER_LEVELS**chain.n_stages)
    table = rectangular(q_table, "q_table")
    if table.shape != shape or table.dtype.kind not in "iuf":
        raise ValueError(
            f"q_table has shape {table.shape} and type {table.dtype}: give numbers of shape "
            f"{shape}, one row per state and one column per action"
        )
    if not np.isfinite(table).all():
        raise ValueError(
            f"q_table holds {table[~np.isfinite(table)].flat[0]}: give finite numbers only"
        )
    digits = np.unravel_index(table.argmax(axis=1), (N_ORDER_LEVELS,) * chain.n_stages)
    capacity, order_levels = views = _views(chain)
    best = np.stack([np.array(levels)[digit] for levels, digit in zip(order_levels, digits)], 1)
    settings = (list(capacity), best.ravel().tolist())
    return RulePolicy(
        "greedy", _order_from_table, settings, chain.n_stages, views, bound=int(best.max())
    )


def _up_to(name: str, reorder_points: list[int], levels: list[int]) -> RulePolicy:
    # A retailer's position is from 0 to its S or I_0, so its DC owes it no more. An order, S less
    # the position, is then at most the sum of all S and all I_0.
    return RulePolicy(name, _order_up_to, (reorder_points, levels), len(levels), bound=sum(levels))


def _order_constant(day: int, position: Sequence[int], settings: tuple, orders: list) -> None:
    quantities, _ = settings
    for i in range(len(orders)):
        orders[i] = quantities[i]


def _order_up_to(day: int, position: Sequence[int], settings: tuple, orders: list) -> None:
    reorder_points, order_up_to_levels = settings
    for i in range(len(orders)):
        if position[i] <= reorder_points[i]:
            orders[i] = order_up_to_levels[i] - position[i]
        else:
            orders[i] = 0


def _order_from_table(day: int, position: Sequence[int], settings: tuple, orders: list) -> None:
    capacity, best_orders = settings  # best_orders: (n_states, n_stages), flat
    first = state_index(position, capacity) * len(orders)
    for i in range(len(orders)):
        orders[i] = best_orders[first + i]


_OWN_RULES = (_order_constant, _order_up_to, _order_from_table)


def _views(chain: SupplyChain) -> tuple[tuple[int, ...], tuple[tuple[int, ...], ...]]:
    """What a table's numbers mean: capacities and order levels of the stages."""
    capacity = tuple(stage.capacity for stage in chain.stages)
    return capacity, tuple(tuple(stage.order_levels) for stage in chain.stages)


def _per_stage(values: npt.ArrayLike, name: str) -> list[int]:
    array = rectangular(values, name)
    if array.ndim != 1 or not array.size:
        raise ValueError(f"{name} is {shown(values)}: give one whole number >= 0 for each stage")
    return whole_numbers(array, name).tolist()
