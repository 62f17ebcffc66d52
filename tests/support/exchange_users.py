"""Users of nbgrader's exchange, each with a name, a number and a home of its own.

A mount namespace gives each a password file with its name; nothing of the system is changed. Run
by root, they are really other users; run by anybody else, they only look so to themselves.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

EXCHANGE, HOME, PYTHON = "/srv/exchange", "/srv/home", "/srv/python"
# What a student's settings hold, and a clock: exchanges show whether they know a zone in summer.
SETTINGS = f"""
import datetime
import os

import nbgrader.exchange.abc.exchange as exchange

c = get_config()
c.CourseDirectory.course_id = "rl101"
c.Exchange.root = os.environ.get("EXCHANGE", {EXCHANGE!r})
c.Exchange.timezone = "America/Los_Angeles"


class Summer(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        hour = int(os.environ.get("HOUR", "19"))
        return datetime.datetime(2026, 7, 1, hour, tzinfo=datetime.timezone.utc).astimezone(tz)


class Clock:
    datetime = Summer


exchange.datetime = Clock
"""


class User(NamedTuple):
    """Somebody who fetches and submits."""

    name: str
    number: int
    home: Path
    exchange: Path

    def prepare(self):
        """Make the home with nbgrader's settings in it."""
        self.home.mkdir()
        (self.home / "nbgrader_config.py").write_text(SETTINGS)
        (self.home.parent / f"{self.name}.passwd").write_text(
            f"root:x:0:0::/root:/bin/sh\n{self.name}:x:{self.number}:{self.number}::{HOME}:/bin/sh\n"
        )
        self._own()

    def nbgrader(self, *arguments, hour=19):
        """Run one of nbgrader's commands at home; return what it said."""
        self._own()
        python = [f"{PYTHON}/bin/python", "-m", "nbgrader", *arguments]
        run = subprocess.run(
            [*self._inside(), *python], capture_output=True, text=True, check=False,
            env={"PATH": os.environ["PATH"], "HOME": HOME, "HOUR": str(hour), "LANG": "C.UTF-8"},
        )  # fmt: skip
        assert run.returncode == 0, f"{self.name}: {arguments}\n{run.stdout}{run.stderr}"
        return run.stderr

    def _own(self):
        if os.geteuid() == 0:
            for path in (self.home, *self.home.rglob("*")):
                os.chown(path, self.number, self.number)

    def _inside(self):
        places = ["--dev-bind", "/", "/", "--tmpfs", "/srv"]
        places += [*_python(), "--ro-bind", sys.prefix, PYTHON]
        places += ["--bind", self.exchange, EXCHANGE]
        places += ["--bind", self.home, HOME, "--chdir", HOME]
        places += ["--ro-bind", self.home.parent / f"{self.name}.passwd", "/etc/passwd"]
        if os.geteuid() == 0:
            who = [
                "--cap-add",
                "CAP_SETUID",
                "--cap-add",
                "CAP_SETGID",
                "setpriv",
                "--clear-groups",
            ]
            who += [f"--reuid={self.number}", f"--regid={self.number}", "--"]
        else:
            who = ["--unshare-user", "--uid", self.number, "--gid", self.number]
        return [str(word) for word in ("bwrap", *places, *who)]


def _python():
    """Return what shows Python itself where it lies in a folder that others may not enter."""
    base = Path(sys.base_prefix).resolve()
    if all(folder.stat().st_mode & 0o001 for folder in (base, *base.parents)):
        return []
    # From the outermost on, without the root; bubblewrap makes folders that only root enters.
    outer, *inner = list(base.parents)[-2::-1]
    open_to_all = [word for folder in inner for word in ("--perms", "0755", "--dir", folder)]
    return ["--tmpfs", outer, *open_to_all, "--ro-bind", base, base]
