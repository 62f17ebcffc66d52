"""What an attacker tries. Each has a control: the same step by who may, or with what is whole."""

import re

import pytest

from tests.portal.conftest import DUE, NOTEBOOK, notebook

HOSTILE = "<script>alert(1)</script>\u202e=cmd|' /C calc'!A1.ipynb"


def strict(portal, student):
    """Return a browser for which Django demands what it demands of browsers."""
    client = portal.client(enforce_csrf_checks=True)
    client.force_login(portal.person(student).user, "django.contrib.auth.backends.ModelBackend")
    return client


def token_in(page):
    return re.search(r'csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())[1]


def test_other_peoples_numbers(portal):
    one = portal.hand_in("ada")
    paths = ("", "live/", "receipt.txt", "file")
    assert {portal.student("cy").get(f"/hand-in/{one.pk}/{p}").status_code for p in paths} == {404}
    assert portal.student("cy").post(f"/hand-in/{one.pk}/count/").status_code == 404
    assert {portal.student("bo").get(f"/hand-in/{one.pk}/{p}").status_code for p in paths} == {200}


def test_forms_of_another_site(portal):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from autograde.portal.models import HandIn

    client = strict(portal, "di")
    page = client.get("/a/05_q_learning/")
    sent = {"form": "f", "files": SimpleUploadedFile("a.py", b"1")}
    assert client.post("/a/05_q_learning/hand-in/", sent).status_code == 403
    assert not HandIn.objects.exists()
    sent = {"form": "f", "files": SimpleUploadedFile("a.py", b"1"),
            "csrfmiddlewaretoken": token_in(page)}  # fmt: skip
    assert client.post("/a/05_q_learning/hand-in/", sent).status_code == 302
    assert HandIn.objects.count() == 1


def test_a_session_laid_into_anothers_browser(portal):
    victim = portal.client()
    victim.get("/enter/")
    laid = victim.session
    laid["laid"] = "by the attacker"
    laid.save()
    victim.cookies["sessionid"] = laid.session_key
    victim.post("/enter/", {"token": portal.tokens["ada"]})
    assert victim.cookies["sessionid"].value != laid.session_key
    attacker = portal.client()
    attacker.cookies["sessionid"] = laid.session_key
    assert attacker.get("/")["Location"] == "/enter/"
    assert victim.get("/").status_code == 200


def test_guessing_an_instructors_password(portal):
    portal.instructor("known")
    client = portal.client()
    wrong = {"username": "known", "password": "wrong"}
    codes = [client.post("/teach/in/", wrong).status_code for _ in range(9)]
    assert codes[0] == 200 and codes[-1] == 429
    right = {"username": "known", "password": "a long password"}
    assert client.post("/teach/in/", right).status_code == 429
    portal.instructor("another")  # behind the same address nobody else is shut out
    other = {"username": "another", "password": "a long password"}
    assert client.post("/teach/in/", other).status_code == 302


@pytest.mark.parametrize("name", ["../../etc/passwd.py", "..\\..\\boot.py", "/etc/cron.d/x.py"])
def test_names_that_are_paths(portal, name):
    one = portal.hand_in("di", b"x = 1", DUE, name, "07_challenge")
    assert "/" not in one.file and "\\" not in one.file and ".." not in one.file
    from autograde.portal import exporting

    names = [name for name, _ in exporting.files()]
    assert "submissions/di/07_challenge_algorithm/07_challenge.py" in names
    assert not any(".." in name or name.startswith("/") for name in names)


def test_bombs_and_archives(portal):
    import io
    import zipfile

    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.ipynb", b"0" * 10_000_000)
    refused = portal.send("di", bomb.getvalue(), name="all.zip")
    assert refused.status_code == 400
    portal.hand_in("di", bomb.getvalue(), name="05_q_learning.ipynb")  # kept, never unpacked
    portal.recognise()
    assert not portal.jobs(kind="examine").exists()
    portal.hand_in("di", NOTEBOOK)
    portal.recognise()
    assert portal.jobs(kind="examine").exists()


def test_what_is_too_large_is_refused_before_it_is_read(portal):
    from autograde.portal.accepting import LARGEST_REQUEST

    client = portal.student("di")

    class Body:
        """Fails who reads it."""

        def read(self, *_):
            raise AssertionError("it was read")

        readline = read

    for length, code in ((LARGEST_REQUEST + 1, 413), ("many", 400)):
        answer = client.generic("POST", "/a/05_q_learning/hand-in/", b"", CONTENT_LENGTH=length,
                                **{"wsgi.input": Body()})  # fmt: skip
        assert answer.status_code == code
    assert portal.send("di").status_code == 302


def test_text_of_students_does_nothing_anywhere(portal):
    from autograde.portal.models import Objection, Outcome

    one = portal.hand_in("di", notebook("x"), DUE, HOSTILE)
    portal.recognise()
    job = portal.jobs(kind="examine").get()
    hint = "<img src=x onerror=alert(1)>"
    exercise = {"name": hint, "score": 0, "max_score": 1, "waits": False, "hints": [hint]}
    found = {"exercises": [exercise], "score": 0, "max_score": 1, "says": hint}
    Outcome.objects.create(job=job, hand_in=one, kind="examine", document=found, version="1")
    asked = Objection.objects.create(person=portal.person("di"), assignment="05_q_learning",
                                     text=hint + HOSTILE, exercise=hint)  # fmt: skip
    student, teacher = portal.student("di"), portal.instructor()
    pages = [student.get(path) for path in ("/", "/a/05_q_learning/", f"/hand-in/{one.pk}/")]
    person = portal.person("di").pk
    pages += [teacher.get(path) for path in ("/teach/hand-ins/", f"/teach/people/{person}/",
                                             "/teach/objections/", "/teach/queue/")]  # fmt: skip
    for page in pages:
        text = page.content.decode()
        assert "<script>alert" not in text and "<img src=x" not in text and "\u202e" not in text
        assert "script-src 'self'" in page["Content-Security-Policy"]
        assert "unsafe-inline" not in page["Content-Security-Policy"]
    assert "&lt;img src=x" in pages[2].content.decode() and asked.text.startswith("<img")


def test_a_page_of_feedback_runs_nothing(portal):
    from autograde.portal import marking
    from autograde.portal.models import Mark, Run

    run = Run.objects.create(assignment="05_q_learning", by="t", state=Run.DONE)
    Mark.objects.create(run=run, student="di", score=1, max_score=1, row={"reason": ""},
                        page="<script>alert(1)</script>")  # fmt: skip
    marking.apply(run, "t")
    marking.publish("05_q_learning", "t")
    policy = portal.student("di").get("/a/05_q_learning/mark/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "sandbox" in policy and "script" not in policy


def test_tokens_are_in_no_database_and_no_address(portal):
    from autograde.portal.models import Token

    token = portal.tokens["ada"]
    assert token not in str(list(Token.objects.values()))
    client = portal.client()
    assert client.get(f"/enter/?token={token}").status_code == 200
    assert client.get("/")["Location"] == "/enter/", "an address signs nobody in"
    assert client.post("/enter/", {"token": token})["Location"] == "/"


def test_a_mail_scanner_and_an_upper_case_copy_and_a_revoked_token(portal):
    token = portal.tokens["ada"]
    scanner = portal.client()
    for _ in range(3):
        scanner.head("/enter/")
        scanner.get("/enter/")
    student = portal.client()
    assert student.post("/enter/", {"token": f" {token.upper()}\n"})["Location"] == "/"
    assert student.get("/").status_code == 200
    teacher = portal.instructor()
    shown = teacher.post(f"/teach/people/{portal.person('ada').pk}/token/", {"new": "yes"})
    assert student.get("/")["Location"] == "/enter/", "who was signed in is not any more"
    assert portal.client().post("/enter/", {"token": token}).status_code == 403
    new = re.search(r"#([a-z-]{35})", shown.content.decode())[1]
    assert portal.client().post("/enter/", {"token": new})["Location"] == "/"


def test_no_spreadsheet_mangles_a_token():
    from autograde.portal import tokens

    for token in (tokens.new() for _ in range(300)):
        assert re.fullmatch("([bcdfghjkmnpqrtvwxz]{5}-){5}[bcdfghjkmnpqrtvwxz]{5}", token)


def test_a_one_time_link_works_once(portal):
    from django.contrib.auth import get_user_model

    from autograde.portal import running

    token = running.invitation("").partition("#")[2]
    given = {"token": token, "password1": "correct horse 9", "password2": "correct horse 9"}
    assert portal.client().get("/teach/first/").status_code == 200
    wrong = portal.client().post("/teach/first/", given | {"username": "mallory", "token": "x"})
    assert wrong.status_code == 403
    assert portal.client().post("/teach/first/", given | {"username": "a"}).status_code == 302
    assert portal.client().post("/teach/first/", given | {"username": "b"}).status_code == 403
    assert not get_user_model().objects.filter(username__in=("b", "mallory")).exists()


def test_a_link_for_a_new_password_works_once_and_ends_old_sessions(portal):
    from datetime import timedelta

    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from autograde.portal import running
    from autograde.portal.models import Invitation

    old = portal.instructor()
    user = get_user_model().objects.get(username="teacher")
    link = running.invitation("http://127.0.0.1:8080", user)
    token = link.split("#")[1]
    assert link.split("#")[0].endswith("/teach/again/") and old.get("/teach/").status_code == 200
    new = {"token": token, "new_password1": "another long one", "new_password2": "another long one"}
    # After two days it is nobody's.
    made = Invitation.objects.filter(user=user)
    made.update(made=timezone.now() - timedelta(days=3))
    assert portal.client().post("/teach/again/", new).status_code == 403
    made.update(made=timezone.now())
    # It makes no account, and nobody else's link sets a password.
    account = {"token": token, "username": "x", "password1": "another long one",
               "password2": "another long one"}  # fmt: skip
    assert portal.client().post("/teach/first/", account).status_code == 403
    first = running.invitation("http://127.0.0.1:8080").split("#")[1]
    assert portal.client().post("/teach/again/", new | {"token": first}).status_code == 403
    client = portal.client()
    client.get(link.removeprefix("http://127.0.0.1:8080"))  # a mail scanner's look uses nothing up
    assert client.post("/teach/again/", new)["Location"] == "/teach/"
    assert client.get("/teach/").status_code == 200
    assert old.get("/teach/").status_code == 302
    assert portal.client().post("/teach/again/", new).status_code == 403
    user.refresh_from_db()
    assert user.check_password("another long one")


def test_without_a_secret_the_portal_does_not_start_and_says_how(tmp_path, monkeypatch):
    from autograde.kit.errors import CourseError
    from autograde.portal import keys

    monkeypatch.delenv("PORTAL_SECRET", raising=False)
    keys.make_first(tmp_path / "new")
    assert len(keys.secret(tmp_path / "new")) == 64
    assert (tmp_path / "new" / "secret").stat().st_mode & 0o777 == 0o600
    (tmp_path / "new" / "portal.sqlite3").touch()
    (tmp_path / "new" / "secret").unlink()
    keys.make_first(tmp_path / "new")  # where it ran before, its loss is not hidden
    with pytest.raises(CourseError, match="take it from your backup"):
        keys.secret(tmp_path / "new")
    (tmp_path / "new" / "secret").write_text("0" * 64)
    (tmp_path / "new" / "secret").chmod(0o644)
    with pytest.raises(CourseError, match="chmod 600"):
        keys.secret(tmp_path / "new")
    monkeypatch.setenv("PORTAL_SECRET", "short")
    with pytest.raises(CourseError, match="fewer than 32"):
        keys.secret(tmp_path / "new")
