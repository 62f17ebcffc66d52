"""Training some of a board's runs once more, from the submissions: are the tables theirs?

Figures follow from tables, which anybody can compute. That a table follows from the algorithm whose
row it stands in, only training shows; and that no row is missing, only the submissions.
"""

import random
from collections import Counter
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np

from autograde.kit.progress import progress
from autograde.training.entries import file_hash, find
from autograde.training.run import Unit
from autograde.training.workers import Workers


class Retrained(NamedTuple):
    """What training once more has shown."""

    wrong: list  # of str: rows without a submission, submissions without a row
    others: list  # of str: runs that give another table here, which need be nobody's fault
    n_same: int  # runs that gave the table of the board, to the bit


def retrain(known, tables, track, place, n_runs, jobs, sandbox):
    """Train runs of a board's students again.

    Parameters
    ----------
    known : dict
        The figures of the board.
    tables : dict of str to numpy.ndarray
        From `q_tables.read_tables`.
    track : tracks.Track
        The final one.
    place : Path
        The submissions, as `benchmark` was given them.
    n_runs : int
        How many; drawn at random, of every row about as many.
    jobs : int
        How many at the same time.
    sandbox : str
        What they run in.

    Returns
    -------
    Retrained
    """
    with TemporaryDirectory() as scratch:
        entries = {file_hash(entry): entry for entry in find(place, Path(scratch), sandbox)}
    rows = [row for row in known["rows"] if row["kind"] == "student"]
    places = _drawn(rows, entries, tables, n_runs)
    units = [
        Unit(entries[row["file_sha256"]], track.arenas[m].chain, *track.arenas[m].runs[j])
        for row, m, j in places
    ]
    others, n_same = [], 0
    with Workers(jobs) as workers, progress("training again", len(units)) as advance:
        for index, outcome in workers.do(units):
            row, m, j = places[index]
            if _is_same(outcome.q_table, tables[_name(row)][m][j]):
                n_same += 1
            else:
                gives = f"is not trained here ({outcome.told})" if outcome.reason else ""
                others.append(f"{row['name']}, chain {m + 1}, run {j + 1} "
                              f"{gives or 'gives another table here'}")  # fmt: skip
            advance(row["name"])
    return Retrained(_missing(rows, entries), sorted(others), n_same)


def _missing(rows, entries):
    """Return which rows and submissions have no counterpart."""
    of_rows, of_files = Counter(row["file_sha256"] for row in rows), set(entries) - {""}
    found = [
        f"{row['name']} stands on the board, and none of the submissions has its hash "
        f"{row['file_sha256'][:12]}…"
        for row in rows
        if row["file_sha256"] and row["file_sha256"] not in of_files
    ]
    return found + [
        f"the submission of {entries[one].name} (hash {one[:12]}…) has no row on the board"
        for one in sorted(of_files - set(of_rows))
    ]


def _drawn(rows, entries, tables, n_runs):
    """Return (row, chain, run) of the runs to train, one of each row before a second of any."""
    by_row = []
    for row in rows:
        if row["file_sha256"] in entries and _name(row) in tables:
            n_chains, n = tables[_name(row)].shape[:2]
            places = [(row, m, j) for m in range(n_chains) for j in range(n)]
            by_row.append(random.sample(places, len(places)))
    random.shuffle(by_row)
    turns = [place for turn in zip_longest(*by_row) for place in turn if place is not None]
    return turns[:n_runs]


def _name(row):
    return f"final/{row['kind']}/{row['name']}"


def _is_same(made, known):
    return made is not None and np.asarray(made, float).tobytes() == known.tobytes()
