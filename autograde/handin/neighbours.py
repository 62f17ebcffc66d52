"""nbgrader's folders, where they are given in place of a class's submissions."""

import re
from os.path import exists, isdir

from autograde.kit.errors import UnusableArgument
from autograde.kit.progress import note

# What nbgrader's exchange calls a submission: student+assignment+time, and letters of chance.
INBOUND = re.compile(r".+\+.+\+\d{4}-\d\d-\d\d .+")
BESIDE = ("source", "release", "nbgrader_config.py", "gradebook.db", "autograded", "feedback")


def submitted(place):
    """Return where the submissions are; of a course folder of nbgrader it is one of its folders.

    Parameters
    ----------
    place : Path
        What a command was given.

    Raises
    ------
    UnusableArgument
        If it is the exchange, out of which nbgrader collects.
    """
    if not place.is_dir():
        return place
    # A folder that cannot be looked into is a student's, and no reason to stop.
    folders = [path for path in place.iterdir() if isdir(path) and not path.is_symlink()]
    if any(INBOUND.fullmatch(path.name) for path in folders) or any(
        isdir(path / "inbound") and isdir(path / "outbound") for path in (place, *folders)
    ):
        raise UnusableArgument(
            f"{place} is of nbgrader's exchange, which holds every version that was submitted: "
            "run nbgrader collect <assignment> in the course folder first, then give its submitted/"
        )
    if isdir(place / "submitted") and any(exists(place / name) for name in BESIDE):
        note(f"{place} is a course folder of nbgrader: what lies in its submitted/ is taken")
        return place / "submitted"
    return place
