"""What a chapter says of its own size: how many exercises, how many points, how many minutes.

Its text has places for these, ``{{ exercises }}``, ``{{ points }}`` and ``{{ minutes }}``, so that
they cannot be out of date. A long chapter has a box that is called *A place to rest*, and places
for ``{{ minutes_before_rest }}`` and ``{{ minutes_after_rest }}``. An exercise's heading says its
number and its points, and is refused where it is wrong.

Minutes are estimated, from the assumptions below, and rounded to five.
"""

import re
from typing import Any

from autograde.course.cells import (
    BY_HAND,
    code_cells,
    exercise_cells,
    kind,
    name_of,
    nbgrader,
    tags_of,
)

# What is read slowly and fast: formulas and hints are words too.
WORDS_A_MINUTE = 90, 150
LINES_A_MINUTE = 10, 20  # of code that is not folded
MINUTES_A_POINT = 6, 4  # to write an answer, to test and to mend it
NO_PROSE = re.compile(r"^(?:\$\$.*?\$\$|:::.*?$|:\w+:.*?$|Plan .*?$)", re.DOTALL | re.MULTILINE)
PLACE = re.compile(r"\{\{ *(exercises|points|minutes(?:_(?:before|after)_rest)?) *\}\}")
REST = ":::{admonition} A place to rest\n"
HEADING = re.compile(
    r"^### Exercise (?P<number>\d+): `(?P<name>\w+)` \((?P<points>[\d.]+) points?\)$", re.MULTILINE
)
WORDS = "no one two three four five six seven eight nine ten eleven twelve".split()


def exercises(source: Any) -> list[str]:
    """Return the names of a chapter's exercises."""
    return [
        name_of(cell) if kind(cell) in BY_HAND else cell["metadata"]["exercise"]["provides"]
        for cell in exercise_cells(source)
        if kind(cell) == "solution" or kind(cell) in BY_HAND
    ]


def points(source: Any) -> float:
    """Return what full marks of a chapter are worth."""
    return sum(_worth(cell) for cell in exercise_cells(source))


def minutes(source: Any) -> tuple[int, int]:
    """Return how long a chapter takes a fast reader, and a slow one [minutes]."""
    texts = [cell["source"] for cell in source["cells"] if cell["cell_type"] == "markdown"]
    words = sum(len(NO_PROSE.sub(" ", text).split()) for text in texts)
    shown = [
        cell
        for cell in code_cells(source)
        if kind(cell) in ("setup", "demo") and "hide-input" not in tags_of(cell)
    ]
    lines = sum(len(cell["source"].splitlines()) for cell in shown)
    slow, fast = (
        words / per_minute + lines / of_code + points(source) * a_point
        for per_minute, of_code, a_point in zip(WORDS_A_MINUTE, LINES_A_MINUTE, MINUTES_A_POINT)
    )
    return 5 * round(fast / 5), 5 * round(slow / 5)


def parts(source: Any) -> list[tuple[int, int]]:
    """Return how long a chapter takes up to its place to rest, and from there [minutes].

    A chapter without such a place has one part. Parts add up to the whole, rounded as it is.
    """
    whole, before = minutes(source), []
    for cell in source["cells"]:
        if cell["cell_type"] == "markdown" and REST in cell["source"]:
            before.append(cell | {"source": cell["source"].split(REST)[0]})
            first = minutes({"cells": before})
            return [first, (whole[0] - first[0], whole[1] - first[1])]
        before.append(cell)
    return [whole]


def tell(source: Any) -> None:
    """Fill the places for a chapter's own size, in place."""
    count = len(exercises(source))
    found = {
        "exercises": WORDS[count] if count < len(WORDS) else str(count),
        "points": f"{points(source):g}",
    }
    takes = zip(
        ("minutes", "minutes_before_rest", "minutes_after_rest"), [minutes(source), *parts(source)]
    )
    found |= {name: f"{fast} to {slow}" for name, (fast, slow) in takes}
    for cell in source["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = PLACE.sub(lambda place: found[place[1]], cell["source"])


def problems(source: Any) -> list[str]:
    """Return which headings of exercises say another number or other points than there are."""
    order = exercises(source)
    worth = _points_by_exercise(source)
    found = []
    for cell in source["cells"]:
        for heading in HEADING.finditer(cell["source"] if cell["cell_type"] == "markdown" else ""):
            name = heading["name"]
            if name not in order:
                continue
            right = order.index(name) + 1, worth[name]
            if (int(heading["number"]), float(heading["points"])) != right:
                found.append(f"exercise {name} is number {right[0]}, with {right[1]:g} points")
    return found


def _points_by_exercise(source: Any) -> dict[str, float]:
    found: dict[str, float] = {}
    exercise = ""
    for cell in exercise_cells(source):
        if kind(cell) == "solution":
            exercise = cell["metadata"]["exercise"]["provides"]
        name = name_of(cell) if kind(cell) in BY_HAND else exercise
        found[name] = found.get(name, 0) + _worth(cell)
    return found


def _worth(cell: Any) -> float:
    is_scored = kind(cell) == "test" or kind(cell) in BY_HAND
    return nbgrader(cell).get("points", 0) if is_scored else 0
