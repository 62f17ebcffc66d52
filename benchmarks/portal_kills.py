"""Web and workers of the portal are killed, frozen, unanswered and locked out: is anything lost?

``python -m benchmarks.portal_kills [--kills 50] [--students 20] [--databases sqlite postgresql]
[--json FILE]``: a class hands in again and again over HTTP while the web process or one of two
workers is killed (SIGKILL) at random moments and started again. Then each receipt's bytes must be
kept, each hand-in once, and each recognised once. After that, each by itself: a worker frozen past
its lease that wakes when another is done, a worker that dies with a claim, a claim whose answer is
lost, and writers before whom somebody holds the database, for as long as they wait and longer.

PostgreSQL is a server of its own in a temporary folder, where its programs are installed.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from benchmarks import postgres
from benchmarks.portal_processes import Browser, Portal, crowd, faults_of, freeze, thaw

WORKERS = ("worker 1", "worker 2")
LONGEST = 120  # [s] in which the workers must come to an end afterwards
HELD = 3.0  # [s] for which the database is held while all writers wait
PATIENT, IMPATIENT = 30.0, 1.0  # [s] that a writer waits
REFUSED = "is refused, as another has it"


def settled(portal, receipts, n, tell=lambda text: None):
    """Wait until all is recognised; return the faults, with how many never were."""
    end = time.monotonic() + LONGEST
    while True:
        faults, states = faults_of(portal, receipts, n)
        open_ones = n - states["done", 1]
        if not open_ones or time.monotonic() > end:
            return faults | {"not_recognised": max(open_ones, 0)}
        tell(f"  {open_ones} of {n} are not recognised yet")
        time.sleep(0.5)


def kills(portal, browsers, n_kills, how="real", seed=0, tell=lambda text: None):
    """Kill the web or a worker at random moments while a class hands in; return figures.

    Parameters
    ----------
    portal : Portal
        Whose web runs.
    browsers : list of Browser
    n_kills : int
    how : str
        What workers do, as `Portal.start` has it.
    seed : int
        Of the moments and of who is killed.
    tell : callable
    """
    dice, killed, began = random.Random(seed), {"web": 0, "worker": 0}, time.monotonic()
    for name in WORKERS:
        portal.start(name, how)

    def kill():
        for number in range(n_kills):
            time.sleep(dice.uniform(0.05, 1.0))
            name = dice.choice(("web", *WORKERS))
            portal.kill(name)
            portal.start(name, how)
            killed[name.split()[0]] += 1
            if number % 5 == 4:
                each = (time.monotonic() - began) / (number + 1)
                tell(f"  {number + 1} kills, about {each * (n_kills - number - 1):.0f} s left")

    receipts, n = crowd(browsers, kill, lambda: dice.uniform(0.5, 2.0))
    faults = settled(portal, receipts, n, tell)
    for name in WORKERS:
        portal.kill(name)
    return {"killed": killed, "hand_ins": n, "faults": faults}


def frozen(portal, browser):
    """Freeze a worker past its lease and let it wake when another has finished; return faults."""
    flag = portal.folder / "go on"
    flag.unlink(missing_ok=True)
    portal.start("frozen", "slow", flag)
    receipts, n = crowd([browser])
    portal.processes["frozen"].stdout.readline()  # now it has the job
    freeze(portal, "frozen")
    portal.start("other")
    faults = _one_more(portal, receipts)
    flag.touch()
    thaw(portal, "frozen")
    end = time.monotonic() + LONGEST
    while REFUSED not in portal.log("frozen") and time.monotonic() < end:
        time.sleep(0.1)
    faults = faults | _one_more(portal, receipts)
    faults["late_result_not_refused"] = int(REFUSED not in portal.log("frozen"))
    portal.kill("frozen")
    portal.kill("other")
    return faults


def dies(portal, browser):
    """Let a worker die when it has claimed a job; return faults."""
    portal.start("dies", "dies")
    receipts, _ = crowd([browser])
    portal.processes["dies"].wait(LONGEST)
    portal.start("other")
    faults = _one_more(portal, receipts) | {"not_tried_twice": _not_twice(portal, receipts)}
    portal.kill("other")
    portal.kill("dies")
    return faults


def unanswered(portal, browser):
    """Lose the answer to a worker's claim; it goes on, and takes it up again; return faults."""
    flag = portal.folder / "lost"
    flag.unlink(missing_ok=True)
    portal.start("unanswered", "unanswered", flag)
    receipts, _ = crowd([browser])
    faults = _one_more(portal, receipts) | {"not_tried_twice": _not_twice(portal, receipts)}
    portal.kill("unanswered")
    return faults


def locked(portal, browsers, held=HELD):
    """Hold the database before many who hand in; return faults, and how many were told so.

    Parameters
    ----------
    portal : Portal
        Whose web waits for `Portal.lock_wait` seconds.
    browsers : list of Browser
    held : float
        Seconds at least; where writers wait for less than that, until one was told so.
    """
    known = len(portal.ask("hand-ins"))
    before = sum(browser.told_busy for browser in browsers)
    portal.start("worker", "quick")

    def told():
        return sum(browser.told_busy for browser in browsers) - before

    def hold():
        portal.start("locker", "locks")
        time.sleep(held)  # meanwhile everybody comes to stand before it
        end = time.monotonic() + LONGEST
        while portal.lock_wait and portal.lock_wait < held and not told():
            if time.monotonic() > end:
                break
            time.sleep(0.1)
        portal.kill("locker")

    receipts, n = crowd(browsers, hold, lambda: 0.05)
    faults = settled(portal, receipts, n + known)
    faults["without_receipt"] = n - len(receipts)
    portal.kill("worker")
    return faults, told()


def _one_more(portal, receipts):
    """Return the faults of one hand-in that came to a portal which had others before."""
    found = settled(portal, receipts, len(portal.ask("hand-ins")))
    return found | {"without_receipt": 1 - len(receipts)}


def _not_twice(portal, receipts):
    """Return 0 where the job of a receipt was claimed twice, for the first claim was lost."""
    [(receipt, _)] = receipts
    one = next(one for one in portal.ask("hand-ins") if one["number"] == receipt.number)
    return int(one["jobs"]["recognise"][2] != 2)


def measure(database, n_kills, students, tell=print):
    """Return the figures of one database.

    Parameters
    ----------
    database : str
        sqlite or postgresql.
    n_kills, students : int
    tell : callable
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        address = stack.enter_context(postgres.server()) if database == "postgresql" else ""
        portal = stack.enter_context(Portal(folder, database=address))
        tokens = portal.tokens(students)
        portal.lock_wait = PATIENT
        portal.start("web")
        browsers = [Browser(portal.url, token) for token in tokens]
        tell(f"{database}: {students} hand in, {n_kills} kills")
        figures = kills(portal, browsers, n_kills, tell=tell)
        faults = {"kills": figures.pop("faults")}
        for what in (frozen, dies, unanswered):
            tell(f"{database}: {what.__name__}")
            faults[what.__name__] = what(portal, browsers[0])
        tell(f"{database}: locked")
        faults["locked"], waited = locked(portal, browsers)
        portal.kill("web")
        portal.lock_wait = IMPATIENT
        portal.start("web")
        faults["locked_for_longer"], told = locked(portal, browsers, 4 * IMPATIENT)
        return figures | {"told_busy": {"locked": waited, "locked_for_longer": told},
                          "faults": faults}  # fmt: skip


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--students", type=int, default=20)
    parser.add_argument("--databases", nargs="+", choices=("sqlite", "postgresql"),
                        default=["sqlite", "postgresql"])  # fmt: skip
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    options = parser.parse_args()
    figures, n_faults = {}, 0
    for database in options.databases:
        if database == "postgresql" and postgres.programs() is None:
            print(f"{database} is not installed here: {postgres.HOW}")
            continue
        found = figures[database] = measure(database, options.kills, options.students,
                                            lambda text: print(text, flush=True))  # fmt: skip
        n_faults += sum(sum(kind.values()) for kind in found["faults"].values())
    print(json.dumps(figures, indent=1))
    print(f"faults: {n_faults}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return n_faults > 0


if __name__ == "__main__":
    sys.exit(main())
