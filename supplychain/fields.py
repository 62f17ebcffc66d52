"""Fields of the frozen parameter classes: made of one type, or refused in words.

Each error names the class, the field, the value and the condition that it breaks.
"""

from collections.abc import Iterable, Sequence
from math import floor, isfinite
from numbers import Integral, Real
from typing import Any, NoReturn

from .dynamics import N_ORDER_LEVELS
from .refusals import shown

DAYS_PER_WEEK = 7  # day 0 is a Monday

# Bounds that keep every sum of an episode inside the 64 bits in which the compiled rules count.
LARGEST_QUANTITY = 10**12  # units
LARGEST_TIME = 10**6  # days


class DerivedLevels(tuple):
    """Order levels that follow from the mean demand: `replace` computes them anew."""


def check_counts(owner: Any, **least: int) -> None:
    """Make fields of a frozen dataclass whole numbers, or refuse what is below the least."""
    for name, bound in least.items():
        value = getattr(owner, name)
        if not _is_count(value, bound):
            _refuse(owner, name, value, f"a whole number >= {bound}")
        largest = LARGEST_TIME if name in ("lead_time", "horizon") else LARGEST_QUANTITY
        if value > largest:
            _refuse(owner, name, value, f"at most {largest:,}")
        object.__setattr__(owner, name, int(value))


def check_amounts(owner: Any, *names: str) -> None:
    """Make fields of a frozen dataclass floats, or refuse what is no finite number ≥ 0."""
    for name in names:
        value = getattr(owner, name)
        if not _is_amount(value):
            _refuse(owner, name, value, "a finite number >= 0")
        object.__setattr__(owner, name, float(value))


def check_mean_demand(owner: Any) -> None:
    """Make `mean_demand` a float, or a tuple of one float for each weekday."""
    value = owner.mean_demand
    if _is_mean(value):
        object.__setattr__(owner, "mean_demand", float(value))
        return
    means = _sequence(value)
    if means is None or len(means) != DAYS_PER_WEEK or not all(map(_is_mean, means)):
        _refuse(
            owner,
            "mean_demand",
            value,
            f"a number from 0 to {LARGEST_QUANTITY:,}, or 7 of them, one for each weekday from "
            "Monday on",
        )
    object.__setattr__(owner, "mean_demand", tuple(map(float, means)))


def check_order_levels(owner: Any, multiples: Sequence[float], mean_demand: float) -> None:
    """Make `order_levels` three whole numbers; where none are given, multiples of the demand."""
    value = owner.order_levels
    levels: tuple | None
    if value is None or isinstance(value, DerivedLevels):
        levels = DerivedLevels(floor(multiple * mean_demand + 0.5) for multiple in multiples)
    else:
        levels = _sequence(value)
        if (
            levels is None
            or len(levels) != N_ORDER_LEVELS
            or not all(_is_count(level, 0) for level in levels)
            or list(levels) != sorted(set(levels))
        ):
            _refuse(owner, "order_levels", value, "3 whole numbers >= 0 in increasing order")
        levels = tuple(map(int, levels))
    object.__setattr__(owner, "order_levels", levels)


def check_members(owner: Any, name: str, kind: type) -> None:
    """Make a field a tuple of one or more objects of a kind."""
    members = _sequence(getattr(owner, name))
    if not members or not all(isinstance(member, kind) for member in members):
        _refuse(owner, name, getattr(owner, name), f"one {kind.__name__} or more, in a sequence")
    object.__setattr__(owner, name, members)


def _refuse(owner: object, name: str, value: object, condition: str) -> NoReturn:
    raise ValueError(f"{type(owner).__name__}.{name} is {shown(value)}: it must be {condition}")


def _is_amount(value: Any) -> bool:
    # Real promises no order upwards, and every real number has one.
    return (
        isinstance(value, Real) and not isinstance(value, bool) and isfinite(value) and value >= 0  # type: ignore[operator]  # see above
    )


def _is_count(value: Any, least: int) -> bool:
    whole = isinstance(value, Integral) or (isinstance(value, Real) and value % 1 == 0)
    return whole and _is_amount(value) and value >= least


def _is_mean(value: Any) -> bool:
    return _is_amount(value) and value <= LARGEST_QUANTITY


def _sequence(value: object) -> tuple | None:
    """Return a sequence as a tuple, or None for what is none."""
    return tuple(value) if isinstance(value, Iterable) and not isinstance(value, str) else None
