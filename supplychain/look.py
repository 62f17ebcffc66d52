"""The one look of the course's figures, and how a figure becomes a file."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes

INK = "#24292e"  # of the type, for what belongs to no series


@contextmanager
def course_look() -> Iterator[None]:
    """Give the look of ``course.mplstyle`` to what is drawn inside."""
    # A notebook chooses its backend with the first figure. Inside the context, the choice to show
    # figures by themselves would be forgotten at the end; this call makes it now.
    plt.draw_if_interactive()
    with plt.style.context("supplychain.course"):
        yield


def save(ax: Axes, path: str | Path) -> None:
    """Write the figure of some axes to a file; the same figure gives the same bytes.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        What a function of `plotting` returned.
    path : str or path
        Where to; the suffix says in which format.
    """
    path = Path(path)
    # The date and the version of Matplotlib are no part of the picture.
    metadata = {".svg": {"Date": None, "Creator": None}, ".png": {"Software": None}}
    with course_look():
        figure: Any = ax.figure  # the whole one: a part of one could not be saved
        figure.savefig(path, metadata=metadata.get(path.suffix))
