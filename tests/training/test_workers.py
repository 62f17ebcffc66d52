"""Training runs on other processes, here or on a cluster: the same comes out."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from autograde.jail import bubblewrap
from autograde.kit.errors import CourseError
from autograde.kit.files import CHECKOUT
from autograde.training import cluster
from autograde.training.cluster import Cluster
from autograde.training.entries import Entry
from autograde.training.run import Unit, run
from autograde.training.workers import Workers
from supplychain import SupplyChain
from tests.conftest import in_ci
from tests.support.trial import FILE, source

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


def units(body, n, kind=bubblewrap.BUBBLEWRAP):
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


@pytest.mark.needs_bwrap
@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="processors cannot be chosen")
def test_an_algorithm_stays_on_the_processor_of_its_environment():
    asked = "q = np.zeros((64, 27))\nq[0, 0] = len(os.sched_getaffinity(0))\nreturn q, []"
    with Workers(1) as trainers:
        [(_, found)] = trainers.do(units(asked, 1))
    assert found.q_table[0, 0] == 1


def test_a_worker_that_is_killed_says_what_to_do():
    wanted = units("os.kill(os.getppid(), 9)\ntime.sleep(9)", 1, bubblewrap.NONE)
    with pytest.raises(CourseError, match="run the same command again"), Workers(1) as trainers:
        list(trainers.do(wanted))


@pytest.fixture
def address():
    """An address of this machine at which nobody listens; where Dask is missing, CI fails."""
    if not in_ci():
        pytest.importorskip("distributed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"tcp://127.0.0.1:{free.getsockname()[1]}"


@pytest.fixture
def start():
    """Start programs of Dask; they are ended after the test."""
    processes = []

    def begin(program, *arguments, place=CHECKOUT):
        processes.append(subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{program}", *arguments, "--no-dashboard"],
            cwd=place, env=os.environ | {"PYTHONPATH": str(place)},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        ))  # fmt: skip
        return processes[-1]

    yield begin
    for process in processes:
        process.kill()
        process.wait()


@pytest.fixture
def scheduler(address, start):
    return start("dask_scheduler", "--host", "127.0.0.1", "--port", address.rpartition(":")[2])


@pytest.fixture
def two(address, scheduler, start):
    """Two workers in processes of their own."""
    options = ["--nthreads", "1", "--no-nanny"]
    return [start("dask_worker", address, *options) for _ in range(2)]


def test_without_a_scheduler_the_address_is_named(address, monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", 0.3)
    with pytest.raises(CourseError, match=f"no scheduler answers at {address}"):
        Cluster(address)


@pytest.mark.parametrize("wrong", ["localhost:x", "https://127.0.0.1:1", "tcp://"])
def test_what_is_no_address_is_named(wrong, address, monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", 0.3)
    with pytest.raises(CourseError, match=f"no scheduler answers at {wrong}"):
        Cluster(wrong)


@pytest.mark.slow
def test_a_scheduler_without_workers_says_how_to_start_one(address, scheduler, monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", 3)
    deadline = time.monotonic() + 60
    said = ""
    while "no scheduler" in said or not said:
        assert time.monotonic() < deadline
        with pytest.raises(CourseError) as refused:
            Cluster(address)
        said = str(refused.value)
    assert "has no worker" in said and f"PYTHONPATH=. dask worker {address}" in said


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
def test_a_cluster_gives_the_same_although_a_worker_is_killed(address, two):
    wanted, found = units(SLOWLY, 12), {}
    with connected(address) as trainers:
        for index, outcome in trainers.do(wanted):
            if not found:
                two[0].send_signal(signal.SIGKILL)
            found[index] = outcome
    assert sorted(found) == [*range(12)] and two[0].wait() and two[1].poll() is None
    for number, unit in enumerate(wanted):
        here, there = run(unit), found[number]
        for name in ("q_table", "returns", "visits"):
            assert getattr(here, name).tobytes() == getattr(there, name).tobytes()


@pytest.mark.slow
@pytest.mark.needs_bwrap
def test_a_scheduler_that_is_lost_says_what_to_do(address, scheduler, two):
    with connected(address) as trainers:
        with pytest.raises(
            CourseError, match="(?s)the cluster was lost.*run the same command again"
        ):
            for _ in trainers.do(units(SLOWLY, 12)):
                scheduler.kill()


@pytest.mark.slow
def test_a_cluster_outside_of_a_checkout_says_what_it_needs(address, start, tmp_path):
    # An editable installation makes the checkout known everywhere: hide it.
    (tmp_path / "autograde.py").write_text("raise ModuleNotFoundError('there is no autograde')")
    start("dask_scheduler", "--host", "127.0.0.1", "--port", address.rpartition(":")[2],
          place=tmp_path)  # fmt: skip
    for _ in range(2):
        start("dask_worker", address, "--nthreads", "1", "--no-nanny", place=tmp_path)
    with connected(address) as trainers:
        with pytest.raises(CourseError, match="must run in a checkout, with PYTHONPATH"):
            list(trainers.do(units(LEARNING, 1)))


MEETING = """
began = time.time()
time.sleep(0.5)
q = np.zeros((64, 27))
q[0, :2] = began, time.time()
return q, []
"""


@pytest.mark.parametrize("alone", [True, False])
def test_runs_on_one_chain_do_not_meet_where_they_would_gain_by_it(alone):
    other = SupplyChain(horizon=27)
    # Those that may meet must do so on a busy machine, too, where one begins long after another.
    wanted = units(MEETING if alone else MEETING.replace("0.5", "1.5"), 4, bubblewrap.NONE)
    wanted = [unit._replace(chain=other) if i >= 2 else unit for i, unit in enumerate(wanted)]
    with Workers(3) as trainers:
        found = dict(trainers.do(wanted, alone))
    spans = [tuple(found[index].q_table[0, :2]) for index in range(4)]
    met = [first[0] < second[1] and second[0] < first[1] for first, second in
           (spans[:2], spans[2:])]  # fmt: skip
    assert not any(met) if alone else any(met)
