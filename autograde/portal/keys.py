"""The portal's secret, and the keys that follow from it: never a default, never shown.

It stands in the environment, or in a file that is made at the first start and that its owner alone
can read. From it follow Django's key, by which sessions are signed, and that of the receipts.
"""

import hmac
import os
import secrets
import zipfile
from hashlib import sha256
from pathlib import Path

from autograde.kit.errors import CourseError, UnusableArgument
from autograde.kit.files import write_whole

VARIABLE, FILE = "PORTAL_SECRET", "secret"
SHORTEST = 32  # characters of a secret


def secret(data: Path) -> str:
    """Return the secret of the portal that keeps its things in a folder.

    Raises
    ------
    CourseError
        If there is none, or others can read it; says what to do.
    """
    if given := os.environ.get(VARIABLE, ""):
        return _long_enough(given, VARIABLE)
    path = data / FILE
    try:
        mode = path.stat().st_mode & 0o077
        text = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise CourseError(
            f"the portal has no secret: {path} is not there, and {VARIABLE} is not set. "
            "`python -m autograde portal serve` makes it at the first start; where the portal ran "
            "before, take it from your backup, else nobody's receipt holds any more"
        ) from None
    except (OSError, ValueError) as error:
        raise CourseError(f"the portal's secret {path} cannot be read: {error}") from error
    if mode:
        raise CourseError(f"others can read the portal's secret: chmod 600 {path}")
    return _long_enough(text, str(path))


def make_first(data: Path) -> None:
    """Make the secret where the portal has never run; where it has, its loss is not hidden."""
    data.mkdir(parents=True, exist_ok=True)
    if os.environ.get(VARIABLE) or any(data.iterdir()):
        return
    data.chmod(0o700)
    write_whole(data / FILE, f"{secrets.token_hex(32)}\n", private=True, replace=False)


def take_from_backup(path: Path, data: Path) -> None:
    """Write the secret of a backup where a new portal shall live, before Django starts.

    Parameters
    ----------
    path : Path
        What `backup` wrote.
    data : Path
        The folder of the new portal.
    """
    if data.exists() and any(data.iterdir()):
        raise UnusableArgument(f"{data} is not empty; a backup is restored into a new folder")
    with opened(path) as archive:
        text = archive.read(FILE).decode("ascii")
    data.mkdir(parents=True, exist_ok=True)
    data.chmod(0o700)
    if not os.environ.get(VARIABLE):
        write_whole(data / FILE, text, private=True, replace=False)
    elif os.environ[VARIABLE] != text.strip():
        raise UnusableArgument(f"{VARIABLE} is not the secret of this backup")


def opened(path: Path) -> zipfile.ZipFile:
    """Return a backup, opened; raise where it is none."""
    try:
        archive = zipfile.ZipFile(path)
        archive.getinfo(FILE)
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise UnusableArgument(f"{path} is no backup of a portal: {error}") from error
    return archive


def derived(whole: str, purpose: str) -> bytes:
    """Return the key for one purpose: who learns it learns no other."""
    return hmac.new(whole.encode(), purpose.encode(), sha256).digest()


def _long_enough(text: str, where: str) -> str:
    if len(text) < SHORTEST:
        raise CourseError(
            f"the portal's secret in {where} has fewer than {SHORTEST} characters; "
            "make one: python -c 'import secrets; print(secrets.token_hex(32))'"
        )
    return text
