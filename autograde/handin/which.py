"""Which assignment a file is: its content says it, then its name."""

import ast
import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from autograde.course.assignment import from_notebooks
from autograde.course.cells import kind, name_of
from autograde.course.chapter import read_source, released
from autograde.handin import written
from autograde.handin.names import folded
from autograde.handin.notebook import Unreadable, read
from autograde.kit.errors import CourseError, UnusableArgument

FUNCTION = re.compile(r"^(?:async\s+)?def\s+(\w+)\s*\(", re.MULTILINE)
SHORTEST = 6  # letters of an assignment's name without its number that a file's name may hold
LONGEST_STUB = 5_000  # characters
LONGEST_PROGRAM = 200_000  # characters of a Python file that is looked through


class Chapter(NamedTuple):
    """What tells the notebooks of one assignment from those of others."""

    name: str
    cells: frozenset = frozenset()  # of (kind, grade_id)
    exercises: dict = {}  # function: grade_id of its solution
    stubs: dict = {}  # grade_id: text of the stub without blanks
    by_hand: tuple = ()  # of Cell: exercises that a person marks


class Content(NamedTuple):
    """What a file holds that says which assignment it is."""

    cells: tuple = ()  # of dict, as `notebook.read` returns them
    functions: frozenset = frozenset()
    fault: str = ""  # why it cannot be read


def chapters(course):
    """Return the `Chapter` of each assignment of a course, by name.

    Parameters
    ----------
    course : Course
        A source that breaks the rules is known by its name only: grading it says what is wrong.
    """
    paths = {name: course.source(name) for name in course.assignments()}
    return {name: _of_source(name, path, path.stat().st_mtime_ns) for name, path in paths.items()}


@lru_cache(maxsize=64)
def _of_source(name, path, _changed):
    try:
        source = read_source(path)
        return describe(from_notebooks(name, source, released(source)))
    except CourseError:
        return Chapter(name)


def describe(assignment):
    """Return the `Chapter` that tells an assignment's notebooks from others."""
    parts = [cell for cell in assignment.cells if cell.kind != "setup"]
    solutions = [cell for cell in parts if cell.kind == "solution"]
    return Chapter(
        assignment.name,
        frozenset((cell.kind, cell.name) for cell in parts),
        {cell.exercise: cell.name for cell in solutions},
        {cell.name: _bare(cell.stub) for cell in solutions},
        tuple(assignment.by_hand),
    )


def content(path, ending):
    """Return what a file holds.

    Parameters
    ----------
    path : Path
        A notebook, or a Python file.
    ending : str
        Which of the two.
    """
    try:
        if ending == ".py":
            return Content((), frozenset(_functions(path.read_text("utf-8", errors="replace"))))
        cells = tuple(read(path))
    except (Unreadable, OSError) as error:
        return Content(fault=str(error))
    names = {name for cell in cells for name in FUNCTION.findall(cell["source"])}
    return Content(cells, frozenset(names))


def _functions(text):
    try:
        parts = ast.parse(text).body if len(text) <= LONGEST_PROGRAM else []
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return FUNCTION.findall(text)
    return [part.name for part in parts if isinstance(part, ast.FunctionDef)]


def assignment(found, stem, known, ending=".ipynb"):
    """Return which assignment a file is, "" if nothing says it.

    Parameters
    ----------
    found : Content
        What it holds.
    stem : str
        Its name without ending.
    known : dict of str to Chapter
        All assignments.
    ending : str
        A Python file has no grade_ids: there, the name goes first.
    """
    by_name = named(stem, known)
    if ending == ".py" and by_name:
        return by_name
    scores = {name: _likeness(found, chapter) for name, chapter in known.items()}
    best = max(scores.values(), default=0)
    likely = [name for name, score in scores.items() if score == best] if best else []
    # Of two chapters with a function of this name, only the later one takes Python files.
    decided = likely[-1:] if ending == ".py" or len(likely) == 1 else ()
    return decided[0] if decided else by_name


def _likeness(found, chapter):
    """Return how much of a chapter a file holds: a cell with its grade_id says most."""
    cells = {(kind(cell), name) for cell in found.cells if isinstance(name := name_of(cell), str)}
    return 2 * len(cells & chapter.cells) + len(found.functions & set(chapter.exercises))


def named(stem, known):
    """Return the assignment whose name a file's name holds, however it is decorated.

    Examples
    --------
    >>> known = ["05_q_learning", "07_challenge"]
    >>> named("Copy of 05 q learning (1)", known), named("challenge_final", known)
    ('05_q_learning', '07_challenge')
    """
    stem = folded(stem)
    names = {name: folded(name) for name in known}
    held = [name for name, plain in names.items() if plain in stem]
    if not held:
        names = {name: plain.lstrip("0123456789") for name, plain in names.items()}
        held = [name for name, plain in names.items() if len(plain) >= SHORTEST and plain in stem]
    return max(held, key=lambda name: len(names[name]), default="")


def refuse_unknown(names, known):
    """Raise where an assignment is asked for that does not exist."""
    for name in names:
        if name not in known:
            raise UnusableArgument(f"no assignment {name}; there are: {', '.join(known)}")


def is_spelt(stem, name):
    """Whether a file has the assignment's own name, in whatever letter case."""
    return stem.strip().casefold() == name.casefold()


def answers(found, chapter):
    """Return how many exercises of a chapter are answered in a notebook.

    Parameters
    ----------
    found : Content
        Of the notebook.
    chapter : Chapter
        An answer is a cell that differs from its stub, or a function defined in another cell, or
        something written where a person gives the marks.
    """
    if not found.cells:
        return len(found.functions & set(chapter.exercises))
    changed, elsewhere = set(), set()
    for cell in found.cells:
        name = name_of(cell)
        if kind(cell) == "solution" and isinstance(name, str) and name in chapter.stubs:
            changed |= set() if _is_stub(cell["source"], chapter.stubs[name]) else {name}
        else:
            elsewhere |= set(FUNCTION.findall(cell["source"]))
    functions = sum(
        cell in changed or exercise in elsewhere for exercise, cell in chapter.exercises.items()
    )
    return functions + written.answered(found.cells, chapter.by_hand)


def _is_stub(text, stub):
    """Whether a cell is as it was released, or raises an error in place of an answer."""
    bare = _bare(text)
    if bare in ("", stub) or len(text) > LONGEST_STUB or "raise" not in text:
        return bare in ("", stub)
    try:
        parts = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    functions = [part for part in parts if isinstance(part, ast.FunctionDef)]
    return bool(functions) and all(
        len(part.body) <= 2 and isinstance(part.body[-1], ast.Raise) for part in functions
    )


def _bare(text):
    return "".join(text.split())


def shown(parts, depth):
    """Return what a file is called in a student's folder."""
    inside = parts[depth + 1 :] or parts[-1:]
    return str(Path(*inside))
