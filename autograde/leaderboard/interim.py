"""Interim boards, before the deadline: the class on practice chains and on the public track.

Nothing here reads, draws or follows from a secret, so an interim board may be shown to everybody
at any time. Each student's best so far is kept beside it, as long as the boards can be compared.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograde.course import version
from autograde.kit.cache import digest
from autograde.kit.errors import UnusableArgument
from autograde.kit.files import WORLD, fingerprint, write_whole
from autograde.leaderboard.benchmark import Settings, handed_in, of_class
from autograde.leaderboard.files import write_figures
from autograde.leaderboard.rows import Board
from autograde.training import tracks
from autograde.training.commitment import COMMITMENT, SECRET

USUAL = {"n_chains": 3, "n_runs": 5, "n_scenarios": 2000, "n_bounds": 50}
DRAW = 1  # of the practice chains: the one that students have at home without asking for another
BEST = "best.json"


def interim(
    submissions: Path,
    out: Path,
    settings: Settings,
    tell: Callable[[str], object] = lambda line: None,
    draw: int = DRAW,
) -> Board:
    """Make an interim board of a class and write its files.

    Parameters
    ----------
    submissions, out, settings, tell
        As of `benchmark.benchmark`; `out` is a folder of its own.
    draw : int
        Which practice chains.

    Returns
    -------
    rows.Board
        With the rows in the order of the table.

    Raises
    ------
    UnusableArgument
        Where `out` is bound to a secret.
    """
    refuse_committed(out)
    version.refuse_other(out, settings.upgrade)
    students = handed_in(submissions, settings, tell)
    wishes = {name: value for name, value in settings.wishes.items() if value is not None}
    sizes = USUAL | wishes
    practice = tracks.practice(sizes["n_chains"], sizes["n_runs"], sizes["n_scenarios"], draw)
    public = tracks.public(settings.public_runs, settings.public_scenarios)
    about = {"configuration": sizes}
    board = of_class(students, practice, public, about, out, settings)
    known = board.figures()
    # Boards of other chains, or of other rules, say nothing of each other.
    same = digest(draw, sorted(sizes.items()), fingerprint(sorted(WORLD.glob("**/*.py"))))
    number, best = _best_so_far(out / BEST, same, known["rows"])
    known["interim"] = {"number": number, "draw": draw}
    for row in known["rows"]:
        if row["name"] in best and row["kind"] == "student":
            row["best"] = best[row["name"]]
    write_figures(known, out)
    kept = {"boards": same, "number": number, "best": best}
    write_whole(out / BEST, json.dumps(kept, indent=1, ensure_ascii=False) + "\n", private=True)
    write_whole(out / version.STAMP, f"{version.version()}\n")
    return board


def refuse_committed(out: Path) -> None:
    """Raise where a folder belongs to a final board: an interim one would take its place."""
    for name in (SECRET, COMMITMENT):
        if (out / name).exists():
            raise UnusableArgument(
                f"{out} holds {name}, so it is the folder of a final board; an interim board knows "
                "of no secret: give another --out"
            )


def _best_so_far(
    path: Path, same: str, rows: list[dict[str, Any]]
) -> tuple[int, dict[str, dict[str, Any]]]:
    """Return the number of this board, and each student's best of all so far.

    Parameters
    ----------
    path : Path
        Where the best of earlier boards are kept.
    same : str
        What boards have in common that can be compared; with others it begins anew.
    rows : list of dict
        Of this board.
    """
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        kept = {}
    if kept.get("boards") != same:
        kept = {"number": 0, "best": {}}
    number, best = kept["number"] + 1, dict(kept["best"])
    for row in rows:
        if row["kind"] != "student" or "profit" not in row:
            continue
        if row["name"] not in best or row["profit"] > best[row["name"]]["profit"]:
            best[row["name"]] = {
                "profit": row["profit"],
                "interval": row["interval"],
                "number": number,
                "file_sha256": row["file_sha256"],
            }
    return number, best
