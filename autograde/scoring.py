"""From Q-tables to figures: the one place where a board is made, and made again to verify it.

Nothing here depends on how the tables came about.
"""

import numpy as np

from autograde import ranking
from autograde.board import Board, Row
from autograde.course import CourseError
from supplychain import policies
from supplychain.batch import Episodes
from supplychain.evaluation import Evaluation, evaluate
from supplychain.model import SupplyChain
from supplychain.policies import greedy

TABLES = "q_tables.npz"


def row(name, kind, file_sha256, trained, seen):
    """Return the row of an entry, without its score.

    Parameters
    ----------
    name, kind, file_sha256 : str
        As of `board.Row`.
    trained, seen : class_training.Trained
        On the final and on the public track.
    """
    return Row(name, kind, file_sha256=file_sha256, training=trained, seen=seen)


def score(rows, final, public, about):
    """Return the board of rows.

    Parameters
    ----------
    rows : list of board.Row
        Students and learners, with their tables; policies that need no training are added.
    final, public : tracks.Track
    about : dict
        What is published of the final track.
    """
    rows = [*rows, *(Row(name, "policy") for name in _fixed(final.chains[0]))]
    for entry in rows:
        entry.evaluations = _play(entry, final)
        entry.public = _public(entry, public)
    return Board(_ranked(rows), final, about)


def write_tables(rows, out):
    """Write all Q-tables into one file: ``kind/name`` → (n_chains, n_runs, n_states, n_actions)."""
    tables = {}
    for entry in rows:
        for name, trained in (("final", entry.training), ("public", entry.seen)):
            if trained is not None and trained.q_tables:
                tables[f"{name}/{entry.kind}/{entry.name}"] = np.array(trained.q_tables)
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


def _play(entry, track):
    """Return what the policies of each run earn, averaged over the chains of a track."""
    of_chains = []
    for m, arena in enumerate(track.arenas):
        if entry.kind == "policy":
            chosen = [_fixed(arena.chain)[entry.name]]
        else:
            tables = entry.training.q_tables
            chosen = [greedy(table, arena.chain) for table in tables[m]] if tables else []
        of_chains.append([evaluate(policy, arena.scenarios, arena.chain) for policy in chosen])
    return [_averaged(runs) for runs in zip(*of_chains)]


def _public(entry, track):
    """Return the mean profit on the public track [money], None where there is none."""
    arena = track.arenas[0]
    if entry.kind == "policy":
        return evaluate(_fixed(arena.chain)[entry.name], arena.scenarios, arena.chain).mean
    if not entry.seen.q_tables:
        return None
    policies = [greedy(table, arena.chain) for table in entry.seen.q_tables[0]]
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
