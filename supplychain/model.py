"""The parameters of a supply chain: every number about the world, with its unit and symbol.

A `SupplyChain` has distribution centres (DCs), each of which serves its own retailers. All three
classes are frozen and validated at birth; make variants with keyword arguments or with
`dataclasses.replace`.

Choices where the field leaves room: a shelf may start above its capacity (the surplus is charged
as overflow), a DC may be larger than the mill's largest order, and a retailer's demand may be 0.
"""

from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import accumulate

from .dynamics import Parameters
from .fields import (
    DAYS_PER_WEEK,
    check_amounts,
    check_counts,
    check_mean_demand,
    check_members,
    check_order_levels,
)


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
    mean_demand: float | tuple[float, ...] = 10.0
    order_levels: tuple[int, ...] | None = None

    def __post_init__(self):
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
        return (self.mean_demand,) * DAYS_PER_WEEK

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
    order_levels: tuple[int, ...] | None = None
    retailers: tuple[Retailer, ...] = field(default_factory=lambda: (Retailer(), Retailer()))

    def __post_init__(self):
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

    dcs: tuple[DistributionCentre, ...] = field(default_factory=lambda: (DistributionCentre(),))
    horizon: int = 28

    def __post_init__(self):
        check_members(self, "dcs", DistributionCentre)
        check_counts(self, horizon=1)

    @cached_property
    def retailers(self) -> tuple[Retailer, ...]:
        """The retailers of all DCs, in the order of the DCs."""
        return tuple(retailer for dc in self.dcs for retailer in dc.retailers)

    @property
    def stages(self) -> tuple[Retailer | DistributionCentre, ...]:
        """The retailers, then the DCs."""
        return self.retailers + self.dcs

    @property
    def stage_names(self) -> tuple[str, ...]:
        """A name for each stage, to print and to plot."""
        dcs = ("DC",) if self.n_dcs == 1 else tuple(f"DC {j + 1}" for j in range(self.n_dcs))
        return tuple(f"Retailer {r + 1}" for r in range(self.n_retailers)) + dcs

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
        """Number of stages that order: retailers and DCs."""
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


@cache
def _default_chain():
    """Return the default chain, made once: it is frozen, and many calls ask for it."""
    return SupplyChain()


def chain_or_default(chain):
    """Return a chain, the default one for None; refuse what is no chain.

    Raises
    ------
    TypeError
        Where `chain` is neither None nor a `SupplyChain`.
    """
    if chain is None:
        return _default_chain()
    if not isinstance(chain, SupplyChain):
        raise TypeError(f"chain is {chain!r}: give a SupplyChain, or None for the default one")
    return chain
