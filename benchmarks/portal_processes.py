"""A portal as its processes, and a class at it over real HTTP: what load and kills share.

`portal_load` and `portal_kills` run them in full size, tests/portal a sample of both.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import requests

ROOT = Path(__file__).parents[1]
PATIENCE = 120  # [s] that a browser tries again where the server was just killed
# What serves, in a process of its own: the web alone, with how long a request and a lock may last.
WEB = """
import sys
from autograde.portal import running
running.begin(first=True)
from django.core.wsgi import get_wsgi_application
from django.db import connections
from autograde.portal import server
port, longest, wait, more = int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]), sys.argv[4:]
if wait:
    options = connections.settings["default"]["OPTIONS"]
    if connections["default"].vendor == "sqlite":
        options["timeout"] = wait
    else:
        options["options"] = f"-c lock_timeout={int(1000 * wait)}"
    connections["default"].close()
web = server.serve(get_wsgi_application(), "127.0.0.1", port, longest=longest,
                   **{name: int(value) for name, value in (one.split("=") for one in more)})
print("serves", flush=True)
web.run()
"""
# A worker whose leases are short, and which reads nothing unless it is "real".
WORKER = """
import os, signal, sys, time
from datetime import timedelta
from pathlib import Path
from autograde.portal import running
running.begin()
from autograde.portal import queue, working
queue.LEASE, working.IDLE, queue.TRIES = timedelta(seconds=2), 0.05, 1000
working.AWAY = 0.5
how, flag = sys.argv[1], Path(sys.argv[2])
def found(hand_in, *_):
    if how == "slow":  # until somebody lets it go on
        print("has", hand_in.pk, flush=True)
        while not flag.exists():
            time.sleep(0.05)
    return {"assignment": hand_in.assignment, "says": [], "fault": "not read here"}
if how != "real":
    working.recognising.recognised = found
if how in ("dies", "unanswered"):
    claim = queue.claim
    def lost(kinds, worker):
        job = claim(kinds, worker)
        if job and how == "dies":
            os.kill(os.getpid(), signal.SIGKILL)
        if job and not flag.exists():  # the database took it; the worker never learns of it
            flag.touch()
            from django.db import OperationalError
            raise OperationalError("the connection was lost before the answer came")
        return job
    queue.claim = lost
print("works", flush=True)
working.work(["recognise"])
"""
# Holds the database so that nobody else can write, until it is killed.
LOCKER = """
import time
from autograde.portal import running
running.begin()
from django.db import connection, transaction
with transaction.atomic():
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("LOCK TABLE portal_handin IN ACCESS EXCLUSIVE MODE")
    print("works", flush=True)
    time.sleep(600)
"""
# Answers questions about the records, one line each, for as long as it is asked.
RECORDS = """
import json, sys
from autograde.portal import running
running.begin()
from hashlib import sha256
from autograde.portal.models import HandIn, Job, Outcome
def hand_ins():
    found = HandIn.objects.select_related("stored").prefetch_related("job_set__outcome")
    for one in found.iterator(chunk_size=50):
        yield {"number": str(one.pk), "sha256": sha256(bytes(one.stored.content)).hexdigest(),
               "received": one.received.timestamp(), "owner": one.owner,
               "jobs": {job.kind: [job.state, Outcome.objects.filter(job=job).count(), job.attempts,
                        job.began and job.began.timestamp(), job.ended and job.ended.timestamp()]
                        for job in one.job_set.all()}}
def states():
    from django.db.models import Count
    found = Job.objects.values_list("kind", "state").annotate(n=Count("pk"))
    return [[*one] for one in found]
for line in sys.stdin:
    print(json.dumps(list(hand_ins()) if line.strip() == "hand-ins" else states()), flush=True)
"""


def course_in(folder, rules='time_zone = "UTC"\n'):
    """Make a course with rules of its own in a folder; return it."""
    folder.mkdir()
    for name in ("solutions", "chapters"):
        (folder / name).symlink_to(ROOT / name)
    (folder / "course.toml").write_text(rules, encoding="utf-8")
    return folder


def chapter_5(text):
    """Return a notebook of chapter 5 of the sample class with one more cell."""
    path = ROOT / "autograde" / "sample_class" / "amina" / "05_q_learning.ipynb"
    document = json.loads(path.read_text(encoding="utf-8"))
    return with_cell(document, text)


def challenge(algorithm, text):
    """Return the notebook of the challenge with an algorithm in it, and one more cell."""
    path = ROOT / "chapters" / "07_challenge.ipynb"
    document = json.loads(path.read_text(encoding="utf-8"))
    for cell in document["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "q_learning":
            cell["source"] = algorithm
    return with_cell(document, text)


def with_cell(document, text):
    """Return a notebook as bytes, with a cell of text at its end."""
    cell = {"cell_type": "markdown", "id": "one-more", "metadata": {}, "source": text}
    return json.dumps(document | {"cells": [*document["cells"], cell]}).encode()


class Portal:
    """The processes of one portal, on one port and one database.

    Parameters
    ----------
    folder : Path
        For all that it keeps.
    rules : str
        Its ``course.toml``.
    database : str
        Address of a PostgreSQL; "" for SQLite in the folder.
    """

    def __init__(self, folder, rules='time_zone = "UTC"\n', database=""):
        self.folder, self.processes = folder, {}
        self.course = course_in(folder / "course", rules)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.longest, self.lock_wait, self.more = 60, 0, ()
        others = ("DATABASE_URL", "PORTAL_SECRET")
        self.env = {name: text for name, text in os.environ.items() if name not in others} | {
            "PORTAL_DATA": str(folder / "data"), "PORTAL_COURSE": str(self.course),
            "PORTAL_URL": self.url, "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        if database:
            self.env["DATABASE_URL"] = database

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for name in list(self.processes):
            self.kill(name)

    def python(self, text, *arguments):
        """Run a program beside the portal; return what it prints."""
        run = subprocess.run([sys.executable, "-c", text, *map(str, arguments)], cwd=ROOT,
                             env=self.env, capture_output=True, text=True, check=False)  # fmt: skip
        if run.returncode:
            raise RuntimeError(run.stderr)
        return run.stdout

    def tokens(self, n):
        """Take a class over; return the tokens of those who are new."""
        roster = self.folder / f"roster{n}.csv"
        roster.write_text("student\n" + "".join(f"s{i}\n" for i in range(n)), encoding="utf-8")
        made = self.python(
            "import sys\nfrom pathlib import Path\nfrom autograde.portal import running\n"
            "running.begin(first=True)\nfrom autograde.portal import people\n"
            "print(*people.take(Path(sys.argv[1])).values())",
            roster,
        )
        return made.split()

    def start(self, name, how="quick", until=None):
        """Start the web, or a worker; wait until it says that it has begun.

        Parameters
        ----------
        name : str
            ``web``, or any other for a worker.
        how : str
            Of a worker: quick, real, slow, dies or unanswered; or locks, which holds the database.
        until : Path, optional
            The file for which a slow one waits, or which one makes that got no answer.
        """
        if name == "web":
            words = ["-c", WEB, str(self.port), str(self.longest), str(self.lock_wait), *self.more]
        else:
            words = [
                "-c",
                LOCKER if how == "locks" else WORKER,
                how,
                str(until or self.folder / "nothing"),
            ]
        self._popen(name, [sys.executable, *words])
        first = self.processes[name].stdout.readline()
        if first not in (b"serves\n", b"works\n"):
            raise RuntimeError(f"{name} did not start: {self.log(name)}")

    def serve(self, workers):
        """Start the portal as anybody does, with workers that examine."""
        self._popen("serve", [sys.executable, "-m", "autograde", "portal", "serve", "--port",
                              str(self.port), "--workers", str(workers)])  # fmt: skip
        end = time.monotonic() + PATIENCE
        while b"Ctrl-C" not in (line := self.processes["serve"].stdout.readline()):
            if not line or time.monotonic() > end:
                raise RuntimeError(f"it does not serve: {self.log('serve')}")

    def _popen(self, name, command):
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                command, cwd=ROOT, env=self.env, stdout=subprocess.PIPE, stderr=log,
                stdin=subprocess.PIPE,
            )  # fmt: skip

    def log(self, name):
        """Return what a process said of itself."""
        return (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def send(self, name, number):
        """Send a signal to a process."""
        self.processes[name].send_signal(number)

    def kill(self, name):
        """Kill a process at once."""
        process = self.processes.pop(name)
        if name == "serve" and process.poll() is None:  # its workers get the chance to end
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                pass
        process.kill()
        process.wait()
        for pipe in (process.stdout, process.stdin):
            pipe.close()

    def ask(self, question):
        """Ask for the records: ``hand-ins`` or ``states``."""
        if "records" not in self.processes:
            self._popen("records", [sys.executable, "-c", RECORDS])
        process = self.processes["records"]
        process.stdin.write(f"{question}\n".encode())
        process.stdin.flush()
        answer = process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the records do not answer: {self.log('records')}")
        return json.loads(answer)


class Browser:
    """Signs in and hands in over HTTP, patient where the server was just killed."""

    def __init__(self, url, token):
        self.url, self.session, self.told_busy = url, requests.Session(), 0
        page = self.get("/enter/")
        self.send("/enter/", {"csrfmiddlewaretoken": self._csrf(page), "token": token})

    @staticmethod
    def _csrf(page):
        return re.search(r'csrfmiddlewaretoken" value="([^"]+)"', page)[1]

    @property
    def cookies(self):
        """What it sends to stay signed in."""
        return "; ".join(f"{one.name}={one.value}" for one in self.session.cookies)

    def get(self, path):
        """Return a page, as long as it takes."""
        return self.try_for(lambda: self.session.get(self.url + path, timeout=30)).text

    def send(self, path, data, **more):
        """Send a form, as long as it takes; return the answer."""
        more |= {"headers": {"Referer": self.url}, "timeout": 60}
        return self.try_for(lambda: self.session.post(self.url + path, data=data, **more))

    def try_for(self, what, seconds=PATIENCE):
        """Return what can be had, again and again while there is no server or it asks for time."""
        end = time.monotonic() + seconds
        while True:
            try:
                answer = what()
                if answer.status_code != 503 or time.monotonic() > end:
                    return answer
                self.told_busy += 1
            except requests.RequestException:
                if time.monotonic() > end:
                    raise
            time.sleep(0.1)

    def open(self, assignment="05_q_learning"):
        """Open the form: what is sent again from it, after an error, is the same hand-in."""
        page = self.get(f"/a/{assignment}/")
        form = re.search(r'name="form" value="([^"]+)"', page)[1]
        return {"csrfmiddlewaretoken": self._csrf(page), "form": form}

    def hand_in(self, given, content, assignment="05_q_learning"):
        """Return the receipt, as long as it takes."""
        answer = self.send(f"/a/{assignment}/hand-in/", given,
                           files={"files": (f"{assignment}.ipynb", content)})  # fmt: skip
        if answer.status_code != 200:
            raise RuntimeError(f"{answer.status_code}: {answer.text[:2000]}")
        return Receipt.read(answer.text)


class Receipt(NamedTuple):
    """What a student was promised."""

    number: str
    digest: str

    @classmethod
    def read(cls, page):
        """Return that of a page."""
        text = re.search(r"<pre[^>]*>(.*?)</pre>", page, re.DOTALL)[1]
        return cls(*re.search(r"hand-in: (\S+).*?sha256: (\S+)", text, re.DOTALL).groups())


def crowd(browsers, between=lambda: None, pause=None):
    """Let a class hand in at once, and once more until something ends.

    Parameters
    ----------
    browsers : list of Browser
    between : callable
        What happens meanwhile.
    pause : callable, optional
        Returns the seconds before a browser hands in once more; each does so once without it.

    Returns
    -------
    receipts : list of (Receipt, str)
        With the hash of what was sent.
    n : int
        How many files were sent.
    """
    forms = [browser.open() for browser in browsers]
    receipts, sent, ended = [], [], threading.Event()

    def one(number):
        given, again = forms[number], 0
        while True:
            content = chapter_5(f"of {number}, {again}")
            sent.append(number)
            receipts.append((browsers[number].hand_in(given, content), sha256(content).hexdigest()))
            if pause is None or ended.wait(pause()):
                return
            given, again = browsers[number].open(), again + 1

    threads = [threading.Thread(target=one, args=(number,)) for number in range(len(browsers))]
    for thread in threads:
        thread.start()
    try:
        between()
    finally:
        ended.set()
        for thread in threads:
            thread.join()
    return receipts, len(sent)


def faults_of(portal, receipts, n):
    """Return what is wrong with the records, and how many jobs are in which state.

    Parameters
    ----------
    portal : Portal
    receipts : list of (Receipt, str)
        Of `crowd`.
    n : int
        How many hand-ins there should be.

    Returns
    -------
    faults : dict of str to int
        Lost, stored otherwise, handed in twice, recorded twice.
    states : Counter
        (state, number of results) of the jobs that recognise.
    """
    found = portal.ask("hand-ins")
    kept = {one["number"]: one["sha256"] for one in found}
    jobs = [one["jobs"].get("recognise", ["none", 0]) for one in found]
    faults = {
        "without_receipt": n - len(receipts),
        "lost": sum(receipt.number not in kept for receipt, _ in receipts),
        "stored_otherwise": sum(
            not (receipt.digest == sent == kept.get(receipt.number, sent))
            for receipt, sent in receipts
        ),
        "handed_in_twice": len(kept) - n,
        "recorded_twice": sum(job[1] > 1 for job in jobs),
    }
    return faults, Counter((job[0], job[1]) for job in jobs)


def freeze(portal, name):
    """Stop a process where it is, as a machine that sleeps does."""
    portal.send(name, signal.SIGSTOP)


def thaw(portal, name):
    """Let it go on."""
    portal.send(name, signal.SIGCONT)
