"""Groups of processes that the kernel itself keeps to a share of memory, in both of its versions.

A group charges all that is held on behalf of its processes, whoever maps it: pages, files in
memory, pipes, sockets, the kernel's own records. Where it is full, the kernel ends what is in it.
Version 1 has a tree of folders for each kind of share, version 2 one tree for all.

Groups go as far up the tree as no limit of ours is left behind: whoever made the group that we are
in may want to remove it, which could not be done with one of ours in there. A grader that is killed
leaves empty groups. Their names tell whose they are, and whoever makes the next one removes them.
"""

import contextlib
import itertools
import os
import shlex
import signal
from pathlib import Path
from time import monotonic, sleep, time
from typing import NamedTuple

PREFIX = "autograde"
PATIENCE = 0.05  # seconds in which what was killed mostly is gone
OLD = 60.0  # seconds after which an empty group of another namespace is nobody's
UNLIMITED = 2**62  # bytes; version 1 writes "no limit" as a number of pages
NUMBERS = itertools.count()
ENTER = 'for door in {}; do echo 0 > "$door" || exit 125; done; exec "$@"'


class Version(NamedTuple):
    """What the files of a version are called."""

    name: str
    kinds: tuple  # of share, each with a tree of its own, memory first; of version 2, the only tree
    limits: tuple  # of (kind, file, value); the first is needed, the others not every kernel has
    killed: str  # the file that counts in a line oom_kill what was ended for lack of memory
    held: str  # the file with the bytes held
    # Into this file a process of one thread writes 0 to enter. With `tasks` the kernel need not
    # wait until no process anywhere starts or ends, as it must for the number of another one.
    door: str
    most: dict  # kind → the file that says whether a group is limited itself


# Processors are shared alike by groups without being told.
V1 = Version(
    "cgroup v1",
    ("memory", "pids", "cpu"),
    (
        ("memory", "memory.limit_in_bytes", "{memory}"),
        ("memory", "memory.memsw.limit_in_bytes", "{memory}"),
        ("pids", "pids.max", "{processes}"),
    ),
    "memory.oom_control",
    "memory.usage_in_bytes",
    "tasks",
    {"memory": "memory.limit_in_bytes", "pids": "pids.max", "cpu": "cpu.cfs_quota_us"},
)
V2 = Version(
    "cgroup v2",
    ("",),
    (
        ("", "memory.max", "{memory}"),
        ("", "memory.swap.max", "0"),
        ("", "memory.oom.group", "1"),
        ("", "pids.max", "{processes}"),
    ),
    "memory.events",
    "memory.current",
    "cgroup.procs",
    {"": "memory.max"},
)


def trees(cgroups, mounts):
    """Return of each kind of share the top of its tree, and the group that this process is in.

    Parameters
    ----------
    cgroups, mounts : str
        ``/proc/self/cgroup`` and ``/proc/self/mountinfo``.

    Returns
    -------
    dict of str to tuple of Path
        The kind of version 2 is "".
    """
    own = {}
    for line in cgroups.splitlines():
        _, kinds, path = line.split(":", 2)
        own |= dict.fromkeys(kinds.split(","), path)
    found = {}
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        root, top = before.split()[3:5]
        system, _, *options = after.split()
        if system not in ("cgroup", "cgroup2"):
            continue
        for kind in ("",) if system == "cgroup2" else options[-1].split(","):
            # In a container the mount may begin somewhere below the top of the tree.
            path = own.get(kind, "/")
            below = os.path.relpath(path, root) if path.startswith(root) else "."
            found.setdefault(kind, (Path(top), Path(top) / below))
    return found


def places(version, kind, top, own):
    """Return where a group may be made without leaving a limit behind, the highest place first."""
    found = []
    for folder in (own, *own.parents):
        limited = folder != top and _is_limited(folder / version.most[kind])
        # In version 2 a group that has processes has no groups below it, but at the very top.
        if version is V1 or folder != own or limited or folder == top:
            found.append(folder)
        if limited or folder == top:
            break
    return found[::-1]


def _is_limited(file):
    try:
        said = file.read_text().strip()
    except OSError:
        return False
    return said not in ("max", "-1") and int(said) < UNLIMITED


class Groups:
    """Where groups are made, by one of the two versions.

    Parameters
    ----------
    version : Version
    folders : dict of str to Path
        Of each kind of share, memory first.
    """

    def __init__(self, version, folders):
        self.version, self._folders = version, folders
        self._left = []  # groups whose last process was not gone when they were closed

    def group(self, memory, processes):
        """Return a fresh group that may hold so many bytes and processes."""
        self.sweep()
        return Group(self, memory, processes)

    def made(self, name):
        """Make the folders of a group."""
        folders = {kind: folder / name for kind, folder in self._folders.items()}
        for folder in folders.values():
            folder.mkdir()
        return folders

    def leave(self, folders):
        """Remove a group as soon as that can be done."""
        self._left.append(folders)

    def sweep(self, patience=0.0):
        """Remove the groups that nobody uses any more; wait so long for what is just ending [s]."""
        self._left = [left for left in self._left if not removed(left, patience, kill=True)]
        for parent in self._folders.values():
            for folder in parent.glob(f"{PREFIX}-*"):
                is_stale, is_ours = _stale(folder)
                if is_stale:
                    removed([folder], PATIENCE if is_ours else 0.0, kill=is_ours)


class Group:
    """One group: the share of one jail; the same methods as `memory.Counted`."""

    def __init__(self, groups, memory, processes):
        self._groups, self.most, self._settled = groups, memory, 0
        self.folders = groups.made(name())
        try:
            for number, (kind, file, value) in enumerate(groups.version.limits):
                given = value.format(memory=memory, processes=processes)
                with contextlib.suppress(*([OSError, KeyError] if number else [])):
                    (self.folders[kind] / file).write_text(given)
        except OSError:
            self.close()
            raise
        self._memory = next(iter(self.folders.values()))

    def entering(self, command):
        """Return a command that enters the group and then does what `command` does."""
        doors = " ".join(shlex.quote(str(door)) for door in self.doors())
        return ["/bin/sh", "-c", ENTER.format(doors), "sh", *command]

    def doors(self):
        """Return the files into which a process writes 0 to enter, with all that it will start."""
        return [folder / self._groups.version.door for folder in self.folders.values()]

    def begin(self):
        """Let what was ended so far be settled: it is not what comes next that is to blame."""
        self._settled = self._n_ended()

    def is_exceeded(self, pids):
        """Whether the kernel ended something in it for lack of memory since `begin`."""
        return self._n_ended() > self._settled

    def held(self, pids):
        """Return the bytes that the group holds."""
        return int((self._memory / self._groups.version.held).read_text())

    def _n_ended(self):
        with contextlib.suppress(OSError, ValueError):
            lines = (self._memory / self._groups.version.killed).read_text().splitlines()
            return sum(int(line.split()[1]) for line in lines if line.startswith("oom_kill "))
        return 0

    def close(self):
        """End what is left in it, and remove it."""
        folders = list(self.folders.values())
        if not removed(folders, PATIENCE, kill=True):
            self._groups.leave(folders)


def name():
    """Return a name for a group that tells whose it is."""
    pid = os.getpid()
    return f"{PREFIX}-{_namespace()}-{pid}-{_started(pid)}-{next(NUMBERS)}"


def removed(folders, patience=0.0, kill=False):
    """Remove the folders of a group; return whether all are gone."""
    end = monotonic() + patience
    while True:
        folders = [folder for folder in folders if not _is_gone(folder)]
        if not folders:
            return True
        if kill:
            _kill(folders[0])
        if monotonic() > end:
            return False
        sleep(0.002)


def _is_gone(folder):
    try:
        folder.rmdir()
    except FileNotFoundError:
        return True
    except OSError:  # a process is still in there
        return False
    return True


def _kill(folder):
    with contextlib.suppress(OSError, ValueError):
        for pid in map(int, (folder / "cgroup.procs").read_text().split()):
            if pid > 0:  # 0 is a process of a namespace that is not ours to see
                os.kill(pid, signal.SIGKILL)


def _stale(folder):
    """Return whether nobody uses a group any more, and whether that is known of its maker."""
    try:
        _, space, pid, began, _ = folder.name.split("-")
        if space == _namespace():
            return _started(int(pid)) != began, True
        return time() - folder.stat().st_mtime > OLD, False
    except (OSError, ValueError):
        return False, False


def _namespace():
    """Return the number of the namespace in which this process's number means something."""
    return str(os.stat("/proc/self/ns/pid").st_ino)


def _started(pid):
    """Return when a process began, as text; "" where there is none.

    Where it cannot be read for want of something else, descriptors for example, that is an error:
    a group of a process that lives must not be taken for nobody's.
    """
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    return ""
