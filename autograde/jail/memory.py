"""How much memory a jail holds in sum, and its end where that is too much: one way of three.

Limits of a process say nothing of what many hold together. Where the kernel's groups can be had
(`cgroups`), it charges and ends by itself; that takes root, or a group that was given to us. Where
not, what is held is counted from outside, several times a second (`counted`). The calls by which
memory can be held out of sight are refused everywhere (`seccomp`). What works is found by using it.
"""

import atexit
import signal
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from autograde.jail import cgroups, counted
from autograde.jail.profile import MEMORY_IN_SUM

SPARE = 8  # processes that shut the jail in, and are no part of what it may start
LAST_PATIENCE = 1.0  # seconds that a program waits at its end for its last groups
TRIED = 2**23  # bytes that a group is given to be tried, and which tail is made to pass
_believed = ""  # what `believe` was told
TRY = ["/bin/sh", "-c", "ulimit -v 200000; exec tail /dev/zero"]


def share(processes: int, most: int = MEMORY_IN_SUM) -> "Counted | cgroups.Group":
    """Return what keeps one jail to its share of memory.

    Parameters
    ----------
    processes : int
        How many the jail may start.
    most : int
        Bytes.

    Returns
    -------
    Counted or cgroups.Group
        Both have ``entering(command)``, ``doors()``, ``begin()``, ``is_exceeded(pids)``,
        ``held(pids)`` and ``close()``.
    """
    if made := groups():
        try:
            return made.group(most, processes + SPARE)
        except OSError:  # the groups went away, or there are too many
            pass
    return Counted(most)


def kind() -> str:
    """Return which way holds here: ``cgroup v2``, ``cgroup v1`` or ``counted``."""
    made = groups()
    return made.version.name if made else "counted"


def believe(known: str) -> None:
    """Take over what another process has found by trying: `kind` of the one that started this."""
    global _believed
    _believed = known
    groups.cache_clear()


def told() -> str:
    """Return which way holds here, in words for the person who grades."""
    if groups():
        return f"the memory of a submission is bounded in sum by the kernel ({kind()})"
    return (
        "the memory of a submission is bounded in sum by counting from outside, five times a "
        "second: no cgroup can be had here, which takes root or a delegated one"
    )


def sweep(patience: float = 0.0) -> None:
    """Remove what is left of shares whose processes were killed; wait so long for them [s]."""
    if made := groups():
        made.sweep(patience)


class Counted:
    """A share that is measured from outside.

    Parameters
    ----------
    most : int
        Bytes.
    """

    def __init__(self, most: int = MEMORY_IN_SUM) -> None:
        self.most = most

    def entering(self, command: list[str]) -> list[str]:
        """Return the command as it is."""
        return command

    def doors(self) -> list[Path]:
        """Return nothing: nobody is charged."""
        return []

    def begin(self) -> None:
        """Do nothing: what is looked at is what is held now."""

    def is_exceeded(self, pids: Iterable[int]) -> bool:
        """Whether some processes hold more than the share."""
        return self.held(pids) > self.most

    def held(self, pids: Iterable[int]) -> float:
        """Return the bytes that some processes hold."""
        return counted.held(pids, self.most / 2)

    def close(self) -> None:
        """Do nothing: there is nothing to give back."""


@cache
def groups() -> cgroups.Groups | None:
    """Return where the kernel's groups are made, None where they do not work."""
    if _believed == "counted":
        return None
    try:
        trees = cgroups.trees(*map(_read, ("/proc/self/cgroup", "/proc/self/mountinfo")))
    except (OSError, ValueError):  # not Linux, or a kernel that writes otherwise
        return None
    for version in (cgroups.V2, cgroups.V1):
        controllers = [one for one in version.kinds if one in trees]
        if controllers[:1] != [version.kinds[0]]:
            continue
        found = {one: _place(version, one, *trees[one]) for one in controllers}
        made = cgroups.Groups(version, {one: place for one, place in found.items() if place})
        # Each try leaves some lines in the kernel's log, so that one for a class is enough.
        if found[controllers[0]] and (version.name == _believed or _works(made)):
            atexit.register(made.sweep, LAST_PATIENCE)
            return made
    return None


def _read(path: str) -> str:
    return Path(path).read_text()


def _place(version: cgroups.Version, controller: str, top: Path, own: str) -> Path | None:
    """Return the first place in a tree where a group can be made."""
    for place in cgroups.places(version, controller, top, own):
        try:
            if version is cgroups.V2:
                (place / "cgroup.subtree_control").write_text("+memory +pids")
            tried = place / cgroups.name()
            tried.mkdir()
            tried.rmdir()
        except OSError:
            continue
        return place
    return None


def _works(made: cgroups.Groups) -> bool:
    """Whether a program that takes more than its group may hold is ended by the kernel."""
    try:
        group = made.group(TRIED, SPARE)
    except OSError:
        return False
    try:
        ended = subprocess.run(group.entering(TRY), capture_output=True, timeout=60, check=False)
        return ended.returncode == -signal.SIGKILL and group.is_exceeded(())
    except (OSError, subprocess.SubprocessError):
        return False
    finally:
        group.close()
