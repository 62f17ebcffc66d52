"""From Q-tables to a board: made for a class, and made again to verify it.

All that a board knows of training comes in through here; nothing depends on how the tables came
about. `benchmark` and `verify` know boards only as what `make` and `again` return.
"""

import numpy as np

from autograde import ranking
from autograde.board import Board, Row
from autograde.class_training import Trained
from autograde.course import CourseError
from autograde.entries import file_hash
from autograde.training import TRUSTED
from supplychain import policies
from supplychain.batch import Episodes
from supplychain.evaluation import Evaluation, evaluate
from supplychain.model import SupplyChain
from supplychain.policies import greedy

TABLES = "q_tables.npz"


def make(entries, ranked, shown, final, public, about):
    """Return the board of a class.

    Parameters
    ----------
    entries : sequence of training.Entry
    ranked, shown : sequence of class_training.Trained
        What came of each entry on the final and on the public track.
    final, public : tracks.Track
    about : dict
        What is published beside the figures.

    Returns
    -------
    board.Board
        With the rows in the order of the table.
    """
    rows = [
        Row(entry.name, "learner" if entry.sandbox == TRUSTED else "student",
            file_sha256=file_hash(entry), training=trained, seen=seen)
        for entry, trained, seen in zip(entries, ranked, shown)
    ]  # fmt: skip
    return _scored(rows, final, public, about)


def again(known, tables, final, public, about):
    """Return the figures of a board that is made from its tables once more.

    Parameters
    ----------
    known : dict
        The figures that the board claims: of them only names, times and reasons are taken over.
    tables : dict
        From `read_tables`.
    final, public, about
        As of `make`.
    """
    rows = [
        Row(row["name"], row["kind"], file_sha256=row["file_sha256"],
            training=_told("final", row, tables), seen=_told("public", row, tables))
        for row in known["rows"] if row["kind"] != "policy"
    ]  # fmt: skip
    return _scored(rows, final, public, about).figures()


def write_tables(board, out):
    """Write all Q-tables of a board into one file.

    ``track/kind/name`` → float array (n_chains, n_runs, n_states, n_actions).
    """
    tables = {}
    for row in board.rows:
        for name, trained in (("final", row.training), ("public", row.seen)):
            if trained is not None and trained.q_tables:
                tables[f"{name}/{row.kind}/{row.name}"] = np.array(trained.q_tables)
    np.savez(out / TABLES, **tables)


def read_tables(out):
    """Return the Q-tables of a board by ``track/kind/name``.

    Raises
    ------
    CourseError
        If the file is absent or damaged.
    """
    try:
        with np.load(out / TABLES, allow_pickle=False) as stored:
            return {name: stored[name] for name in stored.files}
    except Exception as error:  # a damaged zip fails in many ways
        raise CourseError(f"{out / TABLES} holds no Q-tables: {error!r}") from None


def _told(track, row, tables):
    """Return a row's training as far as a board tells it."""
    of_chains = tables.get(f"{track}/{row['kind']}/{row['name']}", ())
    seconds, reason = (row["training_seconds"], row["reason"]) if track == "final" else ((), "")
    return Trained(tuple(of_chains), (), (), tuple(seconds), reason)


def _scored(rows, final, public, about):
    """Play what every row learned, add the policies that need no training, rank."""
    rows = [*rows, *(Row(name, "policy") for name in _fixed(final.chains[0]))]
    for row in rows:
        row.evaluations = _play(row, final)
        row.public = _public(row, public)
    return Board(_ranked(rows), final, about)


def _play(row, track):
    """Return what the policies of each run earn, averaged over the chains of a track."""
    of_chains = []
    for m, arena in enumerate(track.arenas):
        if row.kind == "policy":
            chosen = [_fixed(arena.chain)[row.name]]
        else:
            tables = row.training.q_tables
            chosen = [greedy(table, arena.chain) for table in tables[m]] if tables else []
        of_chains.append([evaluate(policy, arena.scenarios, arena.chain) for policy in chosen])
    return [_averaged(runs) for runs in zip(*of_chains)]


def _public(row, track):
    """Return the mean profit on the public track [money], None where there is none."""
    arena = track.arenas[0]
    if row.kind == "policy":
        return evaluate(_fixed(arena.chain)[row.name], arena.scenarios, arena.chain).mean
    if not row.seen.q_tables:
        return None
    policies = [greedy(table, arena.chain) for table in row.seen.q_tables[0]]
    return float(np.mean([evaluate(p, arena.scenarios, arena.chain).mean for p in policies]))


def _averaged(evaluations):
    """Return one evaluation in place of those on several chains: episode k is the mean of theirs.

    The chains are what they are and no sample, so means over them keep every formula for one.
    """
    episodes = zip(*(result.episodes for result in evaluations))
    means = (np.mean(values, axis=0) for values in episodes)
    return Evaluation(
        Episodes(*means), np.mean([result.scenarios for result in evaluations], axis=0)
    )


def _fixed(chain):
    """Return policies to measure algorithms against, of levels that fit the chain's demand.

    They are the ones that a search found for the default chain, scaled by each stage's demand.
    """
    usual = SupplyChain()
    shares = [_demand(chain, i) / _demand(usual, i) for i in range(chain.n_stages)]

    def scaled(levels):
        return [round(level * share) for level, share in zip(levels, shares)]

    return {
        "(s, S), scaled": policies.s_S(scaled([26, 26, 47]), scaled([38, 38, 106])),
        "constant orders, scaled": policies.constant(scaled([10, 10, 17])),
        "random orders": policies.random(chain),
    }


def _demand(chain, stage):
    """Return the mean demand that a stage serves, directly or through its retailers."""
    means = [retailer.mean_daily_demand for retailer in chain.retailers]
    return means[stage] if stage < chain.n_retailers else sum(means)


def _ranked(rows):
    """Give the students their ranks; return the rows by profit, those without a score last."""
    students = [row for row in rows if row.kind == "student" and row.evaluations]
    for entry, rank in zip(students, ranking.rank([row.score for row in students])):
        entry.rank = rank
    scored = sorted((row for row in rows if row.evaluations), key=lambda row: -row.score.mean)
    return [*scored, *(row for row in rows if not row.evaluations)]
