"""A kernel that runs one cell after the other, each for a limited time."""

import queue
import re
import subprocess
from math import inf
from time import monotonic
from typing import NamedTuple

import psutil
from jupyter_client.manager import KernelManager

from autograde.kernel import ARGUMENTS, SEEDS, environment, manager

GRACE = 1.0  # seconds that an interrupted cell has to end
PATIENCE = 4  # how much longer than its processor time a cell may take on the clock
START = 60  # seconds that a kernel has to start
TAIL = 2000  # characters of output that are kept
CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|[\x00-\x08\x0b-\x1f\x7f]")
PLACE = re.compile(r"In\[(\d+)\], line (\d+)")


class Outcome(NamedTuple):
    """What came of running a cell."""

    status: str  # ok, error, timeout (it was interrupted), stuck (it could not be), dead
    output: str = ""  # the end of what it printed
    error: str = ""  # the exception's type
    message: str = ""  # and its text
    places: tuple = ()  # of (number of a cell, line): where the exception came by
    number: int = 0  # under which the kernel counts the cell


class Session:
    """A fresh kernel with fixed seeds; use it in a ``with`` statement.

    Parameters
    ----------
    scratch : Path
        An own empty folder, the kernel's working folder.
    """

    def __init__(self, scratch):
        self._manager = manager(KernelManager)
        self._manager.start_kernel(
            cwd=str(scratch),
            env=environment(scratch, MPLBACKEND="Agg"),
            extra_arguments=ARGUMENTS,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._client = self._manager.blocking_client()
        self._process = psutil.Process(self._manager.provisioner.pid)

    @property
    def group(self):
        """Return the process group of the kernel and of all that it starts."""
        return self._manager.provisioner.pgid

    def __enter__(self):
        self._client.start_channels()
        self._client.wait_for_ready(timeout=START)
        self._client.execute(SEEDS, silent=True)
        return self

    def __exit__(self, *_):
        self._client.stop_channels()
        self._manager.shutdown_kernel(now=True)

    def run(self, source, seconds):
        """Run one cell and return its `Outcome`.

        Parameters
        ----------
        source : str
            The cell.
        seconds : float
            How much processor time it may take before it is interrupted; a busy machine must not
            cost marks. On the clock it may take `PATIENCE` times as long.
        """
        message = self._client.execute(source, allow_stdin=False, stop_on_error=False)
        listening = _Listener(message)
        if not self._listen(listening, seconds):
            if self._processor_time() == inf:
                return Outcome("dead", listening.output)
            self._manager.interrupt_kernel()
            ended = self._listen(listening, GRACE)
            return Outcome("timeout" if ended else "stuck", listening.output)
        return listening.outcome(self._reply(message))

    def _listen(self, listener, seconds):
        """Take messages until the cell has ended; return whether it did so in time."""
        worked, deadline = self._processor_time() + seconds, monotonic() + PATIENCE * seconds
        while monotonic() < deadline and self._processor_time() < worked:
            try:
                # In short waits, because a kernel that died sends nothing any more.
                heard = self._client.get_iopub_msg(timeout=0.2)
            except queue.Empty:
                continue
            if listener.hear(heard):
                return True
        return False

    def _processor_time(self):
        """Return the processor time of the kernel [s]; infinite once it is dead."""
        try:
            times = self._process.cpu_times()
            dead = self._process.status() == psutil.STATUS_ZOMBIE
        except psutil.Error:
            return inf
        return inf if dead else times.user + times.system

    def _reply(self, message):
        """Return the kernel's own word on how a cell ended."""
        try:
            while True:
                reply = self._client.get_shell_msg(timeout=GRACE)
                if reply["parent_header"].get("msg_id") == message:
                    return reply["content"]
        except queue.Empty:
            return {"status": "error", "ename": "NoReply", "evalue": ""}


class _Listener:
    """Collects what a cell prints and where its exception came by."""

    def __init__(self, message):
        self._message = message
        self.output = ""
        self._places = ()

    def hear(self, heard):
        """Take one message; return whether it says that the cell has ended."""
        if heard["parent_header"].get("msg_id") != self._message:
            return False
        content = heard["content"]
        if heard["msg_type"] == "stream":
            self._print(content["text"])
        elif heard["msg_type"] in ("display_data", "execute_result"):
            self._print(str(content["data"].get("text/plain", "")) + "\n")
        elif heard["msg_type"] == "error":
            text = plain("\n".join(content["traceback"]))
            self._places = tuple((int(n), int(line)) for n, line in PLACE.findall(text))
        return heard["msg_type"] == "status" and content["execution_state"] == "idle"

    def _print(self, text):
        self.output = (self.output + plain(text[-2 * TAIL :]))[-TAIL:]

    def outcome(self, reply):
        """Return the outcome of a cell that has ended."""
        number = reply.get("execution_count", 0)
        if reply["status"] == "ok":
            return Outcome("ok", self.output, number=number)
        error, message = reply.get("ename", "Error"), plain(reply.get("evalue", ""))
        return Outcome("error", self.output, error, message, self._places, number)


def plain(text):
    """Return text without colours and control characters."""
    return CONTROL.sub("", text)
