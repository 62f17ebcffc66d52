"""The words of refusals: what was given, short enough to read, and what to give instead.

Faults that several functions meet are worded here once, so that they sound alike wherever they are
met. Nothing but the standard library is imported: the parameters of a chain are refused by these
words also where NumPy does not exist.
"""

from collections.abc import Sequence
from itertools import islice
from reprlib import Repr
from typing import Any

LONGEST = 100  # characters of a value that a refusal quotes
MEMBERS, DEPTH = 8, 3  # of a container that are looked at

_quote = Repr()
_quote.maxstring = _quote.maxother = LONGEST


def shown(value: object, depth: int = DEPTH) -> str:
    """Return a value as a refusal shows it: numbers and short texts whole, other things by kind.

    Examples
    --------
    >>> shown(2.5), shown("abc"), shown([1, (-2,)])
    ('2.5', "'abc'", '[1, (-2,)]')
    >>> from supplychain import SupplyChain
    >>> shown([SupplyChain()]), shown([0] * 10_000), shown(print)
    ('[a SupplyChain]', '[0, 0, 0, 0, 0, 0, 0, 0, …]', 'the function print')
    """
    if isinstance(value, type):
        return f"the class {value.__name__}"
    shape = getattr(value, "shape", None)
    if isinstance(shape, tuple):
        return _array(value, shape)
    if isinstance(value, int) and value.bit_length() > 300:
        return f"a whole number of {value.bit_length()} bits"
    if value is None or isinstance(value, bool | int | float | complex | str | bytes):
        return _quote.repr(value)
    if type(value) in (list, tuple, dict):
        return _container(value, depth)
    kind = type(value).__name__
    if callable(value) and hasattr(value, "__name__"):
        return f"the function {value.__name__}"
    return f"{'an' if kind[:1].lower() in 'aeiou' else 'a'} {kind}"


def _array(value: object, shape: tuple[int, ...]) -> str:
    """Return a small array or scalar of NumPy as its numbers, a large one by its shape."""
    size = 1
    for length in shape:
        size *= length
    if size <= MEMBERS and hasattr(value, "tolist"):
        return shown(value.tolist())
    return f"an array of shape {shape}"


def _container(value: Any, depth: int) -> str:
    """Return the first members of a list, tuple or dict, or only how many it has."""
    whole = f"a {type(value).__name__} of {len(value)}"
    if depth == 0:
        return whole
    parts = []
    for member in islice(value.items() if isinstance(value, dict) else value, MEMBERS):
        parts.append(
            f"{shown(member[0])}: {shown(member[1], depth - 1)}"
            if isinstance(value, dict)
            else shown(member, depth - 1)
        )
    comma = "," if isinstance(value, tuple) and len(value) == 1 else ""
    more = ", …" if len(value) > len(parts) else ""
    opening, closing = {list: "[]", tuple: "()", dict: "{}"}[type(value)]  # type: ignore[str-unpack, index]  # two letters each
    text = f"{opening}{', '.join(parts)}{comma}{more}{closing}"
    return text if len(text) <= LONGEST else whole


def wrong_number(name: str, value: object, place: Sequence[int] = ()) -> str:
    """Return what to say of a quantity that is no whole number from 0 to the largest one.

    Parameters
    ----------
    name : str
        Of the array.
    value : object
        The quantity.
    place : sequence of int
        Where it stands in the array.

    Examples
    --------
    >>> wrong_number("demand", -1, (3, 0))
    'demand holds -1 at [3, 0]: give whole numbers from 0 to 10**12'
    """
    at = f" at [{', '.join(map(str, place))}]" if len(place) else ""
    return f"{name} holds {shown(value)}{at}: give whole numbers from 0 to 10**12"


def wrong_order(value: object, stage: str) -> str:
    """Return what to say of an order of a stage that is no whole number in the range.

    Examples
    --------
    >>> wrong_order(-1, "Retailer 2")
    'orders holds -1 for Retailer 2: give whole numbers from 0 to 10**12'
    """
    return f"orders holds {shown(value)} for {stage}: give whole numbers from 0 to 10**12"


def wrong_shape_of_orders(given: str, stage_names: Sequence[str], n: int | None = None) -> str:
    """Return what to say of orders that are not one number for each stage.

    Parameters
    ----------
    given : str
        What they are instead, as a subject and a predicate.
    stage_names : sequence of str
        The stages.
    n : int, optional
        The number of episodes that a policy was asked about; None for a single day's orders.
    """
    names = ", ".join(stage_names)
    rows = "" if n is None else f" for each of {n} episode{'' if n == 1 else 's'}"
    shape = "" if n is None else f", shape ({n}, {len(stage_names)})"
    return (
        f"{given}: give {len(stage_names)} whole numbers >= 0{rows}, one for each of {names}{shape}"
    )


def swapped(given: dict[str, object], wanted: str) -> str:
    """Return what to say of arguments in the wrong order.

    Parameters
    ----------
    given : dict of str to object
        The arguments, by the names of the parameters that they were given for.
    wanted : str
        The call as it should be.

    Examples
    --------
    >>> swapped({"policy": [[1, 2]], "scenarios": print}, "evaluate(policy, scenarios)")
    'policy is [[1, 2]] and scenarios is the function print: swap them, evaluate(policy, scenarios)'
    """
    parts = " and ".join(f"{name} is {shown(value)}" for name, value in given.items())
    return f"{parts}: swap them, {wanted}"
