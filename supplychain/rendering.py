"""What a day looked like, as text or as pixels: what the environments return from `render`.

Pixels are drawn by Matplotlib, without a window and without touching its settings.
"""

from importlib.util import find_spec
from typing import Any, NamedTuple

import gymnasium
import numpy as np

from .refusals import shown
from .storyboard import BLUE, GREY, INK, ORANGE, RUST

MODES = ("rgb_array", "ansi")

PIXELS_PER_STAGE, HEIGHT, DPI = 160, 360, 100  # even numbers: video formats ask for them
LEAST_STAGES = 3  # a picture is wide enough for its title


def _can_draw() -> bool:
    try:
        return find_spec("matplotlib") is not None
    except ValueError:  # somebody has shut it out
        return False


# A mode that cannot be had is not offered: programs that check environments try all of them.
METADATA: dict[str, Any] = {
    "render_modes": [mode for mode in MODES if mode == "ansi" or _can_draw()],
    "render_fps": 4,
}


class Stage(NamedTuple):
    """One stage at the end of a day [units]."""

    name: str
    capacity: int
    on_hand: int
    on_order: int  # in transit, or owed by its supplier
    owes: int
    ordered: int  # today
    lost: int  # today


class Snapshot(NamedTuple):
    """What there is to see of a day."""

    day: int  # days that have passed
    horizon: int | None  # None: no day is the last one
    profit: float  # of the day [money]
    total: float  # profit so far [money]
    stages: list[Stage]


def checked_mode(mode: str | None) -> str | None:
    """Return a render mode, or refuse what is none.

    Raises
    ------
    ValueError
        Where the mode is unknown.
    ImportError
        Where pixels are asked for and Matplotlib is missing.
    """
    if mode is not None and mode not in MODES:
        raise ValueError(f"render_mode is {shown(mode)}: give 'rgb_array', 'ansi' or None")
    if mode == "rgb_array" and not _can_draw():
        raise ImportError(
            "render_mode 'rgb_array' draws with Matplotlib, which is not installed: "
            "pip install 'supplychain[plotting]', or take 'ansi'"
        )
    return mode


def render(snapshot: Snapshot, mode: str | None) -> np.ndarray | str | None:
    """Return a picture of a day in a mode; nothing, and a warning, where no mode was chosen."""
    if mode is None:
        gymnasium.logger.warn(
            "render was called, but no render_mode was given: make the environment with "
            "render_mode='rgb_array' or 'ansi'"
        )
        return None
    return as_pixels(snapshot) if mode == "rgb_array" else as_text(snapshot)


def as_text(snapshot: Snapshot) -> str:
    """Return lines of text: the money, and a row of units for each stage."""
    header = ("", "on hand", "on order", "owes", "ordered", "lost")
    rows = [
        (stage.name, stage.on_hand, stage.on_order, stage.owes, stage.ordered, stage.lost)
        for stage in snapshot.stages
    ]
    wide = max(len(stage.name) for stage in snapshot.stages)
    lines = [_title(snapshot)]
    for name, *units in (header, *rows):
        lines.append(f"{name:<{wide}}" + "".join(f"{unit:>10}" for unit in units))
    return "\n".join(lines) + "\n"


def as_pixels(snapshot: Snapshot) -> np.ndarray:
    """Return a picture, (height, width, 3): full bars on the shelf, dashed ones on order."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    stages = snapshot.stages
    width = PIXELS_PER_STAGE * max(len(stages), LEAST_STAGES)
    figure = Figure(figsize=(width / DPI, HEIGHT / DPI), dpi=DPI, facecolor="white")
    canvas = FigureCanvasAgg(figure)
    ax = figure.add_axes((0.02, 0.3, 0.96, 0.56))
    for x, stage in enumerate(stages):
        _draw(ax, x, stage)
    ax.set_xlim(-0.5, len(stages) - 0.5)
    ax.set_ylim(0, 2.6)  # shelves; what is higher leaves the picture, its number stays
    ax.set_axis_off()
    ax.axhline(0, color=INK, linewidth=1.5, clip_on=False)
    figure.text(0.02, 0.92, _title(snapshot), fontsize=11, color=INK)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3].copy()


def _draw(ax: Any, x: float, stage: Stage) -> None:
    """Draw one stage: bars in units of its capacity, numbers beside them, words below."""
    on_hand, on_order = stage.on_hand / stage.capacity, stage.on_order / stage.capacity
    ax.bar(x, min(on_hand, 1), 0.36, color=BLUE)
    ax.bar(x, max(on_hand - 1, 0), 0.36, bottom=1, color=ORANGE)
    dashed = {"edgecolor": BLUE, "linestyle": "--", "linewidth": 1.2}
    ax.bar(x, on_order, 0.36, bottom=on_hand, color="#e8f1f7", **dashed)
    ax.plot([x - 0.3, x + 0.3], [1, 1], color=RUST, linewidth=1.5)
    beside = {"fontsize": 10, "va": "bottom", "clip_on": True}
    ax.text(x + 0.22, 0.03, stage.on_hand, color=INK, **beside)
    if stage.on_order:
        ax.text(x + 0.22, min(on_hand + 0.28, 2.3), f"+{stage.on_order}", color=GREY, **beside)
    missing = [f"lost {stage.lost}"] * bool(stage.lost) + [f"owes {stage.owes}"] * bool(stage.owes)
    lines = [
        (stage.name, INK, "bold"),
        (f"orders {stage.ordered}" if stage.ordered else "no order", GREY, "normal"),
        (", ".join(missing), RUST, "bold"),
    ]
    for k, (words, color, weight) in enumerate(lines):
        ax.text(x, -0.12 - 0.34 * k, words, color=color, weight=weight, fontsize=10,
                ha="center", va="top")  # fmt: skip


def _title(snapshot: Snapshot) -> str:
    of = "" if snapshot.horizon is None else f" of {snapshot.horizon}"
    return (
        f"after day {snapshot.day}{of}: profit {snapshot.profit:,.0f}, so far {snapshot.total:,.0f}"
    )
