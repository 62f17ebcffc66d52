"""Whether orders are one whole number ≥ 0 per stage: asked by environments and players alike."""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from .demand import first_wrong
from .refusals import shown, wrong_order, wrong_shape_of_orders


def checked_orders(
    orders: npt.ArrayLike, stage_names: Sequence[str], n: int | None = None
) -> np.ndarray:
    """Return orders as a fresh int64 array, or say what is wrong with them.

    Parameters
    ----------
    orders : array_like, (n_stages,) or (n, n_stages)
        Order quantities, retailers then DCs [units].
    stage_names : sequence of str, (n_stages,)
        The chain's.
    n : int, optional
        The number of episodes; None where `orders` are those of a single day, (n_stages,).

    Raises
    ------
    ValueError
        Where they have another shape, or hold what is no whole number ≥ 0.

    Examples
    --------
    >>> checked_orders([10, 2.5], ("Retailer", "DC"))
    Traceback (most recent call last):
        ...
    ValueError: orders holds 2.5 for DC: give whole numbers from 0 to 10**12
    """
    wanted = (len(stage_names),) if n is None else (n, len(stage_names))
    try:
        array = np.asarray(orders)
    except ValueError:
        given = "orders has rows of different lengths"
        raise ValueError(wrong_shape_of_orders(given, stage_names, n)) from None
    if array.shape != wanted:
        shape = f" (shape {array.shape})" if array.ndim else ""
        given = f"orders is {shown(orders)}{shape}"
        raise ValueError(wrong_shape_of_orders(given, stage_names, n))
    # NumPy would take a True among numbers for 1.
    if array.dtype.kind not in "iuf" or (array is not orders and _holds_bool(orders)):
        kind = array.dtype if array.dtype.kind not in "iuf" else "bool"
        raise ValueError(f"orders holds values of type {kind}: give whole numbers >= 0")
    wrong = first_wrong(array)
    if wrong is not None:
        raise ValueError(wrong_order(array[wrong].item(), stage_names[wrong[-1]]))
    return array.astype(np.int64, order="C")


def _holds_bool(values):
    return isinstance(values, bool | np.bool_) or (
        isinstance(values, Iterable) and any(map(_holds_bool, values))
    )
