"""Re-seeding: does the committed result belong to what is here, and say what it must?"""

import json

import numpy as np
import pytest

from benchmarks import reseeding
from tests.support import variants

AGAIN = "run `python -m benchmarks.reseeding` and commit benchmarks/results/reseeding.*"


@pytest.fixture(scope="module")
def document():
    path = reseeding.RESULTS / "reseeding.json"
    return json.loads(path.read_text(encoding="utf-8"))


def test_the_committed_result_is_of_these_exercises(document):
    now = {chapter: reseeding.fingerprint(chapter) for chapter in variants.CHAPTERS}
    old = [chapter for chapter in now if document["fingerprints"].get(chapter) != now[chapter]]
    assert document["seeds"] >= 300
    if old:
        pytest.skip(f"out of date for {', '.join(old)}: {AGAIN}")
    judged = {(row["chapter"], row["exercise"], row["answer"]) for row in document["rows"]}
    assert judged == {
        (chapter, exercise, one.title)
        for chapter in variants.CHAPTERS
        for exercise, group in variants.variants(chapter).items()
        for one in group
    }


def test_right_answers_pass_and_wrong_ones_do_not_whatever_the_seeds(document):
    assert reseeding.problems(document["rows"]) == []


def test_the_table_is_that_of_the_result(document):
    path = reseeding.RESULTS / "reseeding.md"
    assert reseeding.table(document) + "\n" == path.read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_few_other_seeds_tell_the_same():
    rows = reseeding.measure(reseeding.SAMPLE)
    # So few runs give no spread to count by: only what passes.
    told = [{key: value for key, value in row.items() if key != "figures"} for row in rows]
    assert reseeding.problems(told) == []


TEST = """
from supplychain.checks import check_that
luck = np.random.default_rng(5).normal()
check_that(luck < 9.0, "Too much luck.")
for value in (3.0, 1.0, 2.0):
    check_that(value > 0.5, "Too small.")
"""


def run(choice):
    figures = {}
    space = {"np": np} | reseeding._hooks("a_test", choice, figures)
    exec(reseeding.compiled(TEST), space)
    return figures


def test_seeds_are_replaced_and_what_is_compared_is_noted():
    as_written, other = run(0), run(1)
    luck = "a_test: luck < 9.0"
    assert as_written[luck] == (np.random.default_rng(5).normal(), "<", 9.0)
    assert other[luck] != as_written[luck]
    assert run(1) == other
    assert other["a_test: value > 0.5"] == (1.0, ">", 0.5)  # in a loop, the nearest


def test_equal_seeds_stay_equal():
    assert reseeding.reseeded(7, 3) == reseeding.reseeded(7, 3) != reseeding.reseeded(8, 3)
    assert reseeding.reseeded(7, 0) == 7
    assert reseeding.reseeded(None, 3) is None


def test_distance_counts_robust_standard_deviations():
    noted = [(value, ">", 4.0) for value in (9.0, 10.0, 11.0, 10.5, 9.5)]
    figure = reseeding._figure("a_test: profit > 4", noted)
    # The median distance from the median 10 is 0.5; times 1.4826.
    assert (figure["median"], figure["spread"], figure["distance"]) == (10.0, 0.7413, 8.1)
