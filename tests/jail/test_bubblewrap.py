"""The walls: what is promised where bubblewrap works, and what happens where it does not."""

import os
import subprocess
import sys

import psutil
import pytest

from autograde.examination import processes
from autograde.examination.processes import Jail, Lost
from autograde.jail import bubblewrap, choose
from autograde.kit.errors import CourseError
from autograde.kit.files import CHECKOUT
from supplychain.code_cache import folder_path
from tests.support.patience import eventually, is_alive

pytestmark = pytest.mark.as_user


@pytest.fixture
def broken(monkeypatch):
    """A system on which bubblewrap does not run."""
    bubblewrap.why_unusable.cache_clear()
    monkeypatch.setenv("PATH", "/nowhere")
    yield
    bubblewrap.why_unusable.cache_clear()


def test_without_bubblewrap_grading_is_refused_with_the_line_that_mends_it(broken):
    with pytest.raises(CourseError, match="apt-get install bubblewrap") as refused:
        choose.choose(bubblewrap.BUBBLEWRAP)
    assert "--unsafe-no-sandbox" in str(refused.value)


def test_only_who_asks_for_it_does_without(broken):
    assert choose.choose("auto") == choose.choose(bubblewrap.NONE) == bubblewrap.NONE


@pytest.mark.needs_bwrap
def test_the_probe_runs_the_jail():
    assert bubblewrap.why_unusable() is None
    assert choose.choose("auto") == bubblewrap.BUBBLEWRAP


def run(jail, source, seconds=3.0):
    outcome = jail.run("mine", source, seconds)
    return outcome, jail.output.take()


LIMITS = {
    "no network": "import socket\nsocket.create_connection(('1.1.1.1', 80), 1)",
    "no writing beside scratch": "open('/usr/mine', 'w')",
    "no writing of the package": "open('/jail/supplychain/model.py', 'a')",
    "no other device": "open('/dev/mine', 'w')",
    "address space": "bytearray(10**10)",
    "a large file": "open('big', 'wb').write(bytes(10**8))",
    "a full scratch": "for i in range(99): open(f's{i}', 'wb').write(bytes(10**6 * 9))",
    "many files": "files = [open('/dev/null') for _ in range(1000)]",
    "processes": "import subprocess\n[subprocess.Popen(['sleep', '9']) for _ in range(100)]",
    "becoming root": "import os\nos.setuid(0)\nos.chroot('/')",
    "a namespace of its own": "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\n"
    "if libc.unshare(0x10000000): raise OSError(ctypes.get_errno(), 'refused')",
    "tracing": "import ctypes\nif ctypes.CDLL(None).ptrace(0, 0, 0, 0): raise OSError('refused')",
    "locking a file that all jails see": "import fcntl\nfcntl.flock(open('/usr/bin/env'), 2)",
    "locking a part of it": "import fcntl\nfcntl.lockf(open('/usr/bin/env'), fcntl.LOCK_SH)",
    "a lease": "import fcntl\nfcntl.fcntl(open('/usr/bin/env'), fcntl.F_SETLEASE, fcntl.F_RDLCK)",
    "being told of changes": "import fcntl, os\n"
    "fcntl.fcntl(os.open('/usr/bin', 0), fcntl.F_NOTIFY, 1)",
    "a larger pipe": "import fcntl, os\nfcntl.fcntl(os.pipe()[0], fcntl.F_SETPIPE_SZ, 1 << 20)",
    "memory without a process": "import os\nos.memfd_create('mine')",
    "shared memory without a file": "import mmap\nmmap.mmap(-1, 4096)",
    "shared memory of /dev/zero": "import mmap\nmmap.mmap(open('/dev/zero', 'r+b').fileno(), 4096)",
    "shared memory of System V": "import ctypes\n"
    "if ctypes.CDLL(None).shmget(0, 4096, 0o1600) < 0: raise OSError('refused')",
    "watching files": "import ctypes\n"
    "if ctypes.CDLL(None).inotify_init1(0) < 0: raise OSError('refused')",
    "asking what lies in memory": "import os\n"
    "os.posix_fadvise(open('/usr/bin/env').fileno(), 0, 0, 4)",
    "how busy the machine is": "if not open('/proc/stat').read(): raise OSError('empty')",
    "mounting": "import ctypes\nif ctypes.CDLL(None).mount(b'x', b'/tmp', b'tmpfs', 0, 0):\n"
    "    raise OSError('refused')",
}


@pytest.mark.needs_bwrap
@pytest.mark.parametrize("name", LIMITS)
def test_limits_are_errors_inside(name):
    with Jail(bubblewrap.BUBBLEWRAP, 0) as jail:
        outcome, _ = run(jail, LIMITS[name])
    assert outcome.end == "error" and outcome.error != "NameError", outcome
    assert outcome.error in ("OSError", "PermissionError", "MemoryError", "BlockingIOError")


LOOK = """
import os
def readable(folder, depth=0):
    for entry in sorted(os.listdir(folder)):
        path = f"{folder}/{entry}"
        if entry.isdigit() or os.path.islink(path):
            continue
        if os.path.isdir(path) and depth < 3:
            yield from readable(path, depth + 1)
            continue
        try:
            if open(path, "rb").read(1):
                yield path
        except OSError:
            pass
print(*readable("/proc"))
"""


@pytest.mark.needs_bwrap
def test_nothing_of_proc_tells_about_the_machine_but_what_nobody_can_move():
    with Jail(bubblewrap.BUBBLEWRAP, 0) as jail:
        outcome, said = run(jail, LOOK)
    assert outcome.end == "ok"
    constant = {"/proc/filesystems", "/proc/version", "/proc/cmdline"}
    assert set(said.split()) <= constant


@pytest.mark.parametrize(
    ("sandbox", "lands"),
    [pytest.param(bubblewrap.BUBBLEWRAP, False, marks=pytest.mark.needs_bwrap),
     (bubblewrap.NONE, True)],
)  # fmt: skip
def test_machine_code_that_others_run_is_not_written_from_a_jail(
    sandbox, lands, monkeypatch, tmp_path
):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder_path().mkdir()
    source = f"import os\npath = {str(folder_path())!r}\n"
    source += "os.makedirs(path, exist_ok=True)\nopen(path + '/mine', 'w')"
    with Jail(sandbox, 0) as jail:
        run(jail, source)
    assert (folder_path() / "mine").exists() is lands


@pytest.mark.parametrize(
    ("uid_map", "wanted"),
    [
        ("         0          0 4294967295\n", True),  # a system without containers
        ("0 1000 1\n1 100000 65536\n", False),  # root of a container of an ordinary user
        ("0 100000 65536\n", False),  # root of a container with ids of its own
        ("0 0 1\n", True),  # the system's root, shut in: no limit on processes would hold
    ],
)
def test_jails_have_users_of_their_own_where_there_are_any(uid_map, wanted):
    assert bubblewrap.gives_users(uid_map) is wanted


@pytest.mark.needs_bwrap
def test_every_process_is_gone_at_the_end():
    daemon = "import os, time\nfor _ in range(3):\n    if os.fork() == 0:\n        os.setsid()\n"
    daemon += "        os.fork()\n        time.sleep(60)\n        os._exit(0)\ntime.sleep(0.3)"
    with Jail(bubblewrap.BUBBLEWRAP, 0) as jail:
        run(jail, daemon)
        assert eventually(lambda: len(jail.pids()) >= 8)
        living = [psutil.Process(pid) for pid in jail.pids()]
    assert eventually(lambda: not any(map(is_alive, living)))


@pytest.mark.needs_bwrap
def test_the_jail_dies_with_the_examiner():
    program = "import time\nfrom autograde.examination.processes import Jail\n"
    program += "with Jail('bubblewrap', 0) as jail:\n    print(jail.group, flush=True)\n"
    program += "    time.sleep(60)"
    examiner = subprocess.Popen(
        [sys.executable, "-c", program], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True
    )
    jail = psutil.Process(int(examiner.stdout.readline()))
    inside = jail.children(recursive=True)
    examiner.kill()
    examiner.wait()
    assert inside and eventually(lambda: not any(map(is_alive, (jail, *inside))))


@pytest.mark.needs_bwrap
def test_jails_of_different_examiners_do_not_share_a_user():
    if os.geteuid():
        pytest.skip("as an ordinary user, every jail has a user namespace of its own")
    with Jail(bubblewrap.BUBBLEWRAP, 0) as jail:
        outcome, said = run(jail, "import os\nprint(os.getuid(), os.getgid(), os.getgroups())")
    user = bubblewrap.FIRST_USER + os.getpid()
    assert said.split() == [str(user), str(user), "[]"]


@pytest.mark.needs_bwrap
def test_seeds_are_fixed_and_the_setting_is_bare():
    said = []
    for _ in range(2):
        with Jail(bubblewrap.BUBBLEWRAP, 0) as jail:
            said.append(
                run(
                    jail,
                    "import random, os, sys, numpy as np\n"
                    "print(random.random(), np.random.rand(), hash('x'), sorted(os.listdir('/')))\n"
                    "print(os.listdir('.'), sorted(os.listdir('/jail')))",
                )[1]
            )
    assert said[0] == said[1]
    assert "['cell_runner.py', 'stand_ins.py', 'supplychain', 'wire.py']" in said[0]
    assert "autograde" not in said[0]
    assert "['bin', 'dev', 'jail'" in said[0]


@pytest.mark.needs_bwrap
def test_a_jail_that_does_not_start_says_why(monkeypatch):
    monkeypatch.setattr(processes, "START", "raise SystemExit('no such thing')")
    with pytest.raises(Lost, match="no such thing"), Jail(bubblewrap.BUBBLEWRAP, 0):
        pass


HONEST = """
import io, multiprocessing, os, threading, time
import matplotlib
matplotlib.use("Agg")
import gymnasium, matplotlib.pyplot as plt, numpy as np, tqdm
for kind in ("png", "svg"):
    figure, axes = plt.subplots()
    axes.plot(np.arange(9))
    figure.savefig(io.BytesIO(), format=kind)
thread = threading.Thread(target=time.sleep, args=(0.01,))
thread.start(); thread.join()
if os.fork() == 0:
    os._exit(0)
os.wait()
with multiprocessing.get_context("fork").Pool(2) as pool:
    print(pool.map(abs, [-1, -2]), np.linalg.solve(np.eye(3), np.ones(3)).sum())
for _ in tqdm.tqdm(range(3), file=io.StringIO()):
    open("mine.txt", "a").write("x")
space = gymnasium.spaces.Discrete(3)
print(space.n, open("mine.txt").read())
"""


@pytest.mark.needs_bwrap
def test_what_honest_people_use_works_inside():
    with Jail(bubblewrap.BUBBLEWRAP, 0) as jail:
        outcome, said = run(jail, HONEST, seconds=20.0)
    assert outcome.end == "ok", (outcome, said)
    assert "[1, 2] 3.0" in said and "3 xxx" in said
