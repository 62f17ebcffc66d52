"""Training some of a board's runs once more, from the submissions: are the tables theirs?

Figures follow from tables, which anybody can compute. That a table follows from the algorithm whose
row it stands in, or that an algorithm fails, only training shows; and that no row is missing, only
the submissions.
"""

import random
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np

from autograde.kit.progress import progress
from autograde.leaderboard.counterparts import counterparts, students
from autograde.training.entries import file_hash, find
from autograde.training.reasons import Reason
from autograde.training.rounds import SLEPT_IN_SUM, last_round
from autograde.training.run import Unit
from autograde.training.workers import Workers


class Retrained(NamedTuple):
    """What training once more has shown."""

    wrong: list  # of str: rows without their submission, submissions without a row
    others: list  # of str: what comes out otherwise here, which need be nobody's fault
    n_runs: int  # of rows with tables, that were trained again
    n_same: int  # of them, that gave the table of the board, to the bit
    n_failed: int  # rows without a score whose failure was looked for
    by_name: bool  # whether the board shows names


class Place(NamedTuple):
    """One run of a row."""

    row: dict  # its figures on the track
    track: str
    entry: int  # number of the submission
    chain: int
    run: int

    @property
    def table(self):
        return f"{self.track}/{self.row['kind']}/{self.row['name']}"


def retrain(known, tables, tracks, retraining, jobs):
    """Train runs of a board's students again; all in which one without a score must have failed.

    Parameters
    ----------
    known : dict
        The figures of the board.
    tables : dict of str to numpy.ndarray
        From `q_tables.read_tables`.
    tracks : sequence of tracks.Track
        The final one and the public one.
    retraining : Retraining
        The submissions, and how many runs of those with a score are drawn at random: of every row
        about as many.
    jobs : int
        How many at the same time.

    Returns
    -------
    Retrained
    """
    with TemporaryDirectory() as scratch:
        entries = find(retraining.submissions, Path(scratch), retraining.sandbox,
                       retraining.course, retraining.roster)  # fmt: skip
    found = counterparts(known, entries)
    parts = {"final": known, "public": known["public"]}
    drawn, failed, wrong = [], [], []
    for track in tracks:
        for row in students(parts[track.name]):
            numbers = [n for n in found.of_rows.get(row["name"], ()) if file_hash(entries[n])]
            if row["q_tables_sha256"] and numbers:
                drawn.append(_places(row, track, numbers[:1]))
            elif numbers:
                places = _of_failure(row, track, numbers)
                failed += [places] if places else []
                wrong += [] if places else [_impossible(row, track)]
    drawn = _turns(drawn)[: retraining.n_runs]
    outcomes = _trained([*drawn, *(place for group in failed for place in group)],
                        entries, {track.name: track for track in tracks}, jobs)  # fmt: skip
    same = [_is_same(outcomes[n], tables, place) for n, place in enumerate(drawn)]
    others = [_gives(place, outcomes[n]) for n, place in enumerate(drawn) if not same[n]]
    rest = iter(outcomes[len(drawn) :])
    for places in failed:
        others += _does_not_fail(places[0].row, places, [next(rest) for _ in places])
    return Retrained([*found.wrong, *wrong], [*found.others, *sorted(others)], len(drawn),
                     sum(same), len(failed), found.by_name)  # fmt: skip


def _places(row, track, numbers):
    return [
        Place(row, track.name, number, m, j)
        for number in numbers
        for m, arena in enumerate(track.arenas)
        for j in range(len(arena.runs))
    ]


def _of_failure(row, track, numbers):
    """Return the runs of which one must have failed, none if no runs fit the row.

    Training goes in rounds and ends with the one in which a run fails; how many runs there were is
    told by their times.
    """
    n_done = len(row["training_seconds"])
    return [Place(row, track.name, number, m, j) for number in numbers
            for m, j in last_round(track, number, n_done)]  # fmt: skip


def _impossible(row, track):
    n_done = len(row["training_seconds"])
    return (f"{row['name']} has no score on the {track.name} track ({row['reason']}) after "
            f"{n_done} runs, with which no round of training ends")  # fmt: skip


def _turns(places):
    """Return places in random order, one of each row before a second of any."""
    mixed = [random.sample(of_row, len(of_row)) for of_row in places]
    random.shuffle(mixed)
    return [place for turn in zip_longest(*mixed) for place in turn if place is not None]


def _trained(places, entries, tracks, jobs):
    """Return the outcomes of runs, in the order of their places."""
    arenas = [tracks[place.track].arenas[place.chain] for place in places]
    units = [Unit(entries[place.entry], arena.chain, *arena.runs[place.run])
             for place, arena in zip(places, arenas)]  # fmt: skip
    outcomes: list[Any] = [None] * len(units)
    with Workers(jobs) as workers, progress("training again", len(units)) as advance:
        for index, outcome in workers.do(units):
            outcomes[index] = outcome
            advance(places[index].row["name"])
    return outcomes


def _is_same(outcome, tables, place):
    """Whether a run gives the table of the board, and tried its cells as often."""
    made, visits = outcome.q_table, tables.get(f"visits/{place.table}")
    known = tables[place.table][place.chain][place.run]
    if made is None or np.asarray(made, float).tobytes() != known.tobytes():
        return False
    return visits is None or np.array_equal(outcome.visits, visits[place.chain][place.run])


def _gives(place, outcome):
    name, chain = place.row["name"], f"chain {place.chain + 1}, run {place.run + 1}"
    gives = (
        f"is not trained here ({outcome.told})" if outcome.reason else "gives another table here"
    )
    return f"{name}, {place.track} track, {chain} {gives}"


def _does_not_fail(row, places, outcomes):
    """Say where none of the runs fails of which one must have."""
    if any(outcome.reason for outcome in outcomes):
        return []
    slept = (
        sum(outcome.slept for outcome in outcomes) / len(outcomes) * len(row["training_seconds"])
    )
    if row["reason"] == Reason.SLEPT_IN_SUM and slept > SLEPT_IN_SUM / 2:  # about as long as then
        return []
    runs = "the run" if len(places) == 1 else f"any of the {len(places)} runs"
    return [f"{row['name']} has no score on the {places[0].track} track ({row['reason']}), and "
            f"does not fail here in {runs} in which it must have"]  # fmt: skip
