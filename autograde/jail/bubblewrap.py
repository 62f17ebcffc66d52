"""The walls around a submission: how a program of ours that runs it is shut in.

With bubblewrap it sees a read-only /usr, a Python with the packages of its `Profile`, and a small
private /tmp if the profile has one; no network, no other process, no file of the course. Without
it (``none``) the same program runs with the same limits but sees what the person who grades can
see.

As root, every jail has a user id of its own, because the limit on processes counts all processes
of a user; otherwise one submission could use up what the next one needs. An ordinary user, and root
in a container that has no such ids to give, starts it in a user namespace instead.
"""

import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from functools import cache
from glob import glob
from pathlib import Path
from typing import Any

import numpy

from autograde.jail import seccomp
from autograde.jail.profile import Profile

BUBBLEWRAP, NONE = "bubblewrap", "none"
# What stands in /proc besides the processes tells about the whole machine, and two jails could talk
# by it: by how many files are open, for example. Only these say nothing that a program can move, or
# lead to what belongs to the process itself.
FONT_LIST = Path("/usr/bin/fc-list")
QUIET = {"self", "thread-self", "mounts", "net", "filesystems", "version", "cmdline"}
SHARED = 1_000_000  # bytes of /dev/shm, where a jail can write at all
FIRST_USER = 1_800_000_000  # of jails started as root: no system gives such ids to people
# Python's folders for packages that no profile means, wherever the interpreter lives.
FOREIGN = ("/usr/lib/python3*/*-packages", "/usr/local/lib/python3*/*-packages")


@cache
def why_unusable() -> str | None:
    """Return why bubblewrap cannot be used here, None if it can; it is tried, not looked up."""
    said = f"import sys; sys.path += '{site()}'.split(':'); import numpy; print('works')"
    calls = seccomp.descriptor()
    walls = _walls(FIRST_USER, calls, Profile({}, None, 0, None))
    command = [*walls, _python()[1], *_flags(), "-c", said]
    try:
        run = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            pass_fds=[] if calls is None else [calls],
        )
    except FileNotFoundError:
        return "bwrap is not on PATH"
    except (OSError, subprocess.SubprocessError) as error:
        return f"bwrap could not be run ({error})"
    finally:
        seccomp.close(calls)
    if run.stdout.strip() == "works":
        return None
    return (run.stderr.strip().splitlines() or [f"it ended with status {run.returncode}"])[-1]


def command(
    profile: Profile,
    program: str,
    arguments: Sequence[object],
    sandbox: str,
    scratch: Path,
    calls: int | None,
) -> tuple[list[str], dict[str, str], str | Path]:
    """Return how to start a program in the jail: its command, environment, working folder.

    Parameters
    ----------
    profile : Profile
        What is inside.
    program : str
        Python; finds in ``sys.argv`` the folders of packages, joined by colons, and the arguments.
    arguments : list
        For the program.
    sandbox : str
        ``bubblewrap`` or ``none``.
    scratch : Path
        An own empty folder; only used without bubblewrap.
    calls : int or None
        File descriptor of the filter of system calls.
    """
    rest = [*_flags(), "-c", program]
    if sandbox == BUBBLEWRAP:
        walls = _walls(FIRST_USER + os.getpid(), calls, profile)
        return [*walls, _python()[1], *rest, site(), *map(str, arguments)], {}, "/"
    for name, path in profile.modules.items():
        (scratch / name).parent.mkdir(exist_ok=True)
        (scratch / name).symlink_to(path)
    folders = ":".join(folder for folder, _ in _site_folders())
    environment = _environment(scratch, scratch)
    return [sys.executable, *rest, folders, *map(str, arguments)], environment, scratch


def waiting(profile: Profile, program: str, line: int) -> list[str]:
    """Return the command of a jail in which our own program waits and forks others (`warm`).

    It keeps the rights that it needs for that, and hears no filter of calls; what it forks has
    neither.

    Parameters
    ----------
    profile : Profile
    program : str
        Python.
    line : int
        File descriptor on which it is told what to do.
    """
    words = [*_walls(None, None, profile), _python()[1], *_flags(), "-c", program]
    return [*words, site(), str(line), ",".join(profile.loaded)]


def own_user() -> int | None:
    """Return the user id of the jails of this process, None where they have none of their own."""
    # A process has one jail at a time, so its id tells jails apart.
    return FIRST_USER + os.getpid() if _gives_users() else None


def writable(profile: Profile) -> list[tuple[str, int]]:
    """Return the folders of a jail that can be written: (path, bytes)."""
    return [("/dev/shm", SHARED), ("/tmp", profile.scratch)] if profile.scratch else []


def place(profile: Profile) -> str:
    """Return the working folder of a jail."""
    return "/tmp" if profile.scratch else "/"


def _environment(modules: str | Path, scratch: str | Path) -> dict[str, str]:
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": str(scratch),
        "LANG": "C.UTF-8",
        "MPLBACKEND": "Agg",
        "MPLCONFIGDIR": str(scratch),
        "OPENBLAS_NUM_THREADS": "1",  # its threads would not survive a fork
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": str(modules),
    }


@cache
def _gives_users() -> bool:
    """Whether this process can give a jail a user id of its own, and must."""
    if os.geteuid():
        return False
    try:
        return gives_users(Path("/proc/self/uid_map").read_text())
    except OSError:
        return True


def gives_users(uid_map: str) -> bool:
    """Whether root has user ids to give.

    Parameters
    ----------
    uid_map : str
        The user ids of root's namespace: lines of first id, the same outside, number.

    Examples
    --------
    >>> gives_users("0 0 4294967295"), gives_users("0 1000 1")
    (True, False)

    The system's own root has no limit on processes, so it must, even where it cannot: the probe
    then fails.

    >>> gives_users("0 0 1")
    True
    """
    ranges = [list(map(int, line.split())) for line in uid_map.splitlines()]
    enough = any(first <= FIRST_USER < first + count - 2**22 for first, _, count in ranges)
    return enough or any((first, outside) == (0, 0) for first, outside, _ in ranges)


def _flags() -> list[str]:
    # No site, no folder of the user, nothing unsafe in front of the path.
    return ["-S", "-s", "-P", "-B"]


def _walls(user: int | None, calls: int | None, profile: Profile) -> list[str]:
    """Return the part of the command that builds the jail; without a user, of one that waits."""
    root = _gives_users()
    words = ["bwrap", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    words += ["--unshare-cgroup-try", "--die-with-parent", "--new-session", "--clearenv"]
    words += [] if calls is None else ["--seccomp", str(calls)]
    words += [] if root else ["--unshare-user", "--cap-drop", "ALL"]
    for name, value in _environment("/jail", "/tmp" if profile.scratch else "/").items():
        words += ["--setenv", name, value]
    if folder := _python()[2]:
        words += ["--setenv", "LD_LIBRARY_PATH", folder]
    words += _system_folders()
    words += ["--perms", "0755", "--dir", "/jail"]
    for name, path in profile.modules.items():
        words += ["--perms", "0755", "--dir", f"/jail/{Path(name).parent}"] if "/" in name else []
        words += ["--ro-bind", str(path), f"/jail/{name}"]
    if prefix := _python()[0]:
        words += ["--ro-bind", prefix, "/python"]
    words += _packages(profile) + ["--proc", "/proc", "--dev", "/dev"]
    if user is not None:
        words += _loud()
    # Memory that a program takes by mapping /dev/zero would belong to no process.
    words += ["--ro-bind", "/dev/null", "/dev/zero"]
    for path, size in writable(profile):
        words += ["--perms", "1777", "--size", str(size), "--tmpfs", path]
    words += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", place(profile)]
    if root and user is not None:
        identity = [f"--reuid={user}", f"--regid={user}", "--clear-groups"]
        words += ["setpriv", *identity, "--inh-caps=-all", "--bounding-set=-all", "--"]
    return words


def hidden() -> list[tuple[str, bool]]:
    """Return all of /proc that is neither a process nor `QUIET`: (path, whether it is a folder)."""
    found = []
    for entry in sorted(os.scandir("/proc"), key=lambda entry: entry.name):
        if not (entry.name.isdigit() or entry.name in QUIET or entry.is_symlink()):
            found.append((entry.path, entry.is_dir()))
    return found


def _loud() -> list[str]:
    """Return what covers what is `hidden`."""
    words = []
    for path, is_folder in hidden():
        if is_folder:
            words += ["--perms", "0555", "--size", "4096", "--tmpfs", path, "--remount-ro", path]
        else:
            words += ["--ro-bind", "/dev/null", path]
    return words


def _system_folders() -> list[str]:
    """Return the binds of /usr, and of what stands beside it where the two are not merged.

    Matplotlib goes on without the program that lists the system's fonts. Run without its settings,
    as here, the program would complain in the middle of what a student printed.
    """
    words = ["--ro-bind", "/usr", "/usr"]
    for name in ("bin", "lib", "lib32", "lib64", "libx32"):
        path = Path("/", name)
        if path.is_symlink():
            words += ["--symlink", os.readlink(path), str(path)]
        elif path.is_dir():
            words += ["--ro-bind", str(path), str(path)]
    if FONT_LIST.exists():
        words += ["--ro-bind", "/dev/null", str(FONT_LIST)]
    return words


def _packages(profile: Profile) -> list[str]:
    """Return the binds of a profile's packages, and an empty folder in place of all others."""
    folders = _site_folders()
    if profile.packages is None:
        return [word for pair in folders for word in ("--ro-bind", *pair)]
    words = []
    for outside, inside in folders:
        words += ["--perms", "0755", "--dir", inside]
        for name in profile.packages:
            words += ["--ro-bind-try", f"{outside}/{name}", f"{inside}/{name}"]
    foreign = [path for pattern in FOREIGN for path in glob(pattern)]
    if prefix := _python()[0]:
        found = glob(f"{prefix}/lib/python3*/site-packages")
        foreign += [path.replace(prefix, "/python", 1) for path in found]
    for path in foreign:
        words += ["--perms", "0755", "--tmpfs", path, "--remount-ro", path]
    return words


@cache
def _python() -> tuple[str | None, str, str | None]:
    """Return Python's folder to show (None: it is in /usr), its program inside, its libraries."""
    prefix = os.path.realpath(sys.base_prefix)
    program = Path(os.path.realpath(sys.executable))
    if prefix == "/usr" or prefix.startswith("/usr/"):
        return None, str(program), None
    return prefix, str("/python" / program.relative_to(prefix)), "/python/lib"


@cache
def _site_folders() -> list[tuple[str, str]]:
    """Return the folders that hold packages: ``(outside, inside)``."""
    paths = sysconfig.get_paths()
    found = [paths["purelib"], paths["platlib"], str(Path(numpy.__file__).parents[1])]
    outside = dict.fromkeys(os.path.realpath(folder) for folder in found)
    return [(folder, f"/site{number}") for number, folder in enumerate(outside)]


def site() -> str:
    """Return the folders of packages in a jail, joined by colons."""
    return ":".join(inside for _, inside in _site_folders())


def most_processes(sandbox: str, most: int) -> int:
    """Return the limit on processes, which counts those of the user in all namespaces or in one."""
    if sandbox == BUBBLEWRAP and _gives_users():
        return most
    import psutil

    own = os.geteuid()
    threads = (p.info["num_threads"] or 0 for p in _of_user(psutil, own))
    return most + sum(threads)


def _of_user(psutil: Any, user: int) -> Iterator[Any]:
    for process in psutil.process_iter(["uids", "num_threads"]):
        if process.info["uids"] and process.info["uids"].real == user:
            yield process
