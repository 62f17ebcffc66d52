"""The course's site in the portal: who is served what, and a chapter handed in from its page."""

import re

import pytest

from tests.portal.conftest import NOTEBOOK, notebook

CHAPTER = "05_q_learning"
PLACE = f"/a/{CHAPTER}/in-page/"
RUNNING = '<html><head></head><body><script>a = 1</script><script id="page-python"></script></body>'


@pytest.fixture
def small_site(tmp_path, monkeypatch, django_here):
    """A site of few files, as the portal is given one."""
    from django.conf import settings

    folder = tmp_path / "site"
    files = {
        f"chapters/{CHAPTER}.html": RUNNING,
        "chapters/index.html": "<html><head></head><body onclick='b()'></body></html>",
        "_python/course-1/worker.js": "1",
        "_static/theme.js": "2",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    (tmp_path / "secret.html").write_text("nobody's")
    monkeypatch.setattr(settings, "PORTAL_SITE", folder)
    return folder


def rules_of(answer):
    found = dict(one.split(" ", 1) for one in answer["Content-Security-Policy"].split("; "))
    return {name: value.split() for name, value in found.items()}


def test_only_pages_whose_cells_run_may_compile_and_only_what_stands_in_them_runs(
    portal, small_site
):
    client = portal.client()
    compiles = {}
    for path in (f"chapters/{CHAPTER}.html", "chapters/index.html", "_static/theme.js",
                 "_python/course-1/worker.js"):  # fmt: skip
        answer = client.get(f"/course/{path}")
        rules = rules_of(answer)["script-src"]
        compiles[path] = "'wasm-unsafe-eval'" in rules
        assert not {"'unsafe-inline'", "'unsafe-eval'"} & {*rules}, path
        assert rules_of(answer)["frame-ancestors"] == ["'none'"]
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin", path
        assert answer["Cross-Origin-Embedder-Policy"] == "require-corp", path
    assert [path for path, may in compiles.items() if may] == [
        f"chapters/{CHAPTER}.html", "_python/course-1/worker.js"
    ]  # fmt: skip
    assert "wasm" not in client.get("/enter/")["Content-Security-Policy"]


def test_nothing_beside_the_site_is_served_and_without_a_site_nothing_is(
    portal, small_site, monkeypatch
):
    from django.conf import settings

    client = portal.client()
    for path in ("../secret.html", "%2e%2e/secret.html", "chapters/../../secret.html",
                 "//etc/passwd", "chapters/", "chapters", "a%00b"):  # fmt: skip
        assert client.get(f"/course/{path}").status_code == 404, path
    assert client.get("/course/")["Location"] == "/course/chapters/index.html"
    assert "The course" in client.get("/enter/").content.decode()
    monkeypatch.setattr(settings, "PORTAL_SITE", None)
    assert client.get(f"/course/chapters/{CHAPTER}.html").status_code == 404
    assert "The course" not in client.get("/enter/").content.decode()


def test_a_page_learns_where_it_is_handed_in_and_a_page_that_changed_is_new(portal, small_site):
    client, path = portal.client(), small_site / "chapters" / f"{CHAPTER}.html"
    page = client.get(f"/course/chapters/{CHAPTER}.html").content.decode()
    assert re.search('<meta name="hand-in" content="([^"]+)"', page)[1] == PLACE
    assert "hand-in" not in client.get("/course/chapters/index.html").content.decode()
    path.write_text(RUNNING.replace("a = 1", "a = 2"))
    assert "a = 2" in client.get(f"/course/chapters/{CHAPTER}.html").content.decode()


def sent(client, content=NOTEBOOK, form=None, **more):
    """Hand in as a chapter's page does; return the answer."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    state = client.get(PLACE).json()
    body = {"form": form or state.get("form", ""),
            "files": SimpleUploadedFile(f"{CHAPTER}.ipynb", content)}  # fmt: skip
    return client.post(PLACE, body, headers={"X-CSRFToken": state.get("token", "")}, **more)


def test_what_a_page_sends_is_a_hand_in_as_the_forms_is(portal):
    from autograde.portal.models import HandIn

    by_form = portal.hand_in("di", form="the form")
    client = portal.student("di")
    assert sent(client, form="the form").json()["receipt"] == str(by_form.pk), "it came twice"
    other = sent(client, notebook("more")).json()
    one = HandIn.objects.get(pk=other["receipt"])
    assert (one.assignment, one.uploader.student, one.ending) == (CHAPTER, "di", ".ipynb")
    assert other["at"] == int(one.received.timestamp() * 1000)
    assert client.get(f"/hand-in/{one.pk}/").status_code == 200
    portal.recognise()
    assert portal.jobs(hand_in=one).exists()
    refused = sent(client, b"")
    assert refused.status_code == 400 and "empty" in refused.json()["why"]
    assert HandIn.objects.count() == 2


def test_who_is_not_signed_in_as_a_student_is_told_how_and_hands_nothing_in(portal):
    from django.test import Client

    from autograde.portal.models import HandIn

    nobody, teacher = portal.client(), portal.instructor()
    told = nobody.get(PLACE).json()
    assert not told["may"] and "Open the link" in told["why"] and told["enter"] == "/enter/"
    assert "token" not in told and sent(nobody).status_code == 403
    assert "instructor" in teacher.get(PLACE).json()["why"] and sent(teacher).status_code == 403
    teacher.post(f"/teach/people/{portal.person('ada').pk}/as/")
    assert not teacher.get(PLACE).json()["may"] and sent(teacher).status_code == 403
    # Another site can send the session along, not the token.
    strict = Client(SERVER_NAME="127.0.0.1", enforce_csrf_checks=True)
    strict.force_login(portal.person("di").user, "django.contrib.auth.backends.ModelBackend")
    forged = strict.post(PLACE, {"form": "x"}, headers={"Origin": "https://elsewhere.example"})
    assert forged.status_code == 403 and not HandIn.objects.exists()
    assert sent(strict).json()["receipt"]
    assert "Access-Control-Allow-Origin" not in strict.get(PLACE).headers
    assert nobody.get("/a/elsewhere/in-page/").status_code == 404


@pytest.fixture
def with_site(address, request, monkeypatch):
    """The address of a portal that shows the built site."""
    from django.conf import settings

    monkeypatch.setattr(settings, "PORTAL_SITE", request.getfixturevalue("live_site"))
    return address


@pytest.mark.slow
@pytest.mark.needs_chromium
@pytest.mark.needs_bwrap
def test_a_student_answers_in_the_portals_page_and_hands_it_in_there(browser, with_site, portal):
    from autograde.portal.models import HandIn
    from tests.support import variants
    from tests.support.live_python import Chapter

    context = browser.new_context(viewport={"width": 390, "height": 844})
    refused = []
    context.on("console", lambda one: refused.append(one.text)
               if "Content Security Policy" in one.text else None)  # fmt: skip
    chapter = Chapter(context.new_page(), f"{with_site}/course", "02_decision_process")
    page, note = chapter.page, chapter.page.locator(".py-panel-note")
    hand_in = page.get_by_role("button", name="Hand in", exact=True)
    hand_in.click()
    page.get_by_text("no answer to hand in yet").first.wait_for()
    answers = variants.references("02_decision_process")
    for exercise, answer in answers.items():
        chapter.write(exercise, answer)
    assert "passes" in chapter.told("to_index")
    hand_in.click()
    page.get_by_text("You are not signed in here").first.wait_for()
    with context.expect_page() as opened:
        page.evaluate("window.open(document.querySelector('.py-panel-note a').href)")
    entering = opened.value
    entering.goto(f"{with_site}/enter/#{portal.tokens['di']}")
    entering.get_by_role("button", name="Sign in").click()
    entering.get_by_role("link", name="The course").wait_for()
    hand_in.click()
    page.get_by_text("Handed in ").first.wait_for()
    assert re.match(r"handed in \d", chapter.state("to_index"))
    (one,) = HandIn.objects.all()
    assert note.get_by_role("link").inner_text() == str(one.pk)
    chapter.write("to_index", "changed = True")
    assert chapter.state("to_index") == "kept here"
    page.reload()  # the receipt is kept
    assert str(one.pk) in note.inner_text()
    assert re.match(r"handed in \d", chapter.state("to_digits"))
    # What came is the chapter with the answers: examined, it earns all.
    portal.recognise()
    sources = bytes(one.stored.content).decode()
    assert '"def to_index(' in sources and one.assignment == "02_decision_process"
    # Stop interrupts: the portal lets the page share memory with its worker.
    assert page.evaluate("crossOriginIsolated")
    note.get_by_role("link").click()
    assert "Receipt of a hand-in" in page.locator("pre").first.inner_text()
    # The portal's own pages are none of the course's offline copies.
    kept = page.evaluate("""async () => {
        const names = await caches.keys();
        const all = await Promise.all(names.map(async name => (await caches.open(name)).keys()));
        return all.flat().map(one => new URL(one.url).pathname);
    }""")
    assert kept and all(path.startswith("/course/") for path in kept)
    assert refused == []
    context.close()
