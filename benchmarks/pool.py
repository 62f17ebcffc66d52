"""Real learners, trained many times: a pool of training runs from which experiments draw.

A run is its demand seed and learner's seed; what is kept of it is the profit that its greedy policy
earns on each of the common scenarios. Pools are cached by what they are made from.
"""

from functools import partial
from hashlib import sha256
from inspect import getfile
from pathlib import Path

import numpy as np

from autograde.kit.files import CHECKOUT, WORLD, fingerprint
from autograde.kit.progress import progress
from autograde.leaderboard import rivals
from supplychain import evaluate
from supplychain.benchmark import FINAL, TrainingEnv, track
from supplychain.policies import greedy

CACHE = CHECKOUT / "build" / "pools"
SEED = 4  # of all runs and scenarios of the experiments
LARGEST = 1000  # runs of a pool
SHORTER = (450, 300, 200, 150, 100, 75)  # episodes; each is a learner that is a little worse

LEARNERS = {"tuned": rivals.q_learning, "as shipped": rivals.q_learning_as_shipped}
LEARNERS |= {f"{n} episodes": partial(rivals.q_learning, max_episodes=n) for n in SHORTER}


def profits(name, n_runs, n_scenarios):
    """Return what the policies of a learner's training runs earn.

    Parameters
    ----------
    name : str
        One of `LEARNERS`.
    n_runs, n_scenarios : int
        How many training runs, and episodes that each policy plays.

    Returns
    -------
    numpy.ndarray of float32, (n_runs, n_scenarios)
        ``[k, n]`` is the profit of run k's policy in scenario n [money].
    """
    path = CACHE / f"{_key(name, n_runs, n_scenarios)}.npz"
    if path.exists():
        with np.load(path, allow_pickle=False) as stored:
            return stored["profits"]
    chosen = track(FINAL, SEED, len(LEARNERS) * LARGEST, n_scenarios)
    first = list(LEARNERS).index(name) * LARGEST  # no two learners share a training seed
    earned = np.empty((n_runs, n_scenarios), np.float32)
    with progress(f"training {name}", n_runs) as advance:
        for k, (demand_seed, seed) in enumerate(chosen.runs[first : first + n_runs]):
            q_table, _ = LEARNERS[name](TrainingEnv(demand_seed), seed=seed)
            earned[k] = evaluate(greedy(q_table), chosen.scenarios).profits
            advance()
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".half")
    with half.open("wb") as file:
        np.savez(file, profits=earned)
    half.replace(path)
    return earned


def _key(name, n_runs, n_scenarios):
    made_from = fingerprint([*sorted(WORLD.glob("*.py")), Path(getfile(rivals.q_learning))])
    return sha256(f"{made_from} {SEED} {name} {n_runs} {n_scenarios}".encode()).hexdigest()[:20]
