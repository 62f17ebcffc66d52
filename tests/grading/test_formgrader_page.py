"""Formgrader in a browser: the scores of the class, a mark by hand, and no other site."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time

import pytest

from tests.support.tiny_class import ANSWERED, CLASS, COURSE, MEAN, NAME, handed_in, put, rows

pytestmark = [pytest.mark.slow, pytest.mark.needs_chromium, pytest.mark.needs_bwrap]
STUDENTS = {name: CLASS[name] for name in ("amal", "bo", "chen", "emil")}
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/\S+")


def autograde(*arguments):
    return [sys.executable, "-m", "autograde", *map(str, arguments)]


def grade(folder):
    command = autograde("grade", folder / "class", "--out", folder / "out", "--jobs", 2)
    subprocess.run([*command, "--course", COURSE.root], check=True, capture_output=True)


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("formgrader")
    for student, notebook in STUDENTS.items():
        put(folder / "class", student, notebook)
    grade(folder)
    return folder


def free_port():
    with socket.socket() as end:
        end.bind(("127.0.0.1", 0))
        return end.getsockname()[1]


@pytest.fixture(scope="module")
def address(graded):
    """The address that the command prints."""
    said = graded / "said"
    with said.open("w") as file:
        server = subprocess.Popen(
            autograde("formgrader", graded / "out", "--port", free_port()),
            stdout=file,
            stderr=file,
            env={**os.environ, "JUPYTER_RUNTIME_DIR": str(graded / "runtime")},
            start_new_session=True,
        )
    try:
        deadline = time.monotonic() + 120
        while not (found := ADDRESS.search(said.read_text())) and time.monotonic() < deadline:
            assert server.poll() is None, said.read_text()
            time.sleep(0.1)
        yield found[0]
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(60)


@pytest.fixture(scope="module")
def page(address, browser):
    """The page that opens, in a browser that notes what was asked of other sites."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(60_000)
    page.reached = []
    page.on("requestfinished", lambda request: page.reached.append(request.url))
    page.goto(address)
    yield page
    page.close()


def shown(page, address):
    """Return the scores in formgrader's table of submissions, by student."""
    page.goto(address.partition("?")[0].replace("/gradebook", f"/gradebook/{NAME}/{NAME}"))
    page.get_by_text("Submission #1").wait_for()  # names that come later stay hidden
    page.get_by_text("Show All Names").click()
    found = page.locator("#main-table tr")
    cells = [row.locator("td").all_inner_texts() for row in found.all()]
    return {name.strip(): score.partition(" / ")[0] for _, name, score, *_ in cells}


def test_the_first_page_lists_the_assignment(page):
    link = page.locator("#main-table").get_by_text(NAME)
    link.wait_for()
    assert link.get_attribute("href") == f"/formgrader/gradebook/{NAME}"


def test_scores_are_those_of_grades_csv(page, address, graded):
    wanted = {student: row["score"] for student, row in rows(graded / "out").items()}
    assert wanted == {"amal": "5", "bo": "3", "chen": "0", "emil": "0"}
    assert shown(page, address) == wanted


def test_a_mark_by_hand_stays_when_the_class_is_graded_again(page, address, graded):
    shown(page, address)
    page.get_by_role("link", name="bo", exact=True).click()
    box = page.locator("input#test_inventory_position")
    # What the examiner found; the page asks for it after it has drawn the box.
    page.locator("input#test_inventory_position[placeholder='0']").wait_for()
    assert "return on_hand + on_order" in page.inner_text("body")
    with page.expect_response(lambda answer: answer.request.method == "PUT") as saved:
        box.fill("1.5")
        box.press("Tab")
    assert saved.value.ok
    put(graded / "class", "bo", handed_in({"mean_stock": MEAN + "return -1"}, ANSWERED))
    grade(graded)
    row = rows(graded / "out")["bo"]
    result = json.loads((graded / "out" / "results" / "bo" / f"{NAME}.json").read_text())
    found = {test["name"]: test["score"] for e in result["exercises"] for test in e["tests"]}
    # What a person gave stands, whatever the examiner finds; the rest is what it found.
    assert found["test_inventory_position"] == 2
    assert float(row["score"]) == result["score"] - 2 + 1.5
    assert shown(page, address)["bo"] == row["score"]


def test_nothing_was_asked_of_another_site(page, address):
    here = address.partition("/formgrader")[0]
    assert page.reached
    assert {url for url in page.reached if not url.startswith((here, "data:"))} == set()
