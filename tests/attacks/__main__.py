"""``python -m tests.attacks``: every attack, its outcome and its control, and the figures."""

import argparse
import tempfile
from pathlib import Path

from . import controls, every
from .class_run import SOCKET, Listeners, grade
from .verdict import verdict


def main():
    """Run all attacks and their controls, print the table and the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.attacks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave the slow ones out")
    attacks = every.QUICK if parser.parse_args().quick else every.ATTACKS
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        run = grade(Path(folder), attacks)
        worked = control(run, attacks)
        verdicts = [(one, verdict(run, one)) for one in attacks]
    trials = [(one, *tried(one)) for one in every.TRIALS]
    table(verdicts, worked)
    trial_rows(trials)
    figures(verdicts, worked, trials)


def tried(one):
    """Return what came of a trial, and of its control."""
    with tempfile.TemporaryDirectory() as place, tempfile.TemporaryDirectory() as other:
        return one.attempt(Path(place)), one.control(Path(other))


def control(run, attacks):
    """Return whether each attack works where nothing defends, by name."""
    running = [one for one in attacks if one.control in controls.SEEN]
    with Listeners() as listeners:
        where = {**run.places, "PORT": str(listeners.port), "SOCKET": SOCKET}
        seen = controls.naive(running, where)
    worked = {one.name: controls.SEEN[one.control](one, seen[one.name]) for one in running}
    for one in attacks:
        if one.control in controls.ALONE:
            worked[one.name] = controls.ALONE[one.control](one)
    return worked


def table(verdicts, worked):
    """Print one line per attack."""
    print("| family | attack | marks | status | outcome | without defence |")
    print("|---|---|---|---|---|---|")
    for one, found in verdicts:
        harms = ["forged"] * found.forged + ["read"] * bool(found.read) + [found.harmed]
        outcome = ", ".join(filter(None, harms)) or "held"
        shown = f"{one.control}" if worked[one.name] else f"does not ({one.control})"
        marks = f"{found.score:g} of {max(one.score):g}"
        print(f"| {one.family} | {one.name} | {marks} | {found.status} | {outcome} | {shown} |")


def trial_rows(trials):
    """Print one line per trial, below those of `table`."""
    for one, found, works in trials:
        harms = ["forged"] * found.forged + ["read"] * bool(found.read) + [found.harmed]
        outcome = ", ".join(filter(None, harms)) or "held"
        print(f"| {one.family} | {one.name} | | | {outcome} | {'works' if works else 'does not'} |")


def figures(verdicts, worked, trials):
    """Print what the README says."""
    found = [one for _, one in verdicts] + [outcome for _, outcome, _ in trials]
    works = [*worked.values(), *(works for *_, works in trials)]
    print(f"\nattacks tried: {len(found)}")
    print(f"of them work without the defence: {sum(map(bool, works))}")
    print(f"marks forged: {sum(one.forged for one in found)}")
    print(f"hidden tests read: {sum(bool(one.read) for one in found)}")
    print(f"honest students affected: {len({one.harmed for one in found if one.harmed})}")


if __name__ == "__main__":
    main()
