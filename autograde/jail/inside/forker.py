"""A process in a jail that has read nothing: it loads what every program there needs, and waits.

For each request it forks a process, which shuts itself in further before it goes on: namespaces,
mounts, user, limits and filter of its own, as those of a jail that is started anew. The process
that waits stays as it was: it is asked from outside only, and no fork has a way back to it.

    waits ─ opens namespaces ─ first process of these, which outlives nothing ─ the program

It is given to Python as text (``-c``), so it stands alone.
"""

import contextlib
import ctypes
import fcntl
import gc
import json
import os
import random
import resource
import select
import signal
import socket
import sys

LONGEST = 1 << 20  # bytes of a request
MOST_GIVEN = 250  # file descriptors that come with one
FAR = 4096  # no file descriptor here is as large
MOUNT, IPC, UTS, NETWORK = 0x00020000, 0x08000000, 0x04000000, 0x40000000
PIDS, USER, CGROUP = 0x20000000, 0x10000000, 0x02000000
NO_SUID, NO_DEV, NO_EXEC, READ_ONLY, REMOUNT = 2, 4, 8, 1, 32
BIND, RECURSIVE, PRIVATE = 4096, 16384, 1 << 18
DUMPABLE, FILTER, DROP_BOUND, NO_NEW_RIGHTS = 4, 22, 24, 38  # of prctl
CAPSET = {"x86_64": 126, "aarch64": 91}  # the call by which a process gives up its rights
CAPABILITIES_3 = 0x20080522
MOST_CAPABILITIES = 64

libc = ctypes.CDLL(None, use_errno=True)


def main(arguments):
    """Load, then fork for each request, until nobody can ask any more.

    Parameters
    ----------
    arguments : list of str
        The folders of packages, joined by colons, the file descriptor of the socket for requests,
        what to import, separated by commas.
    """
    folders, number, loaded = arguments
    own, environment = list(sys.path), dict(os.environ)
    sys.path += folders.split(":")
    for name in filter(None, loaded.split(",")):
        __import__(name)
    sys.path[:] = own  # each program adds them as if it were the first
    os.environ.clear()
    os.environ.update(environment)
    line = socket.socket(fileno=int(number))
    gc.collect()
    gc.freeze()  # forks share what is here as long as nobody touches it
    if len(os.listdir("/proc/self/task")) > 1:
        raise SystemExit("what was loaded has started threads, which would not survive a fork")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a fork ended
    line.send(b"ready")
    while True:
        request, given, _, _ = socket.recv_fds(line, LONGEST, MOST_GIVEN)
        if not request:
            os._exit(0)
        if not os.fork():
            line.close()
            del line  # no program finds it
            in_the_end(begin, json.loads(request), given)
        for descriptor in given:
            os.close(descriptor)


def in_the_end(do, order, given):
    """Do something, say what went wrong, and end, whatever happens."""
    try:
        do(order, given)
    except BaseException as error:
        os.write(given[2], f"{type(error).__name__}: {error}\n"[:500].encode())
    finally:
        os._exit(1)


def begin(order, given):
    """Open the namespaces, and fork the first process in them."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    if order["user"] is None:
        own_user_namespace()
    call(libc.unshare, PIDS | MOUNT | IPC | UTS | NETWORK)
    first = os.fork()
    if not first:
        in_the_end(first_process, order, given)
    for descriptor in given[1:]:
        os.close(descriptor)
    # Until it ends, or who asked for it is there no more.
    until = select.poll()
    until.register(os.pidfd_open(first), select.POLLIN)
    until.register(given[0], 0)
    until.poll()
    os.kill(first, signal.SIGKILL)
    os.waitpid(first, 0)
    os._exit(0)


def first_process(order, given):
    """Shut itself in, fork the process of the program, and end when that ends."""
    os.setsid()
    most = 3 + len(order["numbers"])
    try:
        if len(given) != most + order["doors"]:
            raise OSError("descriptors are missing")
        enter(given[most:])
    except OSError:
        os._exit(1)  # without a word, which would look like the program's: another jail is started
    del given[most:]
    answer = socket.socket(fileno=given[0])
    answer.send(b"here")  # the kernel adds who this is, as seen from outside
    if answer.recv(8) != b"go":  # meanwhile it was given its processors
        os._exit(1)
    answer.close()
    del answer
    mount_anew(order)
    given[:] = [given[0], *place_descriptors(order, given)]
    give_up_rights(order)
    last = os.fork()
    if not last:
        run(order)
    os.closerange(0, FAR)
    while os.wait()[0] != last:
        pass
    os._exit(0)  # the kernel ends all that is left in here


def enter(doors):
    """Go into the groups that bound what all in here hold together, and leave no door open."""
    for door in doors:
        os.write(door, b"0")
        os.close(door)


def own_user_namespace():
    """Become who may do all of this, in a namespace that belongs to this process."""
    user, group = os.getuid(), os.getgid()
    call(libc.unshare, USER)
    for name, text in (
        ("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1"),
    ):  # fmt: skip
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def mount_anew(order):
    """Replace all mounts that something could be left in."""
    libc.unshare(CGROUP)  # not every kernel has them
    mount(None, "/", None, RECURSIVE | PRIVATE)
    mount("proc", "/proc", "proc", NO_SUID | NO_DEV | NO_EXEC)
    for path, is_folder in order["hidden"]:
        if is_folder and os.path.isdir(path):
            mount("tmpfs", path, "tmpfs", NO_SUID | NO_DEV | READ_ONLY, "size=4096,mode=0555")
        elif os.path.lexists(path):
            mount("/dev/null", path, None, BIND)
            mount(None, path, None, BIND | REMOUNT | READ_ONLY | NO_SUID | NO_DEV | NO_EXEC)
    mount("devpts", "/dev/pts", "devpts", NO_SUID | NO_EXEC, "newinstance,ptmxmode=0666,mode=620")
    for path, size in order["folders"]:
        mount("tmpfs", path, "tmpfs", NO_SUID | NO_DEV, f"size={size},mode=1777")
    os.chdir(order["place"])


def give_up_rights(order):
    """Become nobody who may do anything but what a program in a jail may."""
    for number in range(MOST_CAPABILITIES):
        with contextlib.suppress(OSError):  # there are not so many
            control(DROP_BOUND, number)
    if order["user"] is not None:
        os.setgroups([])
        os.setresgid(*[order["user"]] * 3)
        os.setresuid(*[order["user"]] * 3)
    head = (ctypes.c_uint32 * 2)(CAPABILITIES_3, 0)
    call(libc.syscall, CAPSET[os.uname().machine], head, (ctypes.c_uint32 * 6)())
    control(NO_NEW_RIGHTS, 1)
    control(DUMPABLE, 0)  # nobody in here looks into the first process
    for name, most in order["limits"].items():
        try:
            resource.setrlimit(getattr(resource, name), (most, most))
        except (AttributeError, ValueError, OSError):  # some systems lack one
            continue
    if order["filter"]:
        rules = bytes.fromhex(order["filter"])
        kept = ctypes.create_string_buffer(rules, len(rules))
        packed = Filter(len(rules) // 8, ctypes.addressof(kept))
        control(FILTER, 2, ctypes.addressof(packed))


class Filter(ctypes.Structure):
    """A program of the kernel's, as it is handed over."""

    _fields_ = (("length", ctypes.c_ushort), ("rules", ctypes.c_void_p))


def run(order):
    """Run the program, as if Python had been started with its text."""
    leave, status, text = os._exit, 1, order["program"]
    try:
        control(DUMPABLE, 1)  # as after a start of its own
        for number in (signal.SIGPIPE, signal.SIGXFSZ):  # a full file is an error, not a death
            signal.signal(number, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.default_int_handler)  # whatever our starter ignores
        random.seed()
        if "numpy.random" in sys.modules:
            sys.modules["numpy.random"].seed()
        sys.argv = ["-c", *order["arguments"]]
        namespace, say, system = sys.modules["__main__"].__dict__, told, sys
        for name in [name for name in namespace if not name.startswith("__")]:
            del namespace[name]
        try:
            exec(compile(text, "<string>", "exec"), namespace)
            status = 0
            say(system)
        except BaseException as error:
            say(system, error)
    finally:
        leave(status)


def told(system, error=None):
    """Say how a program ended, as Python does."""
    if error is not None and type(error) is not SystemExit:
        system.excepthook(type(error), error, error.__traceback__)
    elif error is not None and error.code is not None:
        print(error.code, file=system.stderr)
    for stream in (system.stdout, system.stderr):
        stream.flush()


def place_descriptors(order, given):
    """Give the descriptors the numbers that the program was told, close all others; return them.

    Not even the standard input is shared with the process that waits: its flags would tell the next
    program what this one wrote into them.
    """
    wanted = {1: given[1], 2: given[2], **dict(zip(order["numbers"], given[3:]))}
    above = max([*wanted, *given]) + 1
    moved = {number: fcntl.fcntl(held, fcntl.F_DUPFD, above) for number, held in wanted.items()}
    os.closerange(0, above)
    os.open("/dev/null", os.O_RDONLY)  # becomes number 0
    for number, held in moved.items():
        os.dup2(held, number)
        os.close(held)
    return list(wanted)


def mount(source, target, kind, flags, data=None):
    encoded = [None if text is None else text.encode() for text in (source, target, kind)]
    call(libc.mount, *encoded, ctypes.c_ulong(flags), None if data is None else data.encode())


def control(what, *values):
    """Change something of this process that has no call of its own."""
    wide = [ctypes.c_ulong(value) for value in (*values, 0, 0, 0, 0)][:4]
    call(libc.prctl, what, *wide)


def call(function, *arguments):
    """Call a function of the system, or raise what it says."""
    if function(*arguments) < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{function.__name__}: {os.strerror(number)}")


if __name__ == "__main__":
    main(sys.argv[1:])
