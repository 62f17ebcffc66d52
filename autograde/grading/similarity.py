"""Submissions that are nearly the same: a reason to ask, no proof of anything.

What is compared is the shape of what a student wrote, statement by statement, in no order. What a
copy changes first is left out: comments, docstrings, layout, the student's own choice of names, the
order of statements, the sides of sums and comparisons; and so are lines that everybody was given.
"""

import builtins
import keyword
import re
from typing import NamedTuple

from rapidfuzz import fuzz, process

# Percent of common shape. Whole hand-ins made of the right answers in tests/mistakes, which were
# written as different ideas, have 75 at most; a copy with other names, layout and order has 94 at
# least, and 81 if every sum, every `+=` and every function was changed on top of that.
ALIKE = 90.0
SHORTEST = 80  # characters of shape; below, everybody's answers are alike
LONGEST = 20_000  # characters of a cell that are compared: the time grows with their square
MOST_PAIRS = 50
FEWEST_PARTS = 3  # of a statement: `else` and `return x` are everybody's
KEPT = {*keyword.kwlist, *dir(builtins)}  # names that say what a program does
MIRRORED = {"<": ">", "<=": ">="}
BEGINNINGS = {"class", "def", "import", "return", "try", "while", "with"}
# The parts of a text that look like Python. They are only looked for: this program, which writes
# grades, reads no answer as Python.
PARTS = re.compile(
    r"(?P<nothing>#[^\n]*|\\\n)|(?P<end>[\n;])"
    r"|\"{3}(?:[^\\]|\\.)*?\"{3}|'{3}(?:[^\\]|\\.)*?'{3}"
    r"|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'"
    r"|\d[\w.]*|\w+|[-+*/%=<>!&|^@~]+|[^\w\s]",
    re.DOTALL,
)


class Pair(NamedTuple):
    """Two students with nearly the same answers."""

    first: str
    second: str
    percent: float


def written(sources, stubs, told=()):
    """Return the shape of what a student wrote, a line for each statement, in alphabetical order.

    Parameters
    ----------
    sources : list of str
        The student's solution cells.
    stubs : list of str
        These cells as the student received them.
    told : list of str
        Answers in words, of which all words count.
    """
    given = {line.strip() for stub in stubs for line in stub.splitlines()}
    given |= {" ".join(parts) for stub in stubs for parts in _statements(stub)}
    shapes = [
        _shape(parts)
        for source in sources
        for parts in _statements(source[:LONGEST], given)
        if parts[0] != "def" and len(parts) >= FEWEST_PARTS and " ".join(parts) not in given
    ]
    lines = [line for one in told for line in one.splitlines() if line.strip() not in given]
    words = [" ".join(re.findall(r"\w+", line.lower())) for line in lines]
    return "\n".join(sorted(shapes) + words)


def _statements(source, given=()):
    """Yield the parts of each statement, without those on lines that were given."""
    parts, depth = [], 0  # of open brackets: a line that ends within one goes on
    for found in PARTS.finditer(source):
        part = found[0]
        if found["nothing"]:
            continue
        depth = max(0, depth + (part in ("(", "[", "{")) - (part in (")", "]", "}")))
        ends = found["end"] or part == ":"
        if (ends and not depth) or part in BEGINNINGS:  # a bracket was forgotten
            if parts:
                yield parts
            parts, depth = [], 0
        if not ends and _line_at(source, found.start()) not in given:
            parts.append(part)
    if parts:
        yield parts


def _line_at(source, place):
    end = source.find("\n", place)
    return source[source.rfind("\n", 0, place) + 1 : end if end >= 0 else None].strip()


def _shape(parts):
    """Return the parts of a statement in alphabetical order, all own names as one."""
    shape, before = [], ""
    for part in parts:
        # What comes after a dot is somebody else's name: np.argmax, env.step.
        own = part.isidentifier() and part not in KEPT and before != "."
        shape.append("n" if own else MIRRORED.get(part, part.replace("'", '"')))
        before = part
    return " ".join(sorted(part for part in shape if part not in ("(", ")")))


def pairs(texts, together=lambda first, second: False):
    """Return the pairs of students whose texts are nearly the same, the most alike first.

    Parameters
    ----------
    texts : dict of str to str
        What each student wrote, from `written`.
    together : callable
        Whether two students handed in as one group.
    """
    names = sorted(name for name, text in texts.items() if len(text) >= SHORTEST)
    if len(names) < 2:
        return []
    known = [texts[name] for name in names]
    table = process.cdist(known, known, scorer=fuzz.ratio, score_cutoff=ALIKE, workers=-1)
    found = [
        Pair(names[row], names[column], float(table[row, column]))
        for row, column in zip(*table.nonzero())
        if row < column and not together(names[row], names[column])
    ]
    return sorted(found, key=lambda pair: -pair.percent)[:MOST_PAIRS]
