"""Starting a program in a jail of its own."""

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autograde.jail import bubblewrap, cgroups, memory, seccomp, warm
from autograde.jail.profile import Profile

# What runs first: the limits, which nothing in the jail can lift again.
LIMITED = """import resource, signal
for name, most in {limits}.items():
    try:
        resource.setrlimit(getattr(resource, name), (most, most))
    except (AttributeError, ValueError, OSError):  # some systems lack one
        continue
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a full file is an error, not a death
signal.signal(signal.SIGINT, signal.default_int_handler)  # whatever our starter ignores
del resource, signal, name, most
{program}"""


def started(
    profile: Profile,
    program: str,
    arguments: Sequence[Any],
    kind: str,
    scratch: Path,
    inside: Sequence[int],
    share: memory.Counted | cgroups.Group,
    **streams: Any,
) -> subprocess.Popen | warm.Started:
    """Start a program in a jail; return its process, which leads a process group.

    Parameters
    ----------
    profile : Profile
        What is inside, and its limits.
    program : str
        Python; finds in ``sys.argv`` the folders of packages, joined by colons, and the arguments.
    arguments : list
        For the program.
    kind : str
        ``bubblewrap`` or ``none``.
    scratch : Path
        An own empty folder; only used without bubblewrap.
    inside : list of int
        File descriptors that the program inherits.
    share : memory.Counted or cgroups.Group
        What keeps it to its share of memory, from `memory.share`.
    **streams
        Its ``stdout`` and ``stderr``, for `subprocess.Popen`.
    """
    resources = profile.resources
    if resources is None:
        raise ValueError("this profile has no limits: who starts a program in a jail sets them")
    processes = bubblewrap.most_processes(kind, resources.processes)
    limits = resources.limits(processes, len(inside))
    if kind == bubblewrap.BUBBLEWRAP and profile.loaded:
        # The first process of a jail is counted as well.
        more = limits | {"RLIMIT_NPROC": limits["RLIMIT_NPROC"] + 1}
        forked = _forked(profile, warm.Program(program, arguments, more, inside, share), streams)
        if forked:
            return forked
    program = LIMITED.format(limits=limits, program=program)
    calls = seccomp.descriptor()
    try:
        command, environment, place = bubblewrap.command(
            profile, program, arguments, kind, scratch, calls
        )
        return subprocess.Popen(
            share.entering(command),
            env=environment,
            cwd=place,
            stdin=subprocess.DEVNULL,
            pass_fds=inside if calls is None else [*inside, calls],
            start_new_session=True,
            **streams,
        )
    finally:
        seccomp.close(calls)


def _forked(
    profile: Profile, program: warm.Program, streams: dict[str, Any]
) -> warm.Started | None:
    """Return a jail that was forked, None where that is not possible."""
    for _ in range(2):
        waiting = warm.of(profile)
        if waiting is None:
            return None
        try:
            return waiting.start(program, **streams)
        except OSError:
            if waiting.is_there():  # others may have jails of it
                return None
            warm.forget(profile)
    return None
