"""What the jail costs an algorithm, as difference and ratio measured in one run.

``python -m benchmarks.training [--rounds N] [--json FILE]`` trains the same algorithm, the
reference Q-learning, with 500 episodes of 28 days: in process, and in the jail with its environment
outside. A round measures both, one after the other; the table shows medians over the rounds. The
start of the jail is part of its time, and stands in a row of its own as well.

The clock depends on what else the machine does, since each of 14,000 questions wakes another
process; processor time hardly does. Both are shown. Of the jail's processor time, its start is
missing: it ends before anybody looks.
"""

import argparse
import json
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from autograde.jail import bubblewrap, choose
from autograde.leaderboard.rivals import q
from autograde.training.entries import Entry
from autograde.training.run import Unit, run
from autograde.training.workers import stay_on_one_processor
from supplychain.algorithm import load_source, train
from supplychain.benchmark import TrainingEnv
from supplychain.model import SupplyChain

FILE = "q.py"
SOURCE = Path(q.__file__).read_bytes()
AT_ONCE = b"def q_learning(env, **budget):\n    return [[0] * 27] * 64, []\n"
GOAL = 0.4  # seconds that a training run in the jail may take longer
COLUMNS = ("in process", "in the jail", "difference", "start of the jail")


def measure(number):
    """Return the seconds of one round: by the clock, and of the processor."""
    clock, processor = {}, {}
    algorithm = load_source(SOURCE, FILE)
    for name, action in (
        ("in process", lambda: train(algorithm, TrainingEnv(number), number, FILE)),
        ("in the jail", lambda: _jailed(SOURCE, number)),
        ("start of the jail", lambda: _jailed(AT_ONCE, number)),
    ):
        began, worked = perf_counter(), process_time()
        inside = action().seconds if name != "in process" else action().seconds * 0
        clock[name] = perf_counter() - began
        processor[name] = process_time() - worked + inside
    return clock, processor


def _jailed(source, number):
    outcome = run(Unit(Entry("x", source, FILE), SupplyChain(), number, number))
    if outcome.reason:
        raise RuntimeError(outcome.reason)
    return outcome


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    choose.choose(bubblewrap.BUBBLEWRAP)
    stay_on_one_processor(0)  # as the workers of the leaderboard do
    rounds = [measure(number) for number in range(options.rounds)]
    found = {}
    for kind, name in enumerate(("clock", "processor")):
        seconds = {column: median(r[kind][column] for r in rounds)
                   for column in COLUMNS if column != "difference"}  # fmt: skip
        differences = [r[kind]["in the jail"] - r[kind]["in process"] for r in rounds]
        ratios = [r[kind]["in the jail"] / r[kind]["in process"] for r in rounds]
        found[name] = seconds | {"difference": median(differences), "ratio": median(ratios),
                                 "least difference": min(differences)}  # fmt: skip
    for name, row in found.items():
        print(f"{name:<10}", *(f"{column} {value:.3f}" for column, value in row.items()), sep="   ")
    met = found["clock"]["difference"] <= GOAL
    print(f"goal: at most {GOAL} s more by the clock: {'met' if met else 'not met'}")
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
