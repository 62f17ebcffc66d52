"""Where the checkout is, files that are whole or absent, and hashes of what they hold."""

import hashlib
import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
WORLD = CHECKOUT / "supplychain"
PART = ".part"  # ends the name of a file that is not whole yet


def fingerprint(paths: Iterable[Path]) -> str:
    """Return the SHA-256 of text files, the same on systems with other line ends."""
    digest = hashlib.sha256()
    for path in paths:
        text = path.read_text(encoding="utf-8")  # reading turns every line end into "\n"
        digest.update(f"{path.name}\0{len(text)}\0{text}".encode())
    return digest.hexdigest()


@cache
def programs_fingerprint(*folders: Path) -> str:
    """Return the SHA-256 of all programs in some folders, with the names that they have there.

    Results that are kept carry it. A folder is taken whole: a list of names would have to follow
    every file that comes, goes or moves, and a name forgotten keeps the results of another program.

    Parameters
    ----------
    *folders : Path
        Below the checkout.
    """
    digest = hashlib.sha256()
    for path in sorted(path for folder in folders for path in folder.rglob("*.py")):
        name = path.relative_to(CHECKOUT).as_posix()
        text = path.read_text(encoding="utf-8")
        digest.update(f"{name}\0{len(text)}\0{text}".encode())
    return digest.hexdigest()


def write_whole(
    path: Path, content: str | bytes, *, private: bool = False, replace: bool = True
) -> None:
    """Give a file a content at once: whoever is killed leaves the old one, or the new one.

    Parameters
    ----------
    path : Path
        Its folder is made where it is not there.
    content : str or bytes
        Text is written in UTF-8.
    private : bool
        Whether only its owner can read the file.
    replace : bool
        Whether a file that is there already may be replaced.

    Raises
    ------
    FileExistsError
        If it is there, and may not.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # Two programs may write the same file; each writes a part of its own.
    part = path.with_name(f".{path.name}.{os.getpid()}{PART}")
    part.unlink(missing_ok=True)
    whole = content if isinstance(content, bytes) else content.encode("utf-8", "replace")
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o666),
              "wb") as file:  # fmt: skip
        file.write(whole)
        file.flush()
        os.fsync(file.fileno())
    if replace:
        os.replace(part, path)
        return
    try:
        os.link(part, path)
    finally:
        part.unlink()
