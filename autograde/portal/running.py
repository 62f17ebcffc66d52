"""Starting the portal: its secret, its database, its web server and its workers."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from autograde.kit.errors import CourseError
from autograde.kit.files import CHECKOUT

SETTINGS = "autograde.portal.settings"
DATA = "PORTAL_DATA"


def folder() -> Path:
    """Return where this portal keeps its things."""
    return Path(os.environ.get(DATA) or CHECKOUT / "portal_data").resolve()


def begin(first: bool = False) -> None:
    """Start Django; with `first`, make a secret where the portal never ran, and its tables.

    Raises
    ------
    CourseError
        If Django is not installed, or there is no secret.
    """
    try:
        import django
    except ModuleNotFoundError:
        raise CourseError(
            "the portal needs Django and a few more: make install-portal, or "
            "pip install -c constraints.txt -e '.[course,portal]'"
        ) from None
    from autograde.portal import keys

    if first:
        keys.make_first(folder())
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    keys.secret(folder())  # its absence is one sentence, no traceback
    # Files that are made are nobody else's to read.
    os.umask(0o077)
    django.setup()
    if first:
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)


def invitation(url: str, user: Any = None) -> str:
    """Return a one-time link by which an instructor gets an account, or a new password."""
    from autograde.portal import tokens
    from autograde.portal.models import Invitation

    token = tokens.new()
    Invitation.objects.create(digest=tokens.digest(token), user=user)
    return f"{url}/teach/{'again' if user else 'first'}/#{token}"


def has_instructors() -> bool:
    """Whether somebody has an account by which the class is seen."""
    from django.contrib.auth import get_user_model

    return get_user_model().objects.filter(is_staff=True).exists()


def run(host: str, port: int, workers: int, tell=print) -> None:
    """Serve the web, with some workers beside it, until somebody ends it.

    A process that ends by itself is started again: what it had, somebody else takes over when its
    lease has run out.
    """
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application

    from autograde.portal import server

    web = server.serve(get_wsgi_application(), host, port, os.environ.get("PORTAL_PROXY"))
    lanes = ["recognise", *["examine"] * workers, *["final"] * bool(workers)]
    children = [_Child(lane) for lane in lanes]
    tell(f"students     {settings.PORTAL_URL}/")
    tell(f"instructors  {settings.PORTAL_URL}/teach/")
    if not has_instructors():
        tell(f"first instructor, once: {invitation(settings.PORTAL_URL)}")
    tell("Ctrl-C ends it")
    if children:
        import threading

        threading.Thread(target=_watch, args=(children,), daemon=True).start()

    def end(*_):
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, end)
    try:
        web.run()  # returns at Ctrl-C
    finally:
        web.close()
        for child in children:
            child.end()


class _Child:
    """A worker in a process of its own."""

    def __init__(self, lane):
        self._command = [sys.executable, "-m", "autograde", "portal", "worker", "--lane", lane,
                         "--with-starter"]  # fmt: skip
        self._ended = False
        self.start()

    def start(self):
        """Start it, unless it runs, or was ended on purpose."""
        if not self._ended:
            # It ends when its standard input closes, also where this program is killed.
            self._process = subprocess.Popen(self._command, cwd=CHECKOUT, stdin=subprocess.PIPE)

    def watch(self):
        """Start it again where it ended by itself."""
        if self._process.poll() is not None:
            self.start()

    def end(self):
        """End it."""
        self._ended = True
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()


def _watch(children):
    while True:
        time.sleep(2)
        for child in children:
            child.watch()
