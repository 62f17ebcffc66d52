"""Commit and reveal: nobody can tune to the final track, and nobody can have chosen it afterwards.

Before the first submission is trained, 32 random bytes are drawn and the SHA-256 of them with the
track's configuration is published. All that is hidden follows from the two: chains, training seeds,
scenarios. When the board is final the secret is published too, and everybody can make the same
track from it.
"""

import json
import secrets
from hashlib import sha256
from typing import Any

SIZE = 32  # bytes


def new() -> bytes:
    """Return a fresh secret, as bytes."""
    return secrets.token_bytes(SIZE)


def committed(secret: bytes, configuration: dict[str, Any]) -> str:
    """Return what is published in advance: the SHA-256 of a secret with a configuration.

    Parameters
    ----------
    secret : bytes, (32,)
    configuration : dict
        Plain data.

    Examples
    --------
    >>> committed(bytes(32), {"n_chains": 6})[:16]
    '1ed8ad6e99045347'
    """
    if len(secret) != SIZE:
        raise ValueError(f"the secret has {len(secret)} bytes: give {SIZE}")
    told = json.dumps(configuration, sort_keys=True, separators=(",", ":"))
    return sha256(secret + told.encode()).hexdigest()


def integer(secret: bytes, *names: str | int) -> int:
    """Return a whole number of 256 bits that belongs to a name; no other number follows from it.

    Parameters
    ----------
    secret : bytes
    names : sequence of str or int
        What the number is for.
    """
    label = "/".join(map(str, names))
    return int.from_bytes(sha256(secret + label.encode()).digest(), "big")


def uniform(secret: bytes, *names: str | int) -> float:
    """Return a float in [0, 1) that belongs to a name."""
    return (integer(secret, *names) >> 203) / 2**53
