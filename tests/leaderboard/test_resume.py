"""A benchmark that is killed leaves nothing running, and goes on where it stopped."""

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from autograde.jail import bubblewrap
from autograde.kit.files import CHECKOUT
from autograde.leaderboard.benchmark import RUNS, Settings, benchmark
from autograde.leaderboard.seal import BOARD

pytestmark = [pytest.mark.slow, pytest.mark.needs_bwrap]

SLOW = "import time\nimport numpy as np\n\ndef q_learning(env, **budget):\n    time.sleep(0.5)\n"
SLOW += "    return np.ones((64, 27)), []\n"


def below(process):
    return [process, *process.children(recursive=True)]


def test_a_killed_benchmark_goes_on(tmp_path):
    place, out = tmp_path / "class", tmp_path / "out"
    (place / "ada").mkdir(parents=True)
    (place / "ada" / "07_challenge.py").write_text(SLOW)
    command = [sys.executable, "-m", "autograde", "benchmark", str(place), "--out", str(out),
               "--runs", "12", "--chains", "1", "--scenarios", "9", "--jobs", "2"]  # fmt: skip
    process = subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while len(list((out / RUNS).glob("*.npz"))) < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
    started = below(psutil.Process(process.pid))
    process.send_signal(signal.SIGKILL)
    process.wait()
    kept = {path.name: path.stat().st_mtime_ns for path in (out / RUNS).glob("*.npz")}
    _, living = psutil.wait_procs(started, timeout=30)
    # The workers, and whoever looks after what they share; a run may just have ended.
    assert len(started) >= 3 and not living and 3 <= len(kept) and not (out / BOARD).exists()

    settings = Settings(jobs=2, sandbox=bubblewrap.BUBBLEWRAP, public_runs=1, public_scenarios=9)
    row = next(row for row in benchmark(place, out, settings).rows if row.name == "ada")
    assert row.played and (out / BOARD).exists()
    again = {path.name: path.stat().st_mtime_ns for path in (out / RUNS).glob("*.npz")}
    assert all(again[name] == when for name, when in kept.items())
    assert os.listdir(place / "ada") == ["07_challenge.py"]
