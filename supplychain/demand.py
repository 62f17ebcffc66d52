"""Customer demand: independent Poisson draws, the same for every policy that is compared.

Demand d_it of retailer i on day t is Poisson with the mean λ_i of that weekday. A *scenario* is the
demand of one episode, an array ``[t, i]``; a scenario set is an array ``[k, t, i]``. Demand that is
not Poisson stands in `demand_kinds`.
"""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from .fields import LARGEST_QUANTITY
from .model import SupplyChain, chain_or_default
from .refusals import shown, wrong_number

Seed: TypeAlias = int | np.random.SeedSequence | np.random.Generator


def poisson_scenarios(chain: SupplyChain | None, n: int, seed: Seed) -> np.ndarray:
    """Draw demand for `n` episodes: independent Poisson draws.

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
        ``[k, t, i]`` is the demand of retailer i on day t of scenario k [units].

    Examples
    --------
    >>> poisson_scenarios(None, 1000, seed=0).mean().round(1)
    np.float64(10.0)
    """
    return np.random.default_rng(seed).poisson(*means_and_size(chain, n))


def checked_scenarios(demand: npt.ArrayLike, chain: SupplyChain) -> np.ndarray:
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


def whole_numbers(array: npt.ArrayLike, name: str) -> np.ndarray:
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
    wrong = first_wrong(array)
    if wrong is not None:
        raise ValueError(wrong_number(name, array[wrong].item(), wrong))
    return array.astype(np.int64, order="C")


def first_wrong(array: np.ndarray) -> tuple[int, ...] | None:
    """Return the place of the first number that is no quantity, None where all of them are."""
    # NaN fails every comparison, so it counts as wrong here.
    right = (array >= 0) & (array <= LARGEST_QUANTITY) & (array == np.floor(array))
    return None if right.all() else tuple(np.argwhere(~right)[0].tolist())


def rectangular(values: npt.ArrayLike, name: str, advice: str = "rows of one length") -> np.ndarray:
    """Return numbers as an array, or say that their rows differ in length and what to give."""
    try:
        return np.asarray(values)
    except ValueError:
        raise ValueError(f"{name} has rows of different lengths: give {advice}") from None


def means_and_size(chain: SupplyChain | None, n: int) -> tuple[np.ndarray, tuple[int, ...]]:
    """Return the mean demand (horizon, n_retailers), and the shape of `n` scenarios of it."""
    means = np.array(chain_or_default(chain).mean_demand)
    return means, (checked_number(n), *means.shape)


def checked_number(n: int) -> int:
    """Return a number of scenarios, or refuse what is none."""
    if isinstance(n, bool) or not isinstance(n, int | np.integer) or n < 1:
        raise ValueError(f"n is {shown(n)}: the number of scenarios must be a whole number >= 1")
    return n
