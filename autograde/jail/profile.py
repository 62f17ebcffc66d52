"""What is inside a jail: modules of ours, installed packages, a folder that can be written."""

from typing import NamedTuple

from autograde.kit.files import WORLD


class Profile(NamedTuple):
    """What is inside a jail."""

    modules: dict  # what can be imported from the folder /jail: path there → path here
    packages: tuple | None  # what of the installed packages is there; None: all of them
    scratch: int  # bytes of /tmp, the only folder that can be written; 0: there is none


def files_of(folder, *names):
    """Return files of a folder as modules of a profile."""
    return {name: folder / name for name in names}


def of_world(*names):
    """Return files of `supplychain` as modules of a profile."""
    # What Python compiled of them outside saves compiling it at every start.
    compiled = ["__pycache__"] if (WORLD / "__pycache__").is_dir() else []
    return {f"supplychain/{name}": WORLD / name for name in (*names, *compiled)}
