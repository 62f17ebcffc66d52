"""The loops over episodes and days, written once for lists and for arrays.

Like the rules of `dynamics`, they are plain Python over sequences that can be read and written by
index: `batch` interprets them on lists, `compiled` makes machine code of them.
"""

from collections.abc import Callable, Sequence

from .dynamics import Parameters, State, one_day, restart
from .fields import LARGEST_QUANTITY


def unchecked(rule: Callable) -> Callable[..., bool]:
    """Return a rule that is known to order whole numbers ≥ 0, in the form of `checked`."""

    def order(
        day: int, position: Sequence[int], settings: tuple, wanted: list, orders: list
    ) -> bool:
        rule(day, position, settings, orders)
        return True

    return order


def checked(rule: Callable) -> Callable[..., bool]:
    """Return a function that lets a rule order, and says whether it ordered whole numbers ≥ 0.

    It takes day, position and settings for the rule, and two sequences (n_stages,): the rule writes
    into the first, which can hold fractions; whole numbers go into the second.
    """

    def order(
        day: int, position: Sequence[int], settings: tuple, wanted: list, orders: list
    ) -> bool:
        for i in range(len(wanted)):
            wanted[i] = 0  # what a rule does not mention it does not order
        rule(day, position, settings, wanted)
        for i in range(len(wanted)):
            quantity = wanted[i]
            if not 0 <= quantity <= LARGEST_QUANTITY or quantity != int(quantity):
                return False
            orders[i] = int(quantity)
        return True

    return order


def play_by_rule(
    order: Callable[..., bool],
    settings: tuple,
    parameters: Parameters,
    state: State,
    wanted: list,
    orders: list,
    totals: Sequence[list],
    demand: Sequence,
    results: Sequence[list],
) -> int:
    """Play one episode after another under a rule, and write down how each ended.

    Parameters
    ----------
    order : callable
        A rule, `checked` or `unchecked`.
    settings : tuple of two sequences
        As in `policies.RulePolicy`.
    parameters : Parameters
        The chain.
    state : State
        To play with.
    wanted, orders : sequence, (n_stages,)
        To play with: what the rule writes, and the same as whole numbers.
    totals : tuple of sequences, (7,), (n_retailers,), (n_retailers,)
        To play with: an episode's ledger, units sold and lost.
    demand : sequence of int, (n, horizon, n_retailers)
        Scenarios [units].
    results : tuple of sequences
        The fields of `batch.Episodes`; filled.

    Returns
    -------
    int
        The number of episodes played: n, or less where what the rule orders next, then left in
        `wanted`, is not whole or below 0.
    """
    ledgers, all_sold, all_lost, on_hand, in_transit, owed = results
    ledger, sold, lost = totals
    for k in range(len(demand)):
        restart(parameters, state)
        for line in range(len(ledger)):
            ledger[line] = 0.0
        for r in range(len(sold)):
            sold[r] = lost[r] = 0
        days = demand[k]
        for day in range(len(days)):
            if not order(day, state.position, settings, wanted, orders):
                return k
            lines = one_day(day, orders, days[day], parameters, state)
            for line in range(len(lines)):
                ledger[line] += lines[line]
            for r in range(len(sold)):
                sold[r] += state.sold[r]
                lost[r] += state.lost[r]
        for line in range(len(ledger)):
            ledgers[k][line] = ledger[line]
        for i in range(len(orders)):
            on_hand[k][i] = state.on_hand[i]
            in_transit[k][i] = state.in_transit[i]
        for r in range(len(sold)):
            all_sold[k][r] = sold[r]
            all_lost[k][r] = lost[r]
            owed[k][r] = state.owed[r]
    return len(demand)


def play_one_day(
    day: int,
    orders: Sequence,
    demand: Sequence,
    parameters: Parameters,
    states: State,
    ledgers: list,
    sold: list,
    lost: list,
) -> None:
    """Let one day happen in every episode; `states` holds one row for each."""
    on_hand, in_transit, owed, sold_today, lost_today, position, pipeline = states
    for k in range(len(demand)):
        state = State(
            on_hand[k],
            in_transit[k],
            owed[k],
            sold_today[k],
            lost_today[k],
            position[k],
            pipeline[k],
        )
        lines = one_day(day, orders[k], demand[k][day], parameters, state)
        for line in range(len(lines)):
            ledgers[k][line] += lines[line]
        for r in range(len(state.sold)):
            sold[k][r] += state.sold[r]
            lost[k][r] += state.lost[r]
