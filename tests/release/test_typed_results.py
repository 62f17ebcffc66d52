"""Results that somebody typed into the text are found; parameters and labels are let through."""

import nbformat
import pytest

from autograde.course.chapter import read_source
from autograde.course.course import Course
from autograde.release import typed_results

COURSE = Course()
PAGES = sorted(COURSE.chapters.glob("*.md"))


def typed(text):
    return [sentence.split()[3].rstrip(",") for sentence in typed_results.page_problems(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The table earns 22,700 per episode.", ["22,700"]),
        ("It is 2.37 behind, and wins in 71 % of the cases.", ["2.37", "71"]),
        ("It earns 812 more.", ["812"]),
        (
            "```{admonition} A box\n:class: tip\nIt earns 812 more.\n```\nIt loses 913.",
            ["812", "913"],
        ),
        ("| policy | profit |\n|---|--:|\n| random | 9,310 |", ["9,310"]),
        # The listing above does not make a listing of what follows.
        ("```python\nprint(1)\n```\nIt earns 812 more.\n```sh\nmake\n```", ["812"]),
    ],
)
def test_a_typed_result_is_found(text, found):
    assert typed(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "An episode has 28 days, and a truck carries 50 units; the DC's shelf holds 150.",
        "The shop discounts by 0.95.",
        "A 95 % interval, a level of 5 %, the year 1960, chapter 6.11, Python 3.12.",
        "With $\\alpha = 0.371$ and `gamma = 0.371`, and {cite:p}`Towers2024`.",
        "$$\n812 = 811 + 1\n$$ (eq-sum)",
        "```python\nrange(812)\n```\nIt takes 812 steps.",
        "````md\n```{note}\nIt earns 812 more.\n```\n````",
        "See [the figure](figure-812.md) and <https://example.org/812>.",
        "It earns 812 more. <!-- given: 812 -->",
    ],
)
def test_what_is_given_may_be_written(text):
    assert typed(text) == []


def notebook(*cells):
    return nbformat.v4.new_notebook(cells=list(cells))


def test_the_code_of_a_chapter_gives_its_settings_but_answers_and_tests_do_not():
    text = nbformat.v4.new_markdown_cell("It takes 812 steps.")
    demo = nbformat.v4.new_code_cell("steps = 812", metadata={"tags": ["demo"]})
    test = nbformat.v4.new_code_cell("want = 812", metadata={"nbgrader": {"grade": True}})
    assert typed_results.problems(notebook(text, demo)) == []
    assert len(typed_results.problems(notebook(text, test))) == 1


@pytest.mark.parametrize("shown", [{"figure": {"caption": "At 812."}}, {"image": {"alt": "812"}}])
def test_captions_and_descriptions_of_figures_are_read_too(shown):
    figure = nbformat.v4.new_code_cell("plot()", metadata={"tags": ["demo"], "mystnb": shown})
    assert "812" in typed_results.problems(notebook(figure))[0]


@pytest.mark.parametrize("name", COURSE.chapter_names())
def test_no_chapter_types_a_result(name):
    assert typed_results.problems(read_source(COURSE.source(name))) == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_no_reading_page_types_a_result(path):
    assert typed_results.page_problems(path.read_text(encoding="utf-8")) == []
