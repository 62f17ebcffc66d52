"""The worked example of how ranks are made: why a rank 1 may bring less than a rank 2.

``python -m benchmarks.rank_example`` writes it; a test computes it again.
"""

from typing import NamedTuple

import numpy as np

from autograde.course.points import DEFAULT_STEPS, points
from autograde.kit.files import CHECKOUT
from autograde.scoring import ranking

RESULT = CHECKOUT / "benchmarks" / "results" / "rank_example.md"
BOUND = 26_000.0  # of the clairvoyant [money per episode]
# Profit of the policy of each training run [money per episode].
RUNS = {
    "Ada": (24_600, 20_300, 22_400, 17_500, 24_200),
    "Ben": (21_100, 21_250, 21_000, 21_300, 21_150),
    "Cyd": (20_300, 20_150, 20_400, 20_250, 20_200),
}
SCENARIOS = np.array([-300.0, 300.0, -100.0, 100.0])  # luck in play, the same for everybody


class Line(NamedTuple):
    """What the board says of one of them."""

    name: str
    rank: int
    mean: float  # [money]
    low: float  # of the 95 % interval [money]
    high: float
    points: float


def lines():
    """Return what a board of the three would say, by the rules of every board."""
    scores = [
        [ranking.Sample(np.array(runs, float), np.mean(runs) + SCENARIOS)] for runs in RUNS.values()
    ]
    found = []
    for name, score, standing in zip(RUNS, scores, ranking.rank(scores)):
        of_one = ranking.estimate(score)
        low, high = of_one.interval
        worth = points(low / BOUND, DEFAULT_STEPS)
        found.append(Line(name, standing.rank, of_one.mean, low, high, worth))
    return found


def text():
    """Return the example as Markdown."""
    ada, ben, cyd = found = lines()
    rows = [
        f"| {one.name} | {', '.join(f'{run:,}' for run in RUNS[one.name])} | {one.mean:,.0f} | "
        f"{one.low:,.0f} … {one.high:,.0f} | {one.rank} | "
        f"{100 * one.low / BOUND:.1f} % | {one.points:g} |"
        for one in found
    ]
    return "\n".join([
        f"Three entries, five training runs each, on one chain whose bound is {BOUND:,.0f}:",
        "",
        "| who | profit of each run | mean | 95 % interval | rank | surely of the bound | points |",
        "|---|---|--:|--:|--:|--:|--:|",
        *rows,
        "",
        f"{ada.name} has the highest mean, and nobody is surely better: rank {ada.rank}. But the "
        f"runs scatter widely, so that {ada.low:,.0f} is all that is sure: {ada.points:g} points. "
        f"{cyd.name}'s mean is {ada.mean - cyd.mean:,.0f} lower, and {ben.name} is surely better: "
        f"rank {cyd.rank}. But {cyd.low:,.0f} is sure, and brings {cyd.points:g} points. A rank "
        "says who is told apart from whom; points say what can be relied on.",
        "",
    ])  # fmt: skip


if __name__ == "__main__":
    RESULT.write_text(text(), encoding="utf-8")
    print(text())
