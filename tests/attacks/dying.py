"""Dying: work that ends its process, its parent, its pipe, or outlives them."""

from .attack import MEAN, Attack
from .exhausting import ENDED

HURT = (0, 1, 2, 3)  # who kills all own processes may lose other exercises with them
TOKEN = "outlives-the-" + "examination"


def dying(name, body, **more):
    """Return an attack in the body of the second exercise; the first one is right."""
    body = "".join(f"    {line}\n" for line in body.strip("\n").split("\n"))
    more = {"statuses": ENDED, "score": (3,), "control": "stops", **more}
    return Attack(name, "dying", answers={"mean_stock": MEAN + body}, **more)


CLOSE = """
import os
os.closerange(3, 1024)
while True:
    os.read(0, 1) or os._exit(0)
"""

SEGFAULT = "import ctypes\nctypes.string_at(0)\nreturn -1.0"
ABORT = "import os\nos.abort()"

DAEMON = f"""
import os, subprocess, sys
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for number in range(3):
            os.close(number)
        os.execv(sys.executable, [sys.executable, "-S", "-c",
                                  "import time; time.sleep(15)", "{TOKEN}"])
    os._exit(0)
return -1000.0
"""

# The system ends it a moment after it has answered, while the next one is graded.
LATER = """
import signal
signal.signal(signal.SIGALRM, signal.SIG_DFL)
signal.setitimer(signal.ITIMER_REAL, 0.001)
return -1000.0
"""

AT_EXIT = """
import atexit, time
atexit.register(time.sleep, 1000)
raise SystemExit(3)
"""

ATTACKS = [
    dying("os._exit", "import os\nos._exit(0)"),
    dying("kill of itself", "import os\nos.kill(os.getpid(), 9)"),
    dying("kill of its parent", "import os\nos.kill(os.getppid(), 9)\nreturn -1.0", score=HURT),
    dying("kill of everything in sight", "import os\nos.kill(-1, 9)\nreturn -1.0", score=HURT),
    dying("kill of its group", "import os\nos.killpg(0, 9)\nreturn -1.0", score=HURT),
    dying("stop of its parent", "import os\nos.kill(os.getppid(), 19)\nreturn -1.0",
          score=HURT, control="halts"),
    dying("closing the pipe", CLOSE),
    dying("a daemon that outlives", DAEMON, control="outlives"),
    dying("a segfault through ctypes", SEGFAULT),
    dying("abort", ABORT),
    dying("an alarm that ends it later", LATER),
    dying("an exit that sleeps", AT_EXIT, control="lingers"),
    Attack("os._exit in a cell", "dying", answers={"mean_stock": "import os\nos._exit(0)"},
           score=(0, 3), statuses=ENDED, control="stops"),
    Attack("os._exit in an own cell", "dying", own="import os\nos._exit(0)",
           score=(0, 3, 5), statuses=ENDED, control="stops"),
    Attack("SystemExit in a cell", "dying", answers={"mean_stock": "raise SystemExit(0)"},
           score=(3,), statuses=ENDED, control="raises"),
]  # fmt: skip
