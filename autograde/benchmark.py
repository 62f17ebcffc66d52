"""The leaderboard: trains every algorithm, plays every policy on the same demand, ranks them.

Algorithms train apart (`training`); only their Q-tables come back, as numbers. The seed of the
final track is drawn anew for each board unless it is given, so nobody can have tuned to it.
"""

import secrets
from hashlib import sha256

from autograde import ranking
from autograde.board import Board, Row
from autograde.board_files import write
from autograde.course import CHECKOUT, UnusableArgument
from autograde.progress import progress
from autograde.training import Entry, printable, train_all
from supplychain import benchmark as rules
from supplychain.evaluation import evaluate
from supplychain.policies import greedy

CHALLENGE = "07_challenge.py"
LONGEST_NAME = 40  # characters
AGENTS = CHECKOUT / "autograde" / "agents" / "q.py"
LEARNERS = (
    Entry("Q-learning, tuned", AGENTS, "q_learning"),
    Entry("Q-learning, as shipped", AGENTS, "q_learning_as_shipped"),
)


def benchmark(submissions, out, jobs=2, n_runs=5, n_scenarios=10_000, seed=None):
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
    rows += [Row(name, "policy") for name in rules.baselines()]
    _train_and_play(rows, [*students, *LEARNERS], track, jobs)
    made = Board(_ranked(rows), seed, track)
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


def _train_and_play(rows, entries, track, jobs):
    """Fill the rows: those of `entries` come first and train, the others have nothing to learn."""
    fixed = rules.baselines()
    with progress("training and playing", len(rows)) as advance:
        # A row plays while later ones still train; the first also waits for the compiler.
        for index, trained in train_all(entries, track.runs, jobs):
            rows[index].training = trained
            policies = map(greedy, trained.q_tables)
            rows[index].evaluations = [evaluate(policy, track.scenarios) for policy in policies]
            advance(rows[index].name)
        for row in rows[len(entries) :]:
            row.evaluations = [evaluate(fixed[row.name], track.scenarios)]
            advance(row.name)


def _ranked(rows):
    """Give the students their ranks; return the rows by profit, those without a score last."""
    students = [row for row in rows if row.kind == "student" and row.evaluations]
    for row, rank in zip(students, ranking.rank([row.score for row in students])):
        row.rank = rank
    scored = sorted((row for row in rows if row.evaluations), key=lambda row: -row.score.mean)
    return [*scored, *(row for row in rows if not row.evaluations)]
