"""How large a difference must be for a board to see it.

A t test at level α with standard error e and f degrees of freedom sees a true difference δ with the
probability that a noncentral t variable, of noncentrality δ / e, passes the quantile
t_{1 - α/2, f} of the central one.
The minimum detectable difference is the δ for which this is 80 %.

References
----------
Cohen, *Statistical Power Analysis for the Behavioral Sciences*, 2nd ed., Erlbaum, 1988.
"""

from math import comb
from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq
from scipy.special import nctdtr, stdtrit

from autograde.scoring.ranking import Comparison
from supplychain.evaluation import CONFIDENCE

POWER = 0.80


class Detectable(NamedTuple):
    """Differences that are seen in 4 of 5 cases [money per episode]."""

    alone: float  # between two entries that nobody else is compared with
    on_board: float  # where Holm's method asks most: the first of all pairs


def power(
    difference: float, standard_error: float, degrees: float, level: float = 1 - CONFIDENCE
) -> float:
    """Return the probability that a true difference is found significant, in its direction.

    Examples
    --------
    Without a difference it is half the level, the other half being the other direction:

    >>> round(power(0, 100, 38), 4), round(power(300, 100, 38), 2)
    (0.025, 0.83)
    """
    critical = stdtrit(degrees, 1 - level / 2)
    return float(1 - nctdtr(degrees, difference / standard_error, critical))


def detectable(standard_error: float, degrees: float, level: float = 1 - CONFIDENCE) -> float:
    """Return the smallest true difference that is found with a probability of 80 %."""
    if standard_error == 0:
        return 0.0
    largest = 2 * stdtrit(degrees, 1 - level / 2) + 10  # in standard errors
    found = brentq(lambda size: power(size, 1, degrees, level) - POWER, 0, largest)
    return found * float(standard_error)


def of_board(comparison: Comparison) -> Detectable | None:
    """Return the minimum detectable difference between two typical entries of a board, or None.

    Parameters
    ----------
    comparison : ranking.Comparison
        Of at least two entries. Typical are two that scatter like the one in the middle: that is
        how the comparison of an entry with itself sees them. One whose training comes out the same
        whatever the seed is not typical, and where all are so, there is nothing to say.
    """
    errors, degrees = np.diagonal(comparison.standard_error), np.diagonal(comparison.degrees)
    scattered = [entry for entry in np.argsort(errors, kind="stable") if errors[entry] > 0]
    if not scattered:
        return None
    typical = scattered[(len(scattered) - 1) // 2]
    level = 1 - CONFIDENCE
    return Detectable(
        *(detectable(errors[typical], degrees[typical], alpha)
          for alpha in (level, level / comb(len(errors), 2)))
    )  # fmt: skip
