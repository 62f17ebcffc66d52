"""A cell may take its time, working or sleeping; a busy machine costs nobody a mark."""

import os
import subprocess
import sys
import time

import pytest

from autograde.course.assignment import from_notebooks
from autograde.course.chapter import read_source, released, solved, write_notebook
from autograde.course.course import Course
from autograde.examination import examination, limits
from autograde.examination.examiner import examine
from autograde.examination.pool import Examiners
from autograde.jail import waiting
from tests.examination.test_examiner import hint, run

pytestmark = pytest.mark.needs_bwrap
needs_schedstat = pytest.mark.skipif(not waiting.has_schedstat(), reason="no schedstat here")
ONE = "check_equal(f(), 1, 'No.')"
GOOD = "def f():\n    return 1"
ENDLESS = {
    "sleeps": "import time\ntime.sleep(600)",
    "sleeps a little, often": "import time\nwhile True:\n    time.sleep(0.01)",
    "awaits": "import asyncio\nawait asyncio.sleep(600)",
    "waits for a lock": "import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()",
    "waits for another process": "import subprocess\nsubprocess.run(['sleep', '600'])",
    "works": "while True:\n    pass",
}


@needs_schedstat
@pytest.mark.parametrize("name", ENDLESS)
def test_an_own_cell_without_an_end_is_stopped_and_costs_nothing(tmp_path, name, monkeypatch):
    monkeypatch.setattr(examination, "TIME_LIMIT", 1.0)  # it is the same sleep, only shorter
    began = time.monotonic()
    result = run(tmp_path, GOOD, ONE, before=[ENDLESS[name]], limit=1.0)
    assert result.score == 3, result
    assert "own code cell 2 was stopped after 1 s" in result.reason
    assert time.monotonic() - began < 60


@needs_schedstat
def test_a_function_that_sleeps_is_stopped(tmp_path):
    answer = "import time\ndef f():\n    time.sleep(600)\n    return 1"
    result = run(tmp_path, answer, ONE, limit=1.0)
    assert (result.score, hint(result)[:17]) == (0, "Stopped after 1 s")


def test_a_short_sleep_is_nobodys_business(tmp_path):
    answer = "import time\ntime.sleep(0.5)\ndef f():\n    time.sleep(0.3)\n    return 1"
    result = run(tmp_path, answer, ONE)
    assert (result.score, result.reason) == (3, "")


def test_without_the_kernels_clock_the_wall_ends_what_sleeps(tmp_path, monkeypatch):
    monkeypatch.setattr(waiting, "has_schedstat", lambda: False)
    began = time.monotonic()
    result = run(tmp_path, GOOD, ONE, before=[ENDLESS["sleeps"]], limit=0.3)
    assert result.score == 3 and "was stopped" in result.reason
    assert time.monotonic() - began > 3  # ten times the limit


@pytest.fixture
def busy_machine():
    """Four loops on every processor."""
    count = 4 * len(os.sched_getaffinity(0))
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    yield
    for loop in loops:
        loop.kill()
        loop.wait()


@pytest.mark.slow  # it takes the processors from all other tests
@needs_schedstat
def test_a_limit_is_kept_on_a_busy_machine(tmp_path, busy_machine):
    work = "import time\ndef f():\n    end = time.process_time() + {}\n"
    work += "    while time.process_time() < end:\n        pass\n    return 1"
    assert run(tmp_path, work.format(1.0), ONE).score == 3
    assert run(tmp_path, work.format(20.0), ONE).score == 0


class Quiet:
    """A jail that holds no memory and prints nothing."""

    total = 0

    def __init__(self):
        self.output = self.share = self

    def pids(self):
        return ()

    def begin(self):
        """Begin to count memory."""

    def is_exceeded(self, pids):
        return False


@pytest.mark.parametrize(("worked", "is_stopped"), [(2.9, False), (3.1, True)])
def test_questions_to_an_environment_make_a_test_last_thrice_its_limit_at_most(
    monkeypatch, worked, is_stopped
):
    now = [0.0]
    monkeypatch.setattr(limits, "monotonic", lambda: now[0])
    monkeypatch.setattr(limits.ChargedTime, "seconds", lambda *_: worked - limits.LOOK)
    limit = limits.Limits(Quiet(), 1.0)
    for _ in range(100_000):
        limit.travelled()
    now[0] = 1.0
    if is_stopped:
        with pytest.raises(limits.Overtime, match="stopped after 1 s"):
            limit.check()
    else:
        limit.check()


@pytest.mark.slow
@needs_schedstat
@pytest.mark.parametrize("name", ["05_q_learning", "07_challenge"])
def test_the_reference_earns_all_on_a_busy_machine(tmp_path, busy_machine, name):
    source = read_source(Course().source(name))
    assignment = from_notebooks(name, source, released(source))
    write_notebook(solved(source), tmp_path / f"{name}.ipynb")
    with Examiners(1) as examiners:
        tasks = [(name, tmp_path / f"{name}.ipynb", assignment)]
        result = dict(examiners.examine(tasks))[name]
    assert (result.score, result.reason) == (assignment.max_score, ""), result


def test_the_budget_of_a_submission_is_charged_in_the_same_way(tmp_path):
    sleeps = "import time\n" + "".join(f"def g{n}(): pass\n" for n in range(3)) + "time.sleep(20)"
    path = tmp_path / "01_one.ipynb"
    from tests.examination.test_examiner import assignment, submission

    submission(tmp_path, GOOD, before=[sleeps])
    task = ("one", path, assignment(ONE, limit=30.0))
    with Examiners(1, wall=4) as examiners:
        result = dict(examiners.examine([task]))["one"]
    assert (result.status, result.score) == ("timeout", 0)
    assert "given up after 4 s" in result.reason
    assert examine(submission(tmp_path, GOOD), assignment(ONE)).score == 3


def test_an_examination_that_fails_gives_its_processor_to_the_next(monkeypatch):
    places = []

    def examined(self, path, assignment, place):
        places.append(place)
        if path == "gone":
            raise OSError("gone")
        return path

    monkeypatch.setattr(Examiners, "_examined", examined)
    with Examiners(2) as examiners:
        for _ in range(3):
            with pytest.raises(OSError, match="gone"):
                list(examiners.examine([("a", "gone", None)]))
        found = dict(examiners.examine([(n, n, None) for n in range(8)]))
    assert found == {n: n for n in range(8)}
    allowed = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else {""}
    assert set(places) <= {str(one) for one in allowed}
    assert len(set(places)) == min(2, len(allowed))
