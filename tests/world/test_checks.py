"""Checks of answers: what passes, what fails, and that a failure is one line with a hint."""

import tracemalloc
from collections import UserList
from fractions import Fraction

import numpy as np
import pytest

from supplychain import checks
from supplychain.checks import Hint, NotWritten, check_close, check_equal, check_that

NAN, INFINITY = float("nan"), float("inf")
HINT = "Think of the terminal state."


class Chameleon:
    """Equals everything, is close to everything, and converts to any number."""

    shape, dtype, ndim = (), np.dtype(float), 0

    def __eq__(self, other):
        return True

    __hash__ = None

    def __float__(self):
        return 5.0

    def __index__(self):
        return 5

    def __array__(self, dtype=None, copy=None):
        return np.array(5.0)

    def __array_ufunc__(self, *arguments, **options):
        return np.array(True)

    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__

    def __bool__(self):
        return True


class LyingInt(int):
    """A whole number that equals everything."""

    def __eq__(self, other):
        return True

    __hash__ = int.__hash__


class LyingFloat(float):
    """A number without distance to any other."""

    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__


class LyingArray(np.ndarray):
    """An array that says yes to every comparison."""

    def __array_ufunc__(self, *arguments, **options):
        return np.array(True)


class LyingList(list):
    """A list that hides what it holds."""

    def __iter__(self):
        return iter([5.0])

    def __len__(self):
        return 1


NESTED_IN_ITSELF = []
NESTED_IN_ITSELF.append(NESTED_IN_ITSELF)


@pytest.mark.parametrize(
    ("got", "want"),
    [
        (5, 5.0),
        (5.0, 5),
        (np.float64(5), 5.0),
        (np.float32(0.5), 0.5),
        (np.int64(5), 5.0),
        (np.array(5.0), 5.0),
        (0.1 + 0.2, 0.3),
        (1e6 + 1e-2, 1e6),
        (1e-10, 0.0),
        ([1, 2.0], [1.0, 2.0]),
        ((1, 2), np.array([1, 2])),
        (np.array([1, 2], dtype=np.uint8), [1, 2]),
        ([[1, 2], (3, 4)], np.array([[1, 2], [3, 4]])),
        ([np.array([1.0, 2.0]), [3, 4]], [[1, 2], [3, 4]]),
        ([-INFINITY, 1.0], [-INFINITY, 1.0]),
        ([], []),
    ],
)
def test_numbers_that_are_close_pass_in_any_plain_form(got, want):
    check_close(got, want, HINT)


@pytest.mark.parametrize(
    ("got", "want"),
    [
        (5.001, 5.0),
        (-5.0, 5.0),
        (1e-8, 0.0),
        (NAN, 5.0),
        (NAN, NAN),
        (INFINITY, 5.0),
        (INFINITY, -INFINITY),
        (10**400, 5.0),
        ([], 5.0),
        ([5.0], 5.0),
        (5.0, [5.0]),
        (np.array([]), 5.0),
        (np.array([]), [1.0, 2.0]),
        ([1.0], [1.0, 1.0]),
        ([1.0, 1.0], 1.0),
        ([[1.0, 2.0]], [1.0, 2.0]),
        (np.ones((2, 3)), np.ones((3, 2))),
        ([1.0, NAN], [1.0, 2.0]),
        ([[1.0], [1.0, 2.0]], [[1.0, 1.0], [1.0, 2.0]]),
        (NESTED_IN_ITSELF, 5.0),
        (None, 5.0),
        ("5.0", 5.0),
        (True, 1.0),
        (5 + 0j, 5.0),
        (Fraction(5), 5.0),
        ({"a": 5.0}, 5.0),
        ({5.0}, [5.0]),
        ([None], [5.0]),
        (np.array([True]), [1.0]),
        (np.array(["5"]), [5.0]),
        (np.array([5.0], dtype=object), [5.0]),
        (np.ma.masked_array([4.0], mask=[True]), [5.0]),
        (UserList([5.0]), [5.0]),
        (Chameleon(), 5.0),
        ([Chameleon()], [5.0]),
        (LyingInt(4), 5.0),
        (LyingFloat(4), 5.0),
        (np.array([4.0]).view(LyingArray), [5.0]),
        (LyingList([4.0]), [5.0]),
        (lambda: 5.0, 5.0),
        (float, 5.0),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_not_close_is_refused_whatever_it_says_of_itself(got, want):
    with pytest.raises(Hint) as refusal:
        check_close(got, want, HINT)
    assert HINT in str(refusal.value)


def test_the_tolerance_can_be_widened_for_a_simulated_answer():
    check_close(5.4, 5.0, HINT, rtol=0.1)
    check_close([5.4, -0.4], [5.0, 0.0], HINT, atol=0.5)
    with pytest.raises(Hint):
        check_close(5.6, 5.0, HINT, rtol=0.1)


@pytest.mark.parametrize(
    ("got", "want"),
    [
        (3, 3),
        (3.0, 3),
        (np.int64(3), 3),
        ("DC", "DC"),
        (None, None),
        (True, True),
        (np.bool_(False), False),
        ((1, 2), [1, 2]),
        ([1, 2], (1, 2)),
        (np.array([1, 2]), (1, 2)),
        ([(1, "a"), [2, "b"]], [(1, "a"), (2, "b")]),
        ([], ()),
    ],
)
def test_equal_answers_pass(got, want):
    check_equal(got, want, HINT)


@pytest.mark.parametrize(
    ("got", "want"),
    [
        (3, 4),
        (3.0000001, 3),
        (NAN, 3),
        (NAN, NAN),
        (10**400, 3),
        ("3", 3),
        (3, "3"),
        ("dc", "DC"),
        (True, 1),
        (1, True),
        (0, False),
        (0, None),
        (None, 0),
        ("", None),
        ([1, 2], [1, 2, 3]),
        ([1, 2, 3], [1, 2]),
        ([2, 1], [1, 2]),
        (1, [1]),
        ([1], 1),
        ("ab", ["a", "b"]),
        ({1, 2}, [1, 2]),
        (range(2), [0, 1]),
        (np.array(1), [1]),
        ([[1, 2]], [1, 2]),
        (NESTED_IN_ITSELF, [[1]]),
        (Chameleon(), 5),
        (Chameleon(), "DC"),
        (Chameleon(), None),
        (Chameleon(), [5]),
        ([Chameleon()], [5]),
        (LyingInt(4), 5),
        (LyingList([4.0]), [5.0]),
        (np.array([4.0]).view(LyingArray), [5.0]),
        (type("S", (str,), {"__eq__": lambda *_: True, "__hash__": None})("x"), "DC"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_answers_that_are_not_equal_are_refused_whatever_they_say_of_themselves(got, want):
    with pytest.raises(Hint) as refusal:
        check_equal(got, want, HINT)
    assert HINT in str(refusal.value)


@pytest.mark.parametrize(
    ("got", "want", "wanted"), [(3, "3", "str"), ("3", 3, "int"), (1, True, "bool")]
)
def test_a_refusal_says_which_type_is_wanted_where_another_was_given(got, want, wanted):
    with pytest.raises(Hint, match=f"of type {type(got).__name__}, not {wanted}[)]$"):
        check_equal(got, want, HINT)


@pytest.mark.parametrize("condition", [True, np.bool_(True), np.float64(1) < 2])
def test_a_true_condition_passes(condition):
    check_that(condition, HINT)


@pytest.mark.parametrize(
    "condition", [False, np.bool_(False), None, 0, 1, "yes", [True], np.array([True]), Chameleon()]
)
def test_anything_but_true_is_refused(condition):
    with pytest.raises(Hint, match=HINT):
        check_that(condition, HINT)


def test_a_hint_says_what_is_wrong_with_the_form_but_not_the_expected_value():
    for got, said in [
        (None, "is a `return` missing?"),
        ([1.0, 2.0], "shape (2,)"),
        ("text", "str"),
        (NAN, "nan"),
        ([[1], [1, 2]], "different lengths"),
        (41.0, HINT),
    ]:
        with pytest.raises(Hint) as refusal:
            check_close(got, 42.125, HINT)
        assert said in str(refusal.value)
        assert "42" not in str(refusal.value)


@pytest.mark.parametrize(
    ("error", "kind", "shown"),
    [
        (Hint(HINT), AssertionError, HINT),
        (NotWritten("td_update"), NotImplementedError, "td_update is not written yet"),
    ],
)
def test_a_notebook_shows_one_line_and_no_traceback(error, kind, shown):
    assert isinstance(error, kind)
    lines = error._render_traceback_()
    assert len(lines) == 1
    assert "\n" not in lines[0]
    assert shown in lines[0]


def test_a_check_does_not_change_the_answer():
    answer = np.array([1, 2])
    check_close(answer, [1.0, 2.0], HINT)
    check_equal(answer, [1, 2], HINT)
    assert answer.dtype.kind == "i" and answer.tolist() == [1, 2]


def test_repeat_gives_the_answers_of_one_call_after_another():
    rng = np.random.default_rng(5)
    answers = checks.repeat(lambda low, rng: low + rng.random(), 4, 2, rng=rng)
    assert answers == list(2 + np.random.default_rng(5).random(4))
    assert checks.repeat(dict, 0) == []


@pytest.mark.parametrize("check", [check_close, check_equal])
@pytest.mark.parametrize(
    "got", [np.zeros((25_000_000, 0)), np.zeros((0, 25_000_000)), np.zeros(3_000_000, bool)]
)
def test_lengths_are_compared_before_anything_is_built(check, got):
    tracemalloc.start()
    try:
        with pytest.raises(Hint):
            check(got, [1.0, 2.0], HINT)
        assert tracemalloc.get_traced_memory()[1] < 100_000  # bytes
    finally:
        tracemalloc.stop()


def test_a_hint_keeps_the_authors_words_apart_from_the_form_of_the_answer():
    with pytest.raises(Hint) as refusal:
        check_close([1.0, 2.0], 5.0, HINT)
    assert (refusal.value.hint, HINT in str(refusal.value)) == (HINT, True)
    assert str(refusal.value) != HINT
