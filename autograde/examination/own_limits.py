"""Limits on the examiner itself: what a jail makes it do ends this process, and no other.

They are its soft limits. A jail sets its own, and these must not stand in its way.
"""

import contextlib
import math
import os
import time
from pathlib import Path

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]  # `_limit` asks before it uses it

MEMORY = 1_500_000_000  # bytes of address space beyond what its own programs take
CPU = 60  # seconds of processor time for one test
OPEN_FILES = 512
LARGEST_FILE = 64_000_000  # bytes


def begin():
    """Set the limits that hold for the whole examination."""
    with contextlib.suppress(OSError):  # no /proc, no measure of what is enough
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        _limit("RLIMIT_AS", pages * os.sysconf("SC_PAGE_SIZE") + MEMORY)
    _limit("RLIMIT_NOFILE", OPEN_FILES)
    _limit("RLIMIT_FSIZE", LARGEST_FILE)
    _limit("RLIMIT_CORE", 0)


def begin_test():
    """Give one test its share of processor time."""
    _limit("RLIMIT_CPU", math.ceil(time.process_time()) + CPU)


def _limit(name, most):
    with contextlib.suppress(AttributeError, ValueError, OSError):  # some systems lack one
        kind = getattr(resource, name)
        _, hard = resource.getrlimit(kind)
        if hard == resource.RLIM_INFINITY or most <= hard:
            resource.setrlimit(kind, (most, hard))
