"""A jail that is forked is what one is that is started anew, and knows nothing of any other."""

import os
import select
import signal
import subprocess
import sys

import pytest

from autograde.examination.processes import CHAPTERS
from autograde.jail import bubblewrap, memory, warm
from autograde.jail.inside import forker
from autograde.jail.start import started
from autograde.jail.usage import children, end
from autograde.kit.files import CHECKOUT
from autograde.training.run import BENCHMARK
from tests.support.patience import eventually

pytestmark = pytest.mark.needs_bwrap

# What a program can see of where it is and of what it may do.
SEEN = """
import os, resource, signal, sys
def read(path):
    try:
        return open(path).read()
    except OSError as error:
        return type(error).__name__
status = dict(line.split(":", 1) for line in read("/proc/self/status").splitlines())
names = ("Uid", "Gid", "Groups", "NoNewPrivs", "Seccomp", "Seccomp_filters", "Threads", "SigIgn",
         "CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")
print(os.getpid(), os.getppid(), os.getcwd(), sorted(os.environ.items()))
print({name: status.get(name) for name in names})
print([resource.getrlimit(number) for number in range(16) if number != resource.RLIMIT_NPROC])
mounts = [line.split() for line in read("/proc/self/mountinfo").splitlines()]
# What covers a part of /proc may be stricter.
print(sorted({(fields[4], fields[5].replace(",noexec", "")) for fields in mounts}))
for folder in ("/", "/dev", "/dev/pts", "/jail", "/tmp"):
    print(folder, sorted(os.listdir(folder)) if os.path.isdir(folder) else None)
print(sorted(name for name in os.listdir("/proc")), sorted(os.listdir("/proc/self/fd")))
print([name for name in sorted(os.listdir("/proc")) if os.path.isfile(f"/proc/{name}")
       and read(f"/proc/{name}")])
print(read("/proc/self/cgroup"), sys.path, sys.flags, os.listdir("/proc/self/task"))
"""
LEAVES = """
import fcntl, os, pty, time
for number in range(3):
    fcntl.fcntl(number, fcntl.F_SETFL, os.O_NONBLOCK | os.O_APPEND)
for folder in ("/tmp", "/dev/shm"):
    if os.access(folder, os.W_OK):
        open(f"{folder}/left", "w").write("x")
try:
    pty.openpty()
except OSError:
    pass
os.umask(0o777)
os.nice(5)
print("left")
"""
FOUND = """
import fcntl, os
print([fcntl.fcntl(number, fcntl.F_GETFL) for number in range(3)], os.umask(0), os.nice(0))
print([sorted(os.listdir(folder)) for folder in ("/tmp", "/dev/shm") if os.path.isdir(folder)])
print(len(os.listdir("/dev/pts")))
"""


def said(profile, program, share=None):
    """Return what a program in a jail prints."""
    share = share or memory.share(profile.resources.processes)
    reading, writing = os.pipe()
    try:
        jail = started(profile, program, [], bubblewrap.BUBBLEWRAP, None, [], share,
                       stdout=writing, stderr=writing)  # fmt: skip
        os.close(writing)
        with os.fdopen(reading) as file:
            found = file.read()
        end(jail.pid)
        jail.wait()
        return found
    finally:
        share.close()


@pytest.fixture(params=[BENCHMARK, CHAPTERS], ids=["benchmark", "chapters"])
def profile(request):
    if warm.of(request.param) is None:
        pytest.skip("no jail can be forked here: all are started anew")
    return request.param


def test_a_forked_jail_is_as_one_that_is_started_anew(profile):
    forked, anew = (said(one, SEEN) for one in (profile, profile._replace(loaded=())))
    assert "'Seccomp': '\\t2'" in forked and "Permission" not in forked
    assert forked.splitlines() == anew.splitlines()


def test_a_run_leaves_nothing_for_the_next(profile):
    before, waiting = said(profile, FOUND), warm.of(profile)
    assert said(profile, LEAVES) == "left\n"
    after = said(profile, FOUND)
    assert after == before and "left" not in after
    assert warm.of(profile) is waiting


def test_what_can_be_written_in_a_jail_is_mounted_for_it_alone(profile):
    waiting, share = process_of(warm.of(profile)), memory.share(16)
    jail = started(profile, "import time\nprint('here', flush=True)\ntime.sleep(600)", [],
                   bubblewrap.BUBBLEWRAP, None, [], share, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        assert eventually(lambda: children(jail.pid))
        [program] = children(jail.pid)
        folders = ["proc", "dev/pts", *(path[1:] for path, _ in bubblewrap.writable(profile))]
        for folder in folders:
            mine, its = (os.stat(f"/proc/{pid}/root/{folder}") for pid in (program, waiting))
            assert mine.st_dev != its.st_dev, folder
        kinds = ("pid", "mnt", "ipc", "uts", "net", "cgroup")
        for kind in kinds:
            mine, its = (os.readlink(f"/proc/{pid}/ns/{kind}") for pid in (program, waiting))
            assert mine != its, kind
    finally:
        end(jail.pid)
        jail.wait()
        share.close()


def process_of(waiting):
    """Return the id of the process that forks: bubblewrap's two stand above it."""
    [inside] = children(waiting._process.pid)
    [found] = children(inside)
    return found


def test_no_socket_of_what_waits_is_found_in_a_jail(profile):
    found = "import gc, socket\nprint([o for o in gc.get_objects() if type(o) is socket.socket])"
    assert said(profile, found).strip() == "[]"


def test_unseeded_draws_differ_from_run_to_run(profile):
    draws = "import random, numpy as np\nprint(random.random())\nprint(np.random.rand())"
    one, other = (said(profile, draws).split() for _ in range(2))
    assert len(one) == len(other) == 2 and one[0] != other[0] and one[1] != other[1]


def test_what_waits_shares_no_memory_that_can_be_written_and_has_one_thread(profile):
    said(profile, "")
    waiting = process_of(warm.of(profile))
    with open(f"/proc/{waiting}/maps") as file:
        shared = [line for line in file if line.split()[1].endswith("s") and "w" in line.split()[1]]
    assert shared == []
    assert len(os.listdir(f"/proc/{waiting}/task")) == 1


def test_a_jail_runs_where_its_starter_may(profile):
    allowed = os.sched_getaffinity(0)
    for processor in sorted(allowed)[:2]:
        os.sched_setaffinity(0, {processor})
        try:
            found = said(profile, "import os\nprint(os.sched_getaffinity(0))")
        finally:
            os.sched_setaffinity(0, allowed)
        assert found.strip() == str({processor})


def test_where_what_waits_was_ended_another_one_does(profile):
    gone = warm.of(profile)
    gone._process.kill()
    gone._process.wait()  # what was above it: it is ended by the kernel, not at the same moment
    assert eventually(lambda: not gone.is_there())
    assert said(profile, "print(1 + 1)").strip() == "2"
    assert warm.of(profile) is not gone


def test_one_jail_that_cannot_be_forked_takes_nobody_elses_away(profile, monkeypatch):
    waiting = warm.of(profile)
    monkeypatch.setattr(waiting, "_fork", lambda *_: os.close(-1))
    assert said(profile, "print(1 + 1)").strip() == "2"
    assert warm.of(profile) is waiting and waiting.is_there()


def test_where_a_fork_is_not_what_it_should_be_jails_are_started_anew(profile, monkeypatch):
    monkeypatch.setattr(warm, "LOOK", "print('2 1 0 0 1')")
    monkeypatch.setattr(warm, "_waiting", {})
    assert said(profile, "print(1 + 1)").strip() == "2"
    assert list(warm._waiting.values()) == [None]


def test_a_program_that_ends_badly_says_so_and_never_comes_back(profile):
    assert "ZeroDivisionError" in said(profile, "1 / 0")
    assert said(profile, "raise SystemExit('no more')").strip() == "no more"
    assert said(profile, "import os\nos.kill(os.getpid(), 9)") == ""
    assert said(profile, "print(sorted(set(globals()) - {'__builtins__'}))").count("main") <= 1


@pytest.mark.parametrize(("error", "said"), [
    (None, ""), (SystemExit(), ""), (SystemExit("no more"), "no more\n"), (SystemExit(3), "3\n"),
    (ValueError("no more"), "ValueError: no more\n"),
])  # fmt: skip
def test_a_forked_program_ends_with_the_words_that_python_has(capsys, error, said):
    forker.told(sys, error)
    assert capsys.readouterr() == ("", said)


ASKS = """
import os, sys, time
from autograde.jail import bubblewrap, memory, warm
from autograde.jail.start import started
from autograde.training.run import BENCHMARK
warm.of(BENCHMARK)
if os.fork() == 0:
    share = memory.share(16)
    jail = started(BENCHMARK, "import time\\ntime.sleep(600)", [], bubblewrap.BUBBLEWRAP, None, [],
                   share, stdout=2, stderr=2)
    print(os.getpid(), jail.pid, flush=True)
    time.sleep(600)
sys.stdin.read()
"""


def test_a_jail_ends_with_who_asked_for_it_while_what_waits_goes_on():
    if warm.of(BENCHMARK) is None:
        pytest.skip("no jail can be forked here: all are started anew")
    program = subprocess.Popen([sys.executable, "-c", ASKS], cwd=CHECKOUT, text=True,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # fmt: skip
    try:
        asked, jail = map(int, program.stdout.readline().split())
        ended = os.pidfd_open(jail)
        os.kill(asked, signal.SIGKILL)
        assert select.select([ended], [], [], 60)[0]
        os.close(ended)
        assert program.poll() is None
    finally:
        program.kill()
        program.wait()
