"""Stars beyond the points: nobody grades them, and the test below each of them works."""

import re
from pathlib import Path

import numpy as np
import pytest

from autograde.course.cells import kind, tags_of
from autograde.course.chapter import read_source
from autograde.course.course import Course
from supplychain import Shop, checks
from tests.support import variants

STARS = Path(__file__).parents[1] / "mistakes" / "stars"


def stars():
    """Return the stub and the test of every star: {name: (stub, test)}."""
    found = {}
    for chapter in Course().assignments():
        cells = [cell for cell in read_source(Course().source(chapter)).cells]
        for stub, test in zip(cells, cells[1:]):
            if "star" in tags_of(stub):
                assert "star-test" in tags_of(test) and {kind(stub), kind(test)} == {"demo"}
                name = stub.source.split("(")[0].removeprefix("def ")
                found[name] = stub.source, test.source
    return found


ALL = stars()
CASES = [
    one for name in ALL for one in variants.parse((STARS / f"{name}.py").read_text("utf-8"), name)
]


def space():
    """Return what stands above the stars of the chapters."""
    shop = Shop()
    names = {"np": np, "P": shop.P, "R": shop.R, "gamma": shop.discount}
    # As many sweeps as value iteration takes to a millionth: gamma ** n * 19 * largest change.
    sweeps = np.empty((360, 0))
    names |= {"best_values": shop.optimum().values, "sweeps": sweeps}
    return names | {name: getattr(checks, name) for name in ("check_close", "check_that")}


def test_there_are_four_of_them():
    assert list(ALL) == ["span_iteration", "sarsa", "two_values", "afterstate_update"]


@pytest.mark.parametrize("name", ALL)
def test_an_empty_star_stops_nobody(name):
    stub, test = ALL[name]
    exec(f"{stub}\n{test}", space())


@pytest.mark.parametrize("one", CASES, ids=lambda one: f"{one.exercise}: {one.title}")
def test_the_test_of_a_star_tells_right_from_wrong(one):
    code = f"{one.source}\n{ALL[one.exercise][1]}"
    if one.hint is None:
        exec(code, space())
        return
    with pytest.raises(checks.Hint) as found:
        exec(code, space())
    assert re.search(one.hint, str(found.value), re.IGNORECASE), str(found.value)
