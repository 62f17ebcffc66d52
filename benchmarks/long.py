"""What takes long and is committed: measured again where it is out of date.

``python -m benchmarks.long [NAME …]`` (``make test-long``) runs what is out of date, or what is
named; ``--list`` only says what is. Each result stands in ``results/NAME.json`` with the command
that made it, the day, and a fingerprint of what it measured. ``tests/benchmarks/test_long.py`` says
what is out of date; CI runs a small sample of most.
"""

import argparse
import datetime
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from autograde.kit.files import write_whole
from benchmarks.stamp import fingerprint

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results"


class Measurement(NamedTuple):
    """A program that takes long, and what its result depends on."""

    command: tuple  # after `python -m`; it takes --json FILE
    folders: tuple  # of the checkout


GRADER = (
    "supplychain", "solutions", "autograde/kit", "autograde/course", "autograde/handin",
    "autograde/jail", "autograde/examination", "autograde/grading",
)  # fmt: skip
PORTAL = (*GRADER, "autograde/training", "autograde/leaderboard", "autograde/portal")
TRAINING = ("supplychain", "autograde/kit", "autograde/jail", "autograde/training")
CLAIMS = (
    "supplychain", "benchmarks/other_seeds.py", "solutions/05_q_learning.md",
    "solutions/06_learning_well.md", "solutions/08_beyond_the_table.md",
)  # fmt: skip
MEASUREMENTS = {
    "grading": Measurement(("benchmarks.grading",), GRADER),
    "class_run": Measurement(("benchmarks.class_run",), GRADER),
    "training": Measurement(("benchmarks.training",), TRAINING),
    "portal_load": Measurement(("benchmarks.portal_load",), PORTAL),
    "portal_kills": Measurement(("benchmarks.portal_kills",), ("autograde/portal",)),
    "other_seeds": Measurement(("benchmarks.other_seeds",), CLAIMS),
}
# They keep the rows of an interrupted run, and a fingerprint of their own.
RESUMING = {
    "reseeding": "benchmarks.reseeding",
    "mutation": "benchmarks.mutation",
    "page_verdicts": "benchmarks.page_verdicts",
    "agents": "benchmarks.agents",  # says what it needs where that is not installed
}


def measured(name):
    """Return the committed result of a measurement, None where there is none yet."""
    path = RESULTS / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def is_current(name):
    """Whether the committed result was measured on what is here."""
    known = measured(name)
    return known is not None and known["fingerprint"] == fingerprint(*MEASUREMENTS[name].folders)


def measure(name):
    """Run a measurement and write its result; return the exit status of its program."""
    command, folders = MEASUREMENTS[name]
    before = fingerprint(*folders)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "figures.json"
        run = subprocess.run(
            [sys.executable, "-m", *command, "--json", str(out)], cwd=ROOT, check=False
        )
        if run.returncode:
            return run.returncode
        figures = json.loads(out.read_text(encoding="utf-8"))
    if fingerprint(*folders) != before:
        print(f"{name}: programs changed while they were measured; nothing is written.")
        return 1
    document = {
        "command": f"python -m {' '.join(command)}",
        "day": datetime.date.today().isoformat(),
        "fingerprint": before,
        "figures": figures,
    }
    write_whole(RESULTS / f"{name}.json", json.dumps(document, indent=1) + "\n")
    return 0


def main():
    """Measure what is out of date."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    names = [*MEASUREMENTS, *RESUMING]
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(names)}")
    parser.add_argument("--list", action="store_true", help="only say what is out of date")
    asked = parser.parse_args()
    unknown = sorted(set(asked.names) - set(names))
    if unknown:
        parser.error(f"no measurement is called {', '.join(unknown)}; there are {', '.join(names)}")
    if asked.list:
        for name in MEASUREMENTS:
            old = "out of date" if measured(name) else "never measured"
            print(f"{name:10} {'current' if is_current(name) else old}")
        print(f"{', '.join(RESUMING)}: each says it by itself, in tests/benchmarks")
        return 0
    status = 0
    for name in asked.names or names:
        if name in RESUMING:
            run = subprocess.run([sys.executable, "-m", RESUMING[name]], cwd=ROOT, check=False)
            status |= run.returncode
        elif asked.names or not is_current(name):
            print(f"== {name}", flush=True)
            status |= measure(name)
    return status


if __name__ == "__main__":
    sys.exit(main())
