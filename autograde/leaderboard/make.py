"""From training runs to a board: made for a class, and made again to verify it.

All that a board knows of training comes in through here; nothing depends on how the tables came
about. `benchmark` and `verify` know boards only as what `make` and `again` return.
"""

from autograde.course.points import DEFAULT_STEPS
from autograde.kit.progress import progress
from autograde.leaderboard.rivals.listed import RIVALS
from autograde.leaderboard.rows import Row
from autograde.leaderboard.score import score
from autograde.training.entries import STUDENT, file_hash

BESIDE = {row.name: row for row in RIVALS}  # of the course's own, by name


def make(
    entries,
    ranked,
    shown,
    final,
    public,
    about,
    *,
    steps=DEFAULT_STEPS,
    pseudonyms=None,
    folder=None,
    jobs=1,
):
    """Return the board of a class.

    Parameters
    ----------
    entries : sequence of entries.Entry
    ranked, shown : sequence of rounds.Trained
        What came of each entry on the final and on the public track.
    final, public : tracks.Track
    about : dict
        What is published beside the figures; ``about["configuration"]["n_bounds"]`` scenarios of
        each chain are solved for the clairvoyant bound.
    steps : sequence of points.Step
        What students get points for.
    pseudonyms : dict of str to str, optional
        Student → name on the board; students are called by their names where it is empty.
    folder : Path, optional
        Where results are kept, and looked for.
    jobs : int
        How many clairvoyants are asked at the same time.

    Returns
    -------
    rows.Board
        With the rows in the order of the table, and the public track beside them.
    """
    of_final, of_public = (
        [_row(entry, trained, pseudonyms or {}) for entry, trained in zip(entries, on_track)]
        for on_track in (ranked, shown)
    )
    return _scored(of_final, of_public, final, public, about, steps, folder, jobs)


def make_public(entries, shown, public, n_bounds, folder, jobs):
    """Return the public part of a board alone, on which nobody has a rank.

    Parameters
    ----------
    entries, shown, public, folder, jobs
        As of `make`.
    n_bounds : int
        Scenarios that are solved for the clairvoyant bound.
    """
    rows = [_row(entry, trained, {}) for entry, trained in zip(entries, shown)]
    return _on(public, rows, ranked=False, n_bounds=n_bounds, folder=folder, jobs=jobs)


def again(known, tables, final, public, about, jobs=1, steps=DEFAULT_STEPS):
    """Return the figures of a board that is made from its tables once more.

    Parameters
    ----------
    known : dict
        The figures that the board claims: of them only names, times and reasons are taken over.
    tables : dict
        From `read_tables`.
    final, public, about, jobs, steps
        As of `make`.
    """
    of_final, of_public = (
        [_told(row, name, tables) for row in claimed["rows"] if row["kind"] != "policy"]
        for name, claimed in (("final", known), ("public", known["public"]))
    )
    if known["chains"][0]["parameters"] is None:  # the secret was revealed after the board was made
        about = about | {"secret": None}
    return _scored(of_final, of_public, final, public, about, steps, None, jobs).figures()


def _row(entry, trained, pseudonyms):
    """Return the row of an entry on a track."""
    is_student = entry.kind == STUDENT
    return Row(
        entry.name,
        entry.kind,
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


def _scored(of_final, of_public, final, public, about, steps, folder, jobs):
    """Add the policies that need no training; play, bound, rank the final track."""
    n_bounds = about["configuration"]["n_bounds"]
    about = about | {"points_steps": [list(step) for step in steps]}
    options = {"n_bounds": n_bounds, "folder": folder, "jobs": jobs}
    made = _on(final, of_final, about=about, steps=steps, **options)
    made.public = _on(public, of_public, ranked=False, **options)
    return made


def _on(track, rows, **options):
    return score([*rows, *_policies(track)], track.chains, track.scenarios, **options)


def _policies(track):
    """Return the rows of the policies that somebody tuned who knew the chains of a track."""
    own = [(row, row.policy) for row in RIVALS if row.policy is not None]
    rows = []
    with progress("tuning policies", len(own)) as advance:
        for row, tune in own:
            tuned = tuple(map(tune, track.chains))
            rows.append(Row(row.name, "policy", policies=tuned, sees=row.sees, budget=row.budget))
            advance(row.name)
    return rows
