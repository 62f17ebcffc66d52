"""Customer demand: independent Poisson draws, the same for every policy that is compared.

Demand d_rt of retailer r on day t is Poisson with the mean λ_r of that weekday. A *scenario* is the
demand of one episode, an array ``[t, r]``; a scenario set is an array ``[k, t, r]``.
"""

import numpy as np

from .fields import LARGEST_QUANTITY
from .model import chain_or_default


def poisson_scenarios(chain, n, seed):
    """Draw demand for `n` episodes.

    Parameters
    ----------
    chain : SupplyChain or None
        The chain whose mean demand is used; None is the default chain.
    n : int
        Number of scenarios, ≥ 1.
    seed : int, numpy.random.SeedSequence or numpy.random.Generator
        Where the randomness comes from; the same seed gives the same scenarios. The first
        scenario is the one that the environments draw in ``reset(seed=seed)``.

    Returns
    -------
    numpy.ndarray of int, (n, horizon, n_retailers)
        ``[k, t, r]`` is the demand of retailer r on day t of scenario k [units].

    Examples
    --------
    >>> poisson_scenarios(None, 1000, seed=0).mean().round(1)
    np.float64(10.0)
    """
    if isinstance(n, bool) or not isinstance(n, int | np.integer) or n < 1:
        raise ValueError(f"n is {n!r}: the number of scenarios must be a whole number >= 1")
    mean_demand = np.array(chain_or_default(chain).mean_demand)
    return np.random.default_rng(seed).poisson(mean_demand, size=(n, *mean_demand.shape))


def checked_scenarios(demand, chain):
    """Return demand as a fresh integer array, or say what is wrong with it.

    Parameters
    ----------
    demand : array_like, (n, horizon, n_retailers)
        Scenarios [units]; one scenario (horizon, n_retailers) counts as a set of one.
    chain : SupplyChain
        The chain they must fit.

    Returns
    -------
    numpy.ndarray of int64, (n, horizon, n_retailers)

    Raises
    ------
    ValueError
        Where the shape does not fit the chain, or a value is not a whole number ≥ 0.
    """
    wanted = (chain.horizon, chain.n_retailers)
    array = rectangular(demand, "demand", f"one value per day and retailer, shape {wanted}")
    if array.shape[-2:] != wanted or array.ndim not in (2, 3) or not array.size:
        raise ValueError(
            f"demand has shape {array.shape}: give {wanted} for one scenario, or (n, {wanted[0]}, "
            f"{wanted[1]}) for n of them (horizon of the chain, number of retailers)"
        )
    return whole_numbers(array, "demand").reshape(-1, *wanted)


def whole_numbers(array, name):
    """Return an array of quantities as a fresh int64 array, or say which value is none.

    Raises
    ------
    ValueError
        Where a value is not a whole number from 0 to `LARGEST_QUANTITY`.
    """
    array = rectangular(array, name)
    if array.dtype.kind not in "iuf":
        raise ValueError(f"{name} holds values of type {array.dtype}: give whole numbers >= 0")
    if array.dtype.kind in "iu" and array.size:
        if 0 <= array.min() and array.max() <= LARGEST_QUANTITY:
            return array.astype(np.int64, order="C")  # the usual case, at a quarter of the time
    # NaN fails every comparison, so it counts as wrong here.
    right = (array >= 0) & (array <= LARGEST_QUANTITY) & (array == np.floor(array))
    if not right.all():
        raise ValueError(
            f"{name} holds {array[~right].flat[0]}: give whole numbers from 0 to 10**12"
        )
    return array.astype(np.int64, order="C")


def rectangular(values, name, advice="rows of one length"):
    """Return numbers as an array, or say that their rows differ in length and what to give."""
    try:
        return np.asarray(values)
    except ValueError:
        raise ValueError(f"{name} has rows of different lengths: give {advice}") from None
