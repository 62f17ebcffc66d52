"""The leaderboard as files: everything as JSON, a table as CSV, a page.

All of them are made from `Board.figures` alone. Names of students and messages of their programs
are shown as they are and do nothing: no formula in a spreadsheet, no markup on a page.
"""

import csv
import io
import json
from dataclasses import asdict
from pathlib import Path
from string import ascii_lowercase
from typing import Any

from autograde.kit.files import write_whole
from autograde.kit.pages import templates_of
from autograde.kit.text import for_spreadsheet
from autograde.leaderboard import drawings
from autograde.leaderboard.rows import Board
from autograde.leaderboard.seal import BOARD, sealed
from autograde.training.tracks import drawn_chains
from supplychain.dynamics import LEDGER_LINES

TEMPLATES = templates_of("autograde.leaderboard")
COLUMNS = ("rank", "first", "last", "name", "kind", "points", "profit", "low", "high", "n_runs",
           "share_of_bound", "share_of_bound_low", "share_of_way", "fill_rate",
           "training_seconds", "sees", "budget", "reason")  # fmt: skip
USUAL = "levels"  # what a table sees; who sees something else has a mark


def write(board: Board, out: Path) -> None:
    """Write ``leaderboard.json``, ``.csv`` and ``.html``.

    ``leaderboard_part.html`` is the board without a page around it, for a page of the site.
    """
    out.mkdir(parents=True, exist_ok=True)
    known = board.figures()
    rows = known["rows"]
    texts = {
        BOARD: json.dumps(sealed(known), indent=1) + "\n",
        "leaderboard.csv": _csv(rows),
    }
    for name, text in (texts | _html(known)).items():
        write_whole(out / name, text)


def show_chains(out: Path) -> None:
    """Write the HTML of a board once more, with the chains that follow from its revealed secret.

    ``leaderboard.json`` stays as it is: its figures are sealed, and may be published already.
    """
    known = json.loads((out / BOARD).read_text(encoding="utf-8"))
    drawn = known["configuration"]
    chains = drawn_chains(bytes.fromhex(known["secret"]), drawn["n_chains"], drawn["ranges"])
    for shown, chain in zip(known["chains"], chains):
        shown["parameters"] = asdict(chain)
    for name, text in _html(known).items():
        write_whole(out / name, text)


def _html(known: dict[str, Any]) -> dict[str, str]:
    """Return the board as HTML, without a page around it and as a page, by the files' names."""
    part = TEMPLATES.get_template("leaderboard_part.html").render(**_page(known, known["rows"]))
    page = TEMPLATES.get_template("leaderboard.html").render(part=part)
    return {"leaderboard_part.html": part, "leaderboard.html": page}


def _page(known: dict[str, Any], rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what the template of the page needs."""
    scored = [row for row in rows if "profit" in row]
    scale = drawings.scale_of(scored, known["bound"])
    public = known["public"]
    open_to_all = [row for row in public["rows"] if "profit" in row] if public else []
    learned = [money for row in scored if row["curve"] for money in row["curve"]["mean"]]
    others = [row["sees"] for row in [*scored, *open_to_all] if row["sees"] != USUAL]
    largest = max((max(row["ledger"]["revenue"], _spent(row)) for row in scored), default=1.0)
    return {
        "board": known,
        "scored": scored,
        "unscored": [row for row in rows if "profit" not in row],
        "on_public": {row["name"]: row["reason"] for row in public["rows"]} if public else {},
        "drawings": drawings,
        "scale": scale,
        "open_to_all": open_to_all,
        "open_scale": drawings.scale_of(open_to_all, public and public["bound"]),
        "curve_scale": drawings.Scale(min(learned, default=0), max([*learned, scale.high])),
        "largest": largest or 1.0,
        "lines": LEDGER_LINES,
        "marks": dict(zip(dict.fromkeys(others), ascii_lowercase)),
    }


def _spent(row: dict[str, Any]) -> float:
    return sum(row["ledger"][line] for line in LEDGER_LINES[1:-1])


def _csv(rows: list[dict[str, Any]]) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        cells = dict(row)
        cells["low"], cells["high"] = row.get("interval", ("", ""))
        cells["training_seconds"] = sum(filter(None, row["training_seconds"])) or ""
        writer.writerow(_cell(cells.get(column)) for column in COLUMNS)
    return file.getvalue()


def _cell(value: Any) -> str:
    """Return a cell of the table: money and shares in few digits."""
    if isinstance(value, float):
        return f"{value:.2f}" if abs(value) >= 10 else f"{value:.4f}"
    return for_spreadsheet(value)
