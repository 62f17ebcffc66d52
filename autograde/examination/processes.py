"""A running jail: its processes, their limits, what they print, and the channels to them.

Everything is measured and ended from outside, by process ids that the system gives: nothing that
happens in the jail can talk the examiner out of a limit.
"""

import contextlib
import os
import signal
import socket
import tempfile
from pathlib import Path
from typing import NamedTuple

import psutil

from autograde.examination.channel import Channel, Gone, Output, Stopped, Tampered
from autograde.examination.limits import Limits, Overtime
from autograde.jail import memory
from autograde.jail.profile import Profile, Resources, files_of
from autograde.jail.start import started
from autograde.jail.usage import children, end, tree
from autograde.kit.files import WORLD

START = (
    "import sys; sys.path += sys.argv[1].split(':'); "
    "import cell_runner; cell_runner.main(sys.argv[2:])"
)
INSIDE = Path(__file__).with_name("inside")
USABLE = Resources(processes=64, cpu=100, open_files=128, largest_file=16_000_000)
CHAPTERS = Profile(
    files_of(INSIDE, "cell_runner.py", "stand_ins.py", "wire.py") | {"supplychain": WORLD},
    packages=None,
    scratch=64 * 2**20,
    resources=USABLE,
    loaded=("numpy.random", "cell_runner")  # and what the chapters' setup cells import
    + ("supplychain.benchmark", "supplychain.checks", "supplychain.evaluation")
    + ("supplychain.policies", "supplychain.shop", "supplychain.tabular"),
)
GRACE = 1.0  # seconds that an interrupted cell has to end
START_OF_FORK = 5.0  # seconds
SLOWEST_START = 60.0  # seconds
MOST_LOOKS = 5  # for processes that are to be ended
MOST_PLACES = 20  # of an error, and the characters of its kind, its text and a place
LONGEST_KIND, LONGEST_TEXT, LONGEST_PLACE = 100, 2000, 300


class CellOutcome(NamedTuple):
    """What came of running a cell."""

    end: str  # ok, error, not_python, timeout (it was interrupted), stuck (it could not be), dead
    error: str = ""  # the exception's type
    message: str = ""  # and its text
    places: tuple = ()  # of (name of a cell, line): where the exception came by


class Lost(Exception):
    """The jail is gone or cannot be used any more; the message says why."""


class Jail:
    """The processes of one submission; use it in a ``with`` statement.

    Parameters
    ----------
    kind : str
        ``bubblewrap`` or ``none``.
    n_groups : int
        How many tests will want a fork of their own.
    """

    def __init__(self, kind, n_groups):
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.output = Output()
        pairs = [socket.socketpair() for _ in range(n_groups + 1)]
        ends = [inside.fileno() for _, inside in pairs]
        self.share = memory.share(USABLE.processes)
        self._process = started(
            CHAPTERS,
            START,
            [ends[0], ",".join(map(str, ends[1:]))],
            kind,
            Path(self._folder.name),
            ends,
            self.share,
            stdout=self.output.inside,
            stderr=self.output.inside,
        )
        for _, inside in pairs:
            inside.close()
        self._control, *self.groups = [Channel(outside, self.output) for outside, _ in pairs]
        self._forks = {}  # process ids of each test's fork

    @property
    def group(self):
        """Return the process group of what was started."""
        return self._process.pid

    def __enter__(self):
        try:
            message = self._control.receive(Limits(self, SLOWEST_START))
        except Stopped as error:
            said = " ".join(self.output.take().split())
            self.close()
            raise Lost(f"the jail did not start: {error} {said}".strip()) from error
        if message != ("ready",):
            raise Lost("the jail did not start")
        # The process that runs the cells, before any of them ran: nothing else is there.
        self._walls = set(self.pids())
        self._worker = self._leaf()
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """End every process of the jail."""
        for pid in self.pids():
            _kill(pid)
        end(self._process.pid)
        self._process.wait()
        self.share.close()
        for channel in (self._control, *self.groups):
            channel.close()
        self.output.close()
        self._folder.cleanup()

    def run(self, name, source, seconds):
        """Run one cell and return its `CellOutcome`.

        Parameters
        ----------
        name : str
            What places in a traceback call it.
        source : str
            The cell.
        seconds : float
            How much time of its own it may take before it is interrupted; a busy machine must not
            cost marks (`limits`).
        """
        interrupted = False
        try:
            self._control.expect_silence()
            self._control.send(("cell", name, source))
            try:
                message = self._control.receive(Limits(self, seconds))
            except Overtime:
                interrupted = True
                with contextlib.suppress(psutil.Error):
                    self._worker.send_signal(signal.SIGINT)
                message = self._control.receive(Limits(self, GRACE))
            return CellOutcome("timeout") if interrupted else _outcome(message)
        except Overtime:
            return CellOutcome("stuck")
        except Gone:
            return CellOutcome("dead")

    def fork(self, number):
        """Fork the process that will answer the calls of one test.

        Raises
        ------
        Lost
            If it does not come about.
        """
        before = set(children(self._worker.pid))
        try:
            self._control.send(("fork", number))
            said = self._control.receive(Limits(self, START_OF_FORK))
            ready = self.groups[number].receive(Limits(self, START_OF_FORK))
        except Stopped as error:
            raise Lost(f"no process could be started for a test: {error}") from error
        if (said, ready) != (("done",), ("ready",)):
            raise Lost("no process could be started for a test")
        self._forks[number] = set(children(self._worker.pid)) - before

    def expect_whole(self):
        """Raise `Lost` unless all that is needed for the tests to come is still there."""
        channels = [self._control, *(self.groups[number] for number in self._forks)]
        if not all(channel.is_open() for channel in channels):
            raise Lost("your code ended processes that it did not start")

    def end(self, number):
        """End the process of a test, and all that it or the cells left running."""
        self.groups[number].close()
        self._forks.pop(number, None)
        self.sweep()

    def sweep(self):
        """End all processes but the one of the cells and those of tests to come."""
        known = {self._worker.pid, *self._walls}.union(*self._forks.values())
        for _ in range(MOST_LOOKS):  # one that comes or goes meanwhile may lack in a look
            found = set(self.pids()) - known
            if not found:
                return
            for pid in found:
                _kill(pid)
            known |= found  # what is killed may stand there a little longer

    def pids(self):
        """Return the ids of the living processes, quickly: one that comes or goes may lack."""
        return tree(self._process.pid)

    def _leaf(self):
        """Return the process that has started no other: the one that runs the cells."""
        with contextlib.suppress(StopIteration, psutil.Error):
            return psutil.Process(next(pid for pid in self._walls if not children(pid)))
        raise Lost("the jail did not start")


def _kill(pid):
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGKILL)


def _outcome(message):
    if message == ("done",):
        return CellOutcome("ok")
    error, text, places = check_error(message[1:] if type(message) is tuple else None)
    if message[0] not in ("error", "not_python"):
        raise Tampered("an answer that no cell gives")
    return CellOutcome(message[0], error, text, places)


def check_error(parts):
    """Return type, message and places of an exception, as the jail told them, or raise `Tampered`.

    Parameters
    ----------
    parts : tuple
        Anything.
    """
    try:
        error, text, places = parts
        if len(places) > MOST_PLACES:
            raise Tampered("an error that is none")
        plain = [(name, line) for name, line in places]
        kinds = all(type(name) is str and type(line) is int for name, line in plain)
    except (TypeError, ValueError):
        kinds = False
    if not kinds or type(error) is not str or type(text) is not str:
        raise Tampered("an error that is none")
    shown = tuple((name[:LONGEST_PLACE], line) for name, line in plain)
    return error[:LONGEST_KIND], text[:LONGEST_TEXT], shown
