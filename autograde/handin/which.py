"""Which assignment a file is: its content says it, then its name."""

import contextlib
import json
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import numpy as np

from autograde.course.assignment import from_notebooks
from autograde.course.chapter import read_source, released
from autograde.handin.content import Chapter, without_blanks
from autograde.handin.names import folded
from autograde.kit import cache
from autograde.kit.errors import CourseError, UnusableArgument
from autograde.kit.files import CHECKOUT, programs_fingerprint

SHORTEST = 6  # letters of an assignment's name without its number that a file's name may hold
FOLDER = "kept"  # of what was read of sources, below the course's `build`
# What a chapter is read by.
ROOMS, READERS = ("course", "handin", "kit"), ("jupytext", "nbformat", "nbgrader")


def chapters(course):
    """Return the `Chapter` of each assignment of a course, by name.

    Parameters
    ----------
    course : Course
        A source that breaks the rules is known by its name only: grading it says what is wrong.

    Notes
    -----
    What was read is kept: to read all sources takes as long as to examine some submissions.
    """
    paths = {name: course.source(name) for name in course.assignments()}
    kept = course.build / FOLDER
    return {n: _of_source(n, path, kept, path.stat().st_mtime_ns) for n, path in paths.items()}


@lru_cache(maxsize=64)
def _of_source(name, path, kept, _changed):
    try:
        about = ["chapter", name, path.read_text(encoding="utf-8"), *_readers()]
    except ValueError:  # no UTF-8, which reading it says in words
        return _read(name, path)
    if found := cache.find(kept, about):
        return Chapter.from_json(json.loads(found[0].item()))
    chapter = _read(name, path)
    if chapter != Chapter(name):
        with contextlib.suppress(OSError):  # a course may be installed where nobody can write
            cache.keep(kept, about, [np.array(json.dumps(chapter.to_json()))])
    return chapter


@lru_cache(maxsize=1)
def _readers():
    """Return the programs that read chapters, as far as they may differ."""
    rooms = (CHECKOUT / "autograde" / room for room in ROOMS)
    return [programs_fingerprint(*rooms), *map(version, READERS)]


def _read(name, path):
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
        {cell.name: without_blanks(cell.stub) for cell in solutions},
        tuple(assignment.by_hand),
    )


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
    scores = {name: found.likeness.get(name, 0) for name in known}
    best = max(scores.values(), default=0)
    likely = [name for name, score in scores.items() if score == best] if best else []
    # Of two chapters with a function of this name, only the later one takes Python files.
    decided = likely[-1:] if ending == ".py" or len(likely) == 1 else ()
    return decided[0] if decided else by_name


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


def shown(parts, depth):
    """Return what a file is called in a student's folder."""
    inside = parts[depth + 1 :] or parts[-1:]
    return str(Path(*inside))
