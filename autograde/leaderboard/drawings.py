"""Small drawings of the leaderboard as SVG: no script, no style of their own, any ground.

Lines take the colour of the text around them; what is drawn beside it has a class, which the page
colours. Each drawing says in words what it shows.
"""

from typing import NamedTuple

from markupsafe import Markup, escape

from supplychain.dynamics import LEDGER_LINES

COSTS = LEDGER_LINES[1:-1]


class Scale(NamedTuple):
    """Money at the left and at the right end of a drawing."""

    low: float
    high: float

    def __call__(self, money, width):
        """Return where an amount stands, within the drawing."""
        # All curves of a class may be one and the same line.
        share = (money - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        return round(min(max(share, 0.0), 1.0) * width, 1)


def scale_of(rows, bound=None):
    """Return a scale on which the intervals of scored rows and the bound have their place.

    It is made for what was learned: policies that are far worse stand at its edge.
    """
    learned = [row for row in rows if row["kind"] != "policy"] or rows
    ends = [end for row in learned for end in row["interval"]]
    ends += [bound] if bound is not None else []
    low, high = (min(ends), max(ends)) if ends else (0, 1)
    margin = 0.03 * (high - low) or 1
    return Scale(low - margin, high + margin)


def interval(row, scale, bound=None, width=120, height=22):
    """Draw a mean with its 95 % interval; a dashed line at the clairvoyant bound."""
    low, mean, high = (scale(money, width) for money in
                       (row["interval"][0], row["profit"], row["interval"][1]))  # fmt: skip
    middle = height / 2
    shapes = [
        f'<line x1="0" x2="{width}" y1="{middle}" y2="{middle}" class="ground"/>',
        f'<line x1="{low}" x2="{high}" y1="{middle}" y2="{middle}" class="span"/>',
        *(f'<line x1="{x}" x2="{x}" y1="{middle - 4}" y2="{middle + 4}" class="end"/>'
          for x in (low, high)),
        f'<circle cx="{mean}" cy="{middle}" r="3.5"/>',
    ]  # fmt: skip
    if bound is not None:
        x = scale(bound, width)
        shapes.append(f'<line x1="{x}" x2="{x}" y1="1" y2="{height - 1}" class="bound"/>')
    words = "{:,.0f}, 95 % interval from {:,.0f} to {:,.0f}".format(row["profit"], *row["interval"])
    return _svg(width, height, shapes, words)


def distribution(row, edges, width=320, height=60):
    """Draw how the profits of episodes are distributed."""
    counts, most = row["histogram"], max(max(row["histogram"]), 1)
    step = width / len(counts)
    points = [f"0,{height}"]
    for k, count in enumerate(counts):
        y = round(height - (height - 2) * count / most, 1)
        points += [f"{k * step:.1f},{y}", f"{(k + 1) * step:.1f},{y}"]
    points.append(f"{width},{height}")
    words = f"Profits of single episodes, from {edges[0]:,.0f} or less to {edges[-1]:,.0f}"
    return _svg(width, height, [f'<polygon points="{" ".join(points)}" class="area"/>'], words)


def curve(row, scale, width=320, height=90):
    """Draw what was earned while learning: the mean over the runs, and one deviation around it."""
    known = row["curve"]
    last = known["episode"][-1]
    xs = [round(width * episode / last, 1) for episode in known["episode"]]

    def ys(sign):
        pairs = zip(known["mean"], known["deviation"])
        return [round(height - scale(mean + sign * spread, height), 1) for mean, spread in pairs]

    band = [*zip(xs, ys(1)), *reversed(list(zip(xs, ys(-1))))]
    shapes = [f'<polygon points="{_points(band)}" class="area"/>',
              f'<polyline points="{_points(zip(xs, ys(0)))}" class="line"/>']  # fmt: skip
    words = (
        f"Return while learning, from {known['mean'][0]:,.0f} in the first episodes to "
        f"{known['mean'][-1]:,.0f} in the last of {last}"
    )
    return _svg(width, height, shapes, words)


def ledger(row, largest, width=320, height=18):
    """Draw what became of the revenue: profit and each cost, side by side."""
    known, x, shapes = row["ledger"], 0.0, []
    for line in ("profit", *COSTS):
        wide = max(known[line], 0.0) / largest * width
        shapes.append(f'<rect x="{x:.1f}" width="{wide:.1f}" height="{height}" class="{line}"/>')
        x += wide
    words = f"Revenue {known['revenue']:,.0f}, of which profit {known['profit']:,.0f}"
    return _svg(width, height, shapes, words)


def key(line):
    """Draw the colour of a line of the ledger."""
    return _svg(10, 10, [f'<rect width="10" height="10" class="{line}"/>'], line.replace("_", " "))


def _points(pairs):
    return " ".join(f"{x},{y}" for x, y in pairs)


def _svg(width, height, shapes, words):
    return Markup(
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{escape(words)}">{"".join(shapes)}</svg>'
    )
