"""Of a hidden test there is the author's hint or one of five sentences, whatever an answer does."""

import pytest

from autograde.examination import hints
from autograde.examination.examiner import examine
from autograde.examination.hints import CLOSED, of_hidden
from supplychain.checks import Hint, check_equal
from tests.attacks import telling
from tests.attacks.telling import PATCHED, SECRETS, WAYS, told

pytestmark = pytest.mark.needs_bwrap
AUTHORS = "Go on from there."
EVERY = WAYS | PATCHED


def hidden_part(result):
    """Return what a result says of hidden tests."""
    (exercise,) = result.exercises
    (test,) = [test for test in exercise.tests if test.hidden]
    return test


@pytest.mark.parametrize("name", EVERY)
def test_nothing_that_is_written_hangs_on_what_a_hidden_test_hands_over(tmp_path, name):
    (texts, result), (others, _) = (told(tmp_path, secret, EVERY[name]) for secret in SECRETS)
    assert texts == others
    assert hidden_part(result).hint in (AUTHORS, *CLOSED)
    visible = result.exercises[0].tests[0]
    assert (visible.score, hidden_part(result).score) == (1, 0)


@pytest.mark.parametrize("name", ["the shape of an answer", "nan, infinity or a number"])
def test_numbers_are_compared_as_silently(tmp_path, name):
    more = {"kind": "close", "wanted": "[0.0, 1.0]"}
    texts = [told(tmp_path, secret, WAYS[name], **more)[0] for secret in SECRETS]
    assert texts[0] == texts[1]


def test_a_visible_test_still_says_all_that_helps(tmp_path):
    way = "pass\ndef f(x):\n    return np.zeros((0, 7))"
    _, result = told(tmp_path, 3, way)
    assert "of type ndarray" in result.exercises[0].tests[0].hint


def test_a_test_that_computes_on_with_an_answer_says_only_that_it_cannot(tmp_path):
    way = "return [[1], ['a', 2]][x > 3]"
    texts = [told(tmp_path, secret, way, wanted="list(range(len(got) + got[0]))") for secret in
             SECRETS]  # fmt: skip
    assert [hidden_part(result).score for _, result in texts] == [0, 0]
    assert {hidden_part(result).hint for _, result in texts} <= {AUTHORS, hints.NOT_AS_ASKED}


def test_a_hint_that_is_made_up_as_the_test_runs_is_not_shown():
    source = "check_equal(f(3), 4, 'Count ' 'again.')\ncheck_equal(f(3), 4, f'it was {got}')"
    assert of_hidden(source, Hint("Count again.", "your answer is 5")) == "Count again."
    assert of_hidden(source, Hint("it was 5")) == hints.NOT_AS_ASKED


def test_an_author_s_hint_is_shown_without_the_form_of_the_answer():
    with pytest.raises(Hint) as refusal:
        check_equal([1, 2], [1], "Count again.")
    assert "2 entries" in str(refusal.value)
    assert of_hidden("check_equal(f(), [1], 'Count again.')", refusal.value) == "Count again."


def test_there_are_at_most_five_sentences_and_none_has_a_place_for_more():
    assert len(set(CLOSED)) == len(CLOSED) <= 5
    assert not any("{" in sentence or "%" in sentence for sentence in CLOSED)


@pytest.mark.slow  # it tries the ways on a naive grader, to see that they are some
def test_the_control_of_each_way_tells_the_secrets_apart(tmp_path):
    kept = [name for name, way in WAYS.items() if not telling.control(way, tmp_path)]
    assert kept == []


def test_what_is_wrong_with_the_answer_s_own_text_is_said_where_no_visible_test_says_it(tmp_path):
    whole = telling.assignment(3)
    hidden_only = whole._replace(cells=[c for c in whole.cells if c.name != "test_f_example"])
    path = telling.notebook(tmp_path, "def f(x:\n    return 1")
    result = examine(path, hidden_only)
    assert hidden_part(result).hint == hints.NO_ANSWER
    assert "SyntaxError" in result.reason
    barred = whole._replace(cells=[c._replace(forbid=["sum"]) for c in hidden_only.cells])
    result = examine(telling.notebook(tmp_path, "def f(x):\n    return sum([x])"), barred)
    assert "may not use sum" in result.reason and "sum" not in hidden_part(result).hint
