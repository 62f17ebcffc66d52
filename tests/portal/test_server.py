"""The portal as processes: first bytes, slow and large uploads, kills, a crowd at the deadline."""

import random
import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from hashlib import sha256

import psutil
import pytest
import requests

from benchmarks import portal_kills, portal_load, postgres
from benchmarks.portal_processes import Browser, Portal, chapter_5
from tests.conftest import in_ci
from tests.support.patience import eventually

pytestmark = pytest.mark.slow
MB = 1_000_000


@pytest.fixture
def running(tmp_path):
    with Portal(tmp_path) as portal:
        yield portal


@pytest.fixture(params=["sqlite", "postgresql"])
def on_either(request, tmp_path):
    """A portal's processes on one and on the other kind of database."""
    if request.param == "sqlite":
        with Portal(tmp_path) as portal:
            yield portal
        return
    if postgres.programs() is None:
        (pytest.fail if in_ci() else pytest.skip)(f"install PostgreSQL: {postgres.HOW}")
    with postgres.server() as address, Portal(tmp_path, database=address) as portal:
        yield portal


def signed_in(portal, n):
    """Return the browsers of a new class; the web runs then."""
    tokens = portal.tokens(n)
    portal.start("web")
    return [Browser(portal.url, token) for token in tokens]


def test_a_class_at_the_deadline_gets_its_receipts_and_nobody_is_late(running):
    """A sample of `benchmarks.portal_load`: 40 groups, 40 pages, within six seconds."""
    browsers = signed_in(running, 40)
    running.start("worker")
    figures = portal_load.judged(running, *portal_load.rush(running, browsers, 40, 6.0))
    assert set(figures["faults"].values()) == {0}, figures
    assert figures["hand_ins"] == 48 and figures["pages_failed"] == 0


def test_kills_of_web_and_workers_lose_nothing_and_record_nothing_twice(running):
    """A sample of `benchmarks.portal_kills`: five kills while a class hands in again and again."""
    figures = portal_kills.kills(running, signed_in(running, 12), 5, "quick", seed=20)
    assert set(figures["faults"].values()) == {0}, figures
    assert sum(figures["killed"].values()) == 5 and figures["hand_ins"] >= 12


def test_frozen_dead_and_unanswered_workers_lose_nothing_and_record_nothing_twice(on_either):
    [browser] = signed_in(on_either, 1)
    for what in (portal_kills.frozen, portal_kills.dies, portal_kills.unanswered):
        faults = what(on_either, browser)
        assert set(faults.values()) == {0}, (what.__name__, faults)


def test_who_writes_while_the_database_is_held_waits_or_is_told_and_loses_nothing(on_either):
    browsers = signed_in(on_either, 4)
    faults, told = portal_kills.locked(on_either, browsers, 2.0)
    assert set(faults.values()) == {0} and told == 0
    on_either.kill("web")
    on_either.lock_wait = 0.3
    on_either.start("web")
    faults, told = portal_kills.locked(on_either, browsers, 0.5)
    assert set(faults.values()) == {0} and told, "who waits for too long is asked to send again"


def test_pressed_twice_at_the_same_moment_it_is_one_hand_in(on_either):
    [browser] = signed_in(on_either, 1)
    with ThreadPoolExecutor(4) as pool:
        for number in range(5):
            given, content = browser.open(), chapter_5(f"of {number}")
            cookies = dict(browser.session.cookies)

            def press(_, given=given, content=content, cookies=cookies):
                return requests.post(
                    f"{on_either.url}/a/05_q_learning/hand-in/", data=given, cookies=cookies,
                    files={"files": ("05_q_learning.ipynb", content)}, timeout=60,
                    headers={"Referer": on_either.url}, allow_redirects=False,
                ).headers["Location"]  # fmt: skip

            assert len(set(pool.map(press, range(4)))) == 1, "one receipt"
    found = on_either.ask("hand-ins")
    assert len(found) == 5 and on_either.ask("states") == [["recognise", "waiting", 5]]


def request_to(portal, browser, body, **more):
    """Return the head of a hand-in and its body, as a browser would send them."""
    prepared = browser.session.prepare_request(requests.Request(
        "POST", f"{portal.url}/a/05_q_learning/hand-in/", data=browser.open(),
        files={"files": ("05_q_learning.ipynb", body)}, headers={"Referer": portal.url},
    ))  # fmt: skip
    headers = dict(prepared.headers) | {"Host": f"127.0.0.1:{portal.port}"} | more
    lines = [f"{name}: {value}" for name, value in headers.items() if value is not None]
    first = "POST /a/05_q_learning/hand-in/ HTTP/1.1"
    return "\r\n".join([first, *lines, "", ""]).encode(), prepared.body


def sent(portal, head, pieces, pause=0.0):
    """Send a request in pieces; return what is answered, b"" where the connection is cut."""
    with socket.create_connection(("127.0.0.1", portal.port), timeout=60) as connection:
        try:
            connection.sendall(head)
            for piece in pieces:
                time.sleep(pause)
                connection.sendall(piece)
            return whole_answer(connection)
        except OSError:
            return b""


def whole_answer(connection):
    """Return an answer, which may come in pieces: as much as its head says, or until the end."""
    answer = b""
    while piece := connection.recv(65_536):
        answer += piece
        head, _, body = answer.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", head)
        if length and len(body) >= int(length[1]):
            break
    return answer


def halves(body, n=2):
    """Return a body in pieces."""
    size = len(body) // n + 1
    return [body[place : place + size] for place in range(0, len(body), size)]


def test_in_time_is_when_the_first_byte_came_and_a_slow_upload_is_cut(running):
    running.longest = 4
    [browser] = signed_in(running, 1)
    head, body = request_to(running, browser, b"x" * 50_000)
    began = time.time()
    answer = sent(running, head, halves(body), 1)
    number = re.search(rb"Location: /hand-in/([0-9a-f-]{36})/", answer)[1].decode()
    receipt = browser.session.get(f"{running.url}/hand-in/{number}/receipt.txt").text
    received = datetime.fromisoformat(re.search(r"received: (\S+)", receipt)[1]).timestamp()
    assert received - began < 1.9, "the first byte, not the last, which came two seconds later"
    head, body = request_to(running, browser, b"y" * 50_000)
    assert sent(running, head, halves(body, 30), 1) == b"", "what takes longer than it may is cut"
    [kept] = running.ask("hand-ins")
    assert kept["sha256"] == sha256(b"x" * 50_000).hexdigest()


def test_a_connection_that_falls_silent_is_closed(running):
    running.more = ("channel_timeout=1", "cleanup_interval=1")
    [browser] = signed_in(running, 1)
    head, body = request_to(running, browser, b"x" * 5_000)
    with socket.create_connection(("127.0.0.1", running.port), timeout=60) as connection:
        connection.sendall(head + body[:1000])
        assert connection.recv(100) == b"", "the server ends what says nothing more"
    assert b"302" in sent(running, head, [body])
    assert len(running.ask("hand-ins")) == 1


def test_what_is_too_large_is_refused_before_it_is_sent(running):
    """By the length that its head says; where it says none, when too much has come."""
    [browser] = signed_in(running, 1)
    head, body = request_to(running, browser, b"x" * 5_000, **{"Content-Length": "300000000"})
    answer = sent(running, head, [])
    assert b"413" in answer and b"Nothing was handed in" in answer, "on a page, for people"
    chunked = {"Content-Length": None, "Transfer-Encoding": "chunked"}
    head, body = request_to(running, browser, b"x" * 5_000, **chunked)
    endless = b"%x\r\n%s\r\n" % (MB, b"x" * MB)
    answer = sent(running, head, [endless] * 40)
    assert b"302" not in answer and (b"413" in answer or answer == b"")
    assert running.ask("hand-ins") == []
    whole = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    assert b"302" in sent(running, head, [whole]), "the control: without a length, but small"


@pytest.mark.parametrize("is_bounded", [True, False])
def test_the_memory_of_the_web_is_bounded_while_many_upload(running, is_bounded):
    """All but the last byte of 60 uploads has come; the control keeps them all in memory."""
    if not is_bounded:
        running.more = ("inbuf_overflow=100000000",)
    [browser] = signed_in(running, 1)
    web = psutil.Process(running.processes["web"].pid)
    head, body = request_to(running, browser, random.Random(0).randbytes(2 * MB))
    before, opened = web.memory_info().rss, []
    try:
        for _ in range(60):
            opened.append(socket.create_connection(("127.0.0.1", running.port), timeout=60))
            opened[-1].sendall(head + body[:-1])

        def grown():
            return web.memory_info().rss - before > 60 * MB

        if is_bounded:
            opened[-1].sendall(body[-1:])
            assert b"302" in opened[-1].recv(65_536)  # it read what came before that, too
            assert not grown()
        else:
            assert eventually(grown)
    finally:
        for connection in opened:
            connection.close()
