"""Finding the algorithms of a class: a Python file, or a cell of the challenge's notebook."""

import ast
from hashlib import sha256

from autograde import sandbox as walls
from autograde.course import UnusableArgument
from autograde.submission import Unreadable, read
from autograde.training import Entry, printable
from supplychain import coursework
from supplychain.algorithm import FUNCTION

CHALLENGE = "07_challenge"
TAG = "challenge"  # of the cells of a notebook that are the submission
LONGEST_NAME = 40  # characters


def find(submissions, sandbox=walls.BUBBLEWRAP):
    """Return the algorithms of a class, sorted by student.

    Parameters
    ----------
    submissions : Path
        The folder that holds ``<student>/07_challenge.py`` or ``.ipynb``; where both are there,
        the Python file counts.
    sandbox : str
        What they are to run in.

    Raises
    ------
    UnusableArgument
        Where `submissions` is no folder with algorithms in it.
    """
    if not submissions.is_dir():
        raise UnusableArgument(f"{submissions} is no folder; give the folder of the submissions")
    found = {}
    for ending in (".ipynb", ".py"):
        for path in submissions.glob(f"*/{CHALLENGE}{ending}"):
            if path.is_file():
                found[path.parent.name] = path
    if not found:
        raise UnusableArgument(
            f"{submissions} holds no algorithm; expected <student>/{CHALLENGE}.py in it"
        )
    return [_entry(student, path, sandbox) for student, path in sorted(found.items())]


def file_hash(entry):
    """Return the SHA-256 of a submission's text."""
    return sha256(entry.source).hexdigest()


def _entry(student, path, sandbox):
    source = path.read_bytes() if path.suffix == ".py" else _from_notebook(path)
    return Entry(printable(student, LONGEST_NAME), source, path.name, sandbox=sandbox)


def _from_notebook(path):
    """Return the cells that are the submission: the tagged ones, else those that define it."""
    try:
        cells = read(path)
    except Unreadable as error:
        return f"raise ValueError({str(error)!r})\n".encode()
    tagged = [cell["source"] for cell in cells if TAG in _tags(cell)]
    chosen = tagged or [cell["source"] for cell in cells if _defines_algorithm(cell["source"])][-1:]
    return "\n\n".join(chosen).encode("utf-8", "replace")


def _tags(cell):
    tags = cell["metadata"].get("tags")
    return tags if isinstance(tags, list) else []


def _defines_algorithm(source):
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return any(f"def {name}(" in source for name in (FUNCTION, coursework.FUNCTION))
    names = {part.name for part in body if isinstance(part, ast.FunctionDef)}
    return bool(names & {FUNCTION, coursework.FUNCTION})
