"""What one algorithm earns on the public track, where everybody may look: no rank, but advice.

It trains in the jail as for a board, beside the course's own learners and policies. Nothing here
knows of a secret or of another student.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograde.jail.bubblewrap import BUBBLEWRAP
from autograde.kit.progress import progress
from autograde.leaderboard import make
from autograde.leaderboard.benchmark import KEPT, RUNS, learners
from autograde.leaderboard.figures import figures
from autograde.training import tracks
from autograde.training.entries import Entry, from_file
from autograde.training.reasons import TRIAL_TIME
from autograde.training.results import Results
from autograde.training.rounds import n_runs, train_class
from autograde.training.workers import Workers
from supplychain.algorithm import MAX_TIME

YOURS = "your algorithm"
SECONDS = {"seconds": TRIAL_TIME, "seconds_on_board": MAX_TIME}  # of CPU, for a run on trial


@dataclass(frozen=True)
class Rung:
    """A row of the public track as a line of the ladder."""

    name: str
    kind: str  # student, learner or policy
    profit: float  # per episode [money]
    interval: tuple[float, float]  # of 95 %
    share_of_bound: float | None  # of what a clairvoyant earns
    sees: str  # what its decisions are based on


@dataclass(frozen=True)
class PublicResult:
    """What an algorithm earns on the public track, and why not more.

    Attributes
    ----------
    reason : str
        Why there is no score; "" where there is one.
    remarks : tuple of str
        On training runs that were stopped, where the last table handed in counts.
    ladder : tuple of Rung
        All who have a score, the best first; the algorithm itself is among them.
    advice : tuple of str
        Sentences on why the money was lost.
    figures : dict of str
        All that ``leaderboard.json`` says of such a row, under the names that it has there.
    """

    reason: str
    remarks: tuple[str, ...]
    ladder: tuple[Rung, ...]
    advice: tuple[str, ...]
    figures: dict[str, Any]


def public_result(
    source: Path,
    folder: Path,
    *,
    name: str = YOURS,
    runs: int = 10,
    scenarios: int = 2000,
    bounds: int = 100,
    jobs: int = 2,
    sandbox: str = BUBBLEWRAP,
    on_trial: bool = False,
) -> PublicResult:
    """Train an algorithm on the public track and compare what it learned.

    Parameters
    ----------
    source : Path
        A Python file, or a notebook of the challenge.
    folder : Path
        Where finished runs are kept, and looked for: those of the course's own learners, which take
        most of the time, are trained once. A board's own folder will do.
    name : str
        What the algorithm is called in the ladder.
    runs, scenarios : int
        How many training runs, and episodes that every policy plays.
    bounds : int
        Episodes that are solved for the clairvoyant bound; 0 for none.
    jobs : int
        How many train at the same time.
    sandbox : str
        What it trains in.
    on_trial : bool
        Whether somebody waits for it: then each run has 5 s of CPU, not 15.

    Raises
    ------
    CourseError
        If the jail does not start; whatever the algorithm does is a reason.
    """
    entry = from_file(source, name, sandbox)
    rows = _rows([entry, *learners()], folder, runs, scenarios, bounds, jobs, on_trial)
    own = next(row for row in rows if row["kind"] == "student")
    return PublicResult(
        reason=own["reason"],
        remarks=tuple(own["remarks"]),
        ladder=tuple(_rung(row) for row in rows if "profit" in row),
        advice=tuple(own["advice"]),
        figures=own,
    )


def prepare(
    folder: Path, *, runs: int = 10, scenarios: int = 2000, bounds: int = 100, jobs: int = 2
) -> None:
    """Train the course's own learners and solve the bounds, for all who come afterwards.

    Parameters
    ----------
    folder, runs, scenarios, bounds, jobs
        As of `public_result`.
    """
    _rows(learners(), folder, runs, scenarios, bounds, jobs)


def _rows(
    entries: list[Entry],
    folder: Path,
    runs: int,
    scenarios: int,
    bounds: int,
    jobs: int,
    on_trial: bool = False,
) -> list[dict[str, Any]]:
    """Return the rows of the public track for some entries and the policies beside them."""
    track = tracks.public(runs, scenarios)
    total = len(entries) * n_runs(track)
    with Workers(jobs) as workers, progress("training", total) as advance:
        trained = train_class(entries, track, Results(folder / RUNS), workers, advance, on_trial)
    board = make.make_public(entries, trained, track, bounds, folder / KEPT, jobs)
    rows: list[dict[str, Any]] = figures(board)["rows"]
    return rows


def _rung(row: dict[str, Any]) -> Rung:
    return Rung(
        name=row["name"],
        kind=row["kind"],
        profit=row["profit"],
        interval=tuple(row["interval"]),
        share_of_bound=row.get("share_of_bound"),
        sees=row["sees"],
    )
