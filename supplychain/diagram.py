"""The diagram of a supply chain: who supplies whom, how fast, and how much fits on a shelf.

``python -m supplychain.diagram FOLDER`` draws the default chain as ``chain.svg`` and ``chain.png``.
"""

import sys
from collections.abc import Sequence
from math import atan2, degrees, hypot
from pathlib import Path
from statistics import fmean
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, FancyArrowPatch, Polygon, Wedge

from .look import INK, course_look, save
from .model import SupplyChain, chain_or_default

LEAF, OIL, PAPER, PALE_INK = "#4f6128", "#c8982f", "#f4e9c1", "#565b4a"

# Lengths are inches at the size of a page; every retailer has a row.
ROW, MARGIN = 1.2, 0.58
ABOVE, BELOW = 0.42, 1.1  # of the highest and of the lowest picture, which stands on a legend
LEAST_GAP = {"dc": 1.45, "retailer": 1.75, "customers": 1.45}  # from the column on the left
REACH = 0.42  # from the middle of a picture to where its arrows end
PORT = 0.3  # between the links that leave one picture
BETWEEN = 0.075  # half the distance of the two arrows of a link


def draw_chain(chain: SupplyChain | None = None, ax: Axes | None = None) -> Axes:
    """Draw a supply chain, from the mill on the left to the customers on the right.

    Solid arrows are goods and tell the lead time; dashed arrows are orders.

    Parameters
    ----------
    chain : SupplyChain, optional
        The chain; the default one where not given.
    ax : matplotlib.axes.Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib.axes.Axes
    """
    chain = chain_or_default(chain)
    columns, heights = _layout(chain)
    width = columns["customers"] + MARGIN
    bottom, top = min(heights) - BELOW, max(heights) + ABOVE
    with course_look():
        if ax is None:
            _, ax = plt.subplots(figsize=(width, top - bottom))
        ax.set(xlim=(0, width), ylim=(bottom, top), aspect="equal")
        ax.set_axis_off()
        _draw_links(ax, chain, columns, heights)
        _draw_stages(ax, chain, columns, heights)
        goods = Line2D([], [], color=INK, label="goods")
        orders = Line2D([], [], color=PALE_INK, linestyle=(0, (3, 2)), label="orders")
        ax.legend(handles=[goods, orders], loc="lower center", ncols=2)
    return ax


def _layout(chain: SupplyChain) -> tuple[dict[str, float], list[float]]:
    """Return where each column stands, and how high each stage and, last, the mill."""
    supplier = [j for j, dc in enumerate(chain.dcs) for _ in dc.retailers]
    retailers = [ROW * ((chain.n_retailers - 1) / 2 - r) for r in range(chain.n_retailers)]
    dcs = [
        fmean(height for height, of in zip(retailers, supplier) if of == j)
        for j in range(chain.n_dcs)
    ]
    mill = fmean(dcs)
    # Columns move apart where a link would get steep.
    rises = {
        "dc": max(abs(height - mill) for height in dcs),
        "retailer": max(abs(height - dcs[j]) for height, j in zip(retailers, supplier)),
        "customers": 0,
    }
    columns = {"mill": MARGIN}
    for left, right in zip(("mill", "dc", "retailer"), rises):
        columns[right] = columns[left] + max(LEAST_GAP[right], 2 * REACH + 1.1 * rises[right])
    return columns, [*retailers, *dcs, mill]


def _draw_links(
    ax: Axes, chain: SupplyChain, columns: dict[str, float], heights: list[float]
) -> None:
    mill, dc, retailer, customers = columns.values()
    retailers = zip(heights, chain.retailers)
    for height, centre, port in zip(
        heights[chain.n_retailers :], chain.dcs, _ports(heights[-1], chain.n_dcs)
    ):
        _draw_link(ax, (mill, port), (dc, height), _days(centre.lead_time))
        for port in _ports(height, len(centre.retailers)):
            to, shop = next(retailers)
            _draw_link(ax, (dc, port), (retailer, to), _days(shop.lead_time))
            _draw_link(ax, (retailer, to), (customers, to), "")


def _ports(height: float, n: int) -> list[float]:
    """Return the heights at which n links leave a picture, the highest first."""
    apart = min(PORT, 2 * PORT / n)
    return [height + apart * ((n - 1) / 2 - k) for k in range(n)]


def _draw_link(ax: Axes, start: tuple[float, float], end: tuple[float, float], text: str) -> None:
    """Draw goods from start to end above orders from end to start."""
    (x0, y0), (x1, y1) = (start[0] + REACH, start[1]), (end[0] - REACH, end[1])
    length = hypot(x1 - x0, y1 - y0)
    across = np.array([-(y1 - y0), x1 - x0]) / length
    up = BETWEEN * across
    arrow: dict[str, Any] = {"arrowstyle": "-|>", "mutation_scale": 11, "shrinkA": 0, "shrinkB": 0}
    tail, head = np.array([x0, y0]), np.array([x1, y1])
    ax.add_patch(
        FancyArrowPatch(
            (tail + up).tolist(), (head + up).tolist(), color=INK, linewidth=1.6, **arrow
        )
    )
    dashes: dict[str, Any] = {"color": PALE_INK, "linewidth": 1.2, "linestyle": (0, (3, 2))}
    ax.add_patch(FancyArrowPatch((head - up).tolist(), (tail - up).tolist(), **dashes, **arrow))
    x, y = (tail + head) / 2 + up + 0.13 * across
    angle = degrees(atan2(y1 - y0, x1 - x0))
    ax.text(x, y, text, size=11.5, ha="center", va="center", rotation=angle)


def _draw_stages(
    ax: Axes, chain: SupplyChain, columns: dict[str, float], heights: list[float]
) -> None:
    _draw_mill(ax, columns["mill"], heights[-1])
    _name(ax, columns["mill"], heights[-1], "Mill", "unlimited")
    for i, (name, stage) in enumerate(zip(chain.stage_names, chain.stages)):
        is_retailer = i < chain.n_retailers
        x = columns["retailer" if is_retailer else "dc"]
        (_draw_shop if is_retailer else _draw_warehouse)(ax, x, heights[i])
        _name(ax, x, heights[i], name, f"holds {stage.capacity}")
    for retailer, height in zip(chain.retailers, heights):
        _draw_customers(ax, columns["customers"], height)
        demand = f"{retailer.mean_daily_demand:.3g} a day"
        _name(ax, columns["customers"], height, "Customers", demand)


def _name(ax: Axes, x: float, y: float, name: str, remark: str) -> None:
    ax.text(x, y - 0.29, name, size=12.5, weight="bold", ha="center", va="top")
    ax.text(x, y - 0.5, remark, size=11.5, color=PALE_INK, ha="center", va="top")


def _draw_mill(ax: Axes, x: float, y: float) -> None:
    walls = [(-0.24, -0.22), (-0.24, 0.1), (0, 0.33), (0.24, 0.1), (0.24, -0.22)]
    _fill(ax, x, y, LEAF, walls)
    ax.add_patch(Circle((x, y - 0.02), 0.13, color=PAPER, linewidth=0))
    ax.add_patch(Circle((x, y - 0.02), 0.045, color=LEAF, linewidth=0))


def _draw_warehouse(ax: Axes, x: float, y: float) -> None:
    walls = [(-0.36, -0.22), (-0.36, 0.12), (0, 0.27), (0.36, 0.12), (0.36, -0.22)]
    _fill(ax, x, y, LEAF, walls)
    for left in (-0.24, 0.04):
        _fill(ax, x + left, y, PAPER, [(0, -0.22), (0, 0.02), (0.2, 0.02), (0.2, -0.22)])


def _draw_shop(ax: Axes, x: float, y: float) -> None:
    _fill(ax, x, y, LEAF, [(-0.24, -0.22), (-0.24, 0.1), (0.24, 0.1), (0.24, -0.22)])
    _fill(ax, x, y, OIL, [(-0.24, 0.27), (-0.31, 0.08), (0.31, 0.08), (0.24, 0.27)])
    _fill(ax, x, y, PAPER, [(-0.17, -0.22), (-0.17, 0), (-0.03, 0), (-0.03, -0.22)])
    _fill(ax, x, y, PAPER, [(0.04, -0.12), (0.04, 0), (0.18, 0), (0.18, -0.12)])


def _draw_customers(ax: Axes, x: float, y: float) -> None:
    for shift, size in ((-0.2, 0.8), (0.2, 0.8), (0, 1)):
        edge: dict[str, Any] = {"edgecolor": "white", "linewidth": 1, "facecolor": LEAF}
        ax.add_patch(Wedge((x + shift, y - 0.22), 0.17 * size, 0, 180, **edge))
        ax.add_patch(Circle((x + shift, y - 0.22 + 0.27 * size), 0.1 * size, **edge))


def _fill(ax: Axes, x: float, y: float, color: str, corners: Sequence[tuple[float, float]]) -> None:
    ax.add_patch(Polygon(np.add(corners, (x, y)), color=color, linewidth=0))


def _days(lead_time: int) -> str:
    return "1 day" if lead_time == 1 else f"{lead_time} days"


def main(arguments: list[str]) -> None:
    """Draw the default chain into a folder."""
    if len(arguments) != 1:
        sys.exit("usage: python -m supplychain.diagram FOLDER")
    figure_axes = draw_chain()
    for suffix in (".svg", ".png"):
        save(figure_axes, Path(arguments[0]) / f"chain{suffix}")


if __name__ == "__main__":
    main(sys.argv[1:])
