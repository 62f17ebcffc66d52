"""Training runs on other processes, here or on a cluster: the same comes out."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest
from trial import FILE, source

from autograde import sandbox, workers
from autograde.course import CHECKOUT, CourseError
from autograde.training import Entry, Unit, run
from autograde.workers import Cluster, Workers
from supplychain import SupplyChain

LEARNING = """
q = np.zeros((64, 27))
for _ in range(4):
    state, _ = env.reset()
    done = False
    while not done:
        action = env.action_space.sample()
        after, reward, done, _, _ = env.step(action)
        q[state, action] += 0.1 * (reward - q[state, action])
        state = after
return q, []
"""
SLOWLY = "time.sleep(0.4)\n" + LEARNING.strip()


def units(body, n, kind=sandbox.BUBBLEWRAP):
    entry = Entry("somebody", source(body), FILE, sandbox=kind)
    return [Unit(entry, SupplyChain(), 10 + number, number) for number in range(n)]


@pytest.mark.needs_bwrap
def test_workers_give_what_this_process_gives():
    wanted = units(LEARNING, 3)
    with Workers(2) as trainers:
        found = dict(trainers.do(wanted))
    assert sorted(found) == [0, 1, 2]
    for number, unit in enumerate(wanted):
        assert found[number].q_table.tobytes() == run(unit).q_table.tobytes()


def test_a_worker_that_is_killed_says_what_to_do():
    wanted = units("os.kill(os.getppid(), 9)\ntime.sleep(9)", 1, sandbox.NONE)
    with pytest.raises(CourseError, match="run the same command again"), Workers(1) as trainers:
        list(trainers.do(wanted))


def test_without_a_scheduler_the_address_is_named(monkeypatch):
    pytest.importorskip("distributed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    monkeypatch.setattr(workers, "PATIENCE", 0.3)
    with pytest.raises(CourseError, match=address):
        Cluster(address)


@pytest.fixture
def cluster():
    """A scheduler and two workers in processes of their own: its address and the workers."""
    pytest.importorskip("distributed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    start = [sys.executable, "-m", "distributed.cli."]
    scheduler = ["dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
    worker = ["dask_worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard"]
    processes = []
    try:
        for program, *arguments in (scheduler, worker, worker):
            processes.append(subprocess.Popen(
                [*start[:2], start[2] + program, *arguments], cwd=CHECKOUT,
                env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            ))  # fmt: skip
        yield address, processes[1:]
    finally:
        for process in processes:
            process.kill()
            process.wait()


def connected(address):
    """Return a `Cluster` once two workers are there."""
    deadline = time.monotonic() + 60
    while True:
        try:
            found = Cluster(address)
            break
        except CourseError:
            if time.monotonic() > deadline:
                raise
    found._client.wait_for_workers(2, timeout=60)
    return found


@pytest.mark.slow
@pytest.mark.needs_bwrap
def test_a_cluster_gives_the_same_although_a_worker_is_killed(cluster):
    address, processes = cluster
    wanted, found = units(SLOWLY, 12), {}
    with connected(address) as trainers:
        for index, outcome in trainers.do(wanted):
            if not found:
                processes[0].send_signal(signal.SIGKILL)
            found[index] = outcome
    assert sorted(found) == [*range(12)] and processes[0].wait() and processes[1].poll() is None
    for number, unit in enumerate(wanted):
        assert found[number].q_table.tobytes() == run(unit).q_table.tobytes()
