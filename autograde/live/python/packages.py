"""What the page's Python imports beside Pyodide's own wheels: pure Python, as it is installed here.

One zip holds the course's package, those that it and its notebooks need, and the programs in
`inside/` that run the cells. The same files give the same bytes.
"""

import io
import zipfile
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path, PurePosixPath

from autograde.kit.files import WORLD

INSTALLED = ("gymnasium", "cloudpickle", "typing_extensions", "farama-notifications", "tqdm")
INSIDE = Path(__file__).with_name("inside")
NAME_OF_INSIDE = "page_python"  # as which the page imports the programs of `inside/`
KEPT = (".py", ".mplstyle")
ABOUT = ("METADATA", "entry_points.txt")  # of a package: its version, and what it registers
# Of gymnasium: environments and wrappers for other games; they need what is not in a page.
LEFT_OUT = (
    "gymnasium/envs/box2d/",
    "gymnasium/envs/classic_control/",
    "gymnasium/envs/mujoco/",
    "gymnasium/envs/phys2d/",
    "gymnasium/envs/tabular/",
    "gymnasium/envs/toy_text/",
)
EPOCH = (2020, 1, 1, 0, 0, 0)


def zipped() -> bytes:
    """Return the zip.

    Raises
    ------
    PackageNotFoundError
        If one of the packages is not installed.
    """
    members = {f"supplychain/{path.relative_to(WORLD).as_posix()}": path for path in _ours(WORLD)}
    members |= {f"{NAME_OF_INSIDE}/{path.name}": path for path in INSIDE.glob("*.py")}
    for name in INSTALLED:
        members |= _installed(name)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in sorted(members):
            member = zipfile.ZipInfo(name, EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, members[name].read_bytes())
    return file.getvalue()


def _ours(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.suffix in KEPT]


def _installed(name: str) -> dict[str, Path]:
    """Return the files of an installed package by where they lie."""
    listed = distribution(name).files
    if listed is None:
        raise PackageNotFoundError(name)
    found = {}
    for file in listed:
        place = PurePosixPath(file)
        if place.is_absolute() or ".." in place.parts or place.as_posix().startswith(LEFT_OUT):
            continue
        about = place.parent.suffix == ".dist-info" and place.name in ABOUT
        if about or (place.suffix in KEPT and place.parent.suffix != ".dist-info"):
            found[place.as_posix()] = Path(str(file.locate()))
    return found
