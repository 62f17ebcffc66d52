"""Python that is newer than the one that grades is told as that, and what is none is not."""

import pytest

from autograde.examination.syntax import newer_syntax

NEWER = "{} need Python 3.12, and Python 3.11 grades"
SYNTAX = {
    "def f():\n    return f'{f'{1}'}'": "the braces of an f-string",
    'x = f"{d["key"]}"': "the braces of an f-string",
    "x = f'{chr(10).join(\"\\n\")}'": "the braces of an f-string",
    "type Row = list[int]": "type statements",
    "type Row[T] = list[T]": "type statements",
    "def first[T](row: list[T]) -> T:\n    return row[0]": "type parameters",
    "class Table[T]:\n    pass": "type parameters",
    "async def first[T](row):\n    return row[0]": "type parameters",
}


@pytest.mark.parametrize("source", SYNTAX)
def test_newer_syntax_is_told_as_that(source):
    assert newer_syntax(source, (3, 11)) == f"; {NEWER.format(found(source))}"
    assert newer_syntax(source, (3, 12)) == ""


def found(source):
    what = SYNTAX[source]
    return f"quotes, comments and backslashes inside {what}" if "f-string" in what else what


@pytest.mark.parametrize(
    "source",
    [
        "def f(:\n    return 1",
        "x = f'{a'",
        "x = f'{a}\nprint(1)",
        "print('it's')",
        "print('don't')",
        "print 'old'",
        "x = f'{a}' f'{b}' 3",
        "type(x) = 3",
        "def f(x)\n    return x[0]",
        "if x = 3:\n    y = {'a': f'{x}'",
        "except ValueError:",
    ],
)
def test_what_no_python_knows_is_not_blamed_on_a_newer_one(source):
    assert newer_syntax(source, (3, 11)) == ""
