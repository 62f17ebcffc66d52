"""What is translated means the same in both languages, and the rest is refused."""

import pytest

from autograde.kit.errors import CourseError
from autograde.live.translate import javascript


def negative_index(row):
    return row[-1]


def piece(row):
    return row[1:]


def number_as_condition(row):
    return 1 if len(row) else 0


def list_of_its_own(row):
    total = [0]
    return total


def unknown_name(row):
    return sum(row)


def counter_after_its_loop(row):
    for i in range(len(row)):
        row[i] = 0
    return i  # noqa: B007


def end_that_moves(row):
    n = 3
    for i in range(n):
        n = n - row[i]
    return n


def chained(row):
    return 0 if 1 < row[0] < 3 else 1


def default(row, start=0):
    return row[start]


def power(row):
    return row[0] ** 2


def early(row):
    for i in range(3):
        if row[i] > 0:
            break
    return 0


def end_in_a_sequence(row):
    total = 0
    for i in range(row[0]):
        row[0] = 1
        total += i
    return total


def end_that_is_called(row):
    total = 0
    for i in range(row[0], max(row[0], 2)):
        total += i
    return total


def reserved_argument(new):
    return new + 1


def reserved_variable(row):
    default = row[0]
    return default


def reserved_counter(row):
    for var in range(3):
        row[var] = 0
    return 0


def large_number(row):
    return row[0] + 9007199254740993


REFUSED = [negative_index, piece, number_as_condition, list_of_its_own, unknown_name,
           counter_after_its_loop, end_that_moves, end_in_a_sequence, end_that_is_called, chained,
           default, power, early, reserved_argument, reserved_variable, reserved_counter,
           large_number]  # fmt: skip


@pytest.mark.parametrize("function", REFUSED, ids=lambda function: function.__name__)
def test_what_means_something_else_is_refused_with_its_line(function):
    with pytest.raises(CourseError, match=rf"{function.__name__}, line \d+: .* be translated"):
        javascript([function])


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        (end_in_a_sequence, r"'row\[0\]' .* as the end of a range: give it a name before the loop"),
        (reserved_variable, "default is a word of JavaScript's own, so give it another name"),
        (large_number, r"whole numbers beyond 2\*\*53 = 9007199254740992 are rounded there"),
    ],
)
def test_a_refusal_says_why(function, reason):
    with pytest.raises(CourseError, match=reason):
        javascript([function])


def first(row):
    return row[0]


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("class", 3, "a word of JavaScript's own"),
        ("LARGE", 2**53 + 1, "are rounded there"),
        ("LARGE", -(2**60), "are rounded there"),
        ("ENDLESS", float("inf"), "is not finite"),
    ],
)
def test_a_constant_that_would_be_another_one_is_refused(name, value, reason):
    with pytest.raises(CourseError, match=f"constant {name} = .*{reason}"):
        javascript([first], {name: value})


def test_constants_are_written_as_javascript_writes_them():
    text = javascript([first], {"SURE": True, "LARGEST": 2**53, "SMALL": 1e-07})
    assert "const SURE = true;\nconst LARGEST = 9007199254740992;\nconst SMALL = 1e-07;" in text


def rounded(a, b):
    return a // b, a % b, min(a, b), abs(a)


def compared(a, b):
    if a == b or not (a != 2 and b > 0):
        return 1
    elif a <= b:
        return 2
    else:
        return -3


@pytest.mark.slow
@pytest.mark.needs_chromium
def test_numbers_round_and_compare_as_in_python(page):
    from autograde.live.pages import SCRIPTS

    numbers = (SCRIPTS / "numbers.js").read_text(encoding="utf-8")
    pairs = [(a, b) for a in range(-9, 10) for b in (-4, -3, 1, 2, 7)]
    program = "\n".join([numbers, javascript([rounded, compared])])
    found = page.evaluate(
        f"pairs => {{ {program}; return pairs.map(([a, b]) => [rounded(a, b), compared(a, b)]); }}",
        pairs,
    )
    assert found == [[list(rounded(a, b)), compared(a, b)] for a, b in pairs]


@pytest.mark.slow
@pytest.mark.needs_chromium
def test_money_is_written_as_python_writes_it(page):
    from autograde.live.pages import SCRIPTS

    numbers = (SCRIPTS / "numbers.js").read_text(encoding="utf-8")
    amounts = [0, 0.5, 1.5, 2.5, -0.5, -1.5, 999.5, 1000, 24819.4999, -12345678.5, 1e6]
    found = page.evaluate(f"amounts => {{ {numbers}; return amounts.map(whole); }}", amounts)
    assert found == [f"{amount:,.0f}".replace("-0", "0").replace("-", "−") for amount in amounts]
