"""The portal as processes: the first byte, slow uploads, kills, a crowd at the deadline."""

import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from hashlib import sha256

import pytest
import requests

from tests.portal.conftest import ROOT, course_in, notebook
from tests.support.patience import eventually

pytestmark = pytest.mark.slow
# What serves, in a process of its own, and can be killed: the web, or a worker that is quick.
WEB = """
import sys
from autograde.portal import running
running.begin(first=True)
from django.core.wsgi import get_wsgi_application
from autograde.portal import server
port, longest = int(sys.argv[1]), float(sys.argv[2])
web = server.serve(get_wsgi_application(), "127.0.0.1", port, longest=longest)
print("serves", flush=True)
web.run()
"""
WORKER = """
from datetime import timedelta
from autograde.portal import running
running.begin()
from autograde.portal import queue, working
queue.LEASE, working.IDLE, queue.TRIES = timedelta(seconds=2), 0.05, 1000
working.recognising.recognised = lambda hand_in, *_: {
    "assignment": hand_in.assignment, "says": [], "fault": "not read in this test"}
working.work(["recognise"])
"""


class Running:
    """A portal's processes, on one port."""

    def __init__(self, folder, longest=60):
        course = course_in(folder / "course", 'time_zone = "UTC"\n')
        self.env = os.environ | {"PORTAL_DATA": str(folder / "data"), "PORTAL_COURSE": str(course),
                                 "PYTHONPATH": str(ROOT)}  # fmt: skip
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.env["PORTAL_URL"] = f"http://127.0.0.1:{self.port}"
        self.longest, self.processes = longest, {}

    def python(self, text, *arguments):
        return subprocess.run([sys.executable, "-c", text, *arguments], cwd=ROOT, env=self.env,
                              capture_output=True, text=True, check=True).stdout  # fmt: skip

    def start(self, what):
        text = WEB if what == "web" else WORKER
        more = [str(self.port), str(self.longest)] if what == "web" else []
        self.processes[what] = subprocess.Popen(
            [sys.executable, "-c", text, *more], cwd=ROOT, env=self.env,
            stdout=subprocess.PIPE if what == "web" else None,
        )  # fmt: skip
        if what == "web":
            assert self.processes[what].stdout.readline() == b"serves\n"

    def kill(self, what):
        self.processes[what].send_signal(signal.SIGKILL)
        self.processes[what].wait()

    def tokens(self, n):
        made = self.python(
            "import sys\nfrom pathlib import Path\nfrom autograde.portal import running\n"
            "running.begin(first=True)\nfrom autograde.portal import people\n"
            "print(*people.take(Path(sys.argv[1])).values())",
            self._roster(n),
        )
        return made.split()

    def _roster(self, n):
        path = os.path.join(self.env["PORTAL_DATA"] + "-roster.csv")
        with open(path, "w") as file:
            file.write("student\n" + "".join(f"s{i}\n" for i in range(n)))
        return path


@pytest.fixture
def running(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    made = Running(tmp_path)
    yield made
    for process in made.processes.values():
        if process.poll() is None:
            process.kill()
        process.wait()


class Browser:
    """Signs in and hands in over HTTP, patient where the server was just killed."""

    def __init__(self, url, token):
        self.url, self.session = url, requests.Session()
        page = self.try_for(lambda: self.session.get(f"{url}/enter/", timeout=30)).text
        self.send("/enter/", {"csrfmiddlewaretoken": self._csrf(page), "token": token})

    @staticmethod
    def _csrf(page):
        return re.search(r'csrfmiddlewaretoken" value="([^"]+)"', page)[1]

    def send(self, path, data, **more):
        more |= {"headers": {"Referer": self.url}, "timeout": 30}
        return self.try_for(lambda: self.session.post(self.url + path, data=data, **more))

    @staticmethod
    def try_for(what, seconds=120):
        end = time.monotonic() + seconds
        while True:
            try:
                return what()
            except requests.RequestException:
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)

    def open(self):
        """Open the form: what is sent again from it, after an error, is the same hand-in."""
        page = self.try_for(
            lambda: self.session.get(f"{self.url}/a/05_q_learning/", timeout=30)
        ).text
        form = re.search(r'name="form" value="([^"]+)"', page)[1]
        return {"csrfmiddlewaretoken": self._csrf(page), "form": form}

    def hand_in(self, given, content):
        """Return the receipt, as long as it takes."""
        answer = self.send("/a/05_q_learning/hand-in/", given,
                           files={"files": ("05_q_learning.ipynb", content)})  # fmt: skip
        assert answer.status_code == 200, answer.text
        return re.search(r"<pre[^>]*>(.*?)</pre>", answer.text, re.DOTALL)[1]


ASK = """
from autograde.portal import running
running.begin()
from collections import Counter
from hashlib import sha256
from autograde.portal.models import HandIn, Job, Outcome
for one in HandIn.objects.select_related("stored"):
    print("hand-in", one.pk, sha256(bytes(one.stored.content)).hexdigest())
for job in Job.objects.filter(kind="recognise"):
    print("job", job.hand_in_id, job.state, Outcome.objects.filter(job=job).count())
"""


def receipts_and_records(running, receipts):
    """Assert that all receipts match what is stored, and that all was recorded once."""
    said = [line.split() for line in running.python(ASK).splitlines()]
    kept = {line[1]: line[2] for line in said if line[0] == "hand-in"}
    promised = dict(re.search(r"hand-in: (\S+).*?sha256: (\S+)", one, re.DOTALL).groups()
                    for one in receipts)  # fmt: skip
    assert promised.items() <= kept.items(), "a receipt without its hand-in"
    assert len(kept) == len(receipts), "handed in twice"
    states = Counter(tuple(line[2:]) for line in said if line[0] == "job")
    return states == {("done", "1"): len(receipts)}, states


def crowd(running, n, between=lambda: None):
    """Let n students hand in at once; return receipts and how long each took."""
    browsers = [Browser(running.env["PORTAL_URL"], token) for token in running.tokens(n)]
    forms = [browser.open() for browser in browsers]
    receipts, took = {}, []

    def one(number):
        began = time.monotonic()
        receipts[number] = browsers[number].hand_in(forms[number], notebook(f"of {number}"))
        took.append(time.monotonic() - began)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(n)]
    for thread in threads:
        thread.start()
    between()
    for thread in threads:
        thread.join()
    assert len(receipts) == n
    return list(receipts.values()), took


def test_kills_of_web_and_worker_lose_nothing_and_record_nothing_twice(running):
    """Five kills while 40 hand in at once: each receipt's bytes are there, each recorded once."""
    dice = random.Random(20)

    def kill():
        for number in range(5):
            time.sleep(dice.uniform(0.1, 0.8))
            what = ("web", "worker")[number % 2]
            running.kill(what)
            running.start(what)

    tokens_first = running.tokens
    running.tokens(1)  # makes secret and tables before anything serves
    running.start("web")
    running.start("worker")
    running.tokens = lambda n: tokens_first(n + 1)
    receipts, _ = crowd(running, 40, kill)
    assert eventually(lambda: receipts_and_records(running, receipts)[0], 120), (
        receipts_and_records(running, receipts)
    )


def test_what_is_too_large_is_told_on_a_page_and_not_kept(running):
    [token] = running.tokens(1)
    running.start("web")
    browser = Browser(running.env["PORTAL_URL"], token)
    answer = browser.send("/a/05_q_learning/hand-in/", browser.open(),
                          files={"files": ("05_q_learning.ipynb", b"0" * 22_000_000)})  # fmt: skip
    assert answer.status_code == 413 and "Nothing was handed in" in answer.text
    assert "text/html" in answer.headers["Content-Type"]
    assert running.python(ASK) == ""


def test_in_time_is_when_the_first_byte_came_and_a_slow_upload_is_cut(running):
    [token] = running.tokens(1)
    running.longest = 4
    running.start("web")
    browser = Browser(running.env["PORTAL_URL"], token)
    given = browser.open()
    request = requests.Request(
        "POST", running.env["PORTAL_URL"] + "/a/05_q_learning/hand-in/", data=given,
        files={"files": ("05_q_learning.ipynb", b"x" * 50_000)},
        headers={"Referer": running.env["PORTAL_URL"]},
    )  # fmt: skip
    prepared = browser.session.prepare_request(request)
    lines = [f"{name}: {value}" for name, value in prepared.headers.items()]
    first = ["POST /a/05_q_learning/hand-in/ HTTP/1.1", f"Host: 127.0.0.1:{running.port}"]
    head = "\r\n".join([*first, *lines, "", ""]).encode()

    def send(pauses):
        began = time.time()
        with socket.create_connection(("127.0.0.1", running.port), timeout=60) as connection:
            connection.sendall(head)
            size = len(prepared.body) // pauses + 1
            try:
                for place in range(0, len(prepared.body), size):
                    time.sleep(1)
                    connection.sendall(prepared.body[place : place + size])
                answer = connection.recv(65_536)
            except OSError:
                answer = b""
        return began, answer

    began, answer = send(2)
    number = re.search(rb"Location: /hand-in/([0-9a-f-]{36})/", answer)[1].decode()
    receipt = browser.session.get(f"{running.env['PORTAL_URL']}/hand-in/{number}/receipt.txt").text
    from datetime import datetime

    received = datetime.fromisoformat(re.search(r"received: (\S+)", receipt)[1]).timestamp()
    assert received - began < 1.9, "the first byte, not the last, which came two seconds later"
    _, answer = send(30)
    assert answer == b"", "a request that takes longer than it may is cut"
    assert sha256(b"x" * 50_000).hexdigest() in running.python(ASK)
    assert running.python(ASK).count("hand-in ") == 1
