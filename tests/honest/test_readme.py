"""The figures of the README are those of the honest people's situations."""

import re

import pytest

from . import every
from .class_run import CHECKOUT

NAMES = ("situations tried", "marks lost", "marks given to the wrong person")
COUNT = len(every.SITUATIONS) + len(every.COMMANDS) + len(every.CHECKS)


def figures():
    """Return the README's figures, in the order of `NAMES`."""
    text = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    found = re.search(r"^\|( situations tried .*)\|\n.*\n\|(.*)\|$", text, re.MULTILINE)
    assert found, f"README.md has no table with the columns {', '.join(NAMES)}"
    assert tuple(name.strip() for name in found[1].split("|")) == NAMES
    return [int(figure) for figure in found[2].split("|")]


def test_the_readme_counts_the_situations():
    assert figures() == [COUNT, 0, 0]


@pytest.mark.slow
@pytest.mark.needs_bwrap
def test_the_readme_says_what_came_of_the_situations(came, graded):
    assert figures() == list(every.figures(came, graded))
