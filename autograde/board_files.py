"""The leaderboard as files: everything as JSON, a table as CSV, Markdown and HTML, a figure.

Names of students and messages of their programs are shown as they are and do nothing: no formula
in a spreadsheet, no markup on a page.
"""

import csv
import io
import json
import re

import matplotlib
import matplotlib.pyplot as plt

from autograde.commitment import sealed
from autograde.feedback import TEMPLATES
from supplychain import benchmark as rules
from supplychain import plotting
from supplychain.batch import Episodes
from supplychain.evaluation import Evaluation

COLUMNS = ("rank", "name", "kind", "profit", "low", "high", "interval_over", "fill_rate",
           "training_seconds", "reason")  # fmt: skip
FIGURE = "profits.svg"
DRAWN = 5000  # episodes of each row: more of them take long to smooth, and look the same
ALT = "How the profit of an episode is distributed under each policy of the leaderboard."


def write(board, out):
    """Write ``leaderboard.json``, ``.csv``, ``.md``, ``.html`` and the figure."""
    out.mkdir(parents=True, exist_ok=True)
    picture = _draw(board, out / FIGURE)
    about = {"board": board, "rules": rules, "alt": ALT}
    texts = {
        "leaderboard.json": json.dumps(sealed(board.figures()), indent=1) + "\n",
        "leaderboard.csv": _csv(board),
        "leaderboard.md": TEMPLATES.get_template("leaderboard.md").render(
            **about, figure=FIGURE, markdown=_markdown
        ),
        "leaderboard.html": TEMPLATES.get_template("leaderboard.html").render(
            **about, picture=picture[picture.index("<svg") :]
        ),
    }
    for name, text in texts.items():
        (out / name).write_text(text, encoding="utf-8")


def _draw(board, path):
    matplotlib.use("agg")  # a file is drawn, also where a screen is there
    results = {}
    for row in board.scored:
        name = row.name.replace("$", r"\$")  # between two of them is mathematics
        if name in results:  # a student may be called like one of our rows
            name = f"{name} ({row.kind})"
        results[name] = _thinned(row.pooled)
    axes = plotting.plot_profit_distributions(results)
    plotting.save(axes, path)
    plt.close(axes.figure)
    return path.read_text(encoding="utf-8")


def _thinned(evaluation):
    step = -(-len(evaluation.profits) // DRAWN)
    episodes = Episodes(*(values[::step] for values in evaluation.episodes))
    return Evaluation(episodes, evaluation.scenarios[::step])


def _csv(board):
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in board.rows:
        known = row.figures()
        known["low"], known["high"] = known.get("interval", ("", ""))
        known["reason"] = row.short_reason
        known["training_seconds"] = sum(filter(None, known.get("training_seconds", ()))) or ""
        writer.writerow(_inert(known.get(column, "")) for column in COLUMNS)
    return file.getvalue()


def _inert(value):
    """Return a cell that no spreadsheet takes for a formula."""
    if isinstance(value, str) and value[:1] in tuple("=+-@\t\r\n"):
        return "'" + value
    return f"{value:.2f}" if isinstance(value, float) else value


def _markdown(text):
    """Return text that Markdown shows as it is, in one line."""
    return re.sub(r"[^\w ]|_", lambda found: f"&#{ord(found[0])};", " ".join(text.split()))
