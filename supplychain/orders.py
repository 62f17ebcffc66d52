"""Whether orders are one whole number ≥ 0 per stage: asked by environments and players alike."""

from collections.abc import Iterable, Sequence
from typing import NoReturn

import numpy as np
import numpy.typing as npt

from .demand import first_wrong
from .refusals import shown, wrong_order, wrong_shape_of_orders


def checked_orders(
    orders: npt.ArrayLike,
    n: int | None,
    n_stages: int,
    stage_names: Sequence[str] | None = None,
) -> np.ndarray:
    """Return orders as a fresh int64 array, or say what is wrong with them.

    Parameters
    ----------
    orders : array_like, (n_stages,) or (n, n_stages)
        Order quantities, retailers then DCs [units].
    n : int or None
        The number of episodes; None where `orders` are those of a single day, (n_stages,).
    n_stages : int
        The number of stages.
    stage_names : sequence of str, (n_stages,), optional
        What the chain calls them.

    Raises
    ------
    ValueError
        Where they have another shape, or hold what is no whole number ≥ 0.

    Examples
    --------
    >>> checked_orders([10, 2.5], None, 2, ("Retailer", "DC"))
    Traceback (most recent call last):
        ...
    ValueError: orders holds 2.5 for DC: give whole numbers from 0 to 10**12
    """
    names = stage_names or [f"stage {i}" for i in range(n_stages)]
    try:
        array = np.asarray(orders)
    except ValueError:
        given = "orders has rows of different lengths"
        raise ValueError(wrong_shape_of_orders(given, names, n)) from None
    if array.shape != ((n_stages,) if n is None else (n, n_stages)):
        shape = f" (shape {array.shape})" if array.ndim else ""
        given = f"orders is {shown(orders)}{shape}"
        raise ValueError(wrong_shape_of_orders(given, names, n))
    is_number = array.dtype.kind in "iuf"
    # NumPy would take a True among numbers for 1.
    if not is_number or (array is not orders and _holds_bool(orders)):
        kind = "bool" if is_number else array.dtype
        raise ValueError(f"orders holds values of type {kind}: give whole numbers >= 0")
    wrong = first_wrong(array)
    if wrong is not None:
        raise ValueError(wrong_order(array[wrong].item(), names[wrong[-1]]))
    return array.astype(np.int64, order="C")


def refuse_orders(row: Sequence[float], stage_names: Sequence[str]) -> NoReturn:
    """Raise the error of a row of orders that holds something else."""
    checked_orders(row, None, len(row), stage_names)
    raise AssertionError(f"{row} are orders")


def _holds_bool(values: object) -> bool:
    return isinstance(values, bool | np.bool_) or (
        isinstance(values, Iterable) and any(map(_holds_bool, values))
    )
