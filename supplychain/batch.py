"""Many episodes at once: the rules of `dynamics`, compiled with Numba where that is installed.

There is no second copy of the rules. The loops of this file, the rules they call and the policies
that are rules too (`policies.RulePolicy`) are plain Python over indexable sequences: interpreted
they run on lists, compiled on arrays, and count the same units.

A policy that is a rule is compiled into the loop, and every episode runs from its first day to its
last. Any other policy is asked once a day for the orders of all episodes.
"""

from functools import cache
from importlib.util import find_spec
from typing import NamedTuple

import numpy as np

from . import dynamics
from .demand import checked_scenarios, rectangular, whole_numbers
from .dynamics import State, one_day, restart
from .model import chain_or_default

ENGINES = ("auto", "compiled", "interpreted")

# Compiling takes some seconds, in which the interpreter plays about this many days.
WORTH_COMPILING = 250_000


class Episodes(NamedTuple):
    """What happened in n episodes: money and sales summed over the days, units at the end."""

    ledgers: np.ndarray  # (n, 7) in the order of `dynamics.LEDGER_LINES` [money]
    sold: np.ndarray  # (n, n_retailers) [units]
    lost: np.ndarray  # (n, n_retailers) [units]
    on_hand: np.ndarray  # (n, n_stages) at the end [units]
    in_transit: np.ndarray  # (n, n_stages) at the end [units]
    owed: np.ndarray  # (n, n_retailers) at the end [units]


def play(policy, scenarios, chain=None, engine="auto"):
    """Play a policy on every scenario.

    Parameters
    ----------
    policy : callable
        ``policy(positions, day)`` takes inventory positions (n, n_stages) and returns order
        quantities (n, n_stages) [units]; those of `policies` are compiled with the rules.
    scenarios : array_like of int, (n, horizon, n_retailers)
        Demand [units].
    chain : SupplyChain, optional
        The chain; the default one where not given.
    engine : {"auto", "compiled", "interpreted"}
        "auto" compiles where Numba is installed and there is enough to play.

    Returns
    -------
    Episodes
        Ledgers and units of each episode.

    Raises
    ------
    ValueError
        Where the demand or the policy does not fit the chain, or the policy does not return one
        whole number ≥ 0 for each episode and stage.

    Examples
    --------
    Without orders, 10 customers a day empty the shelves of 25 in three days:

    >>> from supplychain import policies
    >>> episodes = play(policies.constant([0, 0, 0]), np.full((1, 28, 2), 10))
    >>> episodes.sold.tolist(), episodes.on_hand.tolist()
    ([[25, 25]], [[0, 0, 100]])
    """
    if not callable(policy):
        raise TypeError(f"policy is {policy!r}: give a function policy(positions, day)")
    chain = chain_or_default(chain)
    demand = checked_scenarios(scenarios, chain)
    compiled = _is_compiled(engine, days=demand.shape[0] * demand.shape[1])
    if hasattr(policy, "rule"):
        policy.check_fits(chain)
        return _play_rule(policy, demand, chain.parameters, compiled)
    return _play_day_by_day(policy, demand, chain.parameters, compiled)


def has_numba():
    """Return whether the rules can be compiled on this machine."""
    return find_spec("numba") is not None


def _is_compiled(engine, days):
    if engine not in ENGINES:
        raise ValueError(f"engine is {engine!r}: give one of {', '.join(ENGINES)}")
    if engine == "compiled" and not has_numba():
        raise ValueError(
            "engine is 'compiled', but Numba is not installed: pip install 'supplychain[fast]'"
        )
    return engine == "compiled" or (engine == "auto" and days >= WORTH_COMPILING and has_numba())


def play_by_rule(rule, settings, parameters, state, orders, demand, ledgers, sold, lost, final):
    """Play one episode after another under a rule; fill the sequences that follow `demand`."""
    on_hand, in_transit, owed = final
    for k in range(len(demand)):
        restart(parameters, state)
        days, ledger, sold_k, lost_k = demand[k], ledgers[k], sold[k], lost[k]
        for day in range(len(days)):
            rule(day, state.position, settings, orders)
            lines = one_day(day, orders, days[day], parameters, state)
            for line in range(len(lines)):
                ledger[line] += lines[line]
            for r in range(len(sold_k)):
                sold_k[r] += state.sold[r]
                lost_k[r] += state.lost[r]
        for i in range(len(orders)):
            on_hand[k][i] = state.on_hand[i]
            in_transit[k][i] = state.in_transit[i]
        for r in range(len(sold_k)):
            owed[k][r] = state.owed[r]


def play_one_day(day, orders, demand, parameters, states, ledgers, sold, lost):
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


def _play_rule(policy, demand, parameters, compiled):
    n_stages, n_retailers = len(parameters.capacity), len(parameters.price)
    n = len(demand)
    ledgers = np.zeros((n, len(dynamics.LEDGER_LINES)))
    sold, lost, owed = (np.zeros((n, n_retailers), np.int64) for _ in range(3))
    on_hand, in_transit = (np.zeros((n, n_stages), np.int64) for _ in range(2))
    state, orders = dynamics.new_state(parameters), [0] * n_stages
    results = (ledgers, sold, lost, (on_hand, in_transit, owed))
    if compiled:
        settings, parameters, state = map(_as_arrays, (policy.settings, parameters, state))
        _play_compiled(policy.rule, settings, parameters, state, np.array(orders), demand, *results)
    else:
        results = ledgers, sold, lost, final = _as_lists(results)
        play_by_rule(
            policy.rule, policy.settings, parameters, state, orders, demand.tolist(), *results
        )
        on_hand, in_transit, owed = final
    return Episodes(*map(np.asarray, (ledgers, sold, lost, on_hand, in_transit, owed)))


def _play_day_by_day(policy, demand, parameters, compiled):
    n, horizon, n_retailers = demand.shape
    ledgers = np.zeros((n, len(dynamics.LEDGER_LINES)))
    sold, lost = (np.zeros((n, n_retailers), np.int64) for _ in range(2))
    first = dynamics.new_state(parameters)
    states = State(*(np.tile(np.array(units), (n, 1)) for units in first))
    play_day = play_one_day
    if compiled:
        play_day, parameters = _compile(play_one_day), _as_arrays(parameters)
    else:
        demand = demand.tolist()
        ledgers, sold, lost, states = _as_lists((ledgers, sold, lost, states))
    for day in range(horizon):
        orders = _checked_orders(policy(np.array(states.position), day), n, len(first.on_hand))
        if not compiled:
            orders = orders.tolist()
        play_day(day, orders, demand, parameters, states, ledgers, sold, lost)
    ends = (states.on_hand, states.in_transit, states.owed)
    return Episodes(*map(np.asarray, (ledgers, sold, lost, *ends)))


def _checked_orders(orders, n, n_stages):
    orders = rectangular(orders, "the policy's orders")
    if orders.shape != (n, n_stages):
        raise ValueError(
            f"the policy returned orders of shape {orders.shape} for {n} episodes of {n_stages} "
            f"stages: return shape ({n}, {n_stages}), retailers then DCs"
        )
    return whole_numbers(orders, "the policy's orders")


def _as_arrays(sequences):
    """Turn every sequence of a tuple into an array, and keep the kind of the tuple."""
    arrays = (np.array(values) if len(values) else np.zeros(0, int) for values in sequences)
    return type(sequences)(*arrays) if hasattr(sequences, "_fields") else tuple(arrays)


def _as_lists(value):
    """Turn every array inside a tuple into nested lists, and keep the kinds of the tuples."""
    if isinstance(value, tuple):
        lists = map(_as_lists, value)
        return type(value)(*lists) if hasattr(value, "_fields") else tuple(lists)
    return value.tolist()


def _play_compiled(rule, *arguments):
    """Run `play_by_rule` compiled.

    The loop calls the rule through its address and so is compiled once for all policies: that
    takes a quarter of the speed, and saves some seconds for each further policy.
    """
    rule_type, loop_type = _types()
    _compile(play_by_rule, loop_type)(_compile(rule, rule_type), *arguments)


@cache
def _types():
    """Return the Numba types of a policy's rule and of `play_by_rule`."""
    from numba import types

    row, units = types.int64[::1], types.int64[:, ::1]
    amounts, money = types.float64[::1], types.float64[:, ::1]
    settings = types.UniTuple(row, 2)
    parameters = types.NamedTuple([row] * 6 + [amounts] * 6, dynamics.Parameters)
    state = types.NamedUniTuple(row, len(State._fields), State)
    results = money, units, units, types.UniTuple(units, 3)
    rule_type = types.void(types.int64, row, settings, row)
    loop_type = types.void(
        types.FunctionType(rule_type),
        settings,
        parameters,
        state,
        row,
        types.int64[:, :, ::1],
        *results,
    )
    return rule_type, loop_type


@cache
def _compile(function, *signature):
    """Compile a loop or a rule, for a signature or for what it will be called with."""
    import numba

    _teach_numba_the_rules()
    return numba.njit(*signature, error_model="numpy")(function)


@cache
def _teach_numba_the_rules():
    """Let compiled code call the functions of `dynamics`.

    `one_day` is inlined: the arrays of the chain then stay in registers, at twice the speed.
    """
    from numba.extending import overload

    def teach(function, inline):
        @overload(function, inline=inline, strict=False, jit_options={"error_model": "numpy"})
        def implementation(*arguments):
            return function

    teach(dynamics.one_day, "always")
    for function in (
        dynamics.restart,
        dynamics.overflow_size,
        dynamics.nearest_level,
        dynamics.state_index,
    ):
        teach(function, "never")
