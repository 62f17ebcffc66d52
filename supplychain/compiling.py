"""How Numba makes machine code of `loops` and `dynamics`: imported only where code is made.

Numba learns the loops and the rules as they stand, and puts all of them into one function without
calls, whose arguments are numbers and addresses. Who serves whom and the lead times are constants
of it. What a day changes lies on the function's own stack, where no argument can point at it: most
of it then stays in registers.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.compiler_lock import global_compiler_lock
from numba.extending import intrinsic, overload
from numba.np.arrayobj import populate_array

from . import dynamics, loops
from .compiled import Network, NotCompilable
from .dynamics import LEDGER_LINES, Parameters, State

UNITS, MONEY = types.int64, types.float64
N_LINES = len(LEDGER_LINES)


def compile_loop(rule: Callable | None, network: Network, is_ours: bool) -> tuple[Any, str]:
    """Compile `loops.play_by_rule` for a rule, or `loops.play_one_day` where it is None.

    Parameters
    ----------
    rule : callable or None
        As in `policies.RulePolicy`.
    network : compiled.Network
        What is constant.
    is_ours : bool
        Whether the rule is known to order whole numbers ≥ 0, and to make nothing that is freed.

    Returns
    -------
    library, name
        Numba's code library, and the name of the function in it.

    Raises
    ------
    NotCompilable
        Where Numba does not understand the rule.
    """
    _teach_numba_the_rules()
    with global_compiler_lock:
        # Vectors of three stages are written masked and read one by one, which takes longer.
        vectorises, numba.config.LOOP_VECTORIZE = numba.config.LOOP_VECTORIZE, 0
        try:
            if rule is None:
                function, numbers, addresses = _day_function(network)
            else:
                function, numbers, addresses = _rule_function(rule, network, is_ours)
            signature = types.int64(*[UNITS] * numbers, *map(types.CPointer, addresses))
            made = numba.njit(
                signature,
                error_model="numpy",
                no_cpython_wrapper=True,
                no_cfunc_wrapper=True,
                _nrt=not is_ours,  # the counting of references, of which ours have none
            )(function)
        except (numba.core.errors.NumbaError, TypeError) as error:
            raise NotCompilable(f"Numba cannot compile the policy's rule: {error}") from error
        finally:
            numba.config.LOOP_VECTORIZE = vectorises
    (result,) = made.overloads.values()
    return result.library, result.fndesc.llvm_func_name


def _rule_function(rule: Callable, network: Network, is_ours: bool) -> tuple[Callable, int, list]:
    """Return a function that plays all episodes, its number of numbers, its addresses' kinds."""
    n_stages, n_retailers = len(network.lead_time), network.first_retailer[-1]
    n_slots, parameters_at = sum(network.lead_time), _parameters_at(network)
    order = _compilable(rule, is_ours)

    def play(
        n: int,
        horizon: int,
        n_first: int,
        n_second: int,
        units: Any,
        stage_money: Any,
        retailer_money: Any,
        dc_money: Any,
        first: Any,
        second: Any,
        demand: Any,
        ledgers: Any,
        sold: Any,
        lost: Any,
        on_hand: Any,
        in_transit: Any,
        owed: Any,
    ) -> int:
        state = State(
            _stack_row(n_stages, UNITS),
            _stack_row(n_stages, UNITS),
            _stack_row(n_retailers, UNITS),
            _stack_row(n_retailers, UNITS),
            _stack_row(n_retailers, UNITS),
            _stack_row(n_stages, UNITS),
            _stack_row(n_slots, UNITS),
        )
        # A fraction that somebody's rule wants must be seen.
        wanted, orders = _stack_row(n_stages, MONEY), _stack_row(n_stages, UNITS)
        totals = (
            _stack_row(N_LINES, MONEY),
            _stack_row(n_retailers, UNITS),
            _stack_row(n_retailers, UNITS),
        )
        results = (
            _view(ledgers, (n, N_LINES)),
            _view(sold, (n, n_retailers)),
            _view(lost, (n, n_retailers)),
            _view(on_hand, (n, n_stages)),
            _view(in_transit, (n, n_stages)),
            _view(owed, (n, n_retailers)),
        )
        return loops.play_by_rule(
            order,
            (_view(first, (n_first,)), _view(second, (n_second,))),
            parameters_at(units, stage_money, retailer_money, dc_money),
            state,
            wanted,
            orders,
            totals,
            _view(demand, (n, horizon, n_retailers)),
            results,
        )

    return play, 4, [UNITS, *[MONEY] * 3, *[UNITS] * 3, MONEY, *[UNITS] * 5]


@cache
def _compilable(rule: Callable, is_ours: bool) -> Callable:
    """Return the rule as Numba calls it: one for all networks, which share what it learns."""
    # In the interpreter a division by zero is an error, and so it is where one may happen.
    options = {"forceinline": True, "error_model": "numpy" if is_ours else "python"}
    compilable = numba.njit(**options)(rule)
    order = loops.unchecked(compilable) if is_ours else loops.checked(compilable)
    return numba.njit(**options)(order)


def _day_function(network: Network) -> tuple[Callable, int, list]:
    """Return a function that plays one day of all episodes, as `_rule_function` does."""
    n_stages, n_retailers = len(network.lead_time), network.first_retailer[-1]
    n_slots, parameters_at = sum(network.lead_time), _parameters_at(network)

    def play(
        n: int,
        horizon: int,
        day: int,
        units: Any,
        stage_money: Any,
        retailer_money: Any,
        dc_money: Any,
        orders: Any,
        demand: Any,
        on_hand: Any,
        in_transit: Any,
        owed: Any,
        sold_today: Any,
        lost_today: Any,
        position: Any,
        pipeline: Any,
        ledgers: Any,
        sold: Any,
        lost: Any,
    ) -> int:
        states = State(
            _view(on_hand, (n, n_stages)),
            _view(in_transit, (n, n_stages)),
            _view(owed, (n, n_retailers)),
            _view(sold_today, (n, n_retailers)),
            _view(lost_today, (n, n_retailers)),
            _view(position, (n, n_stages)),
            _view(pipeline, (n, n_slots)),
        )
        loops.play_one_day(
            day,
            _view(orders, (n, n_stages)),
            _view(demand, (n, horizon, n_retailers)),
            parameters_at(units, stage_money, retailer_money, dc_money),
            states,
            _view(ledgers, (n, N_LINES)),
            _view(sold, (n, n_retailers)),
            _view(lost, (n, n_retailers)),
        )
        return n

    return play, 3, [UNITS, *[MONEY] * 3, *[UNITS] * 9, MONEY, *[UNITS] * 2]


def _parameters_at(network: Network) -> Callable[..., Parameters]:
    """Return a compiled function that makes `Parameters` of the addresses of numbers.

    The rows are those of `compiled.numbers_of`.
    """
    n_stages, n_retailers = len(network.lead_time), network.first_retailer[-1]
    n_dcs = n_stages - n_retailers
    first_retailer: Any
    lead_time: Any
    first_slot: Any
    first_retailer, lead_time, first_slot = map(np.array, network)

    @numba.njit(inline="always")
    def parameters_at(
        units: Any, stage_money: Any, retailer_money: Any, dc_money: Any
    ) -> Parameters:
        units = _view(units, (3, n_stages))
        stage_money = _view(stage_money, (3, n_stages))
        retailer_money = _view(retailer_money, (2, n_retailers))
        return Parameters(
            first_retailer=first_retailer,
            initial_stock=units[0],
            lead_time=lead_time,
            first_slot=first_slot,
            capacity=units[1],
            lot_limit=units[2],
            holding_cost=stage_money[0],
            fixed_cost=stage_money[1],
            overflow_cost=stage_money[2],
            price=retailer_money[0],
            lost_sales_cost=retailer_money[1],
            variable_cost=_view(dc_money, (n_dcs,)),
        )

    return parameters_at


@intrinsic
def _view(typing_context: Any, address: Any, shape: Any) -> tuple[Any, Callable]:
    """Return the array that lies at an address."""
    array = types.Array(address.dtype, len(shape), "C")

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        data, sizes = arguments
        return _array_of(context, builder, array, data, cgutils.unpack_tuple(builder, sizes))

    return array(address, types.UniTuple(types.intp, len(shape))), generate


@intrinsic(prefer_literal=True)
def _stack_row(typing_context: Any, n: Any, kind: Any) -> tuple[Any, Callable]:
    """Return an array of n numbers on the stack of the function that calls."""
    array = types.Array(kind.dtype, 1, "C")

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        number = context.get_data_type(array.dtype)
        room = cgutils.alloca_once(builder, ir.ArrayType(number, n.literal_value))
        data = builder.bitcast(room, number.as_pointer())
        size = context.get_constant(types.intp, n.literal_value)
        return _array_of(context, builder, array, data, [size])

    return array(n, kind), generate


def _array_of(context: Any, builder: Any, array: Any, data: Any, shape: Sequence) -> Any:
    made = context.make_array(array)(context, builder)
    size = context.get_constant(types.intp, array.dtype.bitwidth // 8)
    strides = [size]
    for length in reversed(shape[1:]):
        strides.insert(0, builder.mul(strides[0], length))
    populate_array(made, data, shape, strides, size, meminfo=None)
    return made._getvalue()


@cache
def _teach_numba_the_rules() -> None:
    """Let compiled code call the loops and the functions of `dynamics`, as part of itself.

    Only `overflow_size`, which is rarely needed, is called.
    """

    def teach(function: Callable, **options: Any) -> None:
        @overload(function, strict=False, jit_options={"error_model": "numpy", **options})
        def implementation(*arguments: Any) -> Callable:
            return function

    for function in (
        loops.play_by_rule,
        loops.play_one_day,
        dynamics.restart,
        dynamics.one_day,
        dynamics.nearest_level,
        dynamics.state_index,
    ):
        teach(function, forceinline=True)
    teach(dynamics.overflow_size)
