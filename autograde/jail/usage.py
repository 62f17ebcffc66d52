"""What the processes of a jail use, read from outside, and their end."""

import contextlib
import os
import signal
from pathlib import Path

import psutil

TICKS = os.sysconf("SC_CLK_TCK")  # per second, of processor time
HAS_PROC = Path("/proc/self/stat").exists()


def usage(pids, exact_above):
    """Return the processor time [s] and the private memory [bytes] of some processes.

    Parameters
    ----------
    pids : sequence of int
        One that is gone counts for nothing.
    exact_above : float
        Forks share pages, and each counts them as its own. Where the sum is larger than this
        [bytes], they are counted once, which is slower.
    """
    time, memory = 0.0, 0
    for pid in pids:
        time += _time(pid)
        memory += _memory(pid, "status", ("RssAnon:", "RssShmem:"))
    if memory > exact_above:
        memory = sum(_memory(pid, "smaps_rollup", ("Pss_Anon:", "Pss_Shmem:")) for pid in pids)
    return time, memory


def tree(pid):
    """Return the ids of a process and of all below it, quickly: one that comes or goes may lack."""
    found = [pid]
    for one in found:
        found += children(one)
    return found


def children(pid):
    """Return the ids of a process's children."""
    try:
        threads = [
            f"/proc/{pid}/task/{thread}/children" for thread in os.listdir(f"/proc/{pid}/task")
        ]
        return [int(child) for path in threads for child in Path(path).read_text().split()]
    except OSError:  # it ended, or the kernel lacks the file
        with contextlib.suppress(psutil.Error):
            return [child.pid for child in psutil.Process(pid).children()]
    return []


def end(group):
    """End a process group: without the process that was started, the kernel ends its jail."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def _time(pid):
    if not HAS_PROC:
        with contextlib.suppress(psutil.Error):
            return sum(psutil.Process(pid).cpu_times()[:4])
    # After the name, which may hold anything: user, system, and the same of ended children.
    with contextlib.suppress(OSError, ValueError, IndexError):
        stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, stat[11:15])) / TICKS
    return 0.0


def _memory(pid, file, names):
    if not HAS_PROC:
        with contextlib.suppress(psutil.Error):
            return psutil.Process(pid).memory_info().rss
    with contextlib.suppress(OSError, ValueError):
        lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
        return sum(1024 * int(line.split()[1]) for line in lines if line.startswith(names))
    return 0
