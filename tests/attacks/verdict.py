"""What an attack achieved, read from everything that the grader wrote about a class."""

from typing import NamedTuple

from .class_run import hidden_words, result_of


class Verdict(NamedTuple):
    """What came of one attack."""

    score: float
    status: str
    forged: bool  # it has more marks than its answers are worth
    read: list  # words of hidden tests, of answers, of other people's work
    harmed: str  # the honest student after it whose row is not as due, and how


def verdict(run, one):
    """Return the `Verdict` on an attack of a class."""
    result = result_of(run, one)
    student, due = run.next[one.name]
    honest = run.results[student]
    found = (honest["score"], honest["status"], honest["reason"])
    harmed = "" if found == (due, "graded", "") else f"{student}: {found}, due are {due}"
    read = hidden_words(run, one)
    if one.family == "reading" and max(one.score) == 0 and result["score"]:
        read = [*read, "answered with what it found"]
    forged = result["score"] > max(one.score)
    return Verdict(result["score"], result["status"], forged, read, harmed)
