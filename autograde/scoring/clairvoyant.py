"""The clairvoyant: what somebody could earn at most who knows all demand beforehand.

One mixed-integer program for each scenario and DC (DCs share nothing but the mill, which is never
empty). Its variables, for days t and the retailers r of the DC [units]:

    order_t, placed_t ∈ {0, 1}            order_t ≤ Q^max · placed_t
    shipped_rt, trucks_rt ∈ {0, 1, …}     shipped_rt ≤ Q^max_r · trucks_rt
    sold_rt ≤ d_rt
    after_it                              what is left on the shelf of stage i, which was
                                          before_it = after_it + what left it on the day
    surplus_it ≥ before_it - C_i          what overflows

Nobody need owe anything here: who knows the demand orders on the day what the DC can ship that day.

What the program says differently from the day can only help the clairvoyant, so that its value
stays an upper bound: units may be split; shelves may keep what customers want; and overflow, whose
cost C · tanh(o / (0.75 · C)) is concave, costs as much as on the chord to the largest surplus that
makes sense, that is to say less. Beside what can still be sold, no shelf and no truck need hold
more than initial stock: to buy a unit that nobody will buy only costs. The bound is the *dual*
bound of the solver, which holds even where the solver is stopped early. Nodes stop it, not seconds:
a busy machine finds the same bound.

References
----------
Pochet and Wolsey, *Production Planning by Mixed Integer Programming*, Springer, 2006.
Huangfu and Hall, *Parallelizing the dual revised simplex method*, Math. Prog. Computation 10, 2018.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from supplychain import DistributionCentre, Retailer, SupplyChain
from supplychain.demand import checked_scenarios
from supplychain.dynamics import overflow_size

REL_GAP = 5e-3  # between the dual bound and the best plan, where the solver may stop
NODES = 500  # of the search for one program; the bound of one that is stopped is only looser


class Clairvoyance(NamedTuple):
    """What a clairvoyant could earn in one scenario."""

    bound: float  # no policy earns more [money]
    orders: np.ndarray  # (horizon, n_stages) the best plan found [units]


class _Program:
    """A program under construction: maximise value · x subject to rows of coefficients."""

    def __init__(self) -> None:
        self._values: list[float] = []
        self._uppers: list[float] = []
        self._whole: list[bool] = []
        self._rows: list[tuple] = []  # of (columns, coefficients, least, most)

    def variables(
        self, n: int, value: npt.ArrayLike = 0.0, upper: npt.ArrayLike = np.inf, whole: bool = False
    ) -> np.ndarray:
        """Add n variables ≥ 0 and return their columns."""
        first = len(self._values)
        for column, more in ((self._values, value), (self._uppers, upper), (self._whole, whole)):
            column.extend(np.broadcast_to(more, n).tolist())
        return np.arange(first, first + n)

    def require(
        self, columns: Any, coefficients: Any, least: float = -np.inf, most: float = np.inf
    ) -> None:
        """Add the row least ≤ coefficients · x[columns] ≤ most."""
        self._rows.append((columns, coefficients, least, most))

    def solve(self, nodes: int) -> tuple[float, np.ndarray | None]:
        """Return the dual bound and the best x that was found, None where none was."""
        columns, coefficients, least, most = zip(*self._rows)
        row = np.repeat(np.arange(len(columns)), [len(entries) for entries in columns])
        entries = (np.concatenate(coefficients), (row, np.concatenate(columns)))
        matrix = csr_array(entries, shape=(len(columns), len(self._values)))
        about = {
            "c": -np.array(self._values),
            "bounds": Bounds(0, np.array(self._uppers)),
            "constraints": LinearConstraint(matrix, least, most),
        }
        options = {"mip_rel_gap": REL_GAP, "node_limit": nodes}
        found = milp(integrality=np.array(self._whole, dtype=int), options=options, **about)
        if found.mip_dual_bound is not None:
            return -found.mip_dual_bound, found.x
        # Stopped before it had any plan, SciPy tells no bound: that of the relaxation holds too.
        relaxed = milp(**about)
        if relaxed.fun is None:
            raise RuntimeError(f"the solver gave no bound: {found.message}; {relaxed.message}")
        return -relaxed.fun, None


def clairvoyance(chain: SupplyChain, demand: npt.ArrayLike, nodes: int = NODES) -> Clairvoyance:
    """Return what a clairvoyant could earn in one scenario.

    Parameters
    ----------
    chain : SupplyChain
        Any network.
    demand : array_like of int, (horizon, n_retailers)
        The scenario [units].
    nodes : int
        Of the search tree, after which each DC's program is stopped.

    Returns
    -------
    Clairvoyance
        The bound, and a plan that earns nearly as much.

    Examples
    --------
    One shop, one day: the shop has 25 units and sells 10. Two trucks cost 20, and save the 50 that
    it costs to hold the DC's 100 units overnight.

    >>> from supplychain import DistributionCentre, Retailer, SupplyChain
    >>> chain = SupplyChain([DistributionCentre(retailers=[Retailer()])], horizon=1)
    >>> round(clairvoyance(chain, [[10]]).bound, 6)  # 10 · 50 - 15 · 1 - 2 · 10
    465.0
    """
    path = checked_scenarios(demand, chain)[0]
    orders = np.zeros((chain.horizon, chain.n_stages), dtype=np.int64)
    bound, first = 0.0, 0
    for j, dc in enumerate(chain.dcs):
        served = slice(first, first + len(dc.retailers))
        value, ordered, shipped = _best_plan(dc, path[:, served], nodes)
        bound += value
        orders[:, chain.n_retailers + j], orders[:, served] = ordered, shipped
        first = served.stop
    return Clairvoyance(bound, orders)


def _best_plan(dc: DistributionCentre, demand: np.ndarray, nodes: int) -> tuple[float, Any, Any]:
    """Return bound, orders (horizon,) and shipments (horizon, n_retailers) of one DC."""
    program, horizon = _Program(), len(demand)
    shops = list(zip(dc.retailers, demand.T))
    shipped = [_sell(program, shop, wanted, dc.initial_stock) for shop, wanted in shops]
    # [t]: what can be sold of all that leaves the DC on day t or later
    needed: Any = sum(_sellable(wanted, shop.lead_time) for shop, wanted in shops)
    most = np.minimum(dc.max_order, _later(needed, dc.lead_time))
    order = program.variables(horizon, -dc.variable_order_cost, most)
    placed = program.variables(horizon, -dc.fixed_order_cost, 1, whole=True)
    for t in range(horizon):
        program.require([order[t], placed[t]], [1, -most[t]], most=0)
    _keep_shelf(program, dc, order, np.transpose(shipped), dc.initial_stock + needed)
    bound, x = program.solve(nodes)
    bound -= float(sum(shop.lost_sales_cost * wanted.sum() for shop, wanted in shops))
    if x is None:  # no plan is known; to order nothing is one
        return bound, 0, 0
    return bound, np.rint(x[order]), np.rint(x[np.transpose(shipped)])


def _sell(program: "_Program", retailer: Retailer, demand: np.ndarray, spare: int) -> np.ndarray:
    """Add a retailer to the program; return the columns of the shipments to it, (horizon,).

    The DC may get rid of `spare` units here: a shop's shelf can be the cheaper place for them.
    """
    horizon, truck = len(demand), retailer.truck_capacity
    useful = _sellable(demand, retailer.lead_time) + spare
    shipped = program.variables(horizon, upper=useful)
    trucks = program.variables(horizon, -retailer.truck_cost, -(-useful // truck), whole=True)
    for t in range(horizon):
        program.require([shipped[t], trucks[t]], [1, -min(truck, useful[t])], most=0)
    # A unit that is sold is also one that is not lost.
    sold = program.variables(horizon, retailer.price + retailer.lost_sales_cost, demand)
    most = retailer.initial_stock + spare + _sellable(demand, 0)
    _keep_shelf(program, retailer, shipped, sold[:, np.newaxis], most)
    return shipped


def _keep_shelf(
    program: "_Program",
    stage: Retailer | DistributionCentre,
    dispatched: np.ndarray,
    leaving: np.ndarray,
    most: Any,
) -> None:
    """Add a stage's shelf to the program.

    Parameters
    ----------
    dispatched : numpy.ndarray of int, (horizon,)
        Columns of what is sent to the stage each day; it arrives after the lead time.
    leaving : numpy.ndarray of int, (horizon, n)
        Columns of what leaves the shelf each day.
    most : numpy.ndarray, (horizon,)
        What can make sense on the shelf each day, before anything leaves it [units].
    """
    horizon = len(dispatched)
    after = program.variables(horizon, -stage.holding_cost)
    surplus = program.variables(horizon, [-_chord(stage, most[t]) for t in range(horizon)])
    for t in range(horizon):
        before = [after[t], *leaving[t]]
        came = [after[t - 1]] if t else []
        came += [dispatched[t - stage.lead_time]] if t >= stage.lead_time else []
        initial = stage.initial_stock if t == 0 else 0
        signs = [1] * len(before) + [-1] * len(came)
        program.require([*before, *came], signs, least=initial, most=initial)
        program.require([*before, surplus[t]], [1] * len(before) + [-1], most=stage.capacity)


def _chord(stage: Retailer | DistributionCentre, most: float) -> float:
    """Return the cost of a unit of overflow on the chord from none of it to the most of it."""
    surplus = most - stage.capacity
    if surplus <= 0:
        return 0.0
    return stage.overflow_cost * overflow_size(float(most), stage.capacity) / float(surplus)


def _sellable(demand: np.ndarray, lead_time: int) -> np.ndarray:
    """Return, for each day, what can still be sold of all that is dispatched from then on."""
    return _later(demand[::-1].cumsum()[::-1], lead_time)


def _later(amounts: np.ndarray, days: int) -> np.ndarray:
    """Return what a series will be some days later; beyond the horizon it is 0."""
    return np.append(amounts[days:], np.zeros(min(days, len(amounts)), amounts.dtype))
