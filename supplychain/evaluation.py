"""What a policy earns: mean profit, its uncertainty, and comparison on the same demand.

For profits x_1 … x_n of n scenarios, the standard error of the mean is s / √n and the 95 % interval
is mean ± t · s / √n with Student's t of n − 1 degrees of freedom. Two policies are compared by the
differences of their profits on the *same* scenarios (common random numbers): demand that is good
for one is good for the other, and cancels.
"""

from dataclasses import dataclass, field
from math import atan, exp, lgamma, log, pi, sqrt
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from . import batch
from .demand import checked_scenarios
from .dynamics import LEDGER_LINES
from .env import SupplyChainEnv
from .model import SupplyChain, chain_or_default
from .orders import checked_orders
from .policies import Policy, RulePolicy
from .refusals import shown

CONFIDENCE = 0.95
EXACT_UP_TO = 200  # degrees of freedom, beyond which an expansion around the normal is exact enough


@dataclass(frozen=True)
class Estimate:
    """A mean of n values, and how well they know it."""

    mean: float
    standard_error: float  # of the mean; nan for a single value
    interval: tuple[float, float]  # 95 % Student-t interval of the mean


@dataclass(frozen=True, eq=False, repr=False)
class Evaluation:
    """What a policy earned on a set of scenarios.

    Attributes
    ----------
    profits : numpy.ndarray, (n,)
        Profit of each episode [money].
    mean, standard_error, interval
        Of the mean profit; the interval is the 95 % Student-t interval.
    ledger : dict of str to float
        Mean money per episode of each ledger line; costs are positive.
    fill_rate : float
        Share of customer demand that was served.
    episodes : batch.Episodes
        Ledger and units of each episode.
    """

    episodes: batch.Episodes
    scenarios: np.ndarray = field(repr=False)

    def __post_init__(self) -> None:
        for array in (*self.episodes, self.scenarios):  # what was measured stays as it is
            array.setflags(write=False)

    def __repr__(self) -> str:
        low, high = self.interval
        return (
            f"<Evaluation: profit {self.mean:,.0f} per episode, 95 % interval "
            f"[{low:,.0f}, {high:,.0f}], {len(self.profits):,} scenarios>"
        )

    @property
    def profits(self) -> np.ndarray:
        return self.episodes.ledgers[:, LEDGER_LINES.index("profit")]

    @property
    def mean(self) -> float:
        return estimate_mean(self.profits).mean

    @property
    def standard_error(self) -> float:
        return estimate_mean(self.profits).standard_error

    @property
    def interval(self) -> tuple[float, float]:
        return estimate_mean(self.profits).interval

    @property
    def ledger(self) -> dict[str, float]:
        return dict(zip(LEDGER_LINES, self.episodes.ledgers.mean(axis=0).tolist()))

    @property
    def fill_rate(self) -> float:
        sold, lost = self.episodes.sold.sum(), self.episodes.lost.sum()
        return float(sold / (sold + lost)) if sold + lost else 1.0

    def compare(self, other: "Evaluation") -> Estimate:
        """Return how much more this policy earns per episode than another, on the same demand.

        Parameters
        ----------
        other : Evaluation
            Of the other policy, on the same scenarios.

        Returns
        -------
        Estimate
            Of the mean difference of the profits, this − other.

        Raises
        ------
        ValueError
            Where the scenarios differ.
        """
        if not isinstance(other, Evaluation):
            raise TypeError(
                f"other is {shown(other)}: give what evaluate returned for another policy"
            )
        if not np.array_equal(self.scenarios, other.scenarios):
            raise ValueError(
                "the two policies were evaluated on different demand: evaluate both on the same "
                "scenarios"
            )
        return estimate_mean(self.profits - other.profits)


def evaluate(
    policy: Policy,
    scenarios: npt.ArrayLike,
    chain: SupplyChain | None = None,
    engine: str = "auto",
) -> Evaluation:
    """Play a policy on given scenarios and return what it earns.

    Parameters
    ----------
    policy : callable
        ``policy(positions, day)`` takes inventory positions (n, n_stages) and returns order
        quantities (n, n_stages) [units]; see `policies`.
    scenarios : array_like of int, (n, horizon, n_retailers)
        Demand, from `poisson_scenarios` for example [units].
    chain : SupplyChain, optional
        The chain; the default one where not given.
    engine : {"auto", "compiled", "interpreted"}
        Who plays: the result is the same, and takes longer or less; see `batch.play`.

    Returns
    -------
    Evaluation
        Profits, mean, standard error, interval and ledger.

    Examples
    --------
    >>> from supplychain import policies, poisson_scenarios
    >>> scenarios = poisson_scenarios(None, 50, seed=1)
    >>> result = evaluate(policies.s_S([26, 26, 47], [38, 38, 106]), scenarios)
    >>> result.profits.shape, 24_000 < result.mean < 25_500
    ((50,), True)
    """
    batch.check_arguments("evaluate(policy, scenarios, chain)", policy, scenarios, chain)
    chain = chain_or_default(chain)
    demand = checked_scenarios(scenarios, chain)
    return Evaluation(batch.play_checked(policy, demand, chain, engine), demand)


def play_episode(
    policy: Policy, demand: npt.ArrayLike, chain: SupplyChain | None = None
) -> dict[str, np.ndarray]:
    """Play one episode and return what happened each day.

    Parameters
    ----------
    policy : callable
        As for `evaluate`.
    demand : array_like of int, (horizon, n_retailers)
        One scenario [units].
    chain : SupplyChain, optional
        The chain; the default one where not given.

    Returns
    -------
    dict of str to numpy.ndarray
        ``orders`` and ``positions`` (before the orders) (horizon, n_stages); the units of
        ``info["state"]`` (horizon, …) at the end of each day; each ledger line (horizon,).
    """
    batch.check_arguments("play_episode(policy, demand, chain)", policy, demand, chain)
    env = SupplyChainEnv(chain)
    env.reset(options={"demand": demand})
    stages = env.chain.n_stages, env.chain.stage_names
    asked = policy
    if isinstance(policy, RulePolicy):
        policy.check_fits(env.chain)
        asked = policy.answers
    history: dict[str, list] = {}
    for day in range(env.chain.horizon):
        position = env.positions  # an observation may end at a bound, or show the weekday
        (orders,) = checked_orders(asked(position[np.newaxis], day), 1, *stages)
        *_, info = env.step(orders)
        today = {"positions": position, "orders": orders, **info["state"], **info["ledger"]}
        for name, value in today.items():
            history.setdefault(name, []).append(value)
    return {name: np.array(values) for name, values in history.items()}


def estimate_mean(values: npt.ArrayLike) -> Estimate:
    """Return mean, standard error and 95 % Student-t interval of the mean of values (n,)."""
    values = np.asarray(values, dtype=float)
    mean, n = float(values.mean()), len(values)
    if n < 2:
        return Estimate(mean, float("nan"), (float("-inf"), float("inf")))
    standard_error = float(values.std(ddof=1)) / sqrt(n)
    half = student_t_quantile((1 + CONFIDENCE) / 2, n - 1) * standard_error
    return Estimate(mean, standard_error, (mean - half, mean + half))


def student_t_quantile(probability: float, degrees_of_freedom: int) -> float:
    """Return the quantile of Student's t distribution.

    Parameters
    ----------
    probability : float
        Between ½ and 1.
    degrees_of_freedom : int
        ≥ 1.

    Examples
    --------
    >>> round(student_t_quantile(0.975, 9), 3)
    2.262

    References
    ----------
    Abramowitz and Stegun, *Handbook of Mathematical Functions*, 26.7.3, 26.7.4 (distribution) and
    26.7.5 (expansion).
    """
    normal, n = NormalDist().inv_cdf(probability), degrees_of_freedom
    quantile = normal + sum(
        term / n**power for power, term in enumerate(_expansion_terms(normal), start=1)
    )
    if n > EXACT_UP_TO:
        return quantile
    # Newton's method; the distribution is concave here, so it cannot overshoot from below.
    log_scale = lgamma((n + 1) / 2) - lgamma(n / 2) - log(pi * n) / 2
    quantile = normal
    for _ in range(100):
        density = exp(log_scale - (n + 1) / 2 * log(1 + quantile**2 / n))
        step = (probability - _student_t_distribution(quantile, n)) / density
        quantile += step
        if abs(step) < 1e-13 * quantile:
            break
    return quantile


def _expansion_terms(x: float) -> tuple[float, ...]:
    return (
        (x**3 + x) / 4,
        (5 * x**5 + 16 * x**3 + 3 * x) / 96,
        (3 * x**7 + 19 * x**5 + 17 * x**3 - 15 * x) / 384,
    )


def _student_t_distribution(t: float, n: int) -> float:
    """Return P(T ≤ t) for t ≥ 0, by the finite series for whole degrees of freedom."""
    theta = atan(t / sqrt(n))
    sine, cosine = np.sin(theta), np.cos(theta)
    odd = n % 2
    total, term = 0.0, cosine if odd else 1.0
    for k in range(2 + odd, n + 1, 2):
        total += term
        term *= cosine**2 * (k - 1) / k
    central = 2 / pi * (theta + sine * total) if odd else sine * total
    return float(0.5 + central / 2)
