"""The loops of `loops` as machine code: found on the disk or made by Numba, and called by address.

A piece of code is made for one rule and one network (who serves whom, and the lead times); all
other numbers of a chain are arguments. Code that was made once is loaded again by LLVM alone,
without Numba, whose import takes most of the time that a first result would need.
"""

import ctypes
import json
import os
from collections.abc import Callable, Sequence
from functools import cache
from importlib.util import find_spec
from types import CodeType, FunctionType
from typing import Any, NamedTuple

import numpy as np

from . import code_cache, dynamics, loops, policies
from .dynamics import Parameters

WORTH_SHARING = 1_000_000  # days, from which on all cores play


class Network(NamedTuple):
    """What is constant in a piece of code."""

    first_retailer: tuple
    lead_time: tuple
    first_slot: tuple


class Code(NamedTuple):
    """A piece of machine code.

    ``call(result, error, *arguments)`` takes the addresses of two words, and is 0 where the rule
    raised no error.
    """

    call: Callable
    is_ours: bool
    owner: object  # keeps it in memory


class NotCompilable(ValueError):
    """Numba cannot make machine code of a rule."""


def has_numba() -> bool:
    """Return whether the rules can be compiled on this machine."""
    return find_spec("numba") is not None and os.environ.get("NUMBA_DISABLE_JIT", "0") == "0"


def network_of(parameters: Parameters) -> Network:
    """Return what code for a chain depends on."""
    return Network(parameters.first_retailer, parameters.lead_time, parameters.first_slot)


def numbers_of(parameters: Parameters) -> tuple[np.ndarray, ...]:
    """Return what else of a chain code needs: four arrays, one row for each parameter."""
    p = parameters
    return (
        np.array([p.initial_stock, p.capacity, p.lot_limit]),
        np.array([p.holding_cost, p.fixed_cost, p.overflow_cost]),
        np.array([p.price, p.lost_sales_cost]),
        np.array(p.variable_cost),
    )


def load(rule: Callable | None, network: Network, is_ours: bool) -> Code | None:
    """Return the code that `make` kept, or None."""
    import llvmlite.binding as llvm

    content = code_cache.read(_key(rule, network)) if is_ours else None
    if content is None:
        return None
    head, machine_code = content.split(b"\n", 1)
    name, called = json.loads(head)
    if not all(map(_is_known_to_llvm, called)):
        return None
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), _target_machine())
    engine.add_object_file(llvm.ObjectFileRef.from_data(machine_code))
    engine.finalize_object()
    return _code(engine.get_function_address(name), is_ours, engine)


def make(rule: Callable | None, network: Network, is_ours: bool) -> Code:
    """Compile the code for a rule, or for one day where it is None.

    Parameters
    ----------
    rule : callable or None
        As in `policies.RulePolicy`.
    network : Network
        Of the chain.
    is_ours : bool
        As `RulePolicy.is_surely_right` says: then it is kept on the disk where that is
        possible, as nothing but the package's own text can change it.

    Returns
    -------
    Code

    Raises
    ------
    NotCompilable
        Where Numba does not understand the rule.
    """
    import llvmlite.binding as llvm

    from .compiling import compile_loop

    library, name = compile_loop(rule, network, is_ours)
    if is_ours:
        module = llvm.parse_assembly(library.get_llvm_str())
        called = [
            function.name
            for function in module.functions
            if function.is_declaration and not function.name.startswith("llvm.")
        ]
        head = json.dumps([name, called]).encode()
        machine_code = _target_machine().emit_object(module)
        code_cache.write(_key(rule, network), head + b"\n" + machine_code)
    return _code(library.get_pointer_to_function(name), is_ours, library)


def run(
    code: Code,
    days: int,
    numbers: Sequence[int],
    arrays: Sequence[np.ndarray],
    per_episode: Sequence[np.ndarray],
) -> int:
    """Call a piece of code; where there is much to play, on all cores.

    Parameters
    ----------
    code : Code
    days : int
        How many days that plays.
    numbers : sequence of int
        The number of episodes n, and others.
    arrays : sequence of numpy.ndarray
        The same for all episodes.
    per_episode : sequence of numpy.ndarray, each (n, …)
        With a row for each episode.

    Returns
    -------
    int
        How many episodes were played, or −1 where the rule raised an error.
    """
    n, *others = numbers

    def run_share(first: int, last: int) -> int:
        result, error = ctypes.c_int64(), ctypes.c_void_p()
        addresses = [array.ctypes.data for array in arrays]
        addresses += [array[first:last].ctypes.data for array in per_episode]
        failed = code.call(
            ctypes.byref(result),
            ctypes.byref(error),
            *map(ctypes.c_int64, (last - first, *others)),
            *map(ctypes.c_void_p, addresses),
        )
        return -1 if failed else result.value

    shares = min(n, _n_cores()) if code.is_ours and days >= WORTH_SHARING else 1
    if shares == 1:
        return run_share(0, n)
    from concurrent.futures import ThreadPoolExecutor  # rarely needed, and slow to import

    bounds = [n * share // shares for share in range(shares + 1)]
    with ThreadPoolExecutor(shares) as pool:
        return sum(pool.map(run_share, bounds, bounds[1:]))  # code of ours plays all of them


def _key(rule: Callable | None, network: Network) -> str | None:
    return code_cache.key_of(rule and rule.__name__, network, *_rules_as_loaded())


@cache
def _rules_as_loaded() -> list[tuple[str, object]]:
    """Return what is compiled as this process knows it, which files may have left behind."""
    known: list[tuple[str, object]] = []
    for module in (dynamics, loops, policies):
        for name, value in sorted(vars(module).items()):
            if isinstance(value, FunctionType) and value.__module__ == module.__name__:
                known.append((name, _text_of(value.__code__)))
            elif isinstance(value, int | float):
                known.append((name, value))
    return known


def _text_of(code: CodeType) -> tuple[object, ...]:
    constants = [_text_of(c) if isinstance(c, CodeType) else repr(c) for c in code.co_consts]
    return code.co_code, code.co_names, code.co_varnames, code.co_freevars, constants


def _code(address: int, is_ours: bool, owner: object) -> Code:
    # Code of ours never touches Python, so others may run meanwhile. A user's rule may print.
    kind = ctypes.CFUNCTYPE if is_ours else ctypes.PYFUNCTYPE
    return Code(kind(ctypes.c_int32)(address), is_ours, owner)


def _target_machine() -> Any:
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm.Target.from_triple(llvm.get_process_triple()).create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=llvm.get_host_cpu_features().flatten(),
        opt=3,
        reloc="pic",
        jit=True,
    )


def _is_known_to_llvm(name: str) -> bool:
    """Return whether machine code can call a function of the C library; tell LLVM where it is."""
    import llvmlite.binding as llvm

    if not llvm.address_of_symbol(name):
        function = getattr(ctypes.CDLL(None), name, None)
        if function is None:
            return False
        llvm.add_symbol(name, ctypes.cast(function, ctypes.c_void_p).value)
    return True


def _n_cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
