"""What is told of a board when: the hash that seals its figures, and its secret afterwards."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from autograde.kit.errors import CourseError
from autograde.kit.files import write_whole
from autograde.training import commitment
from autograde.training.commitment import COMMITMENT, SECRET, read_secret, write_secret

BOARD = "leaderboard.json"
AFTERWARDS = ("secret", "figures_sha256")  # what the hash of a board's figures leaves out


def files(out: Path) -> tuple[Path, Path]:
    """Return the files of a board's secret, for who makes it alone, and of its commitment."""
    return out / SECRET, out / COMMITMENT


def commit(out: Path, wishes: dict[str, Any] | None = None) -> tuple[Path, Path]:
    """Bind the board of a folder to a secret before anybody trains; return the two `files`."""
    commitment.commit(out, wishes)
    return files(out)


def reveal(out: Path) -> str:
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
        kept = read_secret(out / SECRET)
        if kept.about["commitment"] != known["commitment"]:
            raise CourseError(f"{out / SECRET} is not what {path} is committed to")
        known["secret"] = kept.secret.hex()
        write_whole(path, json.dumps(known, indent=1) + "\n")
        # From now on, a board that is made anew tells the secret as well.
        write_secret(out / SECRET, kept._replace(revealed=True))
    return known["secret"]


def sealed(figures: dict[str, Any]) -> dict[str, Any]:
    """Return the figures of a board with their hash.

    Parameters
    ----------
    figures : dict
        Plain data. The secret stays outside of the hash: it is revealed later.
    """
    covered = {name: value for name, value in figures.items() if name not in AFTERWARDS}
    told = json.dumps(covered, sort_keys=True, separators=(",", ":"))
    return figures | {"figures_sha256": sha256(told.encode()).hexdigest()}
