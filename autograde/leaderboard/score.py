"""From Q-tables to a board: plays every policy, bounds what can be earned, ranks, gives points.

What comes in is plain data (rows with tables, chains, scenarios), so that anybody who has it can
compute the same figures again.
"""

import numpy as np

from autograde.course.points import DEFAULT_STEPS, points
from autograde.kit.progress import progress
from autograde.leaderboard.rows import Board
from autograde.scoring import power, ranking
from autograde.scoring.advice import diagnose, ledger_sentences, sentences
from autograde.scoring.bounds import Bounds, bounds
from autograde.scoring.play import mean_ledger, play_policies, play_tables

BASELINE = "random orders"  # the row from which progress is measured: nobody need earn less
N_BOUNDS = 100  # scenarios of each chain that are solved for the clairvoyant


def score(
    rows,
    chains,
    scenarios,
    *,
    n_bounds=N_BOUNDS,
    ranked=True,
    folder=None,
    jobs=1,
    about=None,
    steps=DEFAULT_STEPS,
):
    """Score the rows of a board.

    Parameters
    ----------
    rows : list of Row
        With tables or policies for every chain, or with a reason why not; they are filled in.
    chains : sequence of SupplyChain
        The chains of the track.
    scenarios : sequence of arrays of int, (n_scenarios, horizon, n_retailers)
        For each chain the demand that every policy plays [units].
    n_bounds : int
        For how many scenarios of each chain the clairvoyant is asked; 0 for none.
    ranked : bool
        Whether students get ranks and points: not where everybody could tune to the chain.
    folder : Path, optional
        Where results are kept, and looked for: one more row then costs one more row.
    jobs : int
        How many clairvoyants are asked at the same time.
    about : dict, optional
        More to publish.
    steps : sequence of points.Step
        What students get points for.

    Returns
    -------
    Board
        With the rows by profit, those without a score last.
    """
    play(rows, chains, scenarios, folder)
    solved: tuple[Bounds, ...] = ()
    if n_bounds:
        solved = tuple(bounds(chain, demand[:n_bounds], folder, jobs)
                       for chain, demand in zip(chains, scenarios))  # fmt: skip
    scored = sorted((row for row in rows if row.played), key=lambda row: -row.mean)
    baseline = next((row for row in scored if row.name == BASELINE and row.kind != "student"), None)
    rest = [row for row in rows if not row.played]
    made = Board([*scored, *rest], tuple(chains), tuple(scenarios), solved, baseline)
    made.about = dict(about or {})
    students = [row for row in scored if row.kind == "student"]
    if ranked:
        _rank(students)
        _give_points(made, students, steps)
    compared = students if len(students) > 1 else [row for row in scored if row.kind != "policy"]
    if len(compared) > 1:
        found = ranking.compare([row.score for row in compared])
        made.detectable = power.of_board(found)
    _advise(made)
    return made


def play(rows, chains, scenarios, folder=None):
    """Let the policies of all rows play; fill in what they earned."""
    with progress("playing", len(rows)) as advance:
        for row in rows:
            if row.q_tables:
                row.played = tuple(
                    play_tables(tables, chain, demand, folder)
                    for tables, chain, demand in zip(row.q_tables, chains, scenarios)
                )
            elif row.policies:
                row.played = tuple(
                    play_policies([policy], chain, demand)
                    for policy, chain, demand in zip(row.policies, chains, scenarios)
                )
            advance(row.shown)


def _rank(students):
    standings = ranking.rank([row.score for row in students])
    for row, standing in zip(students, standings):
        row.standing = standing


def _give_points(board, students, steps):
    if not board.bounds or board.bound <= 0:  # nobody can earn anything: no share of it
        return
    for row in students:
        row.points = points(board.surely_reached(row) / board.bound, steps)


def _advise(board):
    """Tell each learner why the money was lost, measured by the best rows of the board.

    A table is looked at on the first chain, in the training run in the middle by profit.
    """
    tabular = [row for row in board.scored if row.q_tables]
    for row in tabular:
        best, champion = board.scored[0], tabular[0]
        said = ledger_sentences(mean_ledger(row.played), mean_ledger(best.played), best.shown)
        run = typical_run(row)
        table = np.asarray(row.q_tables[0][run])
        best_table = np.asarray(champion.q_tables[0][typical_run(champion)])
        visits = row.visits[0][run] if row.visits else None
        found = diagnose(table, best_table, board.chains[0], board.scenarios[0], visits)
        urgent = sentences(found, board.chains[0], champion.shown)
        row.advice = (*said, *urgent)
        # What the table itself shows goes before what only its ledger suggests.
        row.best_advice = next(iter([*urgent, *said[1:]]), "")


def typical_run(row):
    """Return which training run is in the middle by profit on the first chain."""
    return int(np.argsort(row.played[0].by_run, kind="stable")[len(row.played[0].by_run) // 2])
