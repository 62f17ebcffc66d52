"""The leaderboard: trains every algorithm, plays every policy on the same demand, ranks them.

Algorithms train apart (`training`); only their Q-tables come back, as numbers. The seed of the
final track is drawn anew for each board unless it is given, so nobody can have tuned to it.
"""

import secrets
from hashlib import sha256

import numpy as np

from autograde import pseudonyms
from autograde.board import Row
from autograde.board_files import write
from autograde.course import CHECKOUT, UnusableArgument
from autograde.progress import progress
from autograde.scoring import N_BOUNDS, score
from autograde.training import Entry, printable, train_all
from supplychain import SupplyChain
from supplychain import benchmark as rules

CHALLENGE = "07_challenge.py"
LONGEST_NAME = 40  # characters
AGENTS = CHECKOUT / "autograde" / "agents" / "q.py"
BUDGETS = {
    "(s, S)": "grid search",
    "constant orders": "grid search",
    "random orders": "",
}
LEARNERS = (
    Entry("Q-learning, tuned", AGENTS, "q_learning"),
    Entry("Q-learning, as shipped", AGENTS, "q_learning_as_shipped"),
)


def benchmark(
    submissions,
    out,
    jobs=2,
    n_runs=5,
    n_scenarios=10_000,
    seed=None,
    names=False,
    n_bounds=N_BOUNDS,
):
    """Make the leaderboard of a class and write its files.

    Parameters
    ----------
    submissions : Path
        The folder that holds ``<student>/07_challenge.py``.
    out : Path
        The folder for what `board_files.write` writes.
    jobs : int
        How many algorithms train at the same time.
    n_runs : int
        Training runs of each algorithm, ≥ 2.
    n_scenarios : int
        Episodes that every policy plays, ≥ 2.
    seed : int, optional
        Of the final track; a fresh one where not given.
    names : bool
        Show students by their names; without it by pseudonyms, which ``names.json`` explains.
    n_bounds : int
        For how many of the scenarios the clairvoyant bound is solved.

    Returns
    -------
    Board
        With the rows in the order of the table.
    """
    students = find(submissions)
    seed = secrets.randbits(64) if seed is None else seed
    track = rules.track(rules.FINAL, seed, n_runs, n_scenarios)
    rows = [Row(entry.name, "student", file_sha256=_hash(entry)) for entry in students]
    rows += [Row(entry.name, "learner", file_sha256=_hash(entry)) for entry in LEARNERS]
    _train(rows, [*students, *LEARNERS], track, jobs)
    rows += [_policy_row(name, policy) for name, policy in rules.baselines().items()]
    if not names:
        _hide(rows, out)
    about = {"seed": seed, "n_runs": n_runs}
    made = score(
        rows,
        [SupplyChain()],
        [track.scenarios],
        n_bounds=n_bounds,
        folder=out / "kept",
        jobs=jobs,
        about=about,
    )
    write(made, out)
    return made


def find(submissions):
    """Return the algorithms of a class, sorted by student.

    Raises
    ------
    UnusableArgument
        Where `submissions` is no folder with algorithms in it.
    """
    if not submissions.is_dir():
        raise UnusableArgument(f"{submissions} is no folder; give the folder of the submissions")
    found = sorted(path for path in submissions.glob(f"*/{CHALLENGE}") if path.is_file())
    if not found:
        raise UnusableArgument(
            f"{submissions} holds no algorithm; expected <student>/{CHALLENGE} in it"
        )
    return [Entry(printable(path.parent.name, LONGEST_NAME), path) for path in found]


def _hash(entry):
    return sha256(entry.path.read_bytes()).hexdigest()


def _train(rows, entries, track, jobs):
    """Train all entries and fill in their rows."""
    with progress("training", len(rows)) as advance:
        for index, trained in train_all(entries, track.runs, jobs):
            row = rows[index]
            row.reason, row.seconds = trained.reason, trained.seconds
            row.q_tables = (np.array(trained.q_tables),) if trained.q_tables else ()
            advance(row.name)


def _policy_row(name, policy):
    sees = "nothing" if name != "(s, S)" else "exact positions"
    return Row(name, "policy", policies=(policy,), sees=sees, budget=BUDGETS[name])


def _hide(rows, out):
    """Give students pseudonyms, those of an earlier board again."""
    path = out / pseudonyms.FILE
    students = [row.name for row in rows if row.kind == "student"]
    given = pseudonyms.pseudonyms(students, pseudonyms.read(path))
    out.mkdir(parents=True, exist_ok=True)
    pseudonyms.write(path, given)
    for row in rows:
        if row.kind == "student":
            row.pseudonym = given[row.name]
