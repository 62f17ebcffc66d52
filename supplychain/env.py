"""Gymnasium environments of the supply chain: the full one and the tabular one of the course.

Both interpret the rules in `dynamics`; they differ in what the learner sees and may order.
"""

from itertools import product

import gymnasium
import numpy as np
from gymnasium import spaces

from . import dynamics
from .demand import checked_scenarios, whole_numbers
from .fields import DAYS_PER_WEEK, LARGEST_QUANTITY
from .model import chain_or_default
from .radix import decode, encode

LARGEST_TABLE = 3**9  # joint actions whose orders are listed once; more are decoded at every step


class _ChainEnv(gymnasium.Env):
    """One episode of a chain: the demand is drawn in `reset`, the days pass in `_advance`."""

    metadata = {"render_modes": []}

    def __init__(self, chain=None):
        self.chain = chain = chain_or_default(chain)
        self._horizon = chain.horizon
        self._mean_demand = np.array(chain.mean_demand)
        self._parameters = chain.parameters
        self._state = dynamics.new_state(chain.parameters)
        self._demand = None
        self._day = self._horizon  # no episode runs before the first reset

    def _start(self, seed, options):
        """Begin an episode; return the info of `reset`."""
        demand = self._given_demand(options)
        # The demand of all days is drawn at once: a whole episode costs hardly more than a day.
        # It is drawn also where it is given, so that `options` do not shift later episodes.
        super().reset(seed=seed)
        drawn = self.np_random.poisson(self._mean_demand)
        self._demand = (drawn if demand is None else demand).tolist()
        self._day = 0
        dynamics.restart(self._parameters, self._state)
        return {"state": self._units()}

    def _given_demand(self, options):
        options = dict(options or {})
        demand = options.pop("demand", None)
        if options:
            raise ValueError(f"reset knows no option {sorted(options)}: the only one is 'demand'")
        if demand is None:
            return None
        scenarios = checked_scenarios(demand, self.chain)
        if len(scenarios) != 1 or np.ndim(demand) != 2:
            raise ValueError(
                f"options['demand'] has shape {np.shape(demand)}: give one scenario, shape "
                f"{self._mean_demand.shape} (horizon, n_retailers)"
            )
        return scenarios[0]

    def _advance(self, orders):
        """Let one day happen; return reward, terminated and info of `step`."""
        day = self._day
        if day >= self._horizon:
            raise gymnasium.error.ResetNeeded(
                "no episode is running (none was begun, or its last day is over): call reset()"
            )
        revenue, holding, fixed, variable, lost_sales, overflow, profit = dynamics.one_day(
            day, orders, self._demand[day], self._parameters, self._state
        )
        self._day = day = day + 1
        ledger = {
            "revenue": revenue,
            "holding": holding,
            "fixed_ordering": fixed,
            "variable_ordering": variable,
            "lost_sales": lost_sales,
            "overflow": overflow,
            "profit": profit,
        }
        return profit, day == self._horizon, {"ledger": ledger, "state": self._units()}

    def _units(self):
        """Return copies of the day's units as plain lists: arrays would halve the speed."""
        on_hand, in_transit, owed, sold, lost, _, _ = self._state
        return {
            "on_hand": on_hand[:],
            "in_transit": in_transit[:],
            "owed": owed[:],
            "sold": sold[:],
            "lost": lost[:],
        }


class SupplyChainEnv(_ChainEnv):
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
    demand depends on the weekday, the day of the week (0 is Monday) is appended.

    Rewards
    -------
    The day's profit of the whole chain [money].

    Starting State
    --------------
    Shelves hold `initial_stock`; nothing is in transit or owed.

    Episode End
    -----------
    The episode *terminates* after `horizon` days: the horizon is part of the problem, so nothing is
    bootstrapped from the last observation. It is never truncated.

    Information
    -----------
    ``info["ledger"]``: revenue, holding, fixed_ordering, variable_ordering, lost_sales, overflow
    (costs positive) and profit = revenue − the costs = reward.
    ``info["state"]``: on_hand and in_transit (retailers then DCs), owed, sold and lost (retailers).

    Parameters
    ----------
    chain : SupplyChain, optional
        The chain; the default one where not given.

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

    def __init__(self, chain=None):
        super().__init__(chain)
        limits = np.iinfo(np.int64)
        retailers, dcs, days = self.chain.n_retailers, self.chain.n_dcs, []
        if self.chain.has_weekday_pattern:
            days = [DAYS_PER_WEEK - 1]
        self._shows_weekday = bool(days)
        self.observation_space = spaces.Box(
            low=np.array([0] * retailers + [limits.min] * dcs + [0] * len(days)),
            high=np.array([limits.max] * (retailers + dcs) + days),
            dtype=np.int64,
        )
        self.action_space = spaces.MultiDiscrete(np.array(self._parameters.lot_limit) + 1)

    def reset(self, *, seed=None, options=None):
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
        return self._observation(), info

    def step(self, orders):
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

    def _checked_orders(self, orders):
        values = orders.tolist() if isinstance(orders, np.ndarray) else orders
        if isinstance(values, list | tuple) and len(values) == self.chain.n_stages:
            if all(type(q) is int and 0 <= q <= LARGEST_QUANTITY for q in values):
                return values
        try:
            array = np.asarray(orders)
        except ValueError:  # rows of different lengths
            array = np.empty(0)
        # NumPy would take True for 1.
        holds_bool = array.ndim == 1 and any(isinstance(q, bool) for q in values)
        if array.shape != (self.chain.n_stages,) or holds_bool:
            raise ValueError(
                f"orders is {orders!r}: give {self.chain.n_stages} whole numbers >= 0, one for "
                f"each of {', '.join(self.chain.stage_names)}"
            )
        return whole_numbers(array, "orders").tolist()

    def _observation(self):
        position = self._state.position
        if self._shows_weekday:
            position = [*position, self._day % DAYS_PER_WEEK]
        return np.array(position, dtype=np.int64)


class TabularEnv(_ChainEnv):
    """The supply chain as a table sees it: 4 levels per stage, 3 order quantities per stage.

    Description
    -----------
    The world of `SupplyChainEnv`, rounded so that a Q-table can learn it. The rounding is
    deterministic. It hides units, the age of deliveries and the day, so the observation is not
    Markov: a table is a policy for what it sees, not the optimum of the chain.

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

    def __init__(self, chain=None):
        super().__init__(chain)
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

    def reset(self, *, seed=None, options=None):
        """Begin an episode; as `SupplyChainEnv.reset`, with the index of the state."""
        info = self._start(seed, options)
        return dynamics.state_index(self._state.position, self._parameters.capacity), info

    def step(self, action):
        """Let one day happen; as `SupplyChainEnv.step`, with the indices of action and state."""
        reward, terminated, info = self._advance(self.orders(action))
        state = dynamics.state_index(self._state.position, self._parameters.capacity)
        return state, reward, terminated, False, info

    def orders(self, action):
        """Return the order quantities of an action index, retailers then DCs [units]."""
        try:
            if action >= 0:
                return self._orders_table[action]
        except (TypeError, ValueError, IndexError):
            pass  # no index of the table: decode it, or say what is wrong with it
        digits = self.decode_action(action)
        return tuple(levels[digit] for levels, digit in zip(self._order_levels, digits))

    def observe(self, positions):
        """Return the state index of inventory positions (n_stages,) [units]."""
        positions = np.asarray(positions)
        if positions.shape != (self.chain.n_stages,):
            raise ValueError(
                f"positions has shape {positions.shape}: give one inventory position for each of "
                f"{', '.join(self.chain.stage_names)}"
            )
        if positions.dtype.kind not in "iuf" or not (positions == np.floor(positions)).all():
            raise ValueError(f"positions is {positions.tolist()}: give whole numbers")
        return dynamics.state_index(positions.astype(np.int64).tolist(), self._parameters.capacity)

    def encode_state(self, levels):
        """Return the state index of the stages' levels, each 0 … 3."""
        return encode(levels, dynamics.N_LEVELS, self.chain.n_stages)

    def decode_state(self, state):
        """Return the stages' levels of a state index."""
        return decode(state, dynamics.N_LEVELS, self.chain.n_stages)

    def encode_action(self, levels):
        """Return the action index of the stages' order levels, each 0 … 2."""
        return encode(levels, dynamics.N_ORDER_LEVELS, self.chain.n_stages)

    def decode_action(self, action):
        """Return the stages' order levels of an action index."""
        return decode(action, dynamics.N_ORDER_LEVELS, self.chain.n_stages)
