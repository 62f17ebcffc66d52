"""Memory in sum: whatever a jail holds and however, it ends there, and nothing of it is left."""

import contextlib
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograde.jail import cgroups, counted, memory
from autograde.jail.profile import MEMORY_IN_SUM
from autograde.jail.usage import children
from tests.jail.held import ATTACKS, share_of, tried
from tests.support.patience import eventually

pytestmark = pytest.mark.as_user
MOST = 200 * 2**20  # bytes; the limit of these tests
WAYS = (
    "counted",
    pytest.param("cgroup v1", marks=pytest.mark.needs_cgroup_v1),
    pytest.param("cgroup v2", marks=pytest.mark.needs_cgroup_v2),
)
ways = pytest.mark.parametrize("way", WAYS)


def test_a_way_is_chosen_that_works():
    assert memory.kind() in ("counted", "cgroup v1", "cgroup v2")


def test_whoever_grades_is_told_which_way_holds(monkeypatch):
    if memory.kind() != "counted":
        assert f"by the kernel ({memory.kind()})" in memory.told()
    monkeypatch.setattr(memory, "groups", lambda: None)
    assert "counting from outside" in memory.told() and "takes root" in memory.told()


def test_one_try_is_enough_for_a_class_and_a_belief_is_followed(monkeypatch):
    tries = []
    monkeypatch.setattr(memory, "_works", lambda groups: tries.append(1) or True)
    monkeypatch.setattr(memory, "_believed", "")
    known = memory.kind()
    try:
        for believed in (known, "counted"):
            memory.believe(believed)
            assert memory.kind() == believed
        assert not tries
    finally:
        memory.believe("")


def test_groups_in_which_the_try_cannot_be_made_are_not_believed(monkeypatch):
    class Group:
        def entering(self, command):
            raise OSError

        def close(self):
            closed.append(self)

    class Groups:
        def group(self, most, processes):
            return Group()

    closed = []
    assert not memory._works(Groups()) and len(closed) == 1
    monkeypatch.setattr(Groups, "group", lambda *_: open("/nowhere/at/all"))
    assert not memory._works(Groups())


@pytest.mark.needs_bwrap
@ways
@pytest.mark.parametrize("name", ATTACKS)
def test_no_attack_holds_more_than_its_share(way, name):
    ended = tried(ATTACKS[name], share_of(way, MOST), 3 * MOST)
    # It was refused the call, ended for its memory, or may not hold that much of this at all.
    held = int(ended.removeprefix("ok holds ")) if ended.startswith("ok") else 0
    assert held < MOST, ended
    limited = f"used more than {MEMORY_IN_SUM // 2**20} MB of memory"
    assert ended in ("PermissionError", "OSError", limited) or ended.startswith("ok holds "), ended


@pytest.mark.needs_bwrap
@ways
@pytest.mark.parametrize("name", ["memory in many processes", "full sockets in many processes"])
def test_with_a_larger_share_the_same_goes_on(way, name):
    ended = tried(ATTACKS[name], share_of(way, 8 * MOST), MOST)
    assert ended.startswith("ok holds ") and int(ended.split()[2]) >= MOST, ended


@pytest.mark.needs_bwrap
@ways
def test_forks_that_share_their_pages_hold_them_once(way):
    body = "mine = bytearray(b'x') * 90_000_000\nfor _ in range(8):\n    if os.fork() == 0:\n"
    body += "        time.sleep(1)\n        os._exit(0)\nheld = len(mine)"
    assert tried(body, share_of(way, MOST), MOST) == "ok holds 90000000"


@ways
def test_a_share_that_was_closed_leaves_nothing(way):
    share = share_of(way, MOST)
    program = (
        "import os, time\nif os.fork() == 0: os.setsid()\nprint(1, flush=True)\ntime.sleep(60)"
    )
    process = subprocess.Popen(
        share.entering([sys.executable, "-S", "-c", program]), stdout=subprocess.PIPE
    )
    process.stdout.readline()
    process.kill()
    process.wait()
    share.close()
    memory.sweep()
    folders = list(getattr(share, "folders", {}).values())
    assert eventually(lambda: memory.sweep() or not any(folder.exists() for folder in folders))
    if way == "counted":  # nothing was told to end it, so the test does
        process.stdout.close()


GRADER = """
import json, subprocess, sys, time
from pathlib import Path
from autograde.jail import cgroups, memory
places = {kind: Path(place) for kind, place in json.loads(sys.argv[1]).items()}
share = cgroups.Groups(memory.groups().version, places).group(10**9, 8)
jail = subprocess.Popen(share.entering([sys.executable, "-S", "-c", "import time; time.sleep(60)"]))
print(*share.folders.values(), flush=True)
time.sleep(60)
"""


@pytest.fixture
def groups():
    """Groups in a place of their own: other graders of this machine do not sweep there."""
    around = memory.groups().group(2**36, 1000)
    if memory.kind() == "cgroup v2":  # there, a group hands on only what it is told to
        (around.folders[""] / "cgroup.subtree_control").write_text("+memory +pids")
    yield cgroups.Groups(memory.groups().version, around.folders)
    around.close()


@pytest.mark.parametrize("way", WAYS[1:])
def test_what_a_killed_grader_leaves_is_removed_by_the_next_and_what_others_use_is_not(
    way, request
):
    groups = request.getfixturevalue("groups")  # only where there are any
    places = json.dumps({kind: str(place) for kind, place in groups._folders.items()})
    command = [sys.executable, "-c", GRADER, places]
    graders = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    killed, other = (list(map(Path, grader.stdout.readline().split())) for grader in graders)
    graders[0].kill()
    graders[0].wait()
    assert killed and all(folder.exists() for folder in killed)
    share = groups.group(10**9, 8)  # the next start
    try:
        assert eventually(lambda: groups.sweep() or not any(map(Path.exists, killed)))
        assert all(folder.exists() for folder in (*other, *share.folders.values()))
    finally:
        share.close()
        graders[1].kill()
        graders[1].wait()
        for grader in graders:
            grader.stdout.close()
    assert eventually(lambda: groups.sweep() or not any(map(Path.exists, other)))


def test_a_group_of_another_namespace_is_left_while_it_may_be_used(tmp_path):
    young, old = (tmp_path / f"autograde-1-77-5-{number}" for number in range(2))
    young.mkdir(), old.mkdir()
    os.utime(old, (time.time() - 2 * cgroups.OLD,) * 2)
    (tmp_path / "somebody's").mkdir()
    cgroups.Groups(cgroups.V1, {"memory": tmp_path}).sweep()
    assert sorted(path.name for path in tmp_path.iterdir()) == [young.name, "somebody's"]


@pytest.mark.skipif(not Path("/proc/self/limits").exists(), reason="needs Linux")
def test_a_group_in_use_is_left_alone_by_who_has_no_descriptor_left(tmp_path):
    used = tmp_path / cgroups.name()
    used.mkdir()
    groups = cgroups.Groups(cgroups.V1, {"memory": tmp_path})
    low, high = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, high))
    try:
        is_stale, _ = cgroups._stale(used)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (low, high))
    groups.sweep()
    assert not is_stale and used.is_dir()


def test_pipes_and_sockets_count_as_full_and_once():
    program = "import os, socket, time\nkept = [os.pipe() for _ in range(20)]\n"
    program += "more = [socket.socketpair() for _ in range(10)]\nos.fork()\n"
    program += "print(1, flush=True)\ntime.sleep(60)"
    process = subprocess.Popen([sys.executable, "-S", "-c", program], stdout=subprocess.PIPE)
    try:
        process.stdout.readline()
        [child] = eventually(lambda: children(process.pid))
        alone, both = (counted.held(pids, 0) for pids in ([process.pid], [process.pid, child]))
        assert 20 * 2**16 + 20 * 2**17 < alone < 200 * 2**20
        assert both - alone < 20 * 2**16 + 20 * 2**17  # none of the pipes again
    finally:
        with contextlib.suppress(ValueError):
            os.kill(child, 9)
        process.kill()
        process.wait()
        process.stdout.close()


CONTAINER = """\
4:memory:/docker/abc
1:cpu,cpuacct:/docker/abc
0::/docker/abc
"""
MOUNTS = """\
35 31 0:32 /docker/abc /sys/fs/cgroup/memory ro,nosuid - cgroup cgroup rw,memory
32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu,cpuacct
41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
23 1 8:1 / / rw - ext4 /dev/sda1 rw
"""


def test_trees_are_found_where_they_are_mounted():
    found = cgroups.trees(CONTAINER, MOUNTS)
    top = Path("/sys/fs/cgroup")
    # A container sees the mount begin at its own group.
    assert found["memory"] == (top / "memory", top / "memory")
    assert found["cpu"] == (top / "cpu", top / "cpu/docker/abc")
    assert found[""] == (top / "unified", top / "unified/docker/abc")


@pytest.mark.parametrize(
    ("version", "kind", "limited", "wanted"),
    [
        # As high as no limit is left behind; version 2 has no groups below one with processes.
        (cgroups.V1, "memory", None, [".", "a", "a/b"]),
        (cgroups.V1, "memory", "a", ["a", "a/b"]),
        (cgroups.V1, "memory", "a/b", ["a/b"]),
        (cgroups.V2, "", None, [".", "a"]),
        (cgroups.V2, "", "a", ["a"]),
        (cgroups.V2, "", "a/b", ["a/b"]),
    ],
)
def test_groups_are_made_where_no_limit_is_left_behind(tmp_path, version, kind, limited, wanted):
    (tmp_path / "a" / "b").mkdir(parents=True)
    file = version.most[kind]
    for folder in ("a", "a/b"):
        unlimited = "max" if version is cgroups.V2 else "9223372036854771712"
        (tmp_path / folder / file).write_text("1048576" if folder == limited else unlimited)
    found = cgroups.places(version, kind, tmp_path, tmp_path / "a" / "b")
    assert [str(place.relative_to(tmp_path)) for place in found] == wanted
