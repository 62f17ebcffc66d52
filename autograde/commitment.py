"""The files of commit and reveal: what a board is bound to, and what is told of it when.

``secret.json`` is for the person who grades alone; ``commitment.json`` is published before anybody
trains. `reveal` tells the secret in ``leaderboard.json`` once the board is final.
"""

import json
from hashlib import sha256
from typing import NamedTuple

from autograde import secret as hidden
from autograde.kit.errors import CourseError
from autograde.kit.files import write_whole
from autograde.tracks import CONFIGURATION

SECRET, COMMITMENT, BOARD = "secret.json", "commitment.json", "leaderboard.json"
AFTERWARDS = ("secret", "figures_sha256")  # what the hash of a board's figures leaves out


class Commitment(NamedTuple):
    """What the final track of a board follows from."""

    secret: bytes
    configuration: dict
    revealed: bool  # whether everybody may know the secret

    @property
    def about(self):
        """What is published, as plain data."""
        return {
            "commitment": hidden.committed(self.secret, self.configuration),
            "configuration": self.configuration,
            "secret": self.secret.hex() if self.revealed else None,
        }


def commit(out, wishes=None, seed=None):
    """Return what a board is bound to. What was committed to once, stands.

    Parameters
    ----------
    out : Path
        The folder of the board.
    wishes : dict, optional
        Parts of `tracks.CONFIGURATION` that shall be different.
    seed : int, optional
        Makes a secret that is none, for a board that everybody shall be able to make again.

    Raises
    ------
    CourseError
        If another configuration was committed to, or the file of the secret is broken.
    """
    wishes = {name: value for name, value in (wishes or {}).items() if value is not None}
    out.mkdir(parents=True, exist_ok=True)
    if seed is not None:
        secret = sha256(f"seed {seed}".encode()).digest()
        made = Commitment(secret, CONFIGURATION | wishes, revealed=True)
    elif (out / SECRET).exists():
        made = _read(out / SECRET)
        other = [name for name in wishes if made.configuration[name] != wishes[name]]
        if other:
            raise CourseError(
                f"{out / SECRET} is committed to {other[0]} = {made.configuration[other[0]]}, and "
                f"{wishes[other[0]]} was asked for: leave that out, or give another --out"
            )
    else:
        made = Commitment(hidden.new(), CONFIGURATION | wishes, revealed=False)
        _write(out / SECRET, made, replace=False)
    published = {name: made.about[name] for name in ("commitment", "configuration")}
    write_whole(out / COMMITMENT, json.dumps(published, indent=1) + "\n")
    return made


def reveal(out):
    """Publish the secret of a board in its ``leaderboard.json``; return the secret, in hex.

    Raises
    ------
    CourseError
        If there is no board, or the secret is not the one that the board was made with.
    """
    path = out / BOARD
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CourseError(f"{path} is no leaderboard: {error}") from None
    if known["secret"] is None:
        kept = _read(out / SECRET)
        if kept.about["commitment"] != known["commitment"]:
            raise CourseError(f"{out / SECRET} is not what {path} is committed to")
        known["secret"] = kept.secret.hex()
        write_whole(path, json.dumps(known, indent=1) + "\n")
        # From now on, a board that is made anew tells the secret as well.
        _write(out / SECRET, kept._replace(revealed=True))
    return known["secret"]


def sealed(figures):
    """Return the figures of a board with their hash.

    Parameters
    ----------
    figures : dict
        Plain data. The secret stays outside of the hash: it is revealed later.
    """
    covered = {name: value for name, value in figures.items() if name not in AFTERWARDS}
    told = json.dumps(covered, sort_keys=True, separators=(",", ":"))
    return figures | {"figures_sha256": sha256(told.encode()).hexdigest()}


def _write(path, made, replace=True):
    """Write a secret into a file that only its owner can read; a new one never over another."""
    text = {
        "secret": made.secret.hex(),
        "configuration": made.configuration,
        "revealed": made.revealed,
    }
    write_whole(path, json.dumps(text, indent=1) + "\n", private=True, replace=replace)


def _read(path):
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        secret = bytes.fromhex(known["secret"])
        made = Commitment(secret, known["configuration"], known["revealed"])
        missing = CONFIGURATION.keys() - made.configuration.keys()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CourseError(f"{path} holds no secret of a final track: {error!r}") from None
    if len(secret) != hidden.SIZE or missing:
        raise CourseError(f"{path} is damaged: {len(secret)} bytes, missing {sorted(missing)}")
    return made
