"""nbgrader's folders, where they are given in place of a class's submissions."""

import re

from autograde.handin import archives
from autograde.handin.archives import File
from autograde.kit.errors import UnusableArgument
from autograde.kit.progress import note

STAMP, SECRET = "timestamp.txt", "submission_secret.txt"
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
    if any(INBOUND.fullmatch(path.name) and path.is_dir() for path in place.iterdir()) or (
        (place / "inbound").is_dir() and (place / "outbound").is_dir()
    ):
        raise UnusableArgument(
            f"{place} is of nbgrader's exchange, which holds every version that was submitted: "
            "run nbgrader collect <assignment> in the course folder first, then give its submitted/"
        )
    if (place / "submitted").is_dir() and any((place / name).exists() for name in BESIDE):
        note(f"{place} is a course folder of nbgrader: what lies in its submitted/ is taken")
        return place / "submitted"
    return place


def files(place, scratch):
    """Return the files of a class, see `archives.files`, as if nbgrader had asked for one notebook.

    nbgrader keeps them as ``<student>/<assignment>/<file>``, with the time beside them, and an
    assignment may be called otherwise than its notebooks, or hold several. Here they become
    ``<student>/<file's name>/<file>``, each with its time.

    Parameters
    ----------
    place, scratch : Path
        As of `archives.files`.
    """
    given = archives.files(place, scratch)
    # Both are written by nbgrader's submit, over what a student calls so.
    secret = {file.parts[:-1] for file in given if file.parts[-1] == SECRET}
    found = [file for file in given if file.parts[-1] != SECRET]
    times = {f.parts[:-1]: f for f in found if _is_time(f) and f.parts[:-1] in secret}
    moved = []
    for file in found:
        time = times.get(file.parts[:-1])
        if time is None:
            moved.append(file)
        elif file is not time:
            folder = (file.parts[0], file.parts[-1].rpartition(".")[0] or file.parts[-1])
            moved.append(file._replace(parts=(*folder, file.parts[-1])))
            moved.append(File((*folder, STAMP), time.path, time.time, time.fault))
    return sorted(moved, key=lambda file: file.parts)


def _is_time(file):
    """Whether a file is the time of one assignment, in a student's folder."""
    return len(file.parts) == 3 and file.parts[-1] == STAMP
