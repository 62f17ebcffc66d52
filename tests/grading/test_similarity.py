"""Copies are found however they are dressed; honest work on one exercise is not."""

from autograde.grading.similarity import pairs, written

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
