"""The processes of a jail, how much they have worked, and their end, from outside."""

import contextlib
import os
import signal
from collections.abc import Iterable
from pathlib import Path

import psutil

TICKS = os.sysconf("SC_CLK_TCK")  # per second, of processor time
HAS_PROC = Path("/proc/self/stat").exists()


def worked(pids: Iterable[int]) -> float:
    """Return the processor time of some processes [s]; one that is gone counts for nothing."""
    return sum(map(_time, pids))


def tree(pid: int) -> list[int]:
    """Return the ids of a process and of all below it, quickly: one that comes or goes may lack."""
    found = [pid]
    for one in found:
        found += children(one)
    return found


def children(pid: int) -> list[int]:
    """Return the ids of a process's children."""
    try:
        threads = os.listdir(f"/proc/{pid}/task")
        listed = [_read(f"/proc/{pid}/task/{thread}/children") for thread in threads]
        return [int(child) for line in listed for child in line.split()]
    except OSError:  # it ended, or the kernel lacks the file
        with contextlib.suppress(psutil.Error):
            return [child.pid for child in psutil.Process(pid).children()]
    return []


def end(group: int) -> None:
    """End a process group: without the process that was started, the kernel ends its jail."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def _time(pid: int) -> float:
    if not HAS_PROC:
        with contextlib.suppress(psutil.Error):
            return sum(psutil.Process(pid).cpu_times()[:4])
    # After the name, which may hold anything: user, system, and the same of ended children.
    with contextlib.suppress(OSError, ValueError, IndexError):
        stat = _read(f"/proc/{pid}/stat").rpartition(b")")[2].split()
        return sum(map(int, stat[11:15])) / TICKS
    return 0.0


def _read(path: str) -> bytes:
    """Return a file of the kernel's, which is asked for hundreds of times in an examination."""
    with open(path, "rb", buffering=0) as file:
        return file.read()
