"""A program ends with the one that started it, and never waits for its end."""

import subprocess
import sys

import pytest

from autograde.kit.files import CHECKOUT

START = "from autograde.kit.starter import end_with_starter; end_with_starter(3); "


@pytest.mark.parametrize(
    ("work", "is_closed", "status"),
    [("print('done')", False, 0), ("import threading; threading.Event().wait()", True, 3)],
    ids=["a program that is done", "a starter that is gone"],
)
def test_it_ends_when_it_is_done_or_its_starter_is_gone(work, is_closed, status):
    command = [sys.executable, "-c", START + work]
    with subprocess.Popen(command, cwd=CHECKOUT, stdin=subprocess.PIPE) as program:
        if is_closed:
            program.stdin.close()
        assert program.wait(timeout=60) == status
