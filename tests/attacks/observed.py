"""Run the grader as the first process of a namespace, and tell which processes it left behind."""

import os
import subprocess
import sys
from pathlib import Path


def left_behind():
    """Return the command lines of all other processes that are alive."""
    found = []
    for process in filter(str.isdigit, os.listdir("/proc")):
        try:
            state = Path("/proc", process, "stat").read_text().rsplit(")", 1)[1].split()[0]
            command = Path("/proc", process, "cmdline").read_bytes().replace(b"\0", b" ")
        except OSError:
            continue
        if int(process) != os.getpid() and state != "Z":
            found.append(command.decode(errors="replace")[:200])
    return found


if __name__ == "__main__":
    ended = subprocess.run([sys.executable, *sys.argv[1:]], check=False)
    for command in left_behind():
        print("LEFT BEHIND:", command, file=sys.stderr)
    sys.exit(ended.returncode if ended.returncode >= 0 else 99)
