"""Waiting for what must come about, however busy the machine is."""

import time

import psutil


def eventually(what, seconds=30):
    """Return the first true value of ``what()``, or its last one after some seconds."""
    deadline = time.monotonic() + seconds
    while not (found := what()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


def is_alive(process):
    """Whether a process still runs; one that only waits for its parent's notice does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
