"""A chapter's source as grading needs it: read once, kept until it or what reads it is another.

To read a source takes as long as to examine a submission, and to load what reads it takes longer.
"""

import contextlib
import json
import sys
from functools import cached_property, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from autograde.course.assignment import Assignment, from_notebooks
from autograde.course.course import Course
from autograde.course.sections import Sections
from autograde.kit import cache
from autograde.kit.files import CHECKOUT, programs_fingerprint

FOLDER = "kept"  # of what was read, below the course's `build`
ROOMS, READERS = ("course", "kit"), ("jupytext", "nbformat", "nbgrader")  # by which it is read


class Source:
    """An assignment's source.

    Parameters
    ----------
    reference, release : str
        The notebook with all its answers and tests, and as students receive it: files of Jupyter.
    assignment : Assignment
        What submissions are laid beside.
    """

    def __init__(self, reference: str, release: str, assignment: Assignment) -> None:
        self.reference, self.release, self.assignment = reference, release, assignment

    @cached_property
    def notebook(self) -> Any:
        """Return the notebook with all its answers and tests."""
        import nbformat

        return nbformat.reads(self.reference, as_version=4)


def read(course: Course, name: str) -> Source:
    """Return the source of an assignment.

    Raises
    ------
    CourseError
        If it breaks the rules for exercises.
    """
    path = course.source(name)
    return _read(name, path, course.build / FOLDER, path.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _read(name: str, path: Path, kept: Path, _changed: int) -> Source:
    try:
        about = ["source", name, path.read_text(encoding="utf-8"), *_readers()]
    except ValueError:  # no UTF-8, which reading it says in words
        return Source(*_texts(name, path))
    if found := cache.find(kept, about):
        reference, release, *described = (array.tobytes().decode() for array in found)
        return Source(reference, release, _described(*map(json.loads, described)))
    reference, release, made = _texts(name, path)
    texts = (reference, release, json.dumps(made.to_json()), json.dumps(made.sections))
    if path.read_text(encoding="utf-8") != about[2]:
        return Source(reference, release, made)  # it was saved meanwhile: which one was read?
    with contextlib.suppress(OSError):  # a course may be installed where nobody can write
        cache.keep(kept, about, [np.frombuffer(text.encode(), np.uint8) for text in texts])
    return Source(reference, release, made)


def _described(assignment: dict[str, Any], found: list[Any]) -> Assignment:
    # An examination is told nothing of sections, so they are no part of the assignment's own JSON.
    return Assignment.from_json(assignment)._replace(sections=Sections(*found))


def _texts(name: str, path: Path) -> tuple[str, str, Assignment]:
    from autograde.course.chapter import as_text, read_source, released

    source = read_source(path)
    release = released(source)
    return as_text(source), as_text(release), from_notebooks(name, source, release)


@lru_cache(maxsize=1)
def _readers() -> list[str]:
    """Return the programs that read sources, as far as they may differ."""
    rooms = (CHECKOUT / "autograde" / room for room in ROOMS)
    return [programs_fingerprint(*rooms), sys.version, *map(version, READERS)]
