"""A namespace of processes to throw away: whatever an attack kills or starts, it ends with it.

Attacks are meant for a jail. Should the jail be at fault, they still must not reach the processes
of the machine that the tests run on.
"""

import os
import subprocess
import sys

from .attack import CHECKOUT

NAMESPACE = ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc"]
AS_ROOT = ["--user", "--map-root-user"]


def command(*arguments):
    """Return the command that runs this Python in a namespace of its own."""
    prefix = NAMESPACE if os.getuid() == 0 else [NAMESPACE[0], *AS_ROOT, *NAMESPACE[1:]]
    return [*prefix, "--", sys.executable, *map(str, arguments)]


def run(*arguments, seconds, **more):
    """Run this Python with some arguments; return what `subprocess.run` does."""
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT), **more}
    return subprocess.run(
        command(*arguments),
        cwd=CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=seconds,
        check=False,
    )
