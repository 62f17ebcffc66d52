"""The rules of the supply chain: one day in five events, and what a learner sees of it.

Every rule is written here once, over flat sequences that can be read and written by index.
The environments interpret these functions on lists; `batch` compiles the same source on arrays.
Stages are numbered retailers first, then distribution centres (DCs); the retailers of one DC
stand next to each other. Nothing but the standard library is imported, so that the rules also run
where NumPy does not exist.

The day ``t = 0 … T - 1``:

1. Orders.      Every stage orders; the mill accepts at most Q^max of a DC's order.
2. Receipts.    What was dispatched to a stage ``lead_time`` days ago is on its shelf.
3. Serving.     (a) A DC ships what it owes, (b) then today's orders, (c) and owes the rest.
                (d) Retailers sell to customers; what they cannot sell is lost.
4. Profit.      The sum of the ledger's lines.
5. Observation. The inventory position of every stage.

References
----------
Snyder, L. V. and Shen, Z.-J. M. *Fundamentals of Supply Chain Theory*, 2nd ed., Wiley, 2019.
"""

from collections.abc import Sequence
from math import tanh
from typing import NamedTuple

LEDGER_LINES = (
    "revenue",
    "holding",
    "fixed_ordering",
    "variable_ordering",
    "lost_sales",
    "overflow",
    "profit",
)

N_LEVELS = 4  # a learner sees a position as 0, 1/3, 2/3 or all of the capacity
N_ORDER_LEVELS = 3  # and orders one of three quantities


class Parameters(NamedTuple):
    """A supply chain as flat sequences; `SupplyChain.parameters` makes one.

    ``[i]`` counts stages, ``[r]`` retailers, ``[j]`` DCs; units in brackets.
    """

    first_retailer: tuple  # [j], and the number of retailers at the end: DC j serves [j] … [j+1]-1
    initial_stock: tuple  # [i] I_0 [units]
    lead_time: tuple  # [i] L [days]
    first_slot: tuple  # [i] where the stage's deliveries start in `State.pipeline`
    capacity: tuple  # [i] C [units]
    lot_limit: tuple  # [i] Q^max: one truck to a retailer, the largest order of a DC [units]
    holding_cost: tuple  # [i] h [money/unit/day]
    fixed_cost: tuple  # [i] K: per truck to a retailer, per order of a DC [money]
    overflow_cost: tuple  # [i] w [money/unit]
    price: tuple  # [r] r [money/unit]
    lost_sales_cost: tuple  # [r] p [money/unit]
    variable_cost: tuple  # [j] c [money/unit]


class State(NamedTuple):
    """What a chain holds at the end of a day [units]; the sequences are changed in place."""

    on_hand: list  # [i] on the shelf
    in_transit: list  # [i] dispatched to the stage, not yet received
    owed: list  # [r] ordered by the retailer, not yet shipped by its DC
    sold: list  # [r] today
    lost: list  # [r] today
    position: list  # [i] inventory position
    pipeline: list  # one slot per stage and day of its lead time: dispatched on days t, t+1, …


def new_state(parameters: Parameters) -> State:
    """Return the state before day 0, made of lists."""
    n_stages, n_retailers = len(parameters.initial_stock), len(parameters.price)
    state = State(
        on_hand=[0] * n_stages,
        in_transit=[0] * n_stages,
        owed=[0] * n_retailers,
        sold=[0] * n_retailers,
        lost=[0] * n_retailers,
        position=[0] * n_stages,
        pipeline=[0] * sum(parameters.lead_time),
    )
    restart(parameters, state)
    return state


def restart(parameters: Parameters, state: State) -> None:
    """Put a state back to before day 0: shelves hold I_0, nothing is in transit or owed."""
    for i in range(len(parameters.initial_stock)):
        state.on_hand[i] = parameters.initial_stock[i]
        state.position[i] = parameters.initial_stock[i]
        state.in_transit[i] = 0
    for r in range(len(parameters.price)):
        state.owed[r] = state.sold[r] = state.lost[r] = 0
    for slot in range(len(state.pipeline)):
        state.pipeline[slot] = 0


def one_day(
    day: int, orders: Sequence[int], demand: Sequence[int], parameters: Parameters, state: State
) -> tuple[float, ...]:
    """Let one day happen: change `state` in place and return the day's ledger.

    Parameters
    ----------
    day : int
        The day t, counted from 0.
    orders : sequence of int, (n_stages,)
        Order quantity q of every stage, retailers then DCs [units], each ≥ 0.
    demand : sequence of int, (n_retailers,)
        Customer demand d at every retailer [units], each ≥ 0.
    parameters : Parameters
        The chain.
    state : State
        The chain at the end of the day before; becomes that at the end of this day.

    Returns
    -------
    tuple of float, (7,)
        The money of the day in the order of `LEDGER_LINES`: costs positive, profit last.

    Examples
    --------
    An order of 250 at the DC costs 50 + 2 · 200 and puts 200 on its shelf two days later:

    >>> from supplychain import SupplyChain
    >>> chain = SupplyChain().parameters
    >>> state = new_state(chain)
    >>> ledger = dict(zip(LEDGER_LINES, one_day(0, [0, 0, 250], [0, 0], chain, state)))
    >>> ledger["fixed_ordering"], ledger["variable_ordering"], state.in_transit
    (50.0, 400.0, [0, 0, 200])
    """
    (
        first_retailer,
        _,
        lead_time,
        first_slot,
        capacity,
        lot_limit,
        holding_cost,
        fixed_cost,
        overflow_cost,
        price,
        lost_sales_cost,
        variable_cost,
    ) = parameters
    on_hand, in_transit, owed, sold, lost, position, pipeline = state
    n_retailers = len(price)
    revenue = holding = fixed_ordering = variable_ordering = lost_sales = overflow = 0.0

    for j in range(len(variable_cost)):
        dc = n_retailers + j
        first, last = first_retailer[j], first_retailer[j + 1]

        # 1. Orders. The mill accepts at most Q^max, and always has it.
        ordered = orders[dc]
        if ordered > 0:
            fixed_ordering += fixed_cost[dc]
            if ordered > lot_limit[dc]:
                ordered = lot_limit[dc]
            variable_ordering += variable_cost[j] * ordered

        # 2. Receipts. A slot of the pipeline holds what left `lead_time` days ago, until today's
        # delivery takes its place.
        slot = first_slot[dc] + day % lead_time[dc]
        received = pipeline[slot]
        pipeline[slot] = ordered
        in_transit[dc] += ordered - received
        stock = on_hand[dc] + received
        # Overflow is measured before anything is served.
        if stock > capacity[dc]:
            overflow += overflow_cost[dc] * overflow_size(stock, capacity[dc])

        for r in range(first, last):
            slot = first_slot[r] + day % lead_time[r]
            received = pipeline[slot]
            on_hand[r] += received
            in_transit[r] -= received
            if on_hand[r] > capacity[r]:
                overflow += overflow_cost[r] * overflow_size(on_hand[r], capacity[r])
            # 3a. Serving what is owed, in the order of the retailers …
            shipment = owed[r]
            if shipment > 0:
                if shipment > stock:
                    shipment = stock
                owed[r] -= shipment
                stock -= shipment
            pipeline[slot] = shipment

        still_owed = 0
        for r in range(first, last):
            # 3b. … then today's orders. 3c. What the DC cannot serve it owes.
            ordered = orders[r]
            shipped = ordered if ordered < stock else stock
            stock -= shipped
            backlog = owed[r] + ordered - shipped
            owed[r] = backlog
            still_owed += backlog
            slot = first_slot[r] + day % lead_time[r]
            shipment = pipeline[slot] + shipped
            if shipment > 0:
                pipeline[slot] = shipment
                in_transit[r] += shipment
                trucks = (shipment + lot_limit[r] - 1) // lot_limit[r]
                fixed_ordering += fixed_cost[r] * trucks

            # 3d. The retailer sells to its customers; what it cannot sell is lost.
            shelf = on_hand[r]
            wanted = demand[r]
            sales = wanted if wanted < shelf else shelf
            shelf -= sales
            on_hand[r] = shelf
            sold[r] = sales
            lost[r] = wanted - sales
            revenue += price[r] * sales
            lost_sales += lost_sales_cost[r] * (wanted - sales)
            holding += holding_cost[r] * shelf
            # 5. Observation: on hand + on order, which is in transit or owed by the supplier.
            position[r] = shelf + in_transit[r] + backlog

        on_hand[dc] = stock
        holding += holding_cost[dc] * stock
        # 5. The mill owes nothing; the DC's backlog is what it owes its retailers.
        position[dc] = stock + in_transit[dc] - still_owed

    # 4. Profit.
    profit = revenue - holding - fixed_ordering - variable_ordering - lost_sales - overflow
    return revenue, holding, fixed_ordering, variable_ordering, lost_sales, overflow, profit


def overflow_size(stock: float, capacity: float) -> float:
    """Return the units that count as overflow, C · tanh(o / (0.75 · C)) of a surplus o [units]."""
    # math.tanh, as np.tanh differs in the last bit.
    return capacity * tanh((stock - capacity) / (0.75 * capacity))


def nearest_level(position: int, capacity: int) -> int:
    """Return which of four levels of the capacity is nearest to a position: 0, 1, 2 or 3.

    This is clip(⌊position / (C/3) + ½⌋, 0, 3): the levels change at 1/6, 3/6 and 5/6 of the
    capacity. Whole numbers are compared, so that no rounding enters.

    Examples
    --------
    >>> [nearest_level(position, 75) for position in (-40, 12, 13, 37, 38, 63, 200)]
    [0, 0, 1, 1, 2, 3, 3]
    """
    sixths = 6 * position
    if sixths < 3 * capacity:
        return 0 if sixths < capacity else 1
    return 2 if sixths < 5 * capacity else 3


def state_index(position: Sequence[int], capacity: Sequence[int]) -> int:
    """Return the index of a joint state: the stages' levels as digits, the first most significant.

    Parameters
    ----------
    position : sequence of int, (n_stages,)
        Inventory position of every stage, retailers then DCs [units].
    capacity : sequence of int, (n_stages,)
        Capacity C of every stage [units].

    Returns
    -------
    int
        0 … 4 ** n_stages - 1.

    Examples
    --------
    Two retailers at 25 of 75 (level 1), a DC at 150 of 150 (level 3): 1 · 16 + 1 · 4 + 3.

    >>> state_index([25, 25, 150], [75, 75, 150])
    23
    """
    index = 0
    for i in range(len(capacity)):
        index = index * N_LEVELS + nearest_level(position[i], capacity[i])
    return index
