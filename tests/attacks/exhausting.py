"""Exhausting: work without end or measure, which must cost one exercise and nobody else."""

import json

from .attack import MEAN, RIGHT, Attack, written

ENDED = ("graded", "timeout", "crashed", "tampered")


def exhausting(name, body, own="", **more):
    """Return an attack in the body of the second exercise; the first one is right."""
    body = "".join(f"    {line}\n" for line in body.strip("\n").split("\n"))
    more = {"statuses": ENDED, "score": (3,), "control": "stops", **more}
    return Attack(name, "exhausting", answers={"mean_stock": MEAN + body}, own=own, **more)


LOOP = "while True:\n    pass"

DEAF = """
import signal
for number in range(1, signal.NSIG):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
"""

INSIDE_C = "return sum(range(10 ** 18))"
SLEEP = "import time\nwhile True:\n    time.sleep(1)"
NAPS = "import time\nwhile True:\n    sum(range(10_000))\n    time.sleep(0.01)"
WAITS = """
import os, time
for _ in range(20):
    if os.fork() == 0:
        time.sleep(1000)
        os._exit(0)
os.wait()
"""
NEVER_WRITTEN = "import os\nreading, writing = os.pipe()\nos.read(reading, 1)"
THREADS = """
import threading
def work():
    while True:
        pass
for _ in range(50):
    threading.Thread(target=work).start()
return -1000.0
"""

FORKS = """
import os
n = 0
while True:
    try:
        if os.fork() == 0:
            n = 0
        n += 1
    except OSError:
        pass
"""

MEMORY = """
import os, time
for _ in range(8):
    try:
        if os.fork() == 0:
            kept = bytearray(b"x") * 256_000_000
            time.sleep(20)
            os._exit(0)
    except OSError:
        pass
time.sleep(20)
return -1000.0
"""

ONE_MEMORY = "kept = []\nwhile True:\n    kept.append(bytearray(b'x') * 64_000_000)"

OUTPUT = """
import sys
line = "x" * 1_000_000
for _ in range(1000):
    sys.stdout.write(line)
return -1000.0
"""

FILE = """
block = b"x" * 1_000_000
with open("large", "wb") as file:
    for _ in range(1000):
        file.write(block)
return -1000.0
"""

DEEP = """
import sys
sys.setrecursionlimit(10 ** 9)
def deeper(n):
    return [deeper(n + 1)] * 1
return deeper(0)
"""

NESTED = """
kept = 0.0
for _ in range(100_000):
    kept = [kept]
return kept
"""

HOLDS_ITSELF = "kept = []\nkept.append(kept)\nreturn kept"
HUGE_ARRAY = "return np.broadcast_to(np.float64(1.0), (10 ** 12,))"
HUGE_INTEGER = "return 1 << 80_000_000"
HUGE_TEXT = "return 'x' * 300_000_000"
HUGE_DICT = "return {number: [] for number in range(3_000_000)}"

PIECES = """
import sys
for _ in range(1_000_000):
    print("x", flush=True)
return -1000.0
"""

REPLIES = """
import os
for number in range(3, 32):
    try:
        os.set_blocking(number, False)
        os.fstat(number)
    except OSError:
        continue
    for _ in range(1_000_000):
        try:
            os.write(number, b"x\\n")
        except BlockingIOError:
            pass
        except OSError:
            break
return -1000.0
"""

MESSAGE = "raise ValueError('x' * 100_000_000)"
DESCRIPTORS = """
import os
kept = []
while True:
    kept.append(open("/dev/null"))
"""
INODES = """
number = 0
while True:
    open(f"f{number}", "w").close()
    number += 1
"""


def many_lines():
    lines = "x = 1\n" * 1_000_000
    return json.dumps(written({**RIGHT, "mean_stock": lines + MEAN + "    return -1.0"})).encode()


def many_cells():
    notebook = written(RIGHT)
    empty = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
    cells = [{**empty, "id": f"c{number}", "source": "x = 1"} for number in range(100_000)]
    return json.dumps({**notebook, "cells": [*notebook["cells"], *cells]}).encode()


def many_brackets():
    return b'{"cells": ' + b"[" * 1_000_000


REGEX = "import re\nreturn re.match('(a|a)*$', 'a' * 60 + 'b')"

ATTACKS = [
    exhausting("an endless loop", LOOP),
    exhausting("a loop that ignores every signal", DEAF),
    exhausting("a loop inside C", INSIDE_C),
    exhausting("a sleep without end", SLEEP),
    exhausting("naps without end", NAPS),
    exhausting("waiting for children that sleep", WAITS),
    exhausting("waiting for what nobody writes", NEVER_WRITTEN),
    exhausting("threads without end", THREADS),
    exhausting("an endless regular expression", REGEX),
    exhausting("a fork bomb", FORKS, control="multiplies"),
    exhausting("memory in many processes", MEMORY, control="swells"),
    exhausting("memory in one process", ONE_MEMORY, control="fills"),
    exhausting("a gigabyte of output", OUTPUT, control="prints"),
    exhausting("a gigabyte in a file", FILE, control="writes"),
    exhausting("open files without end", DESCRIPTORS, control="opens"),
    exhausting("files without end", INODES),
    exhausting("deep recursion", DEEP),
    exhausting("an answer nested a hundred thousand times", NESTED, control="nests"),
    exhausting("a list that holds itself", HOLDS_ITSELF, control="nests"),
    exhausting("an array of 8 TB", HUGE_ARRAY, control="nests"),
    exhausting("a whole number of 10 MB", HUGE_INTEGER, control="nests"),
    exhausting("a text of 300 MB", HUGE_TEXT, control="nests"),
    exhausting("a dict of three million lists", HUGE_DICT, control="nests"),
    exhausting("a million small prints", PIECES, control="prints"),
    exhausting("a million small replies", REPLIES, control="replies"),
    exhausting("a message of 100 MB", MESSAGE, control="nests"),
    Attack("a cell of a million lines", "exhausting", raw=many_lines(), score=(0, 3),
           statuses=(*ENDED, "invalid"), control="stops"),
    Attack("a notebook of a hundred thousand cells", "exhausting", raw=many_cells(),
           score=(0, 3, 5), statuses=(*ENDED, "invalid"), control="stops"),
    Attack("a million brackets", "exhausting", raw=many_brackets(), statuses=("invalid",),
           control="unreadable"),
    Attack("an endless loop in a cell", "exhausting", answers={
        "mean_stock": "while True:\n    pass"}, statuses=ENDED, score=(0, 3), control="stops"),
    Attack("an endless loop in an own cell", "exhausting", own="while True:\n    pass",
           statuses=ENDED, score=(0, 3, 5), control="stops"),
]  # fmt: skip
