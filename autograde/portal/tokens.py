"""The words by which students sign in: drawn at random, printed once, kept as hashes.

Consonants alone in groups of five: no spreadsheet reads them as a number (``1e5``), a formula, a
date or TRUE, nobody confuses 0 and O, and no word of any language comes about.
"""

import hmac
import secrets
from hashlib import sha256

LETTERS = "bcdfghjkmnpqrtvwxz"  # without l, which looks like 1, and s, which looks like 5
GROUPS, LENGTH = 6, 5  # 30 letters, 125 bits


def new() -> str:
    """Return a token."""
    parts = ("".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(GROUPS))
    return "-".join(parts)


def digest(token: str) -> str:
    """Return what is kept of a token: letter case and blanks of its copy do not count.

    Examples
    --------
    >>> digest(" BCDFG-HJKMN\\n") == digest("bcdfg-hjkmn")
    True
    """
    return sha256("".join(token.split()).lower().encode("utf-8", "replace")).hexdigest()


def same(one: str, other: str) -> bool:
    """Compare two digests in constant time."""
    return hmac.compare_digest(one, other)
