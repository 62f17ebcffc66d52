"""Which assignment a file is: its content says it, then its name."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from autograde.course import sources
from autograde.course.assignment import Assignment
from autograde.course.course import Course
from autograde.handin.content import Chapter, Content, without_blanks
from autograde.handin.names import folded
from autograde.kit.errors import CourseError, UnusableArgument

SHORTEST = 6  # letters of an assignment's name without its number that a file's name may hold


def chapters(course: Course) -> dict[str, Chapter]:
    """Return the `Chapter` of each assignment of a course, by name.

    Parameters
    ----------
    course : Course
        A source that breaks the rules is known by its name only: grading it says what is wrong.
    """
    return {name: _of_source(course, name) for name in course.assignments()}


def _of_source(course: Course, name: str) -> Chapter:
    try:
        return describe(sources.read(course, name).assignment)
    except CourseError:
        return Chapter(name)


def describe(assignment: Assignment) -> Chapter:
    """Return the `Chapter` that tells an assignment's notebooks from others."""
    parts = [cell for cell in assignment.cells if cell.kind != "setup"]
    solutions = [cell for cell in parts if cell.kind == "solution"]
    return Chapter(
        assignment.name,
        frozenset((cell.kind, cell.name) for cell in parts),
        {cell.exercise: cell.name for cell in solutions},
        {cell.name: without_blanks(cell.stub) for cell in solutions},
        tuple(assignment.by_hand),
        {cell.exercise: list(cell.forbid) for cell in solutions},
    )


def assignment(
    found: Content, stem: str, known: Mapping[str, Chapter], ending: str = ".ipynb"
) -> str:
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


def named(stem: str, known: Iterable[str]) -> str:
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


def refuse_unknown(names: Iterable[str], known: Iterable[str]) -> None:
    """Raise where an assignment is asked for that does not exist."""
    for name in names:
        if name not in known:
            raise UnusableArgument(f"no assignment {name}; there are: {', '.join(known)}")


def is_spelt(stem: str, name: str) -> bool:
    """Whether a file has the assignment's own name, in whatever letter case."""
    return stem.strip().casefold() == name.casefold()


def shown(parts: Sequence[str], depth: int) -> str:
    """Return what a file is called in a student's folder."""
    inside = parts[depth + 1 :] or parts[-1:]
    return str(Path(*inside))
