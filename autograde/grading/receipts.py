"""Receipts: a short name of what was graded, by which a student objects and a teacher finds it."""

import json
import platform
from dataclasses import replace
from hashlib import sha256

from autograde.grading.results import examiner_version

# No letter looks like a digit or another one: whoever reads a receipt aloud is understood.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
LENGTH, GROUP = 12, 4  # letters of five bits


def of(key, assignment):
    """Return the receipt of a result: the same work, graded in the same way, has the same.

    Parameters
    ----------
    key : str
        What the result follows from, see `results.key`.
    assignment : str

    Examples
    --------
    >>> of("a key", "05_q_learning")
    '9M20-1Z6G-B8PZ'
    """
    number = int.from_bytes(sha256(f"{assignment}\0{key}".encode()).digest())
    letters = "".join(LETTERS[number >> 5 * place & 31] for place in range(LENGTH))
    return "-".join(letters[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def plain(text):
    """Return a receipt as somebody typed it in its one form, without dashes.

    Examples
    --------
    >>> plain(" 9m20-1z6gB8pz ") == plain("9M2O LZ6G B8PZ") == "9M201Z6GB8PZ"
    True
    """
    return "".join(c for c in text.upper().translate(ALIKE) if c in LETTERS)


def stamped(result, key, assignment):
    """Return a result with its receipt and the versions that it was graded with.

    Parameters
    ----------
    result : Result
    key : str
        What it follows from.
    assignment : Assignment
    """
    exercises = sha256(json.dumps(assignment.to_json(), sort_keys=True).encode()).hexdigest()
    versions = f"exercises {exercises[:8]}, grader {examiner_version()[:8]}"
    versions += f", Python {platform.python_version()}"
    return replace(result, receipt=of(key, assignment.name), graded_with=versions)
