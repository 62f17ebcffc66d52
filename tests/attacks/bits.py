"""How much of hidden tests can come out at most: ``python -m tests.attacks.bits`` prints it.

Of a hidden test a student reads that it passed, one of its author's hints, or one of the fixed
sentences. Somebody who knows all of the grader and chooses which of them it will be, by what the
test hands over, learns the logarithm of their number. That is a bound: hints of checks that come
later in a test can only be chosen by passing the earlier ones.
"""

import ast
from math import log2
from typing import NamedTuple

from autograde.course.assignment import from_notebooks
from autograde.course.chapter import read_source, released
from autograde.course.course import Course
from autograde.course.exercise_rules import HINT_POSITION, hints_in
from autograde.examination.hints import CLOSED

PASSED = 1
EXAMINER_ENDED = 1  # beside "Stopped": the remark that the examiner itself was ended
ENDS = 4  # of a whole examination: graded, tampered, crashed, timeout


class Channel(NamedTuple):
    """What the hidden tests of one chapter can tell."""

    chapter: str
    n_tests: int
    n_checks: int
    most: float  # bits of one test, at most
    total: float  # bits of one examination of the whole chapter

    @property
    def per_check(self):
        """Return the bits for each check, on average."""
        return self.total / self.n_checks


def alternatives(cell):
    """Return how many things can be read of one hidden test."""
    return PASSED + len(hints_in(cell.source)) + len(CLOSED) + EXAMINER_ENDED


def n_checks(cell):
    """Return how many checks a hidden test has."""
    calls = (getattr(getattr(node, "func", None), "id", "") for node in ast.walk(
        ast.parse(cell.source)))  # fmt: skip
    return sum(name in HINT_POSITION for name in calls)


def channel(name, assignment):
    """Return the `Channel` of one chapter."""
    tests = [cell for cell in assignment.cells if cell.kind == "test"]
    hidden = [cell for cell in tests if cell.hidden]
    total = log2(ENDS) + sum(log2(alternatives(cell)) for cell in hidden)
    for exercise in {cell.exercise for cell in hidden}:
        # Where its tests are taken once more at the end, whether the visible ones pass then tells
        # something, too: they come after hidden ones.
        seen = sum(not cell.hidden and cell.exercise == exercise for cell in tests)
        total += log2(1 + 2**seen)
    most = max(log2(alternatives(cell)) for cell in hidden)
    return Channel(name, len(hidden), sum(map(n_checks, hidden)), most, total)


def channels(course=None):
    """Return the `Channel` of each chapter of the course."""
    course, found = course or Course(), []
    for name in course.assignments():
        source = read_source(course.source(name))
        found.append(channel(name, from_notebooks(name, source, released(source))))
    return found


def main():
    """Print what each chapter's hidden tests can tell at most."""
    print("| chapter | hidden tests | checks | bits per test, at most | per check | in all |")
    print("|---|--:|--:|--:|--:|--:|")
    found = channels()
    for one in found:
        figures = f"{one.most:.1f} | {one.per_check:.2f} | {one.total:.0f}"
        print(f"| {one.chapter} | {one.n_tests} | {one.n_checks} | {figures} |")
    print(f"\n{sentence(found)}")


def sentence(found):
    """Return what the instructors' page says."""
    checks = sum(one.n_checks for one in found)
    per_check = sum(one.total for one in found) / checks
    most = max(one.total for one in found)
    return (
        f"at most {max(one.most for one in found):.1f} bits of a hidden test, {per_check:.1f} "
        f"for each of its checks, and {most:.0f} of a whole chapter"
    )


if __name__ == "__main__":
    main()
