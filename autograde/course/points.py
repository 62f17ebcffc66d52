"""Points of the challenge: from what an entry surely reaches, never from its rank."""

import tomllib
from math import isfinite
from pathlib import Path
from typing import NamedTuple

from autograde.kit.errors import CourseError

CONFIG = Path(__file__).with_name("points.toml")


class Step(NamedTuple):
    """A threshold and what reaching it is worth."""

    share: float  # of the clairvoyant bound
    points: float


def read_steps(path=CONFIG):
    """Return the steps of a configuration, lowest first.

    Raises
    ------
    CourseError
        Where the file does not say what it should; the message says what is wrong.
    """
    try:
        known = tomllib.loads(path.read_text(encoding="utf-8"))
        steps = [Step(float(step["share"]), float(step["points"])) for step in known["step"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CourseError(
            f"{path} gives no steps ({error!r}): write [[step]] tables with share and points"
        ) from None
    rising = all(a.share < b.share and a.points <= b.points for a, b in zip(steps, steps[1:]))
    if not steps or not rising or not all(isfinite(value) for step in steps for value in step):
        raise CourseError(f"{path}: the shares of the steps must rise, and their points not fall")
    return steps


def points(share, steps):
    """Return the points of an entry.

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


def leaderboard_points(path):
    """Return the most points that the steps in a file ``points.toml`` give; 0 without the file."""
    if not path.exists():
        return 0.0
    steps = tomllib.loads(path.read_text(encoding="utf-8"))["step"]
    return float(max(step["points"] for step in steps))
