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
from autograde.training.entries import NOTHING
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
    write_figures(board.figures(), out)


def write_figures(known: dict[str, Any], out: Path) -> None:
    """Write the files of a board from its figures."""
    out.mkdir(parents=True, exist_ok=True)
    texts = {
        BOARD: json.dumps(sealed(known), indent=1) + "\n",
        "leaderboard.csv": _csv(known["rows"]),
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
    students = [row for row in rows if row["kind"] == "student"]
    absent = [row for row in students if row["reason"] == NOTHING]
    public = known["public"]
    open_to_all = [row for row in public["rows"] if "profit" in row] if public else []
    others = [row["sees"] for row in [*scored, *open_to_all] if row["sees"] != USUAL]
    largest = max((max(row["ledger"]["revenue"], _spent(row)) for row in scored), default=1.0)
    rungs = [(row["name"], row["profit"]) for row in scored if row["kind"] != "student"]
    if known["bound"] is not None:
        rungs.append((drawings.BOUND, known["bound"]))
    return {
        "board": known,
        "scored": scored,
        "students": [row for row in students if "profit" in row],
        "n_students": len(students),
        "n_absent": len(absent),
        "unscored": [row for row in rows if "profit" not in row and row not in absent],
        "on_public": {row["name"]: row["reason"] for row in public["rows"]} if public else {},
        "drawings": drawings,
        "rungs": rungs,
        "next_rungs": [_next_rung(row, rungs) for row in scored],
        "scale": drawings.scale_of(scored, known["bound"]),
        "open_to_all": open_to_all,
        "curve_scale": _curve_scale(scored),
        "largest": largest or 1.0,
        "lines": LEDGER_LINES,
        "marks": dict(zip(dict.fromkeys(others), ascii_lowercase)),
    }


def _next_rung(row: dict[str, Any], rungs: list[tuple[str, float]]) -> dict[str, Any] | None:
    """Return what stands next above a row beside the class, and how much more it earns."""
    above = [(profit, name) for name, profit in rungs if profit > row["profit"]]
    if not above:
        return None
    profit, name = min(above)
    return {"name": name, "more": profit - row["profit"]}


def _curve_scale(scored: list[dict[str, Any]]) -> drawings.Scale:
    """Return a scale on which every learning curve has its place, its band too."""
    curves = [row["curve"] for row in scored if row["curve"]]
    ends = [
        mean + side * away
        for curve in curves
        for mean, away in zip(curve["mean"], curve["deviation"])
        for side in (-1, 1)
    ]
    return drawings.Scale(min(ends, default=0), max([*ends, min(ends, default=0) + 1]))


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
