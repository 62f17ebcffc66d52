"""However the command ends that shows a class, nothing goes on showing it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time

import psutil
import pytest

from autograde.grading import gradebook_file
from autograde.kit.files import CHECKOUT

ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/\S+")
PATIENCE = 120  # seconds on a busy machine

pytestmark = pytest.mark.slow


def heed():
    """Heed what a terminal says: who is started by nohup, or in the background, ignores it."""
    for number in (signal.SIGHUP, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)


def free_port():
    with socket.socket() as end:
        end.bind(("127.0.0.1", 0))
        return end.getsockname()[1]


def answers(port):
    with socket.socket() as end:
        return end.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def shown(tmp_path):
    """The command at work, the programs that it started, and the port of its address."""
    out = tmp_path / "out"
    out.mkdir()
    gradebook_file.to_write(out / "gradebook.db").close()
    said = tmp_path / "said"
    with said.open("w") as file:
        command = subprocess.Popen(
            [sys.executable, "-m", "autograde", "formgrader", str(out), "--port", str(free_port())],
            cwd=CHECKOUT, stdout=file, stderr=file, start_new_session=True,
            env={**os.environ, "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime")},
            preexec_fn=heed,
        )  # fmt: skip
    deadline = time.monotonic() + PATIENCE
    while not (found := ADDRESS.search(said.read_text())) and time.monotonic() < deadline:
        assert command.poll() is None, said.read_text()
        time.sleep(0.1)
    started = psutil.Process(command.pid).children(recursive=True)
    yield command, started, int(found[1])
    for process in started:
        if process.is_running():
            process.kill()
    if command.poll() is None:
        command.kill()
    command.wait()


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_no_server_is_left_behind(shown, end):
    command, started, port = shown
    assert started and answers(port)
    if end == signal.SIGINT:  # a terminal tells all that it shows
        os.killpg(command.pid, end)
    else:
        command.send_signal(end)
    command.wait(PATIENCE)
    _, left = psutil.wait_procs(started, PATIENCE)
    assert left == [] and not answers(port)
