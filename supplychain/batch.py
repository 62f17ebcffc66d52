"""Many episodes at once: the loops of `loops`, compiled with Numba where that is installed.

There is no second copy of the rules. The loops, the rules they call and the policies that are rules
too (`policies.RulePolicy`) are plain Python over indexable sequences: interpreted they run on
lists, compiled on arrays, and give the same results.

A policy that is a rule becomes part of the loop, and every episode runs from its first day to its
last. Any other policy is asked once a day for the orders of all episodes.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from . import compiled, dynamics
from .compiled import Code, has_numba
from .demand import checked_scenarios
from .dynamics import Parameters, State
from .loops import checked, play_by_rule, play_one_day, unchecked
from .model import SupplyChain, chain_or_default, names_of_stages
from .orders import checked_orders, refuse_orders
from .policies import Policy, RulePolicy
from .refusals import shown, swapped

ENGINES = ("auto", "compiled", "interpreted")

# Loading code takes some tenths of a second and compiling it some seconds, in which the interpreter
# plays about this many days.
WORTH_LOADING = 25_000
WORTH_COMPILING = 250_000

_codes: dict[tuple, Code] = {}  # (rule, network, is_ours) → the code that this process uses
_days_played: Any = Counter()  # the same → days of "auto" so far that were interpreted


class Episodes(NamedTuple):
    """What happened in n episodes: money and sales summed over the days, units at the end."""

    ledgers: np.ndarray  # (n, 7) in the order of `dynamics.LEDGER_LINES` [money]
    sold: np.ndarray  # (n, n_retailers) [units]
    lost: np.ndarray  # (n, n_retailers) [units]
    on_hand: np.ndarray  # (n, n_stages) at the end [units]
    in_transit: np.ndarray  # (n, n_stages) at the end [units]
    owed: np.ndarray  # (n, n_retailers) at the end [units]


def play(
    policy: Policy,
    scenarios: npt.ArrayLike,
    chain: SupplyChain | None = None,
    engine: str = "auto",
) -> Episodes:
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
        "auto" compiles where Numba is installed and the days of this and earlier calls are worth
        it, and uses what was compiled before, also by another process.

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
    check_arguments("play(policy, scenarios, chain)", policy, scenarios, chain)
    chain = chain_or_default(chain)
    return play_checked(policy, checked_scenarios(scenarios, chain), chain, engine)


def play_checked(policy: Any, demand: np.ndarray, chain: SupplyChain, engine: str) -> Episodes:
    """Play a policy on what `checked_scenarios` returned; see `play`."""
    parameters, days = chain.parameters, demand.shape[0] * demand.shape[1]
    if hasattr(policy, "rule"):
        policy.check_fits(chain)
        code = _code_for(engine, days, parameters, policy.rule, policy.is_surely_right(parameters))
        return _play_rule(policy, demand, parameters, code)
    code = _code_for(engine, days, parameters, rule=None, is_ours=True)
    return _play_day_by_day(policy, demand, parameters, code)


def check_arguments(call: str, policy: Any, demand: Any, chain: Any) -> None:
    """Refuse arguments that stand in each other's places, and what is no policy.

    Parameters
    ----------
    call : str
        The call as it should be, ``"evaluate(policy, scenarios, chain)"``.
    policy, demand, chain : object
        What was given.
    """
    name = call.partition(", ")[2].partition(", ")[0]
    if callable(demand) and not callable(policy):
        raise TypeError(swapped({"policy": policy, name: demand}, call))
    if not callable(policy):
        raise TypeError(f"policy is {shown(policy)}: give a function policy(positions, day)")
    if isinstance(demand, SupplyChain):
        if chain is not None and not isinstance(chain, SupplyChain):
            raise TypeError(swapped({name: demand, "chain": chain}, call))
        raise TypeError(f"{name} is {shown(demand)}: give demand, {call}")


def _code_for(
    engine: str, days: int, parameters: Parameters, rule: Callable | None, is_ours: bool
) -> Code | None:
    """Return the machine code to play with, or None for the interpreter."""
    if engine not in ENGINES:
        raise ValueError(f"engine is {shown(engine)}: give one of {', '.join(ENGINES)}")
    if engine == "interpreted":
        return None
    what = rule, compiled.network_of(parameters), is_ours
    if what in _codes:
        return _codes[what]
    if not has_numba():
        if engine == "compiled":
            raise ValueError(
                "engine is 'compiled', but Numba is not installed: pip install 'supplychain[fast]'"
            )
        return None
    _days_played[what] += days
    must = engine == "compiled"
    if not must and _days_played[what] < WORTH_LOADING:
        return None
    code = compiled.load(*what)
    if code is None and (must or _days_played[what] >= WORTH_COMPILING):
        try:
            code = compiled.make(*what)
        except compiled.NotCompilable:
            if must:
                raise
            _days_played[what] = -float("inf")  # it stays interpreted
    if code is not None:
        _codes[what] = code
    return code


def _play_rule(
    policy: RulePolicy, demand: np.ndarray, parameters: Parameters, code: Code | None
) -> Episodes:
    if code is None:
        return _interpret_rule(policy, demand, parameters)
    n, horizon, _ = demand.shape
    results = _empty_episodes(n, parameters)
    first, second = (np.array(numbers, np.int64) for numbers in policy.settings)
    played = compiled.run(
        code,
        n * horizon,
        (n, horizon, len(first), len(second)),
        (*compiled.numbers_of(parameters), first, second),
        (demand, *results),
    )
    if played == n:
        return results
    # An order was none, or the rule raised an error: the interpreter says it in words.
    _interpret_rule(policy, demand[max(played, 0) :], parameters)
    return _interpret_rule(policy, demand, parameters)


def _interpret_rule(policy: RulePolicy, demand: np.ndarray, parameters: Parameters) -> Episodes:
    n_stages, n_retailers = len(parameters.capacity), len(parameters.price)
    wanted, orders = [0] * n_stages, [0] * n_stages
    totals = [0.0] * len(dynamics.LEDGER_LINES), [0] * n_retailers, [0] * n_retailers
    results = [array.tolist() for array in _empty_episodes(len(demand), parameters)]
    state = dynamics.new_state(parameters)
    order = (unchecked if policy.is_surely_right(parameters) else checked)(policy.rule)
    loop = (order, policy.settings, parameters, state, wanted, orders, totals)
    if play_by_rule(*loop, demand.tolist(), results) < len(demand):
        refuse_orders(wanted, _names(parameters))
    return Episodes(*map(np.array, results))


def _play_day_by_day(
    policy: Policy, demand: np.ndarray, parameters: Parameters, code: Code | None
) -> Episodes:
    n, horizon, _ = demand.shape
    played = _empty_episodes(n, parameters)
    for array in played:
        array.fill(0)
    first = dynamics.new_state(parameters)
    # Where it is compiled, arrays take the place of lists.
    states: Any = State(*(np.tile(np.array(units), (n, 1)) for units in first))  # type: ignore[arg-type]
    totals: Any = played.ledgers, played.sold, played.lost
    names = _names(parameters)
    if code is None:
        demand_lists, *totals = (array.tolist() for array in (demand, *totals))
        states = State(*(array.tolist() for array in states))
    for day in range(horizon):
        asked = policy(np.array(states.position), day)
        orders = checked_orders(asked, n, len(names), names)
        if code is None:
            play_one_day(day, orders.tolist(), demand_lists, parameters, states, *totals)
        else:
            compiled.run(
                code,
                n,
                (n, horizon, day),
                compiled.numbers_of(parameters),
                (orders, demand, *states, *totals),
            )
    return Episodes(*map(np.array, (*totals, states.on_hand, states.in_transit, states.owed)))


def _names(parameters: Parameters) -> tuple[str, ...]:
    return names_of_stages(len(parameters.price), len(parameters.variable_cost))


def _empty_episodes(n: int, parameters: Parameters) -> Episodes:
    """Return room for what happens in n episodes."""
    n_stages, n_retailers = len(parameters.capacity), len(parameters.price)
    return Episodes(
        ledgers=np.empty((n, len(dynamics.LEDGER_LINES))),
        sold=np.empty((n, n_retailers), np.int64),
        lost=np.empty((n, n_retailers), np.int64),
        on_hand=np.empty((n, n_stages), np.int64),
        in_transit=np.empty((n, n_stages), np.int64),
        owed=np.empty((n, n_retailers), np.int64),
    )
