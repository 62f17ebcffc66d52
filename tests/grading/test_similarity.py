"""Copies are found however they are dressed; honest work on one exercise is not."""

import pytest

from autograde.course.course import Course
from autograde.grading.similarity import pairs, written
from tests.support import variants
from tests.support.disguise import disguised

STUB = 'def policy(stock, owed):\n    """Return the order."""\n    raise NotWritten("policy")\n'
FIRST = '''def policy(stock, owed):
    """Return the order."""
    position = stock - owed
    levels = [0, 10, 20]
    best, best_gap = 0, float("inf")
    for level in levels:
        gap = abs(level + position - 25)  # distance to the target
        if gap < best_gap:
            best, best_gap = level, gap
    return best
'''
SECOND = '''def policy(stock, owed):
    """Return the order."""
    missing = max(25 - (stock - owed), 0)
    candidates = sorted((abs(q - missing), q) for q in range(0, 21, 10))
    closest_distance, order_quantity = candidates[0]
    assert closest_distance >= 0, "distances are not negative"
    return int(order_quantity) if missing > 0 else 0
'''


def texts(**answers):
    return {name: written([source], [STUB]) for name, source in answers.items()}


def test_a_copy_with_other_comments_and_layout_is_found():
    copy = FIRST.replace("  # distance to the target", "").replace("\n    levels", "\n\n    levels")
    (pair,) = pairs(texts(ada=FIRST, bo=copy, cy=SECOND))
    assert (pair.first, pair.second) == ("ada", "bo") and pair.percent > 99


def test_a_copy_with_other_names_is_found():
    copy = FIRST
    for name, other in (("best_gap", "d"), ("best", "q"), ("level", "x"), ("position", "y")):
        copy = copy.replace(name, other)
    assert copy != FIRST and "position" not in copy
    (pair,) = pairs(texts(ada=FIRST, bo=copy, cy=SECOND))
    assert (pair.first, pair.second, pair.percent) == ("ada", "bo", 100)


def test_names_of_libraries_tell_answers_apart():
    """Own names alone are exchanged: else np.min and np.max were one shape."""
    many = "\n".join(f"    y = np.min(x[{n}:])" for n in range(30))
    other = many.replace("np.min", "np.cumsum")
    (low, high) = (written([f"def f(x):\n{text}\n"], []) for text in (many, other))
    assert low != high and low.replace("min", "cumsum") == high


def test_given_lines_are_nobodys_even_between_ones_own():
    """Two who wrote two short lines of their own into a long frame that everybody got."""
    frame = "".join(f"    total_{n} = stock * {n} + owed - {n} * 7\n" for n in range(40))
    stub = f"def policy(stock, owed):\n{frame}"
    one, two = (f"{stub}    return {end}\n" for end in ("total_3", "max(total_8, 0)"))
    texts_of_two = {name: written([text], [stub]) for name, text in (("ada", one), ("bo", two))}
    assert pairs(texts_of_two) == []
    assert "7" not in texts_of_two["ada"]


def test_a_group_is_not_its_own_copy_and_stubs_are_nobodys():
    assert pairs(texts(ada=FIRST, bo=FIRST), together=lambda *_: True) == []
    assert pairs(texts(ada=STUB, bo=STUB)) == []


def test_what_is_no_python_is_compared_as_words():
    broken = FIRST.replace("position = stock", "position = (stock")
    assert len(pairs(texts(ada=broken, bo=broken))) == 1


def hand_ins(chapter):
    """Return some hand-ins of a chapter, each of other right answers, and what was given."""
    given = [cell.stub for cell in variants.assignment(chapter).cells if cell.kind == "solution"]
    every = [
        [one.source for one in found if one.hint is None]
        for found in variants.variants(chapter).values()
    ]
    return list(zip(*every)), given


@pytest.mark.parametrize(
    "chapter",
    [
        pytest.param(name, marks=[pytest.mark.slow] if place else [])
        for place, name in enumerate(reversed(Course().assignments()))
    ],
)
def test_other_right_answers_are_no_copies_and_a_disguise_is_seen_through(chapter):
    answers, given = hand_ins(chapter)
    texts = {f"honest {k}": written(one, given) for k, one in enumerate(answers)}
    assert len(texts) >= 3 and pairs(texts) == []
    texts["copy"] = written([disguised(one) for one in answers[0]], given)
    assert [(pair.first, pair.second) for pair in pairs(texts)] == [("copy", "honest 0")]


def test_lines_that_were_given_stay_so_however_they_are_laid_out():
    frame = "".join(f"    total_{n} = stock * {n} + owed - {n} * 99\n" for n in range(40))
    spread = frame.replace(" + owed", "+owed").replace("* 99", "*99  # each")
    assert spread != frame
    end = "    return max(total_3, 0)\n"
    assert written([f"def policy():\n{spread}{end}"], [f"def policy():\n{frame}"]) == written(
        [f"def policy():\n{end}"], []
    )


def test_given_lines_of_a_statement_are_nobodys_either():
    """Two who filled one line of a long table that everybody got."""
    frame = "".join(f"        'total_{n}': stock * {n} + owed - {n} * 99,\n" for n in range(40))
    stub, rest = "def policy():\n    return {{\n{0}        'order': {1},\n    }}\n", "max(0, stock)"
    given = [stub.format(frame, None)]
    texts = {
        name: written([stub.format(frame, end)], given) for name, end in (("a", rest), ("b", 7))
    }
    assert "99" not in texts["a"] and pairs(texts) == []


@pytest.mark.parametrize(
    "other",
    [
        "def f(x):\n    low = x.min()\n    hi = x.max()\n    if low < hi + 1:\n        return hi",
        "def f(x):\n    hi = x.max()\n    low = x.min()\n    if hi + 1 > low:\n        return hi",
        "def f(x):\n    hi = x.max()\n    low = x.min()\n    if low < 1 + hi:\n        return hi",
        "def f(y):\n    b = y.max(); a = (y.min())  # both\n    if a < (b +\n 1): return b",
    ],
)
def test_order_sides_and_layout_make_no_difference(other):
    one = "def f(x):\n    hi = x.max()\n    low = x.min()\n    if low < hi + 1:\n        return hi"
    assert written([other], []) == written([one], [])


def test_a_copy_with_a_few_lines_more_is_found():
    (answer, *_), given = hand_ins("03_policies")
    longer = [disguised(answer[0]) + "\n\nmy_check = 3 * 4 + 5\nprint(my_check, 'is 17')"]
    copy = longer + [disguised(one) for one in answer[1:]]
    assert pairs({"ada": written(answer, given), "bo": written(copy, given)})


def test_answers_in_words_are_compared_by_their_words():
    question = "Why does value iteration come to an end? Three sentences are enough."
    one = "Each sweep shrinks the distance of two tables by the discount, so that it stops soon."
    other = "Because the discount lies below one, the changes fall like a geometric series does."
    texts = {
        name: written([], [question], [f"{question}\n{text}"])
        for name, text in (("ada", one), ("bo", other), ("cy", one.upper()), ("di", ""))
    }
    assert texts["di"] == ""
    assert [(pair.first, pair.second) for pair in pairs(texts)] == [("ada", "cy")]


@pytest.mark.parametrize("source", ["", "(" * 3000, ")" * 3000, '"""' * 999, "x = [\n" * 999])
def test_whatever_was_handed_in_has_a_shape(source):
    assert isinstance(written([source], [source[:9]]), str)
