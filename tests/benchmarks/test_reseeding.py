"""Re-seeding: does the committed result belong to what is here, and say what it must?"""

import json
import random

import numpy as np
import pytest

from benchmarks import made_from, reseeding
from benchmarks.judging import Luck, compiled, hooks, judged, reseeded
from benchmarks.reseeding_table import few_styles, figure_of, problems, table
from tests.support import variants

AGAIN = "run `python -m benchmarks.reseeding` and commit benchmarks/results/reseeding.*"


@pytest.fixture(scope="module")
def document():
    path = reseeding.RESULTS / "reseeding.json"
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def old(document):
    return reseeding.out_of_date(document)


def test_the_committed_result_is_of_these_exercises(document, old):
    assert document["seeds"] >= 300
    if old:
        pytest.skip(f"out of date for {', '.join(old)}: {AGAIN}")
    found = {(row["chapter"], row["exercise"], row["answer"]) for row in document["rows"]}
    assert found == {(chapter, one.exercise, one.title) for chapter, one in reseeding.answers()}


def test_right_answers_pass_and_wrong_ones_do_not_whatever_the_seeds(document, old):
    """As far as the result is of the exercises that are here."""
    rows = [row for row in document["rows"] if row["chapter"] not in old]
    assert problems(rows) == []


def test_where_chance_is_judged_six_right_styles_are_known(document, old):
    rows = [row for row in document["rows"] if row["chapter"] not in old]
    assert few_styles(rows) == []


def test_the_table_is_that_of_the_result(document):
    path = reseeding.RESULTS / "reseeding.md"
    assert table(document) + "\n" == path.read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_few_other_seeds_tell_the_same():
    rows = reseeding.measure(reseeding.answers(), reseeding.SAMPLE)
    # So few runs give no spread to count by: only what passes.
    told = [{key: value for key, value in row.items() if key != "figures"} for row in rows]
    assert problems(told) == []


@pytest.mark.parametrize("exercise", ["to_index", "schedule"])
def test_what_reads_no_seed_is_judged_once_and_would_be_judged_the_same(exercise):
    tasks = [task for task in reseeding.answers() if task[1].exercise == exercise]
    for chapter, one in tasks:
        first = judged(chapter, one, 0)
        assert not first.by_luck
        assert judged(chapter, one, 1) == first


def test_luck_is_noticed_wherever_it_comes_from():
    def drawn(draw):
        with Luck() as luck:
            draw()
        return luck.drawn

    assert drawn(lambda: np.random.default_rng().random())
    assert drawn(lambda: np.random.rand())  # noqa: NPY002 (an answer may)
    assert drawn(random.random)
    assert drawn(lambda: random.SystemRandom().random())
    assert not drawn(lambda: np.random.default_rng(3).random())


def test_a_row_depends_on_its_tests_its_answer_and_the_modules_that_they_use(monkeypatch):
    chapter = "05_q_learning"
    one, other = variants.variants(chapter)["td_update"][:2]
    before = made_from.key(chapter, one)
    assert before == made_from.key(chapter, one._replace(source=one.source + "  # no change"))
    assert before != made_from.key(chapter, other)
    learner = variants.variants("07_challenge")["q_learning"][0]
    modules = made_from._modules("from supplychain.benchmark import TrainingEnv")
    assert {"benchmark", "dynamics"} <= set(made_from.reached(frozenset(modules)))
    assert "plotting" not in made_from.reached(frozenset(modules))
    assert made_from.key("07_challenge", learner) != before


def test_types_and_words_change_no_row_and_rules_do():
    bare = "def order(x, s=3):\n    q = s - x\n    return q"
    typed = '"""Orders."""\nfrom typing import Any\n\ndef order(x: int, s: Any = 3) -> int:\n'
    typed += '    """Order."""\n    q = s - x  # units\n    return q'
    assert made_from._plain(typed) == made_from._plain(bare)
    assert made_from._plain(bare.replace("s - x", "x - s")) != made_from._plain(bare)
    assert made_from._plain(bare.replace("s=3", "s=4")) != made_from._plain(bare)


TEST = """
from supplychain.checks import check_that
luck = np.random.default_rng(5).normal()
check_that(luck < 9.0, "Too much luck.")
for value in (3.0, 1.0, 2.0):
    check_that(value > 0.5, "Too small.")
check_that(0.25 < value < 7.0, "Neither here nor there.")
"""


def run(choice):
    figures = {}
    space = {"np": np} | hooks("a_test", choice, figures, Luck())
    exec(compiled(TEST), space)
    return figures


def test_seeds_are_replaced_and_what_is_compared_is_noted():
    as_written, other = run(0), run(1)
    luck = "a_test: luck < 9.0"
    assert as_written[luck] == (np.random.default_rng(5).normal(), "<", 9.0)
    assert other[luck] != as_written[luck]
    assert run(1) == other
    assert other["a_test: value > 0.5"] == (1.0, ">", 0.5)  # in a loop, the nearest
    assert other["a_test: 0.25 < value < 7.0, left"] == (2.0, ">", 0.25)
    assert other["a_test: 0.25 < value < 7.0, right"] == (2.0, "<", 7.0)


def test_equal_seeds_stay_equal():
    assert reseeded(7, 3) == reseeded(7, 3) != reseeded(8, 3)
    assert reseeded(7, 0) == 7
    assert reseeded(None, 3) is None


def test_distance_counts_robust_standard_deviations():
    noted = [(value, ">", 4.0) for value in (9.0, 10.0, 11.0, 10.5, 9.5)]
    figure = figure_of("a_test: profit > 4", noted)
    # The median distance from the median 10 is 0.5; times 1.4826.
    assert (figure["median"], figure["spread"], figure["distance"]) == (10.0, 0.7413, 8.1)


def test_types_and_the_imports_that_they_need_are_no_part_of_a_key():
    plain = "from .model import Shop\n\ndef f(x, y=1):\n    a = Shop(x)\n    return a, y\n"
    typed = "from collections.abc import Sequence\nfrom .model import Chain, Shop\n\n"
    typed += "def f(x: Sequence[Chain], y: int = 1) -> tuple:\n    a: Shop = Shop(x)\n    b: int\n"
    assert made_from._plain(plain) == made_from._plain(typed + "    return a, y\n")
    assert made_from._plain(plain) != made_from._plain(plain.replace("y=1", "y=2"))
    record = "class A(NamedTuple):\n    a: int\n"
    assert made_from._plain(record) != made_from._plain(record.replace("a: int", "pass"))
