"""From training runs to a board: made for a class, and made again to verify it.

All that a board knows of training comes in through here; nothing depends on how the tables came
about. `benchmark` and `verify` know boards only as what `make` and `again` return.
"""

from io import BytesIO
from zipfile import BadZipFile

import numpy as np

from autograde.agents.rows import ROWS
from autograde.board import Row
from autograde.course.points import read_steps
from autograde.kit.errors import CourseError
from autograde.kit.files import write_whole
from autograde.kit.progress import progress
from autograde.scoring import score
from autograde.training.entries import TRUSTED, file_hash

TABLES = "q_tables.npz"
BESIDE = {row.name: row for row in ROWS}  # of the course's own, by name


def make(entries, ranked, shown, final, public, about, *, pseudonyms=None, folder=None, jobs=1):
    """Return the board of a class.

    Parameters
    ----------
    entries : sequence of training.Entry
    ranked, shown : sequence of class_training.Trained
        What came of each entry on the final and on the public track.
    final, public : tracks.Track
    about : dict
        What is published beside the figures; ``about["configuration"]["n_bounds"]`` scenarios of
        each chain are solved for the clairvoyant bound.
    pseudonyms : dict of str to str, optional
        Student → name on the board; students are called by their names where it is empty.
    folder : Path, optional
        Where results are kept, and looked for.
    jobs : int
        How many clairvoyants are asked at the same time.

    Returns
    -------
    board.Board
        With the rows in the order of the table, and the public track beside them.
    """
    of_final, of_public = (
        [_row(entry, trained, pseudonyms or {}) for entry, trained in zip(entries, on_track)]
        for on_track in (ranked, shown)
    )
    return _scored(of_final, of_public, final, public, about, folder, jobs)


def again(known, tables, final, public, about, jobs=1):
    """Return the figures of a board that is made from its tables once more.

    Parameters
    ----------
    known : dict
        The figures that the board claims: of them only names, times and reasons are taken over.
    tables : dict
        From `read_tables`.
    final, public, about, jobs
        As of `make`.
    """
    of_final, of_public = (
        [_told(row, name, tables) for row in claimed["rows"] if row["kind"] != "policy"]
        for name, claimed in (("final", known), ("public", known["public"]))
    )
    if known["chains"][0]["parameters"] is None:  # the secret was revealed after the board was made
        about = about | {"secret": None}
    return _scored(of_final, of_public, final, public, about, None, jobs).figures()


def write_tables(board, out):
    """Write all Q-tables of a board, and how often their cells were tried, into one file.

    ``track/kind/name`` → float array (n_chains, n_runs, n_states, n_actions), and
    ``visits/track/kind/name`` → int array of the same shape.
    """
    arrays = {}
    for track, part in (("final", board), ("public", board.public)):
        for row in part.rows:
            if row.q_tables:
                name = f"{track}/{row.kind}/{row.shown}"
                arrays[name] = np.array(row.q_tables)
                arrays[f"visits/{name}"] = np.array(row.visits, dtype=np.int32)
    file = BytesIO()
    np.savez_compressed(file, **arrays)
    write_whole(out / TABLES, file.getvalue())


def read_tables(out):
    """Return the arrays of `write_tables` by their names.

    Raises
    ------
    CourseError
        If the file is absent or damaged.
    """
    try:
        with np.load(out / TABLES, allow_pickle=False) as stored:
            return {name: stored[name] for name in stored.files}
    except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
        raise CourseError(f"{out / TABLES} holds no Q-tables: {error!r}") from None


def _row(entry, trained, pseudonyms):
    """Return the row of an entry on a track."""
    is_student = entry.sandbox != TRUSTED
    return Row(
        entry.name,
        "student" if is_student else "learner",
        pseudonyms.get(entry.name, "") if is_student else "",
        file_sha256=file_hash(entry),
        reason=trained.reason,
        remarks=trained.remarks,
        q_tables=trained.q_tables,
        visits=trained.visits,
        curves=trained.curves,
        seconds=trained.seconds,
        budget="" if is_student else BESIDE[entry.name].budget,
    )


def _told(row, track, tables):
    """Return a row on a track as far as a board tells it."""
    name = f"{track}/{row['kind']}/{row['name']}"
    return Row(
        row["name"],
        row["kind"],
        file_sha256=row["file_sha256"],
        reason=row["reason"],
        remarks=tuple(row["remarks"]),
        q_tables=tuple(tables.get(name, ())),
        visits=tuple(tables.get(f"visits/{name}", ())),
        seconds=tuple(row["training_seconds"]),
        budget=row["budget"],
    )


def _scored(of_final, of_public, final, public, about, folder, jobs):
    """Add the policies that need no training; play, bound, rank the final track."""
    n_bounds = about["configuration"]["n_bounds"]
    about = about | {"points_steps": [list(step) for step in read_steps()]}
    options = {"n_bounds": n_bounds, "folder": folder, "jobs": jobs}
    made, made.public = (
        score([*rows, *_policies(track)], track.chains, track.scenarios, **options, **more)
        for rows, track, more in (
            (of_final, final, {"about": about}),
            (of_public, public, {"ranked": False}),
        )
    )
    return made


def _policies(track):
    """Return the rows of the policies that somebody tuned who knew the chains of a track."""
    own = [row for row in ROWS if row.policy is not None]
    rows = []
    with progress("tuning policies", len(own)) as advance:
        for row in own:
            tuned = tuple(map(row.policy, track.chains))
            rows.append(Row(row.name, "policy", policies=tuned, sees=row.sees, budget=row.budget))
            advance(row.name)
    return rows
