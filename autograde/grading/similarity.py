"""Submissions that are nearly the same: a reason to ask, no proof of anything.

What is compared is the shape of what a student wrote: comments, layout, given lines and the
student's own choice of names are left out, for they are what a copy changes first.
"""

import builtins
import io
import keyword
import tokenize
from typing import NamedTuple

from rapidfuzz import fuzz, process

# Percent of common shape. Pairs of the right answers in tests/mistakes, which were written as
# different ideas, have 83 at most in chapters 1 to 6; a copy with other names has 100.
ALIKE = 95.0
SHORTEST = 120  # characters of shape; below, everybody's answers are alike
LONGEST = 20_000  # characters of a cell that are compared: the time grows with their square
MOST_PAIRS = 50
KEPT = {*keyword.kwlist, *dir(builtins)}  # names that say what a program does
LEFT_OUT = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT,
    tokenize.ENCODING, tokenize.ENDMARKER,
}  # fmt: skip


class Pair(NamedTuple):
    """Two students with nearly the same answers."""

    first: str
    second: str
    percent: float


def written(sources, stubs):
    """Return the shape of what a student wrote: names by the order in which they first occur.

    Comments, layout, and the lines that were given are left out.

    Parameters
    ----------
    sources : list of str
        The student's solution cells.
    stubs : list of str
        These cells as the student received them.
    """
    given = {line.strip() for stub in stubs for line in stub.splitlines()}
    shapes, numbers = [], {}
    for source in sources:
        before = ""
        for token in _tokens(source[:LONGEST], given):
            # What comes after a dot is somebody else's name: np.argmax, env.step.
            own = token.isidentifier() and token not in KEPT and before != "."
            shapes.append(f"n{numbers.setdefault(token, len(numbers))}" if own else token)
            before = token
    return " ".join(shapes)


def _tokens(source, given):
    mine = "\n".join(line for line in source.splitlines() if line.strip() not in given)
    try:
        tokens = tokenize.generate_tokens(io.StringIO(mine).readline)
        return [token.string for token in tokens if token.type not in LEFT_OUT]
    except (tokenize.TokenError, SyntaxError):  # no Python; its words will do
        return mine.split()


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
