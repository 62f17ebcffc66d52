"""Submissions that are nearly the same: a reason to ask, no proof of anything."""

import re
from typing import NamedTuple

from rapidfuzz import fuzz, process

ALIKE = 95.0  # percent of common text, comments and layout left out
SHORTEST = 200  # characters that somebody wrote; below, everybody's answers are alike
LONGEST = 20_000  # characters of a cell that are compared: the time grows with their square
MOST_PAIRS = 50
COMMENT = re.compile(r"#.*")  # or what looks like one: nothing here reads answers as Python
WORD = re.compile(r"\w+|[^\w\s]")


class Pair(NamedTuple):
    """Two students with nearly the same answers."""

    first: str
    second: str
    percent: float


def written(sources, stubs):
    """Return what a student wrote, without comments, layout, and the lines that were given.

    Parameters
    ----------
    sources : list of str
        The student's solution cells.
    stubs : list of str
        These cells as the student received them.
    """
    given = {line.strip() for stub in stubs for line in stub.splitlines()}
    words = (word for source in sources for word in _words(source[:LONGEST], given))
    return " ".join(word for word in words if word not in given)


def _words(source, given):
    mine = "\n".join(line for line in source.splitlines() if line.strip() not in given)
    return WORD.findall(COMMENT.sub("", mine))


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
