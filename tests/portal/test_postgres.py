"""The same tests on a PostgreSQL of their own (`benchmarks.postgres`)."""

import os
import subprocess
import sys

import pytest

from benchmarks import postgres
from tests.conftest import in_ci
from tests.portal.conftest import ROOT

pytestmark = pytest.mark.slow
FILES = ("test_queue.py", "test_hand_in.py", "test_data.py")


@pytest.fixture
def server():
    """Yield the address of a new server; it is nobody else's."""
    if postgres.programs() is None:
        reason = f"initdb is not there; install it with: {postgres.HOW}"
        (pytest.fail if in_ci() else pytest.skip)(reason)
    with postgres.server() as address:
        yield address


def test_the_same_on_postgresql(server):
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-m", "portal", "-p", "no:cacheprovider",
         *(f"tests/portal/{name}" for name in FILES)],
        cwd=ROOT, env=os.environ | {"DATABASE_URL": server}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-5000:]
    assert "skipped" not in run.stdout
