r"""A three-echelon supply chain as a decision process, and its parameters.

A mill that never runs out supplies distribution centres (DCs) :math:`j`. Each DC supplies its own
retailers :math:`i \in N_j` (of all DCs, :math:`i \in N`), and each retailer sells to customers.
Retailers and DCs together are the stages :math:`i`, the retailers first. The days of an episode
are :math:`t = 0, \ldots, T - 1`.

State
    :math:`I_i` units on the shelf; :math:`y_{ik}` on the way, which arrive in :math:`k` days,
    :math:`k = 1, \ldots, L_i`, where :math:`L_i` is the lead time; :math:`b_i` owed to a retailer
    by its DC. Before day 0, :math:`I_i` is `initial_stock` and all else is 0.

Decision
    An order :math:`q_i \ge 0` of every stage, made before the day's demand is known. The mill
    accepts :math:`a_j = \min(q_j, Q_j)` of a DC's order, where :math:`Q_j` is `max_order`.

Randomness
    The demand :math:`d_i` of every retailer, by default independent and Poisson with mean
    :math:`\lambda_i`.

Transition
    1. What arrives today is put on the shelf. The surplus above the capacity is measured here,
       :math:`o_i = \max(0, I_i - C_i)`.
    2. A DC ships what it owes, then today's orders, both in the order of its retailers and as far
       as its shelf reaches. So :math:`m_i \le b_i + q_i` units leave for a retailer and arrive in
       :math:`L_i` days, and :math:`b_i` becomes :math:`b_i + q_i - m_i`. The mill ships
       :math:`a_j`, which arrive in :math:`L_j` days.
    3. A retailer sells :math:`s_i = \min(I_i, d_i)`. The rest of the demand is lost.

Reward
    The day's profit, with :math:`I_i` as it is at the end of the day,

    .. math::

        \begin{aligned}
        & \sum_{i \in N} \bigl( r_i s_i - p_i (d_i - s_i) - K_i \lceil m_i / Q_i \rceil \bigr) \\
        {} - {} & \sum_j \bigl( K_j [q_j > 0] + c_j a_j \bigr) \\
        {} - {} & \sum_i \bigl( h_i I_i + w_i C_i \tanh(o_i / 0.75\, C_i) \bigr),
        \end{aligned}

    where :math:`Q_i` is `truck_capacity`: a shipment takes as many trucks as it needs.

Observation
    The inventory position of every stage, :math:`I_i + \sum_k y_{ik} + b_i` of a retailer and
    :math:`I_j + \sum_k y_{jk} - \sum_{i \in N_j} b_i` of a DC. It is less than the state.

Objective
    The expected sum of an episode's rewards. What is left after day :math:`T - 1` is worth nothing.

`supplychain.dynamics` says the same in code. A `SupplyChain` holds the parameters; it, its DCs and
its retailers are frozen and validated at birth. Make variants with keyword arguments or with
`dataclasses.replace`, and keep them as JSON with `SupplyChain.to_dict`.

Choices where the field leaves room: a shelf may start above its capacity (the surplus is charged
as overflow), a DC may be larger than the mill's largest order, and a retailer's demand may be 0.

References
----------
Snyder, L. V. and Shen, Z.-J. M. *Fundamentals of Supply Chain Theory*, 2nd ed., Wiley, 2019.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import accumulate
from typing import Any

from .chain_data import as_data, from_data
from .dynamics import Parameters
from .fields import (
    DAYS_PER_WEEK,
    check_amounts,
    check_counts,
    check_mean_demand,
    check_members,
    check_order_levels,
)
from .refusals import shown


@dataclass(frozen=True)
class Retailer:
    """A shop: orders from its DC, sells to customers, and loses the sales it cannot serve.

    Parameters
    ----------
    initial_stock : int
        On-hand inventory before day 0, I_0 [units].
    lead_time : int
        Days from the DC's dispatch to the shelf, L ≥ 1 [days].
    capacity : int
        Storage capacity, C ≥ 1 [units].
    truck_capacity : int
        Capacity of one truck from the DC, Q^max ≥ 1 [units].
    holding_cost : float
        On end-of-day on-hand inventory, h [money/unit/day].
    truck_cost : float
        Fixed cost of each truck delivered, K [money].
    price : float
        Selling price, r [money/unit].
    lost_sales_cost : float
        Penalty on demand that is not served, p [money/unit].
    overflow_cost : float
        Over-capacity penalty coefficient, w [money/unit].
    mean_demand : float or sequence of 7 floats
        Mean of the daily Poisson demand, λ [units/day]; or one mean per weekday, Monday first.
    order_levels : sequence of 3 ints, optional
        What a tabular learner may order [units]; by default {0, 1, 2} × the mean daily demand,
        rounded.

    Raises
    ------
    ValueError
        Where a value is out of range; the message names the field, the value and the condition.

    Examples
    --------
    >>> Retailer(mean_demand=4).order_levels
    (0, 4, 8)
    >>> Retailer(price=-1)
    Traceback (most recent call last):
        ...
    ValueError: Retailer.price is -1: it must be a finite number >= 0
    """

    initial_stock: int = 25
    lead_time: int = 1
    capacity: int = 75
    truck_capacity: int = 50
    holding_cost: float = 1.0
    truck_cost: float = 10.0
    price: float = 50.0
    lost_sales_cost: float = 5.0
    overflow_cost: float = 1.0
    mean_demand: float | Sequence[float] = 10.0
    order_levels: Sequence[int] = None  # type: ignore[assignment]  # they are made at birth

    def __post_init__(self) -> None:
        check_counts(self, initial_stock=0, lead_time=1, capacity=1, truck_capacity=1)
        check_amounts(
            self, "holding_cost", "truck_cost", "price", "lost_sales_cost", "overflow_cost"
        )
        check_mean_demand(self)
        check_order_levels(self, (0, 1, 2), self.mean_daily_demand)

    @property
    def weekday_means(self) -> tuple[float, ...]:
        """Mean demand of each weekday, Monday first [units]."""
        if isinstance(self.mean_demand, tuple):
            return self.mean_demand
        return (self.mean_demand,) * DAYS_PER_WEEK  # type: ignore[return-value]  # it is one float

    @property
    def mean_daily_demand(self) -> float:
        """Mean daily demand over a week [units/day]."""
        return sum(self.weekday_means) / DAYS_PER_WEEK


@dataclass(frozen=True)
class DistributionCentre:
    """A warehouse: orders from the mill, ships to its retailers, and owes what it cannot ship.

    Parameters
    ----------
    initial_stock : int
        On-hand inventory before day 0, I_0 [units].
    lead_time : int
        Days from an order at the mill to the shelf, L ≥ 1 [days].
    capacity : int
        Storage capacity, C ≥ 1 [units].
    max_order : int
        Largest order that the mill accepts, Q^max ≥ 1 [units]; it cuts a larger one.
    holding_cost : float
        On end-of-day on-hand inventory, h [money/unit/day].
    fixed_order_cost : float
        Fixed cost of each order placed, K [money].
    variable_order_cost : float
        Variable cost of the accepted order, c [money/unit].
    overflow_cost : float
        Over-capacity penalty coefficient, w [money/unit].
    order_levels : sequence of 3 ints, optional
        What a tabular learner may order [units]; by default {0, 2.5, 5} × the mean daily demand of
        its retailers together, rounded.
    retailers : sequence of Retailer
        The retailers it serves, in the order in which it serves them.

    Raises
    ------
    ValueError
        Where a value is out of range; the message names the field, the value and the condition.

    Examples
    --------
    >>> DistributionCentre(retailers=[Retailer(mean_demand=8), Retailer()]).order_levels
    (0, 45, 90)
    """

    initial_stock: int = 100
    lead_time: int = 2
    capacity: int = 150
    max_order: int = 200
    holding_cost: float = 0.5
    fixed_order_cost: float = 50.0
    variable_order_cost: float = 2.0
    overflow_cost: float = 1.0
    order_levels: Sequence[int] = None  # type: ignore[assignment]  # they are made at birth
    retailers: Sequence[Retailer] = field(default_factory=lambda: (Retailer(), Retailer()))

    def __post_init__(self) -> None:
        check_counts(self, initial_stock=0, lead_time=1, capacity=1, max_order=1)
        check_amounts(
            self, "holding_cost", "fixed_order_cost", "variable_order_cost", "overflow_cost"
        )
        check_members(self, "retailers", Retailer)
        demand = sum(retailer.mean_daily_demand for retailer in self.retailers)
        check_order_levels(self, (0, 2.5, 5), demand)


@dataclass(frozen=True)
class SupplyChain:
    """A three-echelon supply chain: the mill, distribution centres, and their retailers.

    Stages are listed retailers first, then DCs, wherever a sequence has one entry per stage.

    Parameters
    ----------
    dcs : sequence of DistributionCentre
        The distribution centres, each with its retailers.
    horizon : int
        Days of an episode, T ≥ 1 [days].

    Raises
    ------
    ValueError
        Where a value is out of range; the message names the field, the value and the condition.

    Examples
    --------
    >>> chain = SupplyChain()
    >>> chain.n_stages, chain.stage_names
    (3, ('Retailer 1', 'Retailer 2', 'DC'))
    >>> from dataclasses import replace
    >>> replace(chain, horizon=7).horizon
    7
    """

    dcs: Sequence[DistributionCentre] = field(default_factory=lambda: (DistributionCentre(),))
    horizon: int = 28

    def __post_init__(self) -> None:
        check_members(self, "dcs", DistributionCentre)
        check_counts(self, horizon=1)

    def to_dict(self) -> dict[str, Any]:
        """Return the chain as dicts, lists and numbers, which JSON can hold.

        Examples
        --------
        >>> SupplyChain(horizon=7).to_dict()["horizon"]
        7
        """
        return as_data(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "SupplyChain":
        """Return the chain that `to_dict` wrote; fields that are missing take their defaults.

        Parameters
        ----------
        data : dict
            ``"horizon"`` and ``"dcs"``, a list of dicts with the fields of `DistributionCentre`,
            whose ``"retailers"`` are a list of dicts with the fields of `Retailer`.

        Examples
        --------
        >>> SupplyChain.from_dict(SupplyChain().to_dict()) == SupplyChain()
        True
        >>> SupplyChain.from_dict({"dcs": [{"retailers": [{"mean_demand": 4}]}]}).n_stages
        2
        """
        return from_data(cls, data, {"dcs": DistributionCentre, "retailers": Retailer})

    @cached_property
    def retailers(self) -> tuple[Retailer, ...]:
        """The retailers of all DCs, in the order of the DCs."""
        return tuple(retailer for dc in self.dcs for retailer in dc.retailers)

    @property
    def stages(self) -> tuple[Retailer | DistributionCentre, ...]:
        """The retailers, then the DCs."""
        return (*self.retailers, *self.dcs)

    @property
    def stage_names(self) -> tuple[str, ...]:
        """A name for each stage, to print and to plot."""
        return names_of_stages(self.n_retailers, self.n_dcs)

    @property
    def n_retailers(self) -> int:
        """Number of retailers."""
        return len(self.retailers)

    @property
    def n_dcs(self) -> int:
        """Number of distribution centres."""
        return len(self.dcs)

    @property
    def n_stages(self) -> int:
        """Number of stages that order, retailers and DCs together."""
        return self.n_retailers + self.n_dcs

    @property
    def has_weekday_pattern(self) -> bool:
        """Whether any retailer's mean demand depends on the day of the week."""
        return any(len(set(retailer.weekday_means)) > 1 for retailer in self.retailers)

    @property
    def mean_demand(self) -> tuple[tuple[float, ...], ...]:
        """Mean demand of every day and retailer, ``[t][r]`` [units]."""
        return tuple(
            tuple(retailer.weekday_means[day % DAYS_PER_WEEK] for retailer in self.retailers)
            for day in range(self.horizon)
        )

    @cached_property
    def parameters(self) -> Parameters:
        """The chain as the flat sequences that `dynamics` reads."""
        retailers, dcs = self.retailers, self.dcs
        lead_time = tuple(stage.lead_time for stage in self.stages)
        return Parameters(
            first_retailer=tuple(accumulate((len(dc.retailers) for dc in dcs), initial=0)),
            initial_stock=tuple(stage.initial_stock for stage in self.stages),
            lead_time=lead_time,
            first_slot=tuple(accumulate(lead_time[:-1], initial=0)),
            capacity=tuple(stage.capacity for stage in self.stages),
            lot_limit=tuple(retailer.truck_capacity for retailer in retailers)
            + tuple(dc.max_order for dc in dcs),
            holding_cost=tuple(stage.holding_cost for stage in self.stages),
            fixed_cost=tuple(retailer.truck_cost for retailer in retailers)
            + tuple(dc.fixed_order_cost for dc in dcs),
            overflow_cost=tuple(stage.overflow_cost for stage in self.stages),
            price=tuple(retailer.price for retailer in retailers),
            lost_sales_cost=tuple(retailer.lost_sales_cost for retailer in retailers),
            variable_cost=tuple(dc.variable_order_cost for dc in dcs),
        )


def names_of_stages(n_retailers: int, n_dcs: int) -> tuple[str, ...]:
    """Return a name for each stage of a chain with so many retailers and DCs."""
    dcs = ("DC",) if n_dcs == 1 else tuple(f"DC {j + 1}" for j in range(n_dcs))
    return tuple(f"Retailer {r + 1}" for r in range(n_retailers)) + dcs


@cache
def _default_chain() -> SupplyChain:
    """Return the default chain, made once: it is frozen, and many calls ask for it."""
    return SupplyChain()


def chain_or_default(chain: SupplyChain | None) -> SupplyChain:
    """Return a chain, the default one for None; refuse what is no chain.

    Raises
    ------
    TypeError
        Where `chain` is neither None nor a `SupplyChain`.
    """
    if chain is None:
        return _default_chain()
    if not isinstance(chain, SupplyChain):
        raise TypeError(f"chain is {shown(chain)}: give a SupplyChain, or None for the default one")
    return chain
