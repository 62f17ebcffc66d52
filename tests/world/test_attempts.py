"""Who fails one test with three different answers is pointed to the next hint, and nobody else."""

import pytest

from supplychain import attempts
from tests.world.test_waiting import outputs_of

SETUP = "from supplychain.checks import check_equal"
TEST = "check_equal(double({}), {}, 'Two for each.')"


@pytest.fixture(autouse=True)
def forget(monkeypatch):
    monkeypatch.setattr(attempts, "_failures", {})


def answer(returned):
    return f"def double(x):\n    return {returned}"


def fail(test, *answers, hint="Two for each."):
    """Return whether somebody is pointed to the next hint after each of some answers."""
    return [bool(attempts.after_failure(test, hint, [answer(one)])) for one in answers]


def test_the_third_different_answer_that_fails_is_told_of_the_hints():
    assert fail(TEST, "x", "x + 2", "3 * x", "0") == [False, False, True, True]


def test_the_same_answer_again_and_another_test_count_for_nothing():
    assert fail(TEST, "x", "x", "x", "x") == [False] * 4
    assert fail(f"{TEST}\n", "1", "2") == [False, False]
    assert fail(TEST, "x + 2") == [False]


def test_the_answer_is_what_the_last_cell_defines():
    cells = [answer("x"), answer("1"), "double(3)", answer("x")]
    for length in (1, 2, 3, 4):
        said = attempts.after_failure(TEST, "Two for each.", cells[:length])
    assert said == ""
    assert attempts.after_failure(TEST, "Two for each.", [*cells, answer("7")])


@pytest.mark.slow
def test_a_notebook_shows_the_sentence_below_the_hint_and_stores_nothing():
    test = TEST.format(1, 2)
    cells = [SETUP]
    for returned in ("x", "x + 2", "3", "2 * x"):
        cells += [answer(returned), test]
    texts = [
        "".join(output.get("text", "") for output in outputs) for outputs in outputs_of(*cells)
    ]
    assert [attempts.SENTENCE in text for text in texts[2::2]] == [False, False, True, False]
