"""The address that students type: in links, and the only one at which the portal answers.

It stands in the environment, or is that of the last `serve`, which leaves it in the folder: so
links that another command writes lead to the port at which the portal runs.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

from autograde.kit.errors import UnusableArgument
from autograde.kit.files import write_whole

VARIABLE, PROXY, FILE = "PORTAL_URL", "PORTAL_PROXY", "address"
USUAL = "http://127.0.0.1:8080"
EVERYWHERE = ("0.0.0.0", "::", "")  # no address that anybody can type


def url(data: Path) -> str:
    """Return the address of the portal that keeps its things in a folder."""
    left = data / FILE
    known = os.environ.get(VARIABLE) or (left.read_text("utf-8") if left.is_file() else USUAL)
    return known.strip().rstrip("/")


def settle(host: str, port: int) -> None:
    """Say at which address a portal is about to be served; refuse what nobody could reach.

    Raises
    ------
    UnusableArgument
    """
    if not os.environ.get(VARIABLE):
        if host in EVERYWHERE:
            raise UnusableArgument(
                f"--host {host} listens everywhere, and links need one address: set {VARIABLE}="
                f"http://NAME:{port}, as students shall type it"
            )
        shown = f"[{host}]" if ":" in host else host
        os.environ[VARIABLE] = f"http://{shown}:{port}"
    asked = urlsplit(os.environ[VARIABLE])
    if asked.scheme not in ("http", "https") or not asked.hostname or asked.path.strip("/"):
        raise UnusableArgument(
            f"{VARIABLE}={os.environ[VARIABLE]} is no address of a portal; expected "
            "https://handin.example.org"
        )
    if asked.scheme == "https" and not os.environ.get(PROXY):
        raise UnusableArgument(
            f"{VARIABLE} says https, and who decrypts it is not named: set {PROXY} to the address "
            "of the proxy in front, from which alone X-Forwarded-Proto is believed"
        )


def leave(data: Path) -> None:
    """Leave the address where other commands find it."""
    write_whole(data / FILE, url(data) + "\n", private=True)
