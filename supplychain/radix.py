"""Mixed-radix indices: how the levels of all stages become one number, and back.

The first digit is the most significant one: with base 4, (1, 1, 3) is 1 · 16 + 1 · 4 + 3.
"""

from collections.abc import Sequence
from operator import index as as_index

from .refusals import shown


def encode(digits: Sequence[int], base: int, n_digits: int) -> int:
    """Return the mixed-radix index of digits, the first most significant.

    Raises
    ------
    ValueError
        Where the digits are not `n_digits` whole numbers from 0 to base − 1.

    Examples
    --------
    >>> encode([1, 1, 3], base=4, n_digits=3)
    23
    """
    try:
        values = [as_index(digit) for digit in digits]
    except TypeError:
        values = []
    if len(values) != n_digits or not all(0 <= value < base for value in values):
        raise ValueError(
            f"levels is {shown(digits)}: give {n_digits} whole numbers from 0 to {base - 1}, one "
            "per stage (retailers, then DCs)"
        )
    index = 0
    for value in values:
        index = index * base + value
    return index


def decode(index: int, base: int, n_digits: int) -> tuple[int, ...]:
    """Return the digits of a mixed-radix index, the first most significant.

    Raises
    ------
    ValueError
        Where the index is not a whole number from 0 to base ** n_digits − 1.

    Examples
    --------
    >>> decode(23, base=4, n_digits=3)
    (1, 1, 3)
    """
    try:
        rest = as_index(index)
    except TypeError:
        rest = -1
    if not 0 <= rest < base**n_digits:
        raise ValueError(
            f"index is {shown(index)}: give a whole number from 0 to {base**n_digits - 1}"
        )
    digits = []
    for _ in range(n_digits):
        rest, digit = divmod(rest, base)
        digits.append(digit)
    return tuple(reversed(digits))
