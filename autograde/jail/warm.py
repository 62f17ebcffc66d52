"""Jails that begin at once: one that has read nothing waits, and forks others (`inside.forker`).

To start Python and to load NumPy takes ten times as long as to fork a process that has done so.
What is forked has namespaces, mounts, user, limits and a share of memory of its own, and sees what
a jail sees that is started anew. Nothing that anybody handed in ever reaches the one that waits.

Whether a machine can do it is found by doing it: a first fork says what it is. Where it says
anything but what is wanted, all jails are started anew.
"""

import atexit
import contextlib
import json
import os
import select
import socket
import struct
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from autograde.jail import bubblewrap, seccomp
from autograde.jail.profile import Profile

FORKER = Path(__file__).with_name("inside") / "forker.py"
SLOWEST = 60.0  # seconds that a process may take to come about
LONGEST = 1000  # characters of what the first fork says
# What the first fork says of itself: first its own number and its parent's.
LOOK = """import os
found = dict(line.split(":", 1) for line in open("/proc/self/status"))
names = ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb", "NoNewPrivs", "Seccomp", "Threads")
print(os.getpid(), os.getppid(), *(found[name].strip().lstrip("0") for name in names))
"""
_waiting: dict[str, "Waiting | None"] = {}  # by profile; None where it does not work


class Failed(OSError):
    """A jail could not be forked."""


class Program(NamedTuple):
    """What is to run in a jail.

    Attributes
    ----------
    source : str
        Python, as of `start.started`.
    arguments : list
        For it.
    limits : dict of str to int
        Of its first process, by the name of the resource.
    inside : list of int
        File descriptors that it inherits.
    share : memory.Counted, cgroups.Group or Free
        What keeps it to its share of memory.
    """

    source: str
    arguments: Sequence[object]
    limits: dict[str, int]
    inside: Sequence[int]
    share: Any


class Started:
    """The first process of a jail.

    Attributes
    ----------
    pid : int
        It leads a process group; with it, all processes of the jail end.
    stderr : file or None
        What the jail writes, where that was asked for.
    """

    def __init__(
        self, pid: int, end: int, line: socket.socket, stderr: BinaryIO | None = None
    ) -> None:
        self.pid, self.stderr = pid, stderr
        self._line = line  # the jail ends when this closes, by whatever end of this program
        self._end, self._is_over = end, False

    def wait(self) -> None:
        """Wait for its end."""
        if not self._is_over:
            select.select([self._end], [], [])
            os.close(self._end)
            self._line.close()
            self._is_over = True


class Waiting:
    """The process that forks, as seen from outside; it is started, and has still to be tried.

    Parameters
    ----------
    profile : Profile
        What is inside, and what is loaded.
    """

    def __init__(self, profile: Profile) -> None:
        self._profile, self.is_tried = profile, False
        self._line, inside = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        calls = seccomp.rules(os.uname().machine)
        self._filter = calls.hex() if calls else ""
        command = bubblewrap.waiting(profile, FORKER.read_text(), inside.fileno())
        with inside:
            self._process = subprocess.Popen(
                command, env={}, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, pass_fds=[inside.fileno()], start_new_session=True,
            )  # fmt: skip

    def settle(self) -> None:
        """Wait until it has loaded, and try it.

        Raises
        ------
        Failed
            If it cannot be had here.
        """
        try:
            if _heard(self._line) != b"ready":
                raise Failed("it did not start")
            self._try()
        except (OSError, AttributeError):  # some systems lack a call
            self.close()
            raise
        self.is_tried = True

    def start(self, program: Program, stdout: int, stderr: int) -> Started:
        """Fork a jail for a program; `stdout` and `stderr` are as for `subprocess.Popen`."""
        reading = None
        with contextlib.ExitStack() as opened:
            nowhere = os.open(os.devnull, os.O_RDWR)
            opened.callback(os.close, nowhere)
            if stderr == subprocess.PIPE:
                reading, stderr = os.pipe()
                opened.callback(os.close, stderr)
            streams = [nowhere if one == subprocess.DEVNULL else one for one in (stdout, stderr)]
            try:
                pid, end, line = self._fork(program, streams)
                said = None if reading is None else os.fdopen(reading, "rb")
                return Started(pid, end, line, said)
            except OSError:
                if reading is not None:
                    os.close(reading)
                raise

    def _fork(self, program: Program, streams: Sequence[int]) -> tuple[int, int, socket.socket]:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        doors = program.share.doors()
        order = {
            "program": program.source,
            "arguments": [bubblewrap.site(), *map(str, program.arguments)],
            "numbers": list(program.inside),
            "limits": program.limits,
            "filter": self._filter,
            "user": bubblewrap.own_user(),
            "hidden": bubblewrap.hidden(),
            "folders": bubblewrap.writable(self._profile),
            "place": bubblewrap.place(self._profile),
            "doors": len(doors),
        }
        try:
            with theirs, contextlib.ExitStack() as opened:
                files = [opened.enter_context(open(door, "wb", buffering=0)) for door in doors]
                given = [theirs.fileno(), *streams, *program.inside]
                given += [file.fileno() for file in files]
                socket.send_fds(self._line, [json.dumps(order).encode()], given)
            pid = _first(ours)
            end = os.pidfd_open(pid)  # before it goes on: it may end at once
            try:
                _join(pid)
                ours.send(b"go")
            except OSError:
                os.close(end)
                raise
        except OSError:
            ours.close()
            raise
        return pid, end, ours

    def _try(self) -> None:
        """Raise unless a fork is what a jail should be."""
        reading, writing = os.pipe()
        with os.fdopen(reading) as said:
            try:
                started = self.start(Program(LOOK, [], {}, [], Free()), writing, writing)
            finally:
                os.close(writing)
            found = said.read(LONGEST)
            started.wait()
        mode = "2" if self._filter else ""
        if found.split() != ["2", "1", "1", *filter(None, [mode]), "1"]:
            raise Failed(f"a fork says {found!r}")

    def is_there(self) -> bool:
        """Whether it can still be asked: by its starter, or by a fork of that."""
        gone = select.poll()
        gone.register(self._line, 0)
        return not gone.poll(0)

    def close(self) -> None:
        """End it."""
        self._line.close()
        self._process.kill()
        self._process.wait()


class Free:
    """No share of memory: for what is known to need little."""

    def doors(self) -> list[Path]:
        """Return nothing."""
        return []


def begin(profile: Profile) -> None:
    """Start what forks jails of a profile, once, and do not wait for it."""
    key = repr(profile)
    if key not in _waiting:
        _waiting[key] = None
        with contextlib.suppress(OSError, AttributeError):  # some systems lack a call
            made = _waiting[key] = Waiting(profile)
            atexit.register(made.close)


def of(profile: Profile) -> Waiting | None:
    """Return what forks jails of a profile, None where that cannot be had; it is started once."""
    begin(profile)
    key = repr(profile)
    made = _waiting[key]
    if made and not made.is_tried:
        _waiting[key] = None  # for whoever asks meanwhile
        with contextlib.suppress(OSError, AttributeError):
            made.settle()
            _waiting[key] = made
    return _waiting[key]


def forget(profile: Profile) -> None:
    """Let the next jail of a profile be forked by another one, as this one is gone."""
    if gone := _waiting.pop(repr(profile), None):
        gone.close()


def _join(pid: int) -> None:
    """Let a jail run where its starter may, as if it had started it itself."""
    with contextlib.suppress(OSError, AttributeError):  # no Linux, or a place without it
        os.sched_setaffinity(pid, os.sched_getaffinity(0))


def _first(line: socket.socket) -> int:
    """Return the process id that the kernel added to the first message on a socket."""
    if not select.select([line], [], [], SLOWEST)[0]:
        raise Failed("no process came about")
    size = struct.calcsize("3i")
    said, added, _, _ = line.recvmsg(16, socket.CMSG_SPACE(size))
    for level, kind, data in added:
        if said and (level, kind) == (socket.SOL_SOCKET, socket.SCM_CREDENTIALS):
            return struct.unpack("3i", data[:size])[0]
    raise Failed("no process came about")


def _heard(line: socket.socket) -> bytes:
    return line.recv(16) if select.select([line], [], [], SLOWEST)[0] else b""
