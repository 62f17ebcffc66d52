"""What is inside a jail: modules of ours, installed packages, a folder that can be written."""

from pathlib import Path
from typing import NamedTuple

from autograde.kit.files import WORLD


class Profile(NamedTuple):
    """What is inside a jail."""

    modules: dict  # what can be imported from the folder /jail: path there → path here
    packages: tuple | None  # what of the installed packages is there; None: all of them
    scratch: int  # bytes of /tmp, the only folder that can be written; 0: there is none


def _own(*names):
    return {name: Path(__file__).with_name(name) for name in names}


def _world(*names):
    # What Python compiled of them outside saves compiling it at every start.
    compiled = ["__pycache__"] if (WORLD / "__pycache__").is_dir() else []
    return {f"supplychain/{name}": WORLD / name for name in (*names, *compiled)}


CHAPTERS = Profile(
    _own("student.py", "stand_ins.py", "wire.py") | {"supplychain": WORLD}, None, 64 * 2**20
)
BENCHMARK = Profile(
    _own("trainee.py", "frames.py")
    | _world("__init__.py", "registration.py", "algorithm.py", "coursework.py")
    | _world("model.py", "dynamics.py", "fields.py"),
    ("numpy", "numpy.libs", "tqdm"),
    0,
)
