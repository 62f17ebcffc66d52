"""Drawings of the leaderboard as SVG: no script, no style of their own, any ground, any width.

Lines take the colour of the text around them; what is drawn beside it has a class, which the page
colours. Each drawing says in words what it shows.
"""

from math import ceil, floor, log10
from typing import NamedTuple

from markupsafe import Markup, escape

from supplychain.dynamics import LEDGER_LINES

COSTS = LEDGER_LINES[1:-1]
RANDOM, BOUND = "random orders", "the clairvoyant"  # the lowest rung and the highest
RUNG, LANE, NARROW_LANE = 16, 32, 9  # heights in the ladder [pixels]
NAMED = 40  # students on a ladder, beyond which it shows no names
SHORT = 24  # characters of a name there


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
    """Return the scale of the ladder: from random orders to the clairvoyant bound.

    Whoever earns less than random orders stands at its edge.

    Parameters
    ----------
    rows : list of dict
        The scored ones.
    bound : float, optional
        The clairvoyant bound; the highest interval where nobody asked for it.
    """
    random = [row["profit"] for row in rows if row["kind"] != "student" and row["name"] == RANDOM]
    low = random[0] if random else min((row["interval"][0] for row in rows), default=0)
    highest = max((row["interval"][1] for row in rows), default=1)
    high = max(highest if bound is None else bound, low + 1)
    margin = 0.02 * (high - low)
    return Scale(low - margin, high + margin)


def round_marks(scale, most=4):
    """Return a few round amounts of money within a scale.

    Examples
    --------
    >>> round_marks(Scale(-5_900, 25_100))
    [0, 10000, 20000]
    """
    width = scale.high - scale.low
    tens = 10.0 ** floor(log10(max(width, 1)))
    step = next(tens * part for part in (0.1, 0.2, 0.5, 1, 2, 5) if width / (tens * part) <= most)
    step = max(step, 1)
    first = ceil(scale.low / step)
    return [round(k * step) for k in range(first, int(scale.high // step) + 1)]


def ladder(rows, rungs, scale):
    """Draw where everybody stands on one money axis: rungs as ticks, students as dots below.

    Positions are shares of the width and text keeps its size, so it can be read at any width.

    Parameters
    ----------
    rows : list of dict
        Students with a score, in the order of the board.
    rungs : list of (str, float)
        What stands beside the class, with its profit [money].
    scale : Scale
    """
    # What is on the left is read to the right, and the other way round: a label then crosses no
    # line of a tick that begins further down.
    left, right = [], []
    for name, profit in sorted(rungs, key=lambda rung: rung[1]):
        (left if scale(profit, 100) < 50 else right).append((name, profit))
    lanes = LANE if len(rows) <= NAMED else NARROW_LANE
    head, foot = RUNG * len(rungs) + 6, 22
    height = head + lanes * len(rows) + 10
    shapes = []
    for k, (name, profit) in enumerate([*left, *reversed(right)]):
        x, y = scale(profit, 100), RUNG * (k + 1) - 4
        kind = "bound" if name == BOUND else "rung"
        shapes += [f'<line x1="{x}%" x2="{x}%" y1="{y - 9}" y2="{height}" class="{kind}"/>',
                   _label(name, x, y)]  # fmt: skip
    for k, row in enumerate(rows):
        shapes.append(_lane(row, scale, head + lanes * (k + 1) - 5, lanes == LANE))
    shapes.append(f'<line x1="0" x2="100%" y1="{height}" y2="{height}" class="axis"/>')
    for money in round_marks(scale):
        x = scale(money, 100)
        anchor = "start" if x < 4 else "end" if x > 96 else "middle"
        shapes += [f'<line x1="{x}%" x2="{x}%" y1="{height}" y2="{height + 5}" class="axis"/>',
                   f'<text x="{x}%" y="{height + 18}" text-anchor="{anchor}">{_money(money)}'
                   "</text>"]  # fmt: skip
    words = (
        f"Ladder of profit with {len(rungs)} rungs, from {_money(scale.low)} to "
        f"{_money(scale.high)} an episode, and {len(rows)} students on it; the table says the same"
    )
    return Markup(
        f'<svg class="ladder" width="100%" height="{height + foot}" role="img" '
        f'aria-label="{escape(words)}">{"".join(shapes)}</svg>'
    )


def _lane(row, scale, y, is_named):
    """Draw a student: a dot with its interval, and the name above where there is room for it."""
    low, mean, high = (scale(money, 100) for money in
                       (row["interval"][0], row["profit"], row["interval"][1]))  # fmt: skip
    kind = "dot" if scale.low <= row["profit"] <= scale.high else "dot outside"
    name = row["name"] if len(row["name"]) <= SHORT else row["name"][: SHORT - 1] + "…"
    told = f"{name} {_money(row['profit'])}"
    shapes = [
        _label(told, mean, y - 9) if is_named else f"<title>{escape(told)}</title>",
        f'<line x1="{low}%" x2="{high}%" y1="{y}" y2="{y}" class="span"/>',
        f'<circle cx="{mean}%" cy="{y}" r="4" class="{kind}"/>',
    ]
    return f'<g class="lane" data-name="{escape(row["name"])}">{"".join(shapes)}</g>'


def _label(text, x, y):
    """Write beside a place, on the side where more room is."""
    anchor, aside = ("start", 6) if x < 50 else ("end", -6)
    return f'<text x="{x}%" dx="{aside}" y="{y}" text-anchor="{anchor}">{escape(text)}</text>'


def _money(amount):
    return f"{amount:,.0f}".replace("-", "\N{MINUS SIGN}")


def distribution(row, edges, width=320, height=60):
    """Draw how the profits of episodes are distributed."""
    counts, most = row["histogram"], max(max(row["histogram"]), 1)
    step = width / len(counts)
    points = [f"0,{height}"]
    for k, count in enumerate(counts):
        y = round(height - (height - 2) * count / most, 1)
        points += [f"{k * step:.1f},{y}", f"{(k + 1) * step:.1f},{y}"]
    points.append(f"{width},{height}")
    words = f"Profits of single episodes, {ends(row, edges)}"
    return _svg(width, height, [f'<polygon points="{" ".join(points)}" class="area"/>'], words)


def ends(row, edges):
    """Say from where to where a distribution is drawn, and what lies further out.

    Examples
    --------
    >>> ends({"histogram_outside": [0.025, 0.0]}, [-500.0, 1500.0])
    'from −500 to 1,500; 2.5 % of them are below, drawn at the edge'
    """
    parts = [
        f"{100 * share:.2g} % of them are {where}"
        for share, where in zip(row["histogram_outside"], ("below", "above"))
        if share
    ]
    outside = f"; {' and '.join(parts)}, drawn at the edge" if parts else ""
    return f"from {_money(edges[0])} to {_money(edges[-1])}{outside}"


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
