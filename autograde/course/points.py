"""Points of the challenge: from what an entry surely reaches, never from its rank."""

from collections.abc import Sequence
from typing import NamedTuple


class Step(NamedTuple):
    """A threshold and what reaching it is worth."""

    share: float  # of the clairvoyant bound
    points: float


# What holds where ``course.toml`` says nothing else. The bound is 1 and out of reach. On the hidden
# chains of the sample board constant orders reach about 0.8, the tuned Q-learning about 0.7, the
# champion nearly 0.9.
DEFAULT_STEPS = (
    Step(0.30, 2.0),
    Step(0.45, 4.0),
    Step(0.60, 6.0),
    Step(0.70, 8.0),
    Step(0.80, 10.0),
)


def points(share: float, steps: Sequence[Step]) -> float:
    """Return the points of an entry: those of the last step that it reaches.

    Parameters
    ----------
    share : float
        Lower end of its 95 % interval, as a share of the clairvoyant bound.
    steps : sequence of Step
        Lowest first.

    Examples
    --------
    >>> steps = [Step(0.0, 4), Step(0.5, 8)]
    >>> [points(share, steps) for share in (-0.1, 0.0, 0.49, 0.5)]
    [0, 4, 4, 8]
    """
    return max((step.points for step in steps if share >= step.share), default=0)


def most(steps: Sequence[Step]) -> float:
    """Return the most points that some steps give."""
    return float(max(step.points for step in steps))


def as_table(steps: Sequence[Step]) -> str:
    """Return steps as a table in Markdown, for the students' page.

    Examples
    --------
    >>> print(as_table([Step(0.5, 8.0)]))
    | surely reached, of the bound | points |
    |--:|--:|
    | 50 % | 8 |
    """
    rows = [f"| {100 * share:g} % | {worth:g} |" for share, worth in steps]
    return "\n".join(["| surely reached, of the bound | points |", "|--:|--:|", *rows])


def as_toml(steps: Sequence[Step]) -> str:
    """Return steps as ``course.toml`` holds them.

    Examples
    --------
    >>> print(as_toml([Step(0.5, 8.0)]))
    [leaderboard]
    steps = [{share = 0.5, points = 8}]
    """
    tables = ", ".join(f"{{share = {share:g}, points = {worth:g}}}" for share, worth in steps)
    return f"[leaderboard]\nsteps = [{tables}]"
