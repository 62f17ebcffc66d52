"""Time is charged for work and for sleep, not for waiting while others have the processor."""

import os
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from autograde.jail import usage
from autograde.jail.usage import tree, worked
from autograde.jail.waiting import ChargedTime, Waiting, has_schedstat

needs_schedstat = pytest.mark.skipif(not has_schedstat(), reason="this kernel has no schedstat")
WORK = "import time\nwhile time.process_time() < {}: pass"
SLEEP = "import time\ntime.sleep({})"
THREADS = "import threading, time\ndef work():\n    while time.process_time() < {}: pass\n"
THREADS += "all = [threading.Thread(target=work) for _ in range(3)]\n"
THREADS += "[one.start() for one in all]\n[one.join() for one in all]"


@contextmanager
def busy_processor(n_loops):
    """Keep one processor busy with loops, and run everything that is started meanwhile on it."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(n_loops)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()
        os.sched_setaffinity(0, before)


def charged(program, exact=None, look=0.05):
    """Return what is charged for a program [s], and how long it took by the clock."""
    process, clock = subprocess.Popen([sys.executable, "-S", "-c", program]), ChargedTime(exact)
    began, found = time.monotonic(), 0.0
    while process.poll() is None:
        pids = tree(process.pid)
        found = clock.seconds(pids, worked(pids))
        time.sleep(look)
    return found, time.monotonic() - began


@needs_schedstat
@pytest.mark.parametrize("program", [WORK.format(0.5), THREADS.format(0.5)])
def test_waiting_for_a_processor_is_not_charged(program):
    with busy_processor(4):
        found, wall = charged(program)
    assert wall > 1.2 and 0.2 < found < 0.5 * wall + 0.2


@needs_schedstat
def test_sleeping_is_charged():
    with busy_processor(4):
        found, wall = charged(SLEEP.format(1.0))
    assert 0.5 < found < 1.5, wall  # what comes after the last look is not in it


@needs_schedstat
def test_working_and_sleeping_are_charged_together():
    with busy_processor(4):
        found, _ = charged(f"{WORK.format(0.3)}\ntime.sleep(0.7)")
    assert 0.5 < found < 1.6


def test_without_the_kernels_clock_work_is_charged_and_sleep_is_not():
    found, wall = charged(SLEEP.format(0.6), exact=False)
    assert wall > 0.6 and found < 0.3
    found, _ = charged(WORK.format(0.6), exact=False)
    assert 0.2 < found < 0.9


@needs_schedstat
def test_waiting_of_what_is_gone_stays_counted():
    waiting = Waiting()
    with busy_processor(4):
        process = subprocess.Popen([sys.executable, "-c", WORK.format(0.2)])
        while process.poll() is None:
            before = waiting.seconds([process.pid])
            time.sleep(0.02)
    assert waiting.seconds([]) == waiting.seconds([process.pid]) >= before > 0


def test_where_there_is_no_proc_work_is_counted_as_well(monkeypatch):
    def missing(path):
        raise FileNotFoundError(path)

    before = sum(os.times()[:4])
    monkeypatch.setattr(usage, "HAS_PROC", False)
    monkeypatch.setattr(usage, "_read", missing)
    assert worked([os.getpid()]) > before / 2 > 0
