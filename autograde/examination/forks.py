"""Examiners that begin at once: one program loads what they all need, and forks one for each.

The program that forks reads nothing that was handed in, and nothing that comes out of a jail: it is
told paths. What an examiner does to itself so stays its own, as if it had been started anew.
"""

import contextlib
import gc
import json
import os
import random
import select
import signal
import socket
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import IO, Any, Self

from autograde.kit.files import CHECKOUT

# The jails have one thread for linear algebra; the examiner needs no more, and counts its memory.
ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
LONGEST = 1 << 16  # bytes of a request


class Forks:
    """The program that forks, as seen from the one that wants examiners; for a ``with`` statement.

    It is started when it is first asked, or before, by `begin`: loading takes a while.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ended: deque[int] = deque()  # examiners whose process ids may be used again
        self._process: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def begin(self) -> None:
        """Start the program, and do not wait for it."""
        with self._lock:
            if self._line is None:
                self._begin()

    def start(self, arguments: Sequence[str], said: IO[str], complaint: IO[str]) -> "Fork":
        """Start an examiner, which leads a process group.

        Parameters
        ----------
        arguments : sequence of str
            For it.
        said, complaint : file
            What it prints to.
        """
        alive, ours = os.pipe()  # its standard input, which closes when this program ends
        ending, its_end = os.pipe()
        try:
            given = [alive, said.fileno(), complaint.fileno(), its_end]
            with self._lock:
                try:
                    pid = self._ask(arguments, given)
                except OSError:  # somebody ended the program: another one does as well
                    self._stop()
                    pid = self._ask(arguments, given)
        except BaseException:
            os.close(ours)
            os.close(ending)
            raise
        finally:
            os.close(alive)
            os.close(its_end)
        return Fork(pid, ours, ending, self._ended)

    def close(self) -> None:
        """End the program; examiners that are at work go on."""
        with self._lock:
            self._stop()

    def _ask(self, arguments: Sequence[str], given: list[int]) -> int:
        if self._line is None:
            self._begin()
        assert self._line
        ended = [self._ended.popleft() for _ in range(len(self._ended))]
        request = json.dumps({"arguments": list(arguments), "ended": ended}).encode()
        socket.send_fds(self._line, [request], given)
        answer = self._line.recv(LONGEST)
        if not answer:
            raise ConnectionResetError("the program that forks examiners ended")
        return int(answer)

    def _begin(self) -> None:
        self._line, inside = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with inside:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "autograde.examination", str(inside.fileno())],
                cwd=CHECKOUT,
                env={**os.environ, **ENVIRONMENT},
                stdin=subprocess.DEVNULL,
                pass_fds=[inside.fileno()],
                start_new_session=True,
            )

    def _stop(self) -> None:
        if self._line:
            self._line.close()
        if self._process:
            self._process.kill()
            self._process.wait()
        self._line = self._process = None
        self._ended.clear()


class Fork:
    """One examiner.

    Parameters
    ----------
    pid : int
        Of its process.
    ours : int
        File descriptor: this end of its standard input.
    ending : int
        File descriptor that closes at its other end when the process ends.
    ended : deque of int
        Takes its process id when nobody needs it any more.
    """

    def __init__(self, pid: int, ours: int, ending: int, ended: deque[int]) -> None:
        self.pid = pid
        self._ours, self._ending, self._ended = ours, ending, ended

    def wait(self, timeout: float | None = None) -> bool:
        """Wait so long for its end [s]; return whether it came."""
        return bool(select.select([self._ending], [], [], timeout)[0])

    def close(self) -> None:
        """End it, and what is left of its group."""
        # It may not have come to lead a group.
        for kill in (os.killpg, os.kill):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                kill(self.pid, signal.SIGKILL)
        self.wait()
        os.close(self._ours)
        os.close(self._ending)
        self._ended.append(self.pid)


def serve(number: int, main: Callable[..., Any]) -> None:
    """Fork a process for each request, until nobody can ask any more.

    Parameters
    ----------
    number : int
        File descriptor of the socket on which requests come.
    main : callable
        What an examiner does, with the arguments of its request.
    """
    line = socket.socket(fileno=number)
    gc.collect()
    gc.freeze()  # what is here already is shared by all forks as long as nobody touches it
    while True:
        request, given, _, _ = socket.recv_fds(line, LONGEST, 4)
        if not request:
            return
        wanted = json.loads(request)
        for pid in wanted["ended"]:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)
        pid = os.fork()
        if not pid:
            _examine(line, given, main, wanted["arguments"])
        for descriptor in given:
            os.close(descriptor)
        line.send(str(pid).encode())


def _examine(
    line: socket.socket, given: list[int], main: Callable[..., Any], arguments: list[str]
) -> None:
    """Become an examiner: as if it had just been started."""
    status = 1
    try:
        os.setsid()
        line.close()
        for stream, descriptor in enumerate(given[:3]):
            os.dup2(descriptor, stream)
            os.close(descriptor)
        # The fourth stays open as long as this process lives, and goes nowhere else.
        random.seed()
        # Two examiners must not draw alike. Here, since who starts this has no use for it.
        import numpy as np

        np.random.seed()  # noqa: NPY002
        main(*arguments)
        status = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)
