"""Pyodide's files: which they are, where they come from, and whether they are the right ones.

The table `files.csv` names them with sizes and SHA-256, the wheels' as Pyodide's lock file of this
version has them. They are looked for in the folder that PYODIDE_MIRROR names, then among those
that were fetched before; `fetch` asks the project's public address for what neither holds. A site
is built from what is there: building it asks no network.
"""

import csv
import os
import socket
from collections.abc import Callable, Mapping
from hashlib import sha256
from http.client import HTTPException
from pathlib import Path
from typing import NamedTuple
from urllib.request import urlopen

from autograde.kit.files import write_whole

VERSION = "0.27.7"
# What Pyodide's loader wants to read of its lock file; wheels are unpacked without its help.
LOCK = {
    "info": {
        "abi_version": "2024_0",
        "arch": "wasm32",
        "platform": "emscripten_3_1_58",
        "python": "3.12.7",
        "version": VERSION,
    },
    "packages": {},
}
PUBLIC = f"https://cdn.jsdelivr.net/pyodide/v{VERSION}/full/"
MIRROR = "PYODIDE_MIRROR"
PATIENCE = 20  # [s] for an answer of the public address
HOW = (
    f"set {MIRROR} to a folder that holds the files of Pyodide {VERSION} "
    "(autograde/live/python/files.csv lists them) and run `make live-python`"
)


class PyodideFile(NamedTuple):
    """A file of Pyodide."""

    needed_for: str  # core, numpy or figures
    name: str
    size: int  # [bytes]
    sha256: str


def table() -> list[PyodideFile]:
    """Return the files that a site with Python needs."""
    with Path(__file__).with_name("files.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return [PyodideFile(group, name, int(size), digest) for group, name, size, digest in rows]


def cache_folder(variables: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of what was fetched before; it may be deleted at any time."""
    caches = variables.get("XDG_CACHE_HOME")
    return (Path(caches) if caches else Path.home() / ".cache") / f"pyodide-{VERSION}"


def folders(variables: Mapping[str, str] = os.environ) -> list[Path]:
    """Return where files are looked for, in order."""
    mirror = variables.get(MIRROR)
    return [*([Path(mirror)] if mirror else []), cache_folder(variables)]


def found(variables: Mapping[str, str] = os.environ) -> dict[str, Path] | None:
    """Return the path of each file by its name; None if one of them is nowhere, or not right."""
    paths = {}
    for file in table():
        path = _among(folders(variables), file)
        if path is None:
            return None
        paths[file.name] = path
    return paths


def _among(places: list[Path], file: PyodideFile) -> Path | None:
    for folder in places:
        path = folder / file.name
        if path.is_file() and is_right(file, path.read_bytes()):
            return path
    return None


def is_right(file: PyodideFile, content: bytes) -> bool:
    """Whether a content is that of a file of the table."""
    return sha256(content).hexdigest() == file.sha256


def fetch(
    variables: Mapping[str, str] = os.environ, get: Callable[[str], bytes] | None = None
) -> str:
    """Fetch what is nowhere into the cache; return one line that says why not, "" if all is there.

    Parameters
    ----------
    variables : mapping
        The environment's.
    get : callable, optional
        ``get(address)`` returns the content at an address; the network's unless told otherwise.

    Notes
    -----
    It gives up at the first file that does not come: where one does not, the others hardly would.
    """
    for file in table():
        if _among(folders(variables), file):
            continue
        try:
            content = (get or _get)(f"{PUBLIC}{file.name}")
        except (OSError, HTTPException) as error:
            return _without(f"{file.name} could not be fetched: {_short(error)}")
        if not is_right(file, content):
            return _without(f"{file.name} came with another content than the table names")
        write_whole(cache_folder(variables) / file.name, content)
    return ""


def _without(reason: str) -> str:
    return f"The site is built without live Python ({reason}). To add it, {HOW}."


def _short(error: Exception) -> str:
    reason = getattr(error, "reason", None) or error
    return "no network" if isinstance(reason, socket.gaierror) else str(reason) or "no answer"


def _get(address: str) -> bytes:
    with urlopen(address, timeout=PATIENCE) as answer:
        return answer.read()


if __name__ == "__main__":
    if told := fetch():
        print(told)
