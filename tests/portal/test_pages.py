"""The pages as people see them: on a desktop and a phone, light and dark, with and without script.

Pictures go to build/screenshots/portal, for eyes.
"""

import re
from datetime import UTC, datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.portal.conftest import DUE, ROOT, notebook

pytestmark = [pytest.mark.slow, pytest.mark.needs_chromium]
SIZES = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
PICTURES = ROOT / "build" / "screenshots" / "portal"
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def lived_in(portal):
    """A portal with hand-ins, a result, a place on the board, a mark and a question."""
    from autograde.portal import finals, marking, queue
    from autograde.portal.models import Mark, Objection, Run
    from tests.portal.test_queue import trained

    portal.hand_in("ada", at=DUE - timedelta(hours=30))
    portal.hand_in("bo", notebook("better"), DUE + timedelta(hours=5))
    one = portal.hand_in("ada", b"x = 1", DUE, "07_challenge.py", "07_challenge")
    portal.recognise()
    job = queue.claim(["examine"], "worker")
    exercise = {"name": "td_update", "score": 1, "max_score": 2, "waits": False, "hints": [
        "The target is the reward plus gamma times the best value of the next state."]}  # fmt: skip
    found = {"exercises": [exercise] * 3, "score": 3, "max_score": 6, "says": ""}
    queue.record(job, found, "1")
    queue.record(queue.claim(["train"], "worker"), trained(21_345.0), "1")
    run = Run.objects.create(assignment="05_q_learning", by="t", state=Run.DONE, table="student\n")
    for student in ("ada", "bo", "cy", "di"):
        Mark.objects.create(run=run, student=student, score=9.5, max_score=16, page="<p>page</p>",
                            row={"status": "graded", "reason": "late, day 1"},
                            exercises=["td_update"])  # fmt: skip
    marking.apply(run, "t")
    marking.publish("05_q_learning", "t")
    finals.commit("t")
    final = Run.objects.create(assignment="07_challenge", kind="final", by="t", state=Run.DONE,
                               table="rank\n", archive=b"")  # fmt: skip
    row = {"status": "ranked", "reason": "", "rank": 1, "shown": "oak robin", "profit": 23456.7}
    Mark.objects.create(run=final, student="ada", score=8, max_score=10, row=row)
    marking.apply(final, "t")
    finals.publish("t")
    Objection.objects.create(person=portal.person("ada"), assignment="05_q_learning",
                             exercise="td_update", text="I expected full points.",
                             answer="The sign is wrong.", by="t",
                             answered=datetime.now(UTC))  # fmt: skip
    return portal, one, run, final


def signed_in(browser, address, client, size, scheme, script=True):
    """Return a page of a browser in which the user of a test client is signed in."""
    context = browser.new_context(
        viewport=SIZES[size], color_scheme=scheme, java_script_enabled=script,
        timezone_id="America/New_York",
    )  # fmt: skip
    key = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": key, "url": address}])
    return context.new_page()


@pytest.mark.parametrize(("size", "scheme"), [("desktop", "light"), ("phone", "dark")])
def test_pages_fit_and_can_be_used_by_everybody(browser, address, lived_in, size, scheme):
    portal, one, run, final = lived_in
    PICTURES.mkdir(parents=True, exist_ok=True)
    student, teacher = portal.student("ada"), portal.instructor()
    number = portal.person("ada").pk
    pages = [
        (student, path) for path in ("/", "/a/05_q_learning/", f"/hand-in/{one.pk}/", "/board/")
    ] + [
        (teacher, path) for path in ("/teach/", "/teach/people/", f"/teach/people/{number}/",
                                     "/teach/hand-ins/", "/teach/queue/", "/teach/marks/",
                                     f"/teach/runs/{run.pk}/", f"/teach/runs/{final.pk}/",
                                     "/teach/objections/",
                                     "/teach/audit/")
    ]  # fmt: skip
    pages += [
        (portal.client(), path)
        for path in ("/enter/", "/teach/in/", "/teach/first/", "/teach/again/")
    ]
    wrong = {}
    for client, path in pages:
        if "sessionid" in client.cookies:
            page = signed_in(browser, address, client, size, scheme)
        else:
            page = browser.new_context(viewport=SIZES[size], color_scheme=scheme).new_page()
        complaints = []
        page.on("console", lambda one, to=complaints: to.append(one.text) if one.type == "error"
                else None)  # fmt: skip
        page.goto(address + path)
        name = re.sub(r"[^a-z_]+", "-", path).strip("-") or "home"
        page.screenshot(path=PICTURES / f"{name}-{size}-{scheme}.png", full_page=True)
        found = Axe().run(page).response["violations"]
        grave = [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found
                 if one["impact"] in ("serious", "critical")]  # fmt: skip
        if complaints or grave or page.evaluate(TOO_WIDE) > 0:
            wrong[path] = complaints, grave, page.evaluate(TOO_WIDE)
        page.context.close()
    assert wrong == {}


def test_a_student_comes_by_the_link_and_hands_in(browser, address, portal, tmp_path):
    (tmp_path / "05_q_learning.ipynb").write_bytes(notebook("by browser"))
    scanner = browser.new_context().new_page()  # of mail, with scripts: it presses nothing
    scanner.goto(f"{address}/enter/#{portal.tokens['di']}")
    scanner.context.close()
    page = browser.new_context(timezone_id="America/New_York").new_page()
    page.goto(f"{address}/enter/#{portal.tokens['di']}")
    assert portal.tokens["di"] not in page.url, "it stays in no history"
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Q-learning", exact=True).click()
    assert "5:59:00" in page.locator(".deadline time").inner_text(), "17:59 in New York"
    page.set_input_files("#files", tmp_path / "05_q_learning.ipynb")
    page.get_by_role("button", name="Hand in", exact=True).click()
    assert "Receipt of a hand-in" in page.locator("pre").inner_text()
    portal.recognise()
    page.get_by_text("this is Q-learning").wait_for()  # without being asked to
    page.context.close()


def test_it_works_without_script(browser, address, portal, tmp_path):
    (tmp_path / "05_q_learning.ipynb").write_bytes(notebook("no script"))
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{address}/enter/")
    page.fill("#token", portal.tokens["di"])
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Q-learning", exact=True).click()
    page.set_input_files("#files", tmp_path / "05_q_learning.ipynb")
    page.get_by_role("button", name="Hand in", exact=True).click()
    assert "Receipt of a hand-in" in page.locator("pre").inner_text()
    assert "CET" in page.locator("dl time").inner_text(), "the course's zone"
    page.context.close()
