"""Machine code that outlives a process, in a folder that only its user can write to.

What lies there is run, so it is trusted as little as possible: the folder and every file must
belong to the user and be writable by nobody else, links are not followed, and a file counts only
whole. Where that cannot be had (another system than POSIX, no home, a read-only one, a folder of
somebody else's), nothing is kept and nothing is read. Names are hashes of all that the code
depends on, so a file is never out of date, only unused; the oldest are removed.
"""

import hashlib
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path

KEPT = 100  # files; each is about 10 kB
FOLDER = "supplychain-machine-code"


def folder_path() -> Path:
    """Return where the code is kept: in the user's folder for what can be made again."""
    home = os.environ.get("XDG_CACHE_HOME")
    return Path(home) / FOLDER if home else Path.home() / ".cache" / FOLDER


def key_of(*parts: object) -> str | None:
    """Return the name of a file: a hash of its parts, all of the package, and the machine.

    Where the package's text cannot be read it is None, under which nothing is kept.
    """
    try:
        text = "\0".join(map(str, (*_surroundings(), *parts)))
    except OSError:
        return None
    return hashlib.sha256(text.encode()).hexdigest()


def read(name: str | None) -> bytes | None:
    """Return the bytes that were kept under a name, or None."""
    if name is None:
        return None
    with suppress(OSError, RuntimeError), _private_folder() as folder:
        descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=folder)
        with open(descriptor, "rb") as file:
            if not _is_private(os.fstat(descriptor)):
                return None
            digest, content = file.read(32), file.read()
        if hashlib.sha256(content).digest() == digest:
            return content
    return None


def write(name: str | None, content: bytes) -> None:
    """Keep bytes under a name where that is possible; a reader sees all of them or none."""
    if name is None:
        return
    with suppress(OSError, RuntimeError), _private_folder(create=True) as folder:
        draft = f"{name}.{os.urandom(8).hex()}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600, dir_fd=folder)
        try:
            with open(descriptor, "wb") as file:
                file.write(hashlib.sha256(content).digest() + content)
            os.replace(draft, name, src_dir_fd=folder, dst_dir_fd=folder)
        except OSError:
            os.unlink(draft, dir_fd=folder)
            raise
        _remove_oldest(folder)


@contextmanager
def _private_folder(create: bool = False) -> Iterator[int]:
    """Open the folder; raise OSError where it is not the user's alone."""
    if not hasattr(os, "getuid"):
        raise OSError("files have no owner here that could be checked")
    path = folder_path()
    if create:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir(mode=0o700, exist_ok=True)
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        if not _is_private(os.fstat(folder)):
            raise OSError(f"{path} is not the user's alone")
        yield folder
    finally:
        os.close(folder)


def _is_private(status: os.stat_result) -> bool:
    return status.st_uid == os.getuid() and not stat.S_IMODE(status.st_mode) & 0o077


def _remove_oldest(folder: int) -> None:
    files = [(os.stat(name, dir_fd=folder).st_mtime, name) for name in os.listdir(folder)]
    for _, name in sorted(files)[:-KEPT]:
        os.unlink(name, dir_fd=folder)


@cache
def _surroundings() -> tuple[object, ...]:
    """Return what machine code depends on: the package's text, the tools, Python and the CPU."""
    import llvmlite.binding
    import numpy

    # Numba's version is read as text: its import, or importlib.metadata's, would take longer than
    # all else.
    # Who comes here has Numba.
    numba = Path(find_spec("numba").origin).with_name("_version.py")  # type: ignore[union-attr, arg-type]
    digest = hashlib.sha256()
    sources = sorted(Path(__file__).parent.glob("*.py"))
    if not sources:
        raise FileNotFoundError("the package is not in files")
    for path in [*sources, numba]:
        digest.update(f"{path.name}\0".encode() + path.read_bytes() + b"\0")
    return (
        digest.hexdigest(),
        llvmlite.__version__,
        numpy.__version__,
        sys.version,
        llvmlite.binding.get_process_triple(),
        llvmlite.binding.get_host_cpu_name(),
        llvmlite.binding.get_host_cpu_features().flatten(),
    )
