"""What is inside a jail, and how much of the machine: the numbers that the kernel enforces."""

from pathlib import Path
from typing import NamedTuple

from autograde.kit.files import WORLD

MEMORY_IN_SUM = 2**30  # bytes that all processes of a jail may hold (`memory`)


class Resources(NamedTuple):
    """What the kernel allows in a jail; `MEMORY_IN_SUM` is for all of them."""

    processes: int
    cpu: int  # seconds of a process; its cells and calls have limits of their own
    open_files: int  # beside those that it is given
    largest_file: int  # bytes
    address_space: int = 3 * 2**30  # bytes of a process

    def limits(self, processes: int, n_given: int) -> dict[str, int]:
        """Return what `resource.setrlimit` is told.

        Parameters
        ----------
        processes : int
            How many there may be, counted as the kernel counts them here.
        n_given : int
            How many open files the program inherits.
        """
        return {
            "RLIMIT_AS": self.address_space,
            "RLIMIT_NPROC": processes,
            "RLIMIT_CPU": self.cpu,
            "RLIMIT_FSIZE": self.largest_file,
            "RLIMIT_NOFILE": self.open_files + n_given,
            "RLIMIT_CORE": 0,
        }


class Profile(NamedTuple):
    """What is inside a jail, and how much it may use."""

    modules: dict  # what can be imported from the folder /jail: path there → path here
    packages: tuple | None  # what of the installed packages is there; None: all of them
    scratch: int  # bytes of /tmp, the only folder that can be written; 0: there is none
    resources: Resources | None  # None: as the machine has them
    loaded: tuple = ()  # modules that every program in it needs; loaded once for many (`warm`)


def files_of(folder: Path, *names: str) -> dict[str, Path]:
    """Return files of a folder as modules of a profile."""
    return {name: folder / name for name in names}


def of_world(*names: str) -> dict[str, Path]:
    """Return files of `supplychain` as modules of a profile."""
    # What Python compiled of them outside saves compiling it at every start.
    compiled = ["__pycache__"] if (WORLD / "__pycache__").is_dir() else []
    return {f"supplychain/{name}": WORLD / name for name in (*names, *compiled)}
