"""A class hands in around the deadline, with all its pages open; then its queue is drained.

``python -m benchmarks.portal_load [--groups 200] [--pages 200] [--workers 2] [--json FILE]`` starts
the portal as anybody does (`portal serve`), signs a class in over HTTP and lets it hand in within a
minute: half of them at any moment, half in the last ten seconds before the deadline, every fifth
group twice. All the while pages ask for what is new, as often as they are told to. Then it waits
until everything is examined, and compares the receipts with what is kept. First of all two students
hand in while nothing else waits.

Times are by the wall clock, and the class runs on the machine that serves: measure on a quiet one.
It says how far it is, ends by itself, and with an error where a hand-in was lost or wrongly late.
"""

import argparse
import http.client
import json
import os
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import psutil

from autograde.kit.files import write_whole
from benchmarks.portal_processes import ROOT, Browser, Portal, challenge, faults_of

ASSIGNMENT = "07_challenge"
EVERY = 3.0  # [s] between two questions of an open page, until told otherwise, as in portal.js
MARGIN = 1.0  # [s] before the deadline: who sends earlier is in time by anybody's clock
ALGORITHMS = sorted((ROOT / "autograde" / "sample_class").glob("*/07_challenge.py"))
LONGEST_DRAIN = 3600  # [s]
GOALS = {"answered_95": 2.0, "drained": 20 * 60, "to_results": 60.0}  # [s]


class Sent(NamedTuple):
    """One hand-in as its browser saw it."""

    group: int
    sent: float  # when
    seconds: float  # until its receipt was there
    digest: str
    receipt: object


class Page(threading.Thread):
    """An open page, which asks for what is new."""

    def __init__(self, port, cookies, dice, ended):
        super().__init__(daemon=True)
        self._port, self._cookies, self._dice, self._ended = port, cookies, dice, ended
        self.seconds, self.answers = [], Counter()

    def run(self):
        """Ask until the end."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        etag = ""
        again = EVERY
        while not self._ended.wait(again * self._dice.uniform(0.8, 1.2)):
            began = time.monotonic()
            try:
                headers = {"Cookie": self._cookies, "If-None-Match": etag}
                connection.request("GET", f"/a/{ASSIGNMENT}/live/", headers=headers)
                answer = connection.getresponse()
                answer.read()
                etag = answer.headers.get("ETag", "")
                again = float(answer.headers.get("X-Look-Again", again))
                self.answers[answer.status] += 1
            except (OSError, http.client.HTTPException):
                connection.close()
                self.answers["error"] += 1
            self.seconds.append(time.monotonic() - began)


def content(number, again=0):
    """Return an ordinary hand-in: the challenge's notebook with one of a few algorithms."""
    text = ALGORITHMS[number % len(ALGORITHMS)].read_text(encoding="utf-8")
    return challenge(f"{text}\n# {number}, {again}\n", f"group {number}, hand-in {again}")


def rules(due):
    """Return the rules of a course whose challenge is due at some time."""
    moment = datetime.fromtimestamp(due, UTC).replace(tzinfo=None).isoformat()
    return f'time_zone = "UTC"\n[assignments.{ASSIGNMENT}]\ndue = {moment}\n'


def hand_in(browser, number, again=0):
    """Hand in; return what came of it."""
    given, sent = browser.open(ASSIGNMENT), content(number, again)
    began, clock = time.time(), time.monotonic()
    receipt = browser.hand_in(given, sent, ASSIGNMENT)
    return Sent(number, began, time.monotonic() - clock, sha256(sent).hexdigest(), receipt)


def moments(groups, seconds, dice):
    """Return when which group hands in, as (seconds from the start, group, which of its own)."""
    deadline, found = 0.75 * seconds, []
    for group in range(groups):
        at = dice.uniform(*(deadline - seconds / 6, deadline) if group % 2 else (0, seconds))
        found.append((at, group, 0))
        if group % 5 == 0:
            found.append((min(at + dice.uniform(0, seconds / 10), seconds), group, 1))
    return sorted(found)


def rush(portal, browsers, pages, seconds, seed=0):
    """Let a class hand in around a deadline.

    Parameters
    ----------
    portal : Portal
        Which serves.
    browsers : list of Browser
        One for each group.
    pages : int
        How many pages are open.
    seconds : float
        In which all hand in.
    seed : int
        Of the moments.

    Returns
    -------
    sent : list of Sent
    pages : list of Page
    due : float
        The deadline.
    errors : list of str
        What came instead of a receipt.
    """
    dice, ended = random.Random(seed), threading.Event()
    plan = moments(len(browsers), seconds, dice)
    opened = [
        Page(portal.port, browsers[n % len(browsers)].cookies, random.Random(n), ended)
        for n in range(pages)
    ]
    for page in opened:
        page.start()
    # The due time of a course has whole seconds.
    due = int(time.time() + 0.75 * seconds) + 1
    begin = due - 0.75 * seconds
    write_whole(portal.course / "course.toml", rules(due))
    sent, errors = [], []
    own = [threading.Lock() for _ in browsers]  # one browser sends one form at a time

    def one(at, group, again):
        time.sleep(max(0.0, begin + at - time.time()))
        try:
            with own[group]:
                sent.append(hand_in(browsers[group], group, again))
        except Exception as error:  # whatever it is, this group has no receipt
            errors.append(f"group {group}: {error!r}")

    threads = [threading.Thread(target=one, args=planned) for planned in plan]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ended.set()
    for page in opened:
        page.join()
    return sent, opened, due, errors


def percentiles(values):
    """Return the median, the 95th percentile and the largest of some numbers."""
    ordered = sorted(values)
    if not ordered:
        return {}
    return {
        "median": round(ordered[len(ordered) // 2], 3),
        "95": round(ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))], 3),
        "largest": round(ordered[-1], 3),
    }


def judged(portal, sent, pages, due, errors, before=()):
    """Return the figures of a rush: faults, and times.

    Parameters
    ----------
    portal, sent, pages, due, errors
        As `rush` has them.
    before : list of Sent
        Who handed in before it.
    """
    everybody = [*before, *sent]
    faults, _ = faults_of(portal, [(one.receipt, one.digest) for one in everybody],
                          len(everybody))  # fmt: skip
    received = {one["number"]: one["received"] for one in portal.ask("hand-ins")}
    times = [(one.sent, received[one.receipt.number]) for one in sent
             if one.receipt.number in received]  # fmt: skip
    answers = sum((page.answers for page in pages), Counter())
    return {
        "hand_ins": len(sent),
        "faults": faults | {
            "no_answer": len(errors),
            "late_that_came_in_time": sum(b <= due - MARGIN and at > due for b, at in times),
            "in_time_that_came_late": sum(began > due and at <= due for began, at in times),
        },
        "sent_in_the_busiest_second": max(Counter(int(one.sent) for one in sent).values()),
        "answered": percentiles(one.seconds for one in sent),
        "first_byte_after_sending": percentiles(at - began for began, at in times),
        "pages": len(pages),
        "pages_asked": sum(answers.values()),
        "pages_unchanged": answers[304],
        "pages_failed": sum(n for code, n in answers.items() if code not in (200, 304)),
        "pages_answered": percentiles(second for page in pages for second in page.seconds),
    }  # fmt: skip


def open_jobs(states):
    """Return how many jobs wait or run, and how many are done."""
    n = Counter()
    for kind, state, count in states:
        n["open" if state in ("waiting", "running") else "ended"] += count
        n[kind, state] += count
    return n


def drain(portal, since, tell):
    """Wait until nothing waits; return the seconds since the deadline, None where it took ages."""
    begun = None
    while True:
        n = open_jobs(portal.ask("states"))
        now = time.time()
        if not n["open"]:
            return now - since
        begun = begun or (now, n["ended"])
        rate = (n["ended"] - begun[1]) / max(now - begun[0], 1)
        left = f"about {n['open'] / rate / 60:.0f} min left" if rate > 0 else "…"
        tell(f"  {now - since:5.0f} s after the deadline: {n['open']} jobs wait or run, {left}")
        if now - since > LONGEST_DRAIN:
            return None
        time.sleep(15)


def fairness(found):
    """Return what became of the queue: who waited how long, and whose turn came too early.

    Parameters
    ----------
    found : list of dict
        The hand-ins as the records tell them.
    """
    figures = {"states": Counter(), "second_turns_before_a_first": 0}
    for kind in ("recognise", "examine", "train"):
        rows = [(one["owner"], one["received"], *one["jobs"][kind]) for one in found
                if kind in one["jobs"]]  # fmt: skip
        figures["states"].update(f"{kind}: {row[2]}" for row in rows)
        done = [row for row in rows if row[2] == "done"]
        figures[f"{kind}_after"] = percentiles(row[6] - row[1] for row in done)
        if kind == "recognise":
            continue
        known = {one["number"]: one["jobs"]["recognise"][4] for one in found}
        queued = {(one["owner"], one["received"]): known[one["number"]] for one in found}
        first, later = {}, []
        for row in sorted(done, key=lambda row: row[5]):
            first.setdefault(row[0], row) is row or later.append(row)
        figures["second_turns_before_a_first"] += sum(
            any(queued[other[:2]] < row[5] - 1 and other[5] > row[5] for other in first.values())
            for row in later
        )
    figures["states"] = dict(sorted(figures["states"].items()))
    return figures


def processor(portal):
    """Return the seconds of processor that each kind of process has used, with all they started."""
    found = Counter()
    serve = psutil.Process(portal.processes["serve"].pid)
    own = serve.cpu_times()
    found["web"] = own.user + own.system
    for child in serve.children():
        words, times = child.cmdline(), child.cpu_times()
        spent = times.user + times.system + times.children_user + times.children_system
        for below in child.children(recursive=True):
            one = below.cpu_times()
            spent += one.user + one.system
        found[words[words.index("--lane") + 1] if "--lane" in words else "other"] += spent
    return {name: round(seconds, 1) for name, seconds in found.items()} | {
        "class": round(time.process_time(), 1)
    }


def alone(portal, browser, number):
    """Hand in where nothing else waits; return it and the seconds until all results are there."""
    one = hand_in(browser, number)
    while open_jobs(portal.ask("states"))["open"]:
        if time.time() - one.sent > LONGEST_DRAIN:
            break
        time.sleep(0.5)
    return one, time.time() - one.sent


def measure(groups, pages, workers, seconds, tell=print):
    """Return all figures."""
    with tempfile.TemporaryDirectory() as folder, Portal(Path(folder)) as portal:
        tell(f"load of this machine before: {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
        tokens = portal.tokens(groups + 2)
        portal.serve(workers)
        tell(f"{groups} groups sign in")
        with ThreadPoolExecutor(8) as pool:
            browsers = list(pool.map(lambda token: Browser(portal.url, token), tokens))
        before, waited = [], []
        for number in (groups, groups + 1) if workers else ():
            tell("one hands in where nothing else waits")
            one, after = alone(portal, browsers[number], number)
            tell(f"  results after {after:.0f} s")
            before.append(one)
            waited.append(round(after, 1))
        tell(f"now all hand in, within {seconds:g} s")
        used = processor(portal)
        sent, opened, due, errors = rush(portal, browsers[:groups], pages, seconds)
        rushed = processor(portal)
        figures = judged(portal, sent, opened, due, errors, before)
        for line in errors[:10]:
            tell(f"  {line[:300]}")
        tell(f"  answered: {figures['answered']}, pages: {figures['pages_answered']} s; "
             f"faults: {sum(figures['faults'].values())}")  # fmt: skip
        drained = drain(portal, due, tell) if workers else None
        last, found = processor(portal), fairness(portal.ask("hand-ins"))
        return {
            "groups": groups, "workers": workers, "seconds": seconds, "cores": os.cpu_count(),
            "results_alone": waited, **figures,
            "drained_after_deadline": drained and round(drained), **found,
            "processor_in_rush": {k: round(rushed[k] - used.get(k, 0), 1) for k in rushed},
            "processor_in_drain": {k: round(last[k] - rushed.get(k, 0), 1) for k in last},
        }  # fmt: skip


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--groups", type=int, default=200)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--workers", type=int, default=2, help="that examine; 0: only the rush")
    parser.add_argument("--seconds", type=float, default=60, help="in which all hand in")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    options = parser.parse_args()
    figures = measure(options.groups, options.pages, options.workers, options.seconds,
                      lambda text: print(text, flush=True))  # fmt: skip
    print(json.dumps(figures, indent=1))
    for what, found, goal in (
        ("95 % answered", figures["answered"].get("95"), GOALS["answered_95"]),
        ("drained", figures["drained_after_deadline"], GOALS["drained"]),
        ("results alone", next(reversed(figures["results_alone"]), None), GOALS["to_results"]),
    ):
        met = found is not None and found <= goal
        print(f"{what}: {found} s, goal {goal:g} s: {'met' if met else 'missed'}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    is_drained = not options.workers or figures["drained_after_deadline"] is not None
    return sum(figures["faults"].values()) > 0 or not is_drained


if __name__ == "__main__":
    sys.exit(main())
