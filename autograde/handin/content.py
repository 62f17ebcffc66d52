"""What a file says of itself: which assignment it is, and how much of it is answered.

This reads what somebody handed in, so it runs in a program of its own (`reader`), and what comes
out of it is a few names and numbers.
"""

import ast
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Self

from autograde.course.assignment import Cell
from autograde.course.cells import kind, name_of
from autograde.handin import written
from autograde.handin.notebook import Unreadable, read

FUNCTION = re.compile(r"^(?:async\s+)?def\s+(\w+)\s*\(", re.MULTILINE)
LONGEST_STUB = 5_000  # characters
LONGEST_PROGRAM = 200_000  # characters of a Python file that is looked through


class Chapter(NamedTuple):
    """What tells the notebooks of one assignment from those of others."""

    name: str
    cells: frozenset = frozenset()  # of (kind, grade_id)
    exercises: dict = {}  # function: grade_id of its solution
    stubs: dict = {}  # grade_id: text of the stub without blanks
    by_hand: tuple = ()  # of Cell: exercises that a person marks
    forbid: dict = {}  # function: names that its answer may not use

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> Self:
        """Return the chapter that `to_json` described."""
        cells = frozenset(tuple(pair) for pair in document["cells"])
        by_hand = tuple(Cell(**cell) for cell in document["by_hand"])
        return cls(**document | {"cells": cells, "by_hand": by_hand})

    def to_json(self) -> dict[str, Any]:
        """Return the chapter as plain lists and dicts."""
        by_hand = [cell._asdict() for cell in self.by_hand]
        return self._asdict() | {"cells": sorted(self.cells), "by_hand": by_hand}


class Content(NamedTuple):
    """What a file holds that says which assignment it is."""

    likeness: dict = {}  # by assignment: how much of it the file holds
    answers: dict = {}  # by assignment: how many of its exercises are answered
    has_cells: bool = False
    fault: str = ""  # why it cannot be read
    untouched: dict = {}  # by assignment: functions that are not answered
    barred: dict = {}  # by assignment: by function, names in its answer that are forbidden there


def content(path: Path, ending: str, known: Mapping[str, Chapter]) -> Content:
    """Return what a file holds.

    Parameters
    ----------
    path : Path
        A notebook, or a Python file.
    ending : str
        Which of the two.
    known : dict of str to Chapter
        All assignments.
    """
    try:
        if ending == ".py":
            cells: list = []
            functions = set(_functions(path.read_text("utf-8", errors="replace")))
        else:
            cells = read(path, texts=True)
            functions = {name for cell in cells for name in FUNCTION.findall(cell["source"])}
    except (Unreadable, OSError) as error:
        return Content(fault=str(error))
    likeness = {name: _likeness(cells, functions, chapter) for name, chapter in known.items()}
    # Nothing of a chapter that the file is not like at all is answered in it.
    like = [known[name] for name, score in likeness.items() if score]
    answered = {chapter.name: _answered(cells, functions, chapter) for chapter in like}
    answers = {
        chapter.name: len(answered[chapter.name]) + written.answered(cells, chapter.by_hand)
        for chapter in like
    }
    untouched = {
        chapter.name: [one for one in chapter.exercises if one not in answered[chapter.name]]
        for chapter in like
    }
    barred = {chapter.name: _barred(cells, chapter) for chapter in like}
    return Content(likeness, answers, bool(cells), "", untouched, barred)


def _functions(text: str) -> list[str]:
    try:
        parts = ast.parse(text).body if len(text) <= LONGEST_PROGRAM else []
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return FUNCTION.findall(text)
    return [part.name for part in parts if isinstance(part, ast.FunctionDef)]


def _likeness(cells: Sequence[Any], functions: set[str], chapter: Chapter) -> int:
    """Return how much of a chapter a file holds: a cell with its grade_id says most."""
    names = {(kind(cell), name) for cell in cells if isinstance(name := name_of(cell), str)}
    return 2 * len(names & chapter.cells) + len(functions & set(chapter.exercises))


def _answered(cells: Sequence[Any], functions: set[str], chapter: Chapter) -> set[str]:
    """Return the exercises of a chapter that are answered in a file.

    An answer is a cell that differs from its stub, or a function defined in another cell.
    """
    if not cells:
        return functions & set(chapter.exercises)
    changed: set[str] = set()
    elsewhere: set[str] = set()
    for cell in cells:
        name = name_of(cell)
        if kind(cell) == "solution" and isinstance(name, str) and name in chapter.stubs:
            changed |= set() if _is_stub(cell["source"], chapter.stubs[name]) else {name}
        else:
            elsewhere |= set(FUNCTION.findall(cell["source"]))
    return {
        exercise
        for exercise, cell in chapter.exercises.items()
        if cell in changed or exercise in elsewhere
    }


def _barred(cells: Sequence[Any], chapter: Chapter) -> dict[str, list[str]]:
    """Return, by function, the names in the cell of its answer that are forbidden there.

    What the text says: the examination follows what names mean, and decides.
    """
    solutions = [cell for cell in cells if kind(cell) == "solution"]
    named = [(name_of(cell), cell["source"]) for cell in solutions]
    sources = {name: source for name, source in named if isinstance(name, str)}
    found: dict[str, list[str]] = {}
    for exercise, cell in chapter.exercises.items():
        words = _words(sources.get(cell, ""))
        used = [name for name in chapter.forbid.get(exercise, ()) if name.split(".")[-1] in words]
        found |= {exercise: used} if used else {}
    return found


def _words(text: str) -> set[str]:
    """Return all names that a text uses, neither those in comments nor in strings."""
    try:
        tree = ast.parse(text) if len(text) <= LONGEST_STUB * 4 else ast.Module([], [])
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.alias):
            found |= set(node.name.split("."))
        elif isinstance(node, ast.ImportFrom):
            found |= set((node.module or "").split("."))
        else:
            found |= {getattr(node, "id", ""), getattr(node, "attr", "")}
    return found


def _is_stub(text: str, stub: str) -> bool:
    """Whether a cell is as it was released, or raises an error in place of an answer."""
    bare = without_blanks(text)
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


def without_blanks(text: str) -> str:
    """Return a text without blanks and line ends."""
    return "".join(text.split())
