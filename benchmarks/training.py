"""What the jail costs an algorithm, as differences and ratios measured in one run.

``python -m benchmarks.training [--rounds N] [--json FILE]`` trains the same algorithm, the
reference Q-learning, with 500 episodes of 28 days: in process, in a jail that is forked, and in one
that is started anew, with its environment outside. A round measures all, one after the other; the
table shows the least of all rounds, which others disturbed least. The start of a jail is part of
its time, and stands in a column of its own as well.

The clock depends on what else the machine does, since each of 14,000 questions wakes another
process; processor time hardly does. Both are shown. Of the jail's processor time, its start is
missing: it ends before anybody looks.
"""

import argparse
import json
from pathlib import Path
from time import perf_counter, process_time
from unittest import mock

from autograde.jail import bubblewrap, choose, warm
from autograde.leaderboard.rivals import q
from autograde.training import run as runs
from autograde.training.entries import Entry
from autograde.training.workers import stay_on_one_processor
from supplychain.algorithm import load_source, train
from supplychain.benchmark import TrainingEnv
from supplychain.model import SupplyChain

FILE = "q.py"
SOURCE = Path(q.__file__).read_bytes()
AT_ONCE = b"def q_learning(env, **budget):\n    return [[0] * 27] * 64, []\n"
GOAL = 0.7  # of the time of a run in a jail that is started anew
FORKED, ANEW = runs.BENCHMARK, runs.BENCHMARK._replace(loaded=())
COLUMNS = ("in process", "forked", "anew", "start forked", "start anew")


def measure(number):
    """Return the seconds of one round: by the clock, and of the processor."""
    clock, processor = {}, {}
    algorithm = load_source(SOURCE, FILE)
    for name, action in (
        ("in process", lambda: train(algorithm, TrainingEnv(number), number, FILE)),
        ("forked", lambda: _jailed(SOURCE, number, FORKED)),
        ("anew", lambda: _jailed(SOURCE, number, ANEW)),
        ("start forked", lambda: _jailed(AT_ONCE, number, FORKED)),
        ("start anew", lambda: _jailed(AT_ONCE, number, ANEW)),
    ):
        began, worked = perf_counter(), process_time()
        inside = action().seconds if name != "in process" else action().seconds * 0
        clock[name] = perf_counter() - began
        processor[name] = process_time() - worked + inside
    return clock, processor


def _jailed(source, number, profile):
    unit = runs.Unit(Entry("x", source, FILE), SupplyChain(), number, number)
    with mock.patch.object(runs, "BENCHMARK", profile):
        outcome = runs.run(unit)
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
    _jailed(AT_ONCE, 0, FORKED)  # once for all runs of a worker
    if warm.of(FORKED) is None:
        raise SystemExit("no jail can be forked here: all are started anew")
    rounds = [measure(number) for number in range(options.rounds)]
    found = {}
    for kind, name in enumerate(("clock", "processor")):
        of_kind = [r[kind] for r in rounds]
        row = found[name] = {column: min(r[column] for r in of_kind) for column in COLUMNS}
        for other in ("in process", "anew"):
            row[f"forked / {other}"] = row["forked"] / row[other]
    for name, row in found.items():
        print(f"{name:<10}", *(f"{column} {value:.3f}" for column, value in row.items()), sep="   ")
    met = found["clock"]["forked / anew"] <= GOAL
    print(
        f"goal: at most {GOAL} of a jail started anew, by the clock: {'met' if met else 'missed'}"
    )
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
