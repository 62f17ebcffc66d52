"""Figures of the course: what happened, where the money went, what was learned.

Every function takes the axes to draw on (`ax`; new ones where it is None) and returns them. The
look lives in ``course.mplstyle``; ``plt.style.use("supplychain.course")`` gives it to other figures
too. Figures have no titles: the caption on the page says what they show.
"""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from textwrap import fill
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.lib.stride_tricks import sliding_window_view

from .diagram import draw_chain
from .dynamics import LEDGER_LINES
from .evaluation import Evaluation, estimate_mean
from .look import INK, course_look, save
from .model import SupplyChain, chain_or_default
from .refusals import shown

__all__ = [
    "draw_chain",
    "plot_episode",
    "plot_learning_curve",
    "plot_ledger",
    "plot_profit_distributions",
    "save",
]

COSTS = LEDGER_LINES[1:-1]  # what stands between revenue and profit
ABOVE: dict[str, Any] = {
    "loc": "lower left",
    "bbox_to_anchor": (0, 1.02),
}  # a legend there hides no data
THOUSANDS = "{x:,.10g}"
# How violins are told to lie down: matplotlib 3.10 knows the first word, those before the second.
_HORIZONTAL = (
    {"orientation": "horizontal"}
    if "orientation" in inspect.signature(plt.Axes.violinplot).parameters
    else {"vert": False}
)
NAME_WIDTH = 18  # letters in a line of a policy's name


def plot_learning_curve(
    returns: npt.ArrayLike,
    ax: Axes | None = None,
    baselines: dict[str, float] | None = None,
    window: int = 25,
    label: str | None = None,
) -> Axes:
    """Plot what a learner earned while it learned.

    The line is the mean over the seeds of each seed's moving average; the band is one standard
    deviation of the seeds to either side of it.

    Parameters
    ----------
    returns : array_like of float, (n_seeds, n_episodes)
        Return of each episode [money]; a single seed, (n_episodes,), has no band.
    ax : matplotlib.axes.Axes, optional
        Where to draw; the same axes again compare learners.
    baselines : dict of str to float, optional
        Returns to compare with, drawn as dashed lines [money].
    window : int
        Episodes that one point averages: its own and those before it.
    label : str, optional
        The learner's name in the legend.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        Where the returns are not finite numbers of that shape, or too few for the window.
    """
    averages = _moving_averages(returns, window)
    n_seeds, n_points = averages.shape
    episodes = np.arange(window, window + n_points)
    mean = averages.mean(axis=0)
    seeds = f"{n_seeds} seeds, mean ± sd" if n_seeds > 1 else "1 seed"
    with _course_axes(ax) as ax:
        (line,) = ax.plot(episodes, mean, label=f"{label}\n({seeds})" if label else seeds)
        if n_seeds > 1:
            spread = averages.std(axis=0, ddof=1)
            band: dict[str, Any] = {"color": line.get_color(), "alpha": 0.2, "linewidth": 0}
            ax.fill_between(episodes, mean - spread, mean + spread, **band)
        _draw_baselines(ax, baselines or {})
        ax.set_xlabel("episode")
        ax.set_ylabel("return [money]" + (f",\nmean of {window} episodes" if window > 1 else ""))
        ax.yaxis.set_major_formatter(THOUSANDS)
        ax.legend(**ABOVE, ncols=2)
    return ax


def plot_episode(
    history: dict[str, np.ndarray], ax: Axes | None = None, chain: SupplyChain | None = None
) -> Axes:
    """Plot the on-hand inventory of every stage, day by day, and when it ordered.

    Parameters
    ----------
    history : dict of str to numpy.ndarray
        From `supplychain.play_episode`; ``"on_hand"`` and ``"orders"``, (horizon, n_stages), are
        used [units].
    ax : matplotlib.axes.Axes, optional
        Where to draw.
    chain : SupplyChain, optional
        The chain that was played; the default one where not given.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        Where the history is that of another chain.
    """
    chain = chain_or_default(chain)
    on_hand, orders = np.asarray(history["on_hand"]), np.asarray(history["orders"])
    if on_hand.ndim != 2 or on_hand.shape[1] != chain.n_stages or orders.shape != on_hand.shape:
        raise ValueError(
            f"history holds on_hand of shape {on_hand.shape} and orders of shape {orders.shape}, "
            f"but the chain has {chain.n_stages} stages: give the chain that was played"
        )
    days = np.arange(len(on_hand))
    colors: dict[int, list] = {}
    with _course_axes(ax) as ax:
        for i, (name, stage) in enumerate(zip(chain.stage_names, chain.stages)):
            (line,) = ax.plot(days, on_hand[:, i], label=name, clip_on=False)
            dots: dict[str, Any] = {"color": line.get_color(), "markersize": 4.5, "clip_on": False}
            ordered = orders[:, i] > 0
            ax.plot(days[ordered], on_hand[ordered, i], "o", **dots)
            colors.setdefault(stage.capacity, []).append(line.get_color())
        for capacity, of in colors.items():
            # A capacity that several stages have is nobody's colour.
            color = of[0] if len(of) == 1 else INK
            ax.axhline(capacity, color=color, linestyle="--", linewidth=1)
        ax.plot([], [], "--", color=INK, linewidth=1, label="capacity")
        ax.plot([], [], "o", color=INK, markersize=4.5, label="day with an order")
        ax.set_ylim(bottom=0)
        ax.set_xlabel("day")
        ax.set_ylabel("on hand, end of day [units]")
        ax.set_xticks(range(0, len(days), 7 * max(1, round(len(days) / 28))))
        ax.legend(**ABOVE, ncols=3)
    return ax


def plot_ledger(results: dict[str, Evaluation], ax: Axes | None = None) -> Axes:
    """Plot where each policy's money came from and went: revenue to the right, costs to the left.

    The bars of a policy add up to its mean profit, which a diamond marks with its 95 % interval.

    Parameters
    ----------
    results : dict of str to Evaluation
        What each policy earned, from `supplychain.evaluate`, first on top.
    ax : matplotlib.axes.Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib.axes.Axes
    """
    rows = range(len(_checked_results(results)))
    ledgers = [result.ledger for result in results.values()]
    with _course_axes(ax, rows=len(results)) as ax:
        ax.use_sticky_edges = False  # a margin beside the longest bar
        colors = plt.rcParams["axes.prop_cycle"].by_key()["color"]
        revenue = [ledger["revenue"] for ledger in ledgers]
        ax.barh(rows, revenue, height=0.6, color=colors[2], label="revenue")
        spent = np.zeros(len(results))
        for cost, color in zip(COSTS, (colors[4], colors[0], colors[5], colors[1], colors[3])):
            amount = np.array([ledger[cost] for ledger in ledgers])
            label = cost.replace("_", " ")
            ax.barh(rows, -amount, height=0.6, left=-spent, color=color, label=label)
            spent += amount
        _mark_profits(ax, results)
        for row, (ledger, right) in enumerate(zip(ledgers, revenue)):
            beside: dict[str, Any] = {
                "xytext": (5, 0),
                "textcoords": "offset points",
                "va": "center",
            }
            ax.annotate(f"{ledger['profit']:,.0f}", (right, row), size="small", **beside)
        ax.axvline(0, color=INK, linewidth=1)
        _name_rows(ax, results)
        ax.set_xlabel("mean of an episode [money]")
        ax.legend(**ABOVE, ncols=2, handlelength=1, columnspacing=1)
    return ax


def plot_profit_distributions(results: dict[str, Evaluation], ax: Axes | None = None) -> Axes:
    """Plot how the profit of an episode varies under each policy.

    Each policy has its distribution, a line from the 5 % to the 95 % quantile of its episodes, and
    a dot at the mean.

    Parameters
    ----------
    results : dict of str to Evaluation
        What each policy earned, from `supplychain.evaluate`, first on top.
    ax : matplotlib.axes.Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib.axes.Axes
    """
    rows = np.arange(len(_checked_results(results)))
    profits = [result.profits for result in results.values()]
    with _course_axes(ax, rows=len(results)) as ax:
        shapes = ax.violinplot(profits, rows, **_HORIZONTAL, widths=0.8, showextrema=False)
        bodies: Any = shapes["bodies"]
        for body in bodies:
            body.set_alpha(0.35)
        low, high = zip(*(np.quantile(values, [0.05, 0.95]) for values in profits))
        ax.hlines(rows, low, high, color=INK, linewidth=1.2, label="9 of 10 episodes")
        ax.plot([result.mean for result in results.values()], rows, "o", color=INK, label="mean")
        _name_rows(ax, results)
        ax.set_xlabel("profit of an episode [money]")
        ax.legend(**ABOVE, ncols=2)
    return ax


@contextmanager
def _course_axes(ax: Axes | None, rows: int | None = None) -> Iterator[Axes]:
    """Give the look to what is drawn inside, and axes, which grow with `rows` of policies."""
    with course_look():
        if ax is None:
            figure, ax = plt.subplots()
            if rows:
                figure.set_figheight(1.8 + 0.45 * rows)
        yield ax


def _moving_averages(returns: npt.ArrayLike, window: int) -> np.ndarray:
    try:
        values = np.atleast_2d(np.asarray(returns, dtype=float))
    except (TypeError, ValueError):  # seeds with different numbers of episodes, or no numbers
        values = np.empty((0, 0))
    if values.ndim != 2 or not values.size or not np.isfinite(values).all():
        raise ValueError(
            f"returns is {shown(returns)}: give finite numbers of shape (n_seeds, "
            "n_episodes), as many episodes for each seed"
        )
    if not 1 <= window <= values.shape[1]:
        raise ValueError(
            f"window is {window}, but there are {values.shape[1]} episodes: give a whole number "
            "from 1 to that"
        )
    return sliding_window_view(values, window, axis=1).mean(axis=2)


def _draw_baselines(ax: Axes, baselines: dict[str, float]) -> None:
    """Draw dashed lines in greys, as a baseline is no learner."""
    for k, (name, value) in enumerate(baselines.items()):
        dashes = (0, (5, 2)) if k % 2 == 0 else (0, (2, 2))
        grey = ("#24292e", "#6a737d", "#959da5")[k % 3]
        ax.axhline(value, color=grey, linestyle=dashes, linewidth=1.3, label=name)


def _checked_results(results: dict[str, Evaluation]) -> dict[str, Evaluation]:
    right = isinstance(results, dict) and results
    if not right or not all(isinstance(result, Evaluation) for result in results.values()):
        raise ValueError(
            f"results is {shown(results)}: give a dict from names to what `evaluate` returned"
        )
    return results


def _mark_profits(ax: Axes, results: dict[str, Evaluation]) -> None:
    estimates = [estimate_mean(result.profits) for result in results.values()]
    means = [estimate.mean for estimate in estimates]
    widths = [estimate.interval[1] - estimate.mean for estimate in estimates]
    # A single episode knows no interval.
    half = np.where(np.isfinite(widths), widths, 0)
    diamond: dict[str, Any] = {
        "fmt": "D",
        "color": INK,
        "markersize": 5,
        "markeredgecolor": "white",
    }
    ax.errorbar(means, range(len(means)), xerr=half, capsize=3, label="profit", **diamond)


def _name_rows(ax: Axes, results: dict[str, Evaluation]) -> None:
    ax.set_yticks(range(len(results)), labels=[fill(name, NAME_WIDTH) for name in results])
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False, axis="y")
    ax.set_ylim(len(results) - 0.5, -0.5)
    ax.xaxis.set_major_formatter(THOUSANDS)
    ax.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
