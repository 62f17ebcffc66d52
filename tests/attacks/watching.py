"""Watching: counters of the machine, by which two jails could talk, or one could listen."""

import fcntl
import subprocess
import sys
from contextlib import contextmanager
from functools import partial

from autograde.examination.processes import Jail
from autograde.jail.bubblewrap import BUBBLEWRAP

from .trial import Outcome, Trial

READ = """
def seen():
    with open({path!r}, "rb") as file:
        return file.read(200)
"""
SYSLOG = """
import ctypes
def seen():
    libc = ctypes.CDLL(None)
    size = libc.klogctl(10, None, 0)
    return size if size >= 0 else None
"""
SYSINFO = """
import ctypes
def seen():
    held = ctypes.create_string_buffer(400)
    return held.raw[:64] if ctypes.CDLL(None).sysinfo(held) == 0 else None
"""
LOOKS = {
    "how many files are open": READ.format(path="/proc/sys/fs/file-nr"),
    "how many inodes there are": READ.format(path="/proc/sys/fs/inode-nr"),
    "how many names are kept": READ.format(path="/proc/sys/fs/dentry-state"),
    "how many requests wait": READ.format(path="/proc/sys/fs/aio-nr"),
    "how much chance is left": READ.format(path="/proc/sys/kernel/random/entropy_avail"),
    "how busy the machine is": READ.format(path="/proc/loadavg"),
    "how fast its processors run": READ.format(path="/proc/cpuinfo"),
    "how much memory is left": READ.format(path="/proc/meminfo"),
    "which files are locked": READ.format(path="/proc/locks"),
    "the messages of the kernel": SYSLOG,
    "what the system says of itself": SYSINFO,
}
LINES = """
import sys
try:
    found = seen()
except OSError:
    found = None
print("SEEN", found, flush=True) if found else None
"""


@contextmanager
def something_locked(folder):
    """Lock a file, so that there is something to see."""
    with (folder / "locked").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def attempt(look, folder):
    """Return what is seen in a jail of submissions."""
    with something_locked(folder), Jail(BUBBLEWRAP, 0) as jail:
        jail.run("mine", look + LINES, 5.0)
        said = jail.output.take()
    return Outcome(read=said if "SEEN" in said else "")


def control(look, folder):
    """Whether a plain process sees it."""
    command = [sys.executable, "-c", look + LINES]
    with something_locked(folder):
        return b"SEEN" in subprocess.run(command, capture_output=True, check=True).stdout


TRIALS = [
    Trial(name, "watching", partial(attempt, look), partial(control, look))
    for name, look in LOOKS.items()
]
