"""What some processes hold of the memory, counted from outside, mapped or not.

What lies in a jail's folders, pipes and sockets belongs to no process, and is counted by itself. A
pipe or a socket counts as full: nobody but its owner could look, and honest programs have few.
"""

import contextlib
import os
from functools import cache
from pathlib import Path

import psutil

HAS_PROC = Path("/proc/self/stat").exists()
FOLDERS = ("tmp", "dev/shm")  # of a jail, in memory
INODE = 2048  # bytes that the kernel keeps for a file, however empty
PIPE = 2**16
FEW = 8  # processes; so many can have no more records of mapped pieces than one may have memory
RECORD = 256  # bytes that the kernel keeps for a mapped piece


def held(pids, exact_above):
    """Return the bytes that some processes hold.

    Parameters
    ----------
    pids : sequence of int
        Of one jail. One that is gone counts for nothing.
    exact_above : float
        Forks share pages, and each counts them as its own. Where the sum is larger than this
        [bytes], they are counted once, which is slower.
    """
    if not HAS_PROC:
        return sum(map(_resident, pids))
    pages = sum(_sum(pid, "status", ("RssAnon:", "VmSwap:", "VmPTE:")) for pid in pids)
    shared = sum(_sum(pid, "status", ("RssShmem:",)) for pid in pids)
    if pages + shared > exact_above:
        names = ("Pss_Anon:", "SwapPss:")
        pages = sum(_sum(pid, "smaps_rollup", names) for pid in pids)
        pages += sum(_sum(pid, "status", ("VmPTE:",)) for pid in pids)
        shared = sum(_sum(pid, "smaps_rollup", ("Pss_Shmem:",)) for pid in pids)
    # What is mapped of a file in memory is part of that file.
    total = pages + max(shared, _in_folders(pids)) + _in_pipes(pids)
    return total + (_records(pids) if len(pids) > FEW else 0)


def _sum(pid, file, names):
    with contextlib.suppress(OSError, ValueError):
        lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
        return sum(1024 * int(line.split()[1]) for line in lines if line.startswith(names))
    return 0


def _in_folders(pids):
    """Return what lies in the folders that a jail has in memory; each jail has its own."""
    found = {}
    ours = {os.stat("/").st_dev}
    for pid in pids:
        for folder in FOLDERS:
            with contextlib.suppress(OSError):
                path = f"/proc/{pid}/root/{folder}"
                device = os.stat(path).st_dev
                if device not in found and os.stat(f"/proc/{pid}/root").st_dev not in ours:
                    told = os.statvfs(path)
                    used = told.f_bsize * (told.f_blocks - told.f_bfree)
                    found[device] = used + INODE * (told.f_files - told.f_ffree)
    return sum(found.values())


def _in_pipes(pids):
    """Return what the pipes and sockets hold that any of the processes has open."""
    opened = set()
    for pid in pids:
        with contextlib.suppress(OSError):
            for number in os.listdir(f"/proc/{pid}/fd"):
                with contextlib.suppress(OSError):
                    opened.add(os.readlink(f"/proc/{pid}/fd/{number}"))
    sockets = sum(name.startswith("socket:") for name in opened)
    pipes = sum(name.startswith("pipe:") for name in opened)
    return PIPE * pipes + (_socket() * sockets if sockets else 0)


@cache
def _socket():
    """Return what a socket can hold: twice its size, which nobody inside can change."""
    with contextlib.suppress(OSError, ValueError):
        return 2 * int(Path("/proc/sys/net/core/wmem_default").read_text())
    return 2**19


def _records(pids):
    """Return what the kernel keeps about the mapped pieces of some processes."""
    lines = 0
    for pid in pids:
        with contextlib.suppress(OSError), open(f"/proc/{pid}/maps", "rb") as file:
            lines += sum(part.count(b"\n") for part in iter(lambda: file.read(1 << 16), b""))
    return RECORD * lines


def _resident(pid):
    with contextlib.suppress(psutil.Error):
        return psutil.Process(pid).memory_info().rss
    return 0
