"""The leaderboard as files: everything as JSON, a table as CSV, Markdown and HTML, a figure.

All of them are made from `Board.figures` alone. Names of students and messages of their programs
are shown as they are and do nothing: no formula in a spreadsheet, no markup on a page.
"""

import csv
import io
import json
import re
from dataclasses import asdict
from string import ascii_lowercase

import matplotlib
import matplotlib.pyplot as plt

from autograde import sketches
from autograde.commitment import BOARD, sealed
from autograde.feedback import TEMPLATES
from autograde.tracks import drawn_chains
from supplychain.dynamics import LEDGER_LINES
from supplychain.look import INK, course_look, save

COLUMNS = ("rank", "first", "last", "name", "kind", "points", "profit", "low", "high", "n_runs",
           "share_of_bound", "share_of_bound_low", "share_of_way", "fill_rate",
           "training_seconds", "sees", "budget", "reason")  # fmt: skip
FIGURE = "profits.svg"
USUAL = "levels"  # what a table sees; who sees something else has a mark
ALT = "Mean profit of every row with its 95 % interval, and the clairvoyant bound."


def write(board, out):
    """Write ``leaderboard.json``, ``.csv``, ``.md``, ``.html`` and the figure.

    ``leaderboard_part.html`` is the board without a page around it, for a page of the site.
    """
    out.mkdir(parents=True, exist_ok=True)
    known = board.figures()
    rows = known["rows"]
    _draw(known, out / FIGURE)
    texts = {
        BOARD: json.dumps(sealed(known), indent=1) + "\n",
        "leaderboard.csv": _csv(rows),
        "leaderboard.md": TEMPLATES.get_template("leaderboard.md").render(
            board=known, rows=rows, alt=ALT, figure=FIGURE, markdown=_markdown
        ),
    }
    for name, text in (texts | _html(known)).items():
        (out / name).write_text(text, encoding="utf-8")


def show_chains(out):
    """Write the HTML of a board once more, with the chains that follow from its revealed secret.

    ``leaderboard.json`` stays as it is: its figures are sealed, and may be published already.
    """
    known = json.loads((out / BOARD).read_text(encoding="utf-8"))
    drawn = known["configuration"]
    chains = drawn_chains(bytes.fromhex(known["secret"]), drawn["n_chains"], drawn["ranges"])
    for shown, chain in zip(known["chains"], chains):
        shown["parameters"] = asdict(chain)
    for name, text in _html(known).items():
        (out / name).write_text(text, encoding="utf-8")


def _html(known):
    """Return the board as HTML, without a page around it and as a page, by the files' names."""
    part = TEMPLATES.get_template("leaderboard_part.html").render(**_page(known, known["rows"]))
    page = TEMPLATES.get_template("leaderboard.html").render(part=part)
    return {"leaderboard_part.html": part, "leaderboard.html": page}


def _page(known, rows):
    """Return what the template of the page needs."""
    scored = [row for row in rows if "profit" in row]
    scale = sketches.scale_of(scored, known["bound"])
    public = known["public"]
    open_to_all = [row for row in public["rows"] if "profit" in row] if public else []
    learned = [money for row in scored if row["curve"] for money in row["curve"]["mean"]]
    others = [row["sees"] for row in [*scored, *open_to_all] if row["sees"] != USUAL]
    largest = max((max(row["ledger"]["revenue"], _spent(row)) for row in scored), default=1.0)
    return {
        "board": known,
        "scored": scored,
        "unscored": [row for row in rows if "profit" not in row],
        "sketches": sketches,
        "scale": scale,
        "open_to_all": open_to_all,
        "open_scale": sketches.scale_of(open_to_all, public and public["bound"]),
        "curve_scale": sketches.Scale(min(learned, default=0), max([*learned, scale.high])),
        "largest": largest or 1.0,
        "lines": LEDGER_LINES,
        "marks": dict(zip(dict.fromkeys(others), ascii_lowercase)),
    }


def _spent(row):
    return sum(row["ledger"][line] for line in LEDGER_LINES[1:-1])


def _draw(known, path):
    """Draw the rows' profits with their intervals."""
    matplotlib.use("agg")  # a file is drawn, also where a screen is there
    scored = [row for row in known["rows"] if "profit" in row]
    places = range(len(scored))
    with course_look():
        figure, axes = plt.subplots(figsize=(5.6, 1.5 + 0.35 * len(scored)))
        means = [row["profit"] for row in scored]
        half = [row["profit"] - row["interval"][0] for row in scored]
        axes.errorbar(means, places, xerr=half, fmt="o", color=INK, capsize=3, label="profit")
        if known["bound"] is not None:
            axes.axvline(known["bound"], color=INK, linestyle="--", label="clairvoyant bound")
        # Between two dollar signs would be mathematics.
        names = [row["name"].replace("$", r"\$") for row in scored]
        axes.set_yticks(places, labels=names)
        axes.set_ylim(len(scored) - 0.5, -0.5)
        axes.xaxis.set_major_formatter("{x:,.0f}")
        axes.locator_params(axis="x", nbins=5)
        axes.set_xlabel("mean profit of an episode [money]")
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1.02), ncols=2)
        save(axes, path)
    plt.close(figure)


def _csv(rows):
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        cells = dict(row)
        cells["low"], cells["high"] = row.get("interval", ("", ""))
        cells["training_seconds"] = sum(filter(None, row["training_seconds"])) or ""
        writer.writerow(_inert(cells.get(column)) for column in COLUMNS)
    return file.getvalue()


def _inert(value):
    """Return a cell that no spreadsheet takes for a formula."""
    if isinstance(value, str) and value[:1] in tuple("=+-@\t\r\n"):
        return "'" + value
    if isinstance(value, float):
        return f"{value:.2f}" if abs(value) >= 10 else f"{value:.4f}"  # money, or a share
    return "" if value is None else value


def _markdown(text):
    """Return text that Markdown shows as it is, in one line."""
    return re.sub(r"[^\w ]|_", lambda found: f"&#{ord(found[0])};", " ".join(text.split()))
