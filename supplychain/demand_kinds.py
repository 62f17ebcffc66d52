"""Kinds of customer demand other than the chain's own, and how an environment is given one.

A *kind* of demand is a function ``kind(chain, n, seed)`` that draws a scenario set; it may be your
own. Wherever λ_rt is the mean demand of retailer r on the weekday of day t, the kinds here are

* `supplychain.poisson_scenarios`, what a chain has by itself: d_rt ~ Poisson(λ_rt), independent.
* `seasonal_scenarios`: d_rt ~ Poisson(λ_rt · (1 + a · sin(2π (t − φ) / p))).
* `correlated_scenarios`: d_rt ~ Poisson(λ_rt · G_t), where all retailers share the day's factor
  G_t ~ Gamma with mean 1 and variance v. So Var d_rt = λ_rt + v · λ_rt² and
  Cov(d_rt, d_st) = v · λ_rt · λ_st.
* `ScenarioSet`: one of given scenarios, each as likely as the others.

An environment draws its episodes from any of them, ``SupplyChainEnv(demand=kind)``, and
`supplychain.evaluate` plays the sets that they return. To give a kind other settings than its
defaults, use `functools.partial`, which worker processes can receive.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from .demand import Seed, checked_number, checked_scenarios, means_and_size, poisson_scenarios
from .model import SupplyChain, chain_or_default
from .refusals import shown

Kind: TypeAlias = Callable[[SupplyChain, int, Any], npt.ArrayLike]


def seasonal_scenarios(
    chain: SupplyChain | None,
    n: int,
    seed: Seed,
    *,
    amplitude: float = 0.5,
    period: float = 28,
    phase: float = 0,
) -> np.ndarray:
    """Draw demand for `n` episodes whose mean rises and falls with a season.

    Parameters
    ----------
    chain, n, seed
        As for `poisson_scenarios`.
    amplitude : float
        How far the mean goes to either side, as a share of it: 0 ≤ a ≤ 1.
    period : float
        How long a season lasts, p > 0 [days].
    phase : float
        The day on which the mean is passed on its way up, φ [days].

    Returns
    -------
    numpy.ndarray of int, (n, horizon, n_retailers)

    Examples
    --------
    The mean of the first week's and of the third week's demand:

    >>> demand = seasonal_scenarios(None, 1000, seed=0)
    >>> demand[:, :7].mean().round(), demand[:, 14:21].mean().round()
    (np.float64(13.0), np.float64(7.0))
    """
    _check(amplitude, "amplitude", "a number from 0 to 1", lambda value: 0 <= value <= 1)
    _check(period, "period", "a number of days > 0", lambda value: 0 < value < np.inf)
    _check(phase, "phase", "a finite number of days", np.isfinite)
    means, size = means_and_size(chain, n)
    days = np.arange(len(means))
    season = 1 + amplitude * np.sin(2 * np.pi * (days - phase) / period)
    return np.random.default_rng(seed).poisson(means * season[:, np.newaxis], size)


def correlated_scenarios(
    chain: SupplyChain | None, n: int, seed: Seed, *, variance: float = 0.1
) -> np.ndarray:
    """Draw demand for `n` episodes in which days are good or bad for all retailers together.

    Parameters
    ----------
    chain, n, seed
        As for `poisson_scenarios`.
    variance : float
        Variance of the factor that a day's means share, v > 0; its mean is 1.

    Returns
    -------
    numpy.ndarray of int, (n, horizon, n_retailers)

    Examples
    --------
    Two retailers of mean 10: the variance is 10 + 0.1 · 10², and half of it is shared.

    >>> demand = correlated_scenarios(None, 1000, seed=0).reshape(-1, 2)
    >>> np.corrcoef(demand.T)[0, 1].round(1)
    np.float64(0.5)
    """
    _check(variance, "variance", "a finite number > 0", lambda value: 0 < value < np.inf)
    means, size = means_and_size(chain, n)
    rng = np.random.default_rng(seed)
    days = rng.gamma(1 / variance, variance, size=(*size[:2], 1))
    return rng.poisson(means * days)


class ScenarioSet:
    """A kind of demand that draws from given scenarios, each as likely as the others.

    Parameters
    ----------
    scenarios : array_like of int, (n, horizon, n_retailers)
        What was measured, or drawn by another program [units].
    chain : SupplyChain, optional
        The chain they are for; the default one where not given.

    Examples
    --------
    >>> measured = ScenarioSet(np.full((3, 28, 2), 7))
    >>> measured(None, 5, seed=0).shape
    (5, 28, 2)
    """

    def __init__(self, scenarios: npt.ArrayLike, chain: SupplyChain | None = None) -> None:
        self._scenarios = checked_scenarios(scenarios, chain_or_default(chain))

    def __len__(self) -> int:
        """Return the number of scenarios."""
        return len(self._scenarios)

    def __call__(self, chain: SupplyChain | None, n: int, seed: Seed) -> np.ndarray:
        """Draw `n` of the scenarios, with replacement."""
        chosen = np.random.default_rng(seed).integers(len(self), size=checked_number(n))
        return self._scenarios[chosen]


def kind_of(demand: Kind | npt.ArrayLike | None, chain: SupplyChain) -> Kind:
    """Return a kind of demand, made of what an environment was given as `demand`.

    Parameters
    ----------
    demand : callable, array_like or None
        A kind, a scenario set, or None for `poisson_scenarios`.
    chain : SupplyChain
        The chain that it must fit.

    Raises
    ------
    ValueError
        Where a scenario set does not fit the chain.
    """
    if demand is None:
        return poisson_scenarios
    if isinstance(demand, SupplyChain):
        raise TypeError("demand is a SupplyChain: give it as chain=, and as demand= a function")
    return demand if callable(demand) else ScenarioSet(demand, chain)


def one_scenario(kind: Kind, chain: SupplyChain, rng: np.random.Generator) -> np.ndarray:
    """Draw the demand of one episode, and make sure that it fits.

    Returns
    -------
    numpy.ndarray of int, (horizon, n_retailers)
    """
    scenarios = np.asarray(kind(chain, 1, rng))
    wanted = (1, chain.horizon, chain.n_retailers)
    if scenarios.shape != wanted:
        raise ValueError(
            f"demand returned shape {scenarios.shape}: demand(chain, n, seed) must return "
            f"(n, horizon, n_retailers), here {wanted}"
        )
    return checked_scenarios(scenarios, chain)[0]


def _check(value: float, name: str, condition: str, is_right: Callable[[float], Any]) -> None:
    is_number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    if not is_number or not is_right(value):
        raise ValueError(f"{name} is {shown(value)}: give {condition}")
