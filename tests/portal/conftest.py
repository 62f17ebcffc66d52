"""What the portal's tests share: a course with deadlines, a class, browsers without a browser.

Where Django is missing nothing here is collected: `make test-portal` installs it. With
``DATABASE_URL`` the same tests run on PostgreSQL (`test_postgres`).
"""

import importlib.util
import json
import os
import re
import tempfile
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.portal_processes import course_in

if importlib.util.find_spec("django") is None:
    collect_ignore_glob = ["test_*.py"]

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "autograde" / "sample_class"
DUE = datetime(2026, 3, 1, 22, 59, tzinfo=UTC)  # 23:59 in Berlin
RULES = """time_zone = "Europe/Berlin"
[assignments.05_q_learning]
due = 2026-03-01T23:59:00
grace_minutes = 5
deduction_per_day = 10
cut_off_days = 7
group_work = true
[assignments.04_dynamic_programming]
due = 2026-03-01T23:59:00
"""
ROSTER = "student,group,name,email\nada,g1,Ada L,ada@x\nbo,g1,Bo,\ncy,g2,Cy,\ndi,,Di,\n"
NOTEBOOK = (SAMPLE / "amina" / "05_q_learning.ipynb").read_bytes()


def pytest_collection_modifyitems(items):
    """Mark all of them: no other target runs them."""
    for item in items:
        if Path(item.fspath).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.portal)


@pytest.fixture(scope="session")
def django_here():
    """Start Django once, on a new portal."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        patched.setenv("PORTAL_DATA", f"{folder}/data")
        patched.setenv("PORTAL_COURSE", str(course_in(Path(folder) / "course", RULES)))
        patched.delenv("PORTAL_SECRET", raising=False)
        # Playwright keeps a loop in the tests' thread; Django would refuse to ask a database there.
        patched.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        umask = os.umask(0o077)
        from autograde.portal import running

        running.begin(first=True)
        from django.conf import settings

        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
        yield Path(folder)
        os.umask(umask)
        from django.db import connection

        connection.close()


@pytest.fixture
def portal(django_here, tmp_path):
    """An empty portal with a class of four: ada and bo together, cy in a group alone, di alone."""
    from django.core.management import call_command

    call_command("flush", verbosity=0, interactive=False)
    (django_here / "course" / "course.toml").write_text(RULES)
    (tmp_path / "roster.csv").write_text(ROSTER)
    from autograde.portal import people

    return Portal(people.take(tmp_path / "roster.csv"), django_here)


class Portal:
    """What tests do with a portal."""

    def __init__(self, tokens, folder):
        self.tokens, self.folder = tokens, folder

    def rules(self, text):
        """Let other rules hold."""
        path = self.folder / "course" / "course.toml"
        path.write_text(text)
        stamp = path.stat().st_mtime_ns + 1_000_000_000
        os.utime(path, ns=(stamp, stamp))

    def person(self, student):
        """Return a student's record."""
        from autograde.portal.models import Person

        return Person.objects.get(student=student)

    def client(self, **more):
        """Return a browser that nobody is signed in with."""
        from django.test import Client

        return Client(SERVER_NAME="127.0.0.1", **more)

    def student(self, student):
        """Return a student's browser."""
        client = self.client()
        client.force_login(self.person(student).user, "django.contrib.auth.backends.ModelBackend")
        return client

    def instructor(self, name="teacher"):
        """Return an instructor's browser."""
        from django.contrib.auth import get_user_model

        user, made = get_user_model().objects.get_or_create(username=name, is_staff=True)
        if made:
            user.set_password("a long password")
            user.save()
        client = self.client()
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        return client

    def hand_in(self, student, content=NOTEBOOK, at=None, name="05_q_learning.ipynb",
                assignment="05_q_learning", form=None):  # fmt: skip
        """Hand a file in as a browser does; return the record of it."""
        from autograde.portal.models import HandIn

        answer = self.send(student, content, at, name, assignment, form)
        assert answer.status_code == 302, answer.content.decode()
        number = re.search(r"/hand-in/([0-9a-f-]{36})/", answer["Location"])
        return HandIn.objects.get(pk=number[1])

    def send(self, student, content=NOTEBOOK, at=None, name="05_q_learning.ipynb",
             assignment="05_q_learning", form=None):  # fmt: skip
        """Send a file; return the answer."""
        from django.core.files.uploadedfile import SimpleUploadedFile

        client = self.student(student)
        if form is None:
            page = client.get(f"/a/{assignment}/").content.decode()
            form = re.search(r'name="form" value="([^"]+)"', page)[1]
        moment = {"portal.first_byte": at.timestamp()} if at else {}
        file = SimpleUploadedFile(name, content)
        return client.post(f"/a/{assignment}/hand-in/", {"form": form, "files": file}, **moment)

    def recognise(self):
        """Let the worker of the first lane do all that waits."""
        from autograde.portal import working

        working.work(["recognise"], once=True)

    def jobs(self, **wanted):
        """Return jobs."""
        from autograde.portal.models import Job

        return Job.objects.filter(**wanted)


def notebook(*more, source=NOTEBOOK):
    """Return the notebook with further cells: another hand-in of the same chapter."""
    document = json.loads(source)
    for number, text in enumerate(more):
        document["cells"].append({"cell_type": "markdown", "id": f"more-{number}", "metadata": {},
                                  "source": text})  # fmt: skip
    return json.dumps(document).encode()


@pytest.fixture
def address(portal, monkeypatch):
    """The address of a server in a thread of this process, on the tests' own portal."""
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application

    from autograde.portal import server

    web = server.serve(get_wsgi_application(), "127.0.0.1", 0)
    url = f"http://127.0.0.1:{web.effective_port}"
    monkeypatch.setattr(settings, "PORTAL_URL", url)
    monkeypatch.setattr(settings, "CSRF_TRUSTED_ORIGINS", [url])
    thread = threading.Thread(target=web.run, daemon=True)
    thread.start()
    yield url
    web.close()
    thread.join(10)
