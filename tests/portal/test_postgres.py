"""The same tests on a PostgreSQL of their own: in a temporary folder, reached by a socket only."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.conftest import in_ci
from tests.portal.conftest import ROOT

pytestmark = pytest.mark.slow
NOBODY = 65534  # PostgreSQL does not run as root
FILES = ("test_queue.py", "test_hand_in.py", "test_data.py")


def programs():
    """Return the folder of PostgreSQL's programs, None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    there = shutil.which("initdb")
    return Path(there).parent if there else None


@pytest.fixture
def server():
    """Yield the address of a new server; it is nobody else's."""
    here = programs()
    if here is None:
        reason = "initdb is not there; install it with: sudo apt-get install postgresql"
        (pytest.fail if in_ci() else pytest.skip)(reason)
    folder = tempfile.mkdtemp(prefix="portal-pg-", dir="/tmp")
    as_user = {}
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
        as_user = {"user": NOBODY, "group": NOBODY, "extra_groups": ()}

    def run(program, *arguments):
        made = subprocess.run([here / program, *arguments], cwd=folder, capture_output=True,
                              text=True, check=False, env={"PATH": os.environ["PATH"], "LANG": "C"},
                              **as_user)  # fmt: skip
        assert made.returncode == 0, made.stdout + made.stderr

    data = f"{folder}/data"
    try:
        run("initdb", "-D", data, "-U", "portal", "-A", "trust", "--no-sync", "-E", "UTF8")
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        run("pg_ctl", "-D", data, "-w", "-t", "120", "-l", f"{folder}/log", "-o", options, "start")
        yield f"postgresql://portal@{folder.replace('/', '%2F')}/postgres"
        run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_the_same_on_postgresql(server):
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-m", "portal", "-p", "no:cacheprovider",
         *(f"tests/portal/{name}" for name in FILES)],
        cwd=ROOT, env=os.environ | {"DATABASE_URL": server}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-5000:]
    assert "skipped" not in run.stdout
