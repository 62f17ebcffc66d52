"""Commit and reveal: nobody can tune to the final track, and nobody can have chosen it afterwards.

Before the first submission is trained, 32 random bytes are drawn and the SHA-256 of them with the
track's configuration is published. All that is hidden follows from the two: chains, training seeds,
scenarios. When the board is final the secret is published too, and everybody can make the same
track from it.
"""

import json
import os
import secrets
from hashlib import sha256

from autograde.course import CourseError

SIZE = 32  # bytes


def new():
    """Return a fresh secret, as bytes."""
    return secrets.token_bytes(SIZE)


def commitment(secret, configuration):
    """Return what is published in advance: the SHA-256 of a secret with a configuration.

    Parameters
    ----------
    secret : bytes, (32,)
    configuration : dict
        Plain data.

    Examples
    --------
    >>> commitment(bytes(32), {"n_chains": 6})[:16]
    '1ed8ad6e99045347'
    """
    if len(secret) != SIZE:
        raise ValueError(f"the secret has {len(secret)} bytes: give {SIZE}")
    told = json.dumps(configuration, sort_keys=True, separators=(",", ":"))
    return sha256(secret + told.encode()).hexdigest()


def integer(secret, *names):
    """Return a whole number of 256 bits that belongs to a name; no other number follows from it.

    Parameters
    ----------
    secret : bytes
    names : sequence of str or int
        What the number is for.
    """
    label = "/".join(map(str, names))
    return int.from_bytes(sha256(secret + label.encode()).digest(), "big")


def uniform(secret, *names):
    """Return a float in [0, 1) that belongs to a name."""
    return (integer(secret, *names) >> 203) / 2**53


def keep(secret, path):
    """Write a secret into a file that only its owner can read, and never over another one."""
    text = json.dumps({"secret": secret.hex()}) + "\n"
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


def kept(path):
    """Return the secret that is in a file.

    Raises
    ------
    CourseError
        If there is none in it.
    """
    try:
        secret = bytes.fromhex(json.loads(path.read_text())["secret"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CourseError(f"{path} holds no secret of the final track: {error}") from None
    if len(secret) != SIZE:
        raise CourseError(f"{path} holds a secret of {len(secret)} bytes; expected {SIZE}")
    return secret
