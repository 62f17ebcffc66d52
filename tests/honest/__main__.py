"""``python -m tests.honest``: every situation, what came of it, and the figures."""

import argparse
import sys
import tempfile
from collections import Counter
from functools import cache
from pathlib import Path

from . import class_run, commands, every, way_back


def main():
    """Try all situations, print what came of them and the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.honest", description=__doc__)
    parser.add_argument("--wrong", action="store_true", help="list only what is not right")
    only_wrong = parser.parse_args().wrong
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        numbers = iter(range(sys.maxsize))

        def folder():
            made = Path(place) / f"{next(numbers)}"
            made.mkdir()
            return made

        @cache
        def graded(name):
            progress(f"grading: {name}")
            return class_run.grade(folder(), next(r for r in every.RUNS if r.name == name))

        @cache
        def regraded():
            progress("grading twice: the way back")
            return way_back.regrade(folder())

        def of(run):
            return graded(run.name)

        def ended(one):
            return commands.run(folder(), one)

        came, total = [], len([*every.SITUATIONS, *every.COMMANDS, *every.CHECKS])
        print("| kind | where | situation | what came of it |\n|---|---|---|---|")
        for one in every.verdicts(of, regraded, ended):
            came.append(one)
            progress(f"{len(came)} of {total}: {one.name}")
            if not (only_wrong and one.verdict.right):
                line(one)
        progress("")
        summary(came, every.figures(came, of))


def progress(text):
    """Show what is tried now, on one line, where somebody looks on."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text[:100]}", end="", file=sys.stderr, flush=True)


def line(one):
    """Print what came of one situation."""
    what = one.verdict.faults[0] if one.verdict.faults else "right"
    cells = (one.kind, one.where, one.name, what.replace("|", "/").replace("\n", " ")[:200])
    progress("")
    print("| " + " | ".join(cells) + " |", flush=True)


def summary(came, figures):
    """Print what the README says, and how each kind fared."""
    tried, right = Counter(one.kind for one in came), Counter()
    right.update(one.kind for one in came if one.verdict.right)
    print()
    for kind in every.KINDS:
        print(f"{kind}: {right[kind]} of {tried[kind]} right")
    print(f"\nsituations tried: {figures[0]}")
    print(f"marks lost: {figures[1]:g}")
    print(f"marks given to the wrong person: {figures[2]:g}")


if __name__ == "__main__":
    main()
