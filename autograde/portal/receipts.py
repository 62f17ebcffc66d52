"""Receipts: what a student keeps of a hand-in, and what needs no database to be checked."""

import hmac
import re
from datetime import datetime
from hashlib import sha256

TITLE = "Receipt of a hand-in"
FIELDS = ("hand-in", "assignment", "student", "bytes", "sha256", "received")
LINE = re.compile(r"([a-z0-9-]+): (.*)")
LONGEST = 10_000  # characters of a text that is looked at


def text(key: bytes, *, number: str, assignment: str, student: str, size: int, digest: str,
         received: datetime) -> str:  # fmt: skip
    """Return the receipt of a hand-in, signed.

    Parameters
    ----------
    key : bytes
        Of the portal's receipts.
    number, assignment, student, digest : str
    size : int
        [bytes]
    received : datetime
        When the first byte came; in UTC on the receipt.
    """
    values = (number, assignment, student, str(size), digest, received.isoformat())
    said = "".join(f"{name}: {' '.join(value.split())}\n" for name, value in zip(FIELDS, values))
    return f"{TITLE}\n{said}signature: {_signature(key, said)}\n"


def read(key: bytes, receipt: str) -> dict[str, str] | None:
    """Return what a receipt says, None where it is not the portal's as it was given.

    Parameters
    ----------
    key : bytes
    receipt : str
        As it was kept; blanks at the ends of lines and other line ends do not matter.
    """
    lines = [line.rstrip() for line in receipt[:LONGEST].splitlines()]
    found = {match[1]: match[2] for line in lines if (match := LINE.fullmatch(line))}
    if any(name not in found for name in (*FIELDS, "signature")):
        return None
    said = "".join(f"{name}: {found[name]}\n" for name in FIELDS)
    return found if hmac.compare_digest(_signature(key, said), found["signature"]) else None


def _signature(key: bytes, said: str) -> str:
    return hmac.new(key, said.encode("utf-8", "replace"), sha256).hexdigest()
