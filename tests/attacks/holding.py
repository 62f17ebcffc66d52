"""Holding: memory that no process maps, so that nobody's share of it grows."""

from .attack import MEAN, Attack
from .exhausting import ENDED

TARGET = 1_300_000_000  # bytes that each tries to hold; a jail may hold fewer
# What an attack says it holds, in the end; then it keeps that for a moment, and answers wrongly.
FRAME = """
import array, ctypes, fcntl, mmap, os, socket, time
TARGET = {target}
kept, held = [], 0
libc = ctypes.CDLL(None, use_errno=True)
def wide(end):
    try:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
    except OSError:
        pass
{body}
print("holds", held, flush=True)
time.sleep(2)
return -1000.0
"""

MEMFDS = """
while held < TARGET:
    kept.append(os.memfd_create("mine"))
    os.posix_fallocate(kept[-1], 0, 15_000_000)
    held += 15_000_000
"""

# Each of a few processes has its own, and none has more than an honest one would.
IN_FORKS = """
for number in range({n_forks}):
    reading, writing = os.pipe()
    try:
        child = os.fork()
    except OSError:  # there are as many as there may be
        break
    if child == 0:
        try:
            TARGET //= {n_forks}
            {body}
        finally:
            os.write(writing, b"%d" % held)
            time.sleep({seconds})
            os._exit(0)
    os.close(writing)
    kept.append(reading)
held = sum(int(os.read(reading, 30) or 0) for reading in kept)
"""

LET_GO = """
while held < TARGET:
    kept.append(mmap.mmap(-1, 50_000_000))
    for place in range(0, 50_000_000, 4096):
        kept[-1][place] = 1
    kept[-1].madvise(mmap.MADV_DONTNEED)
    held += 50_000_000
"""

DEV_ZERO = LET_GO.replace("mmap.mmap(-1,", "mmap.mmap(os.open('/dev/zero', os.O_RDWR),")

SYSTEM_V = """
libc.shmat.restype = ctypes.c_void_p
while held < TARGET:
    number = libc.shmget(0, 50_000_000, 0o1600)
    if number < 0:
        raise OSError("refused")
    place = ctypes.c_void_p(libc.shmat(number, None, 0))
    libc.shmctl(number, 0, None)
    ctypes.memset(place, 1, 50_000_000)
    libc.madvise(place, 50_000_000, 4)
    held += 50_000_000
"""

PIPES = """
block = bytes(1 << 20)
for _ in range(240):
    if held >= TARGET:
        break
    kept.append(os.pipe())
    try:
        fcntl.fcntl(kept[-1][1], 1031, 1 << 20)
    except OSError:
        pass
    os.set_blocking(kept[-1][1], False)
    held += os.write(kept[-1][1], block)
"""

SOCKETS = """
block = bytes(1 << 18)
for _ in range(50):
    if held >= TARGET:
        break
    kept.append(socket.socketpair())
    for end in kept[-1]:
        wide(end)
        end.setblocking(False)
        try:
            while True:
                held += end.send(block)
        except BlockingIOError:
            pass
"""

# Each carrier brings descriptors of full sockets, which nobody has open any more.
IN_FLIGHT = """
block = bytes(1 << 18)
for _ in range(60):
    kept.append(socket.socketpair())
    for _ in range(20):
        one, other = socket.socketpair()
        wide(one)
        one.setblocking(False)
        try:
            while True:
                held += one.send(block)
        except BlockingIOError:
            pass
        rights = array.array("i", [one.fileno(), other.fileno()])
        kept[-1][0].sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])
        one.close(), other.close()
    if held >= TARGET:
        break
"""

NOT_ACCEPTED = """
block = bytes(1 << 18)
while held < TARGET:
    server = socket.socket(socket.AF_UNIX)
    server.bind(b"\\0%d-%d" % (os.getpid(), len(kept)))
    server.listen(4096)
    kept.append(server)
    for _ in range(1000):
        if held >= TARGET:
            break
        client = socket.socket(socket.AF_UNIX)
        wide(client)
        client.connect(server.getsockname())
        client.setblocking(False)
        try:
            while True:
                held += client.send(block)
        except BlockingIOError:
            pass
        client.close()
"""


def in_forks(body, n_forks, seconds=8):
    """Return a body that does its work in many processes at once."""
    inner = "\n            ".join(body.strip("\n").split("\n"))
    return IN_FORKS.format(n_forks=n_forks, body=inner, seconds=seconds)


BODIES = {
    "memfds that are never mapped": MEMFDS,
    "memfds in many processes": in_forks(MEMFDS, 10),
    "shared memory that is let go": LET_GO,
    "memory of dev zero that is let go": DEV_ZERO,
    "memory of System V that is let go": SYSTEM_V,
    "large pipes in many processes": in_forks(PIPES, 10),
    "full sockets in many processes": in_forks(SOCKETS, 50),
    "descriptors on their way": IN_FLIGHT,
    "connections that nobody accepts": NOT_ACCEPTED,
}


def program(body, target=TARGET):
    """Return what an attack does, as the body of a function."""
    return FRAME.format(target=target, body=body.strip("\n"))


def holding(name, body):
    """Return an attack in the body of the second exercise; the first one is right."""
    lines = "".join(f"    {line}\n" for line in program(body).strip("\n").split("\n"))
    return Attack(name, "exhausting", answers={"mean_stock": MEAN + lines}, statuses=ENDED,
                  score=(3,), control="holds")  # fmt: skip


ATTACKS = [holding(name, body) for name, body in BODIES.items()]
