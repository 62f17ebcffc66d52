"""The figures of the README are those of the attacks."""

import re

import pytest

from . import every
from .attack import CHECKOUT
from .verdict import verdict

NAMES = ("attacks tried", "marks forged", "hidden tests read", "honest students affected")


def figures():
    """Return the README's figures, in the order of `NAMES`."""
    text = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    head, row = re.search(r"^\|( attacks tried .*)\|\n.*\n\|(.*)\|$", text, re.MULTILINE).groups()
    assert tuple(name.strip() for name in head.split("|")) == NAMES
    return [int(figure) for figure in row.split("|")]


def test_the_readme_counts_the_attacks():
    assert figures() == [len(every.ATTACKS) + len(every.TRIALS), 0, 0, 0]


@pytest.mark.slow
@pytest.mark.needs_bwrap
def test_the_readme_says_what_came_of_the_attacks(attacked_by_all, tmp_path):
    found = [verdict(attacked_by_all, one) for one in every.ATTACKS]
    for number, one in enumerate(every.TRIALS):
        place = tmp_path / str(number)
        place.mkdir()
        found.append(one.attempt(place))
    harmed = {one.harmed for one in found if one.harmed}
    came = [len(found), sum(one.forged for one in found), sum(bool(one.read) for one in found)]
    assert [*came, len(harmed)] == figures()
