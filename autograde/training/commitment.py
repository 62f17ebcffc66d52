"""What a board is bound to before anybody trains.

``secret.json`` is for the person who grades alone; ``commitment.json`` is published.
"""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from autograde.kit.errors import CourseError
from autograde.kit.files import write_whole
from autograde.training.secret import SIZE, committed, new
from autograde.training.tracks import CONFIGURATION

SECRET, COMMITMENT = "secret.json", "commitment.json"


class Commitment(NamedTuple):
    """What the final track of a board follows from."""

    secret: bytes
    configuration: dict
    revealed: bool  # whether everybody may know the secret

    @property
    def about(self) -> dict[str, Any]:
        """What is published, as plain data."""
        return {
            "commitment": committed(self.secret, self.configuration),
            "configuration": self.configuration,
            "secret": self.secret.hex() if self.revealed else None,
        }


def commit(out: Path, wishes: dict[str, Any] | None = None, seed: int | None = None) -> Commitment:
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
        If another configuration was committed to, what was published is another commitment, or a
        file is broken.
    """
    wishes = {name: value for name, value in (wishes or {}).items() if value is not None}
    out.mkdir(parents=True, exist_ok=True)
    if seed is not None:
        if (out / SECRET).exists():
            raise CourseError(f"{out} holds a secret, and a seed makes another board: give another "
                              "--out, or leave --seed out")  # fmt: skip
        secret = sha256(f"seed {seed}".encode()).digest()
        made = Commitment(secret, CONFIGURATION | wishes, revealed=True)
    elif (out / SECRET).exists():
        made = read_secret(out / SECRET)
        other = [name for name in wishes if made.configuration[name] != wishes[name]]
        if other:
            raise CourseError(
                f"{out / SECRET} is committed to {other[0]} = {made.configuration[other[0]]}, and "
                f"{wishes[other[0]]} was asked for: leave that out, or give another --out"
            )
    else:
        made = Commitment(new(), CONFIGURATION | wishes, revealed=False)
        _refuse_other(out, made)
        write_secret(out / SECRET, made, replace=False)
    if seed is None:
        _refuse_other(out, made)
    published = {name: made.about[name] for name in ("commitment", "configuration")}
    write_whole(out / COMMITMENT, json.dumps(published, indent=1) + "\n")
    return made


def _refuse_other(out: Path, made: Commitment) -> None:
    """Raise where something else was published than what follows from a secret."""
    path = out / COMMITMENT
    if not path.exists():
        return
    try:
        digits = json.loads(path.read_text(encoding="utf-8"))["commitment"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CourseError(f"{path} holds no commitment: {error!r}; put back what was published, or "
                          "give another --out") from None  # fmt: skip
    if digits != made.about["commitment"]:
        raise CourseError(
            f"{path} says {str(digits)[:12]}…, and the secret and configuration here make "
            f"{made.about['commitment'][:12]}…: put back {SECRET} as it was when that was "
            "published, or give another --out"
        )


def write_secret(path: Path, made: Commitment, replace: bool = True) -> None:
    """Write a secret into a file that only its owner can read; a new one never over another."""
    text = {
        "secret": made.secret.hex(),
        "configuration": made.configuration,
        "revealed": made.revealed,
    }
    write_whole(path, json.dumps(text, indent=1) + "\n", private=True, replace=replace)


def read_secret(path: Path) -> Commitment:
    """Return what a file of `write_secret` holds, or raise `CourseError`."""
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        secret = bytes.fromhex(known["secret"])
        made = Commitment(secret, known["configuration"], known["revealed"])
        missing = CONFIGURATION.keys() - made.configuration.keys()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CourseError(f"{path} holds no secret of a final track: {error!r}") from None
    if len(secret) != SIZE or missing:
        raise CourseError(f"{path} is damaged: {len(secret)} bytes, missing {sorted(missing)}")
    return made
