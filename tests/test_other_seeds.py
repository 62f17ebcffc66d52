"""What chapters 5, 6 and 8 claim is true of other seeds too: a sample, and the committed whole."""

import pytest

from autograde.course.cells import code_cells
from autograde.course.chapter import read_source
from autograde.course.course import Course
from benchmarks import long, other_seeds


@pytest.mark.slow
def test_chapter_5_claims_what_another_set_of_seeds_shows_too():
    found = other_seeds.claims("05_q_learning", 1)
    assert all(found.values()), [claim for claim, holds in found.items() if not holds]


def test_all_claims_held_when_all_sets_were_tried():
    known = long.measured("other_seeds")
    if known is None:
        pytest.skip("never measured: `python -m benchmarks.long other_seeds`")
    held = known["figures"]["held"]
    assert set(held) == set(other_seeds.CLAIMS)
    results = [found for claims in held.values() for found in claims.values()]
    assert all(len(found) == len(other_seeds.SETS) and all(found) for found in results)


@pytest.mark.parametrize("chapter", other_seeds.CLAIMS)
def test_other_seeds_are_put_in(chapter):
    demos = [c["source"] for c in code_cells(read_source(Course().source(chapter)))]
    whole = "\n".join(demos)
    assert other_seeds.SEEDS.search(whole) and other_seeds.TRAININGS.search(whole)


def test_a_cell_gets_seeds_and_trainings_that_the_page_does_not_have():
    cell = "seeds = range(5)\npairs = range(5, 29)\nenv.reset(seed=6)\nfor number in range(3): pass"
    assert other_seeds.reseeded(cell, 2) == (
        "seeds = range(200, 205)\npairs = range(205, 213)\nenv.reset(seed=2006)\n"
        "for number in range(3): pass"
    )
