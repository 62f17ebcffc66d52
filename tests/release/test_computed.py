"""Captions say what the figure's own names hold, and a chapter says its own size."""

import copy

import nbformat
import pytest

from autograde.course import counts
from autograde.course.chapter import read_source
from autograde.course.course import Course
from autograde.kit.errors import CourseError
from autograde.release import typed_results
from autograde.release.execute import execute
from autograde.release.release import differences

COURSE = Course()
EVENING = 150  # of a slow reader [minutes]


def figure(source, caption, alt="A line."):
    shown = {"figure": {"caption": caption, "name": "fig-x"}, "image": {"alt": alt}}
    return nbformat.v4.new_code_cell(source, metadata={"tags": ["demo"], "mystnb": shown})


def notebook(*cells):
    return nbformat.v4.new_notebook(cells=list(cells))


@pytest.mark.slow
def test_places_are_filled_from_the_names_as_they_were_after_the_figure():
    found = notebook(
        figure(
            "level = 7\nshares = {'a': 0.25}\nlevel",
            "At {{ level }}.",
            "Up to {{ shares['a']:.0%}}.",
        ),
        nbformat.v4.new_code_cell("level = 8", metadata={"tags": ["demo"]}),
    )
    template = copy.deepcopy(found)
    execute("a chapter", found)
    shown = found.cells[0].metadata["mystnb"]
    assert shown["figure"]["caption"] == "At 7." and shown["image"]["alt"] == "Up to 25%."
    assert len(found.cells) == 2 and len(found.cells[0].outputs) == 1
    found.metadata = template.metadata  # executing adds the versions of Python
    assert differences(template, found) == []
    found.cells[0].metadata["mystnb"]["figure"]["caption"] = "Under 7."
    assert differences(template, found) == [f"cell {found.cells[0].id}: its metadata differs"]


@pytest.mark.slow
def test_a_figure_is_shown_whatever_backend_the_shell_asks_for(monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "agg")
    drawn = figure("import matplotlib.pyplot as plt\nplt.plot([1, 2]);", "A line.")
    execute("a chapter", notebook(drawn))
    assert any("image/png" in output.get("data", {}) for output in drawn.outputs)
    with pytest.raises(CourseError, match="shows no figure"):
        execute("a chapter", notebook(figure("nothing = 1", "A line.")))


@pytest.mark.parametrize(
    ("source", "caption", "found"),
    [
        ("plot()", "It peaks at 7.", 1),  # however small
        ("plot()", "It peaks at {{ top }}.", 0),
        ("plot(7)", "It peaks at 7.", 0),  # the figure's own code says so
        ("plot(label='seed 7')", "Of seed 7.", 0),
        ("plot()", "With 95 % intervals, over 28 days.", 0),  # a level, a parameter
        ("plot()", "It peaks at {{ top of it }}.", 1),  # no expression
    ],
)
def test_a_small_number_in_a_caption_is_computed_or_stands_in_the_figures_code(
    source, caption, found
):
    assert len(typed_results.problems(notebook(figure(source, caption)))) == found


def test_a_number_elsewhere_in_the_chapter_does_not_excuse_a_caption():
    other = nbformat.v4.new_code_cell("steps = 7", metadata={"tags": ["demo"]})
    assert typed_results.problems(notebook(other, figure("plot()", "It peaks at 7.")))


@pytest.mark.parametrize("name", COURSE.chapter_names())
def test_a_chapter_tells_its_own_size(name):
    source = read_source(COURSE.source(name))
    text = "\n".join(cell["source"] for cell in source["cells"] if cell["cell_type"] == "markdown")
    assert "{{" not in text
    (fast, slow), parts = counts.minutes(source), counts.parts(source)
    assert f"Plan {fast} to {slow} minutes" in text
    assert all(longest <= EVENING for _, longest in parts)
    if len(parts) == 2:
        (a, b), (c, d) = parts
        assert (a + c, b + d) == (fast, slow)
        assert f"minutes: {a} to {b} before the place to rest, {c} to {d} after it." in text
        assert f"Plan {c} to {d} minutes for what follows." in text
    if counts.points(source):
        assert f"exercises are worth {counts.points(source):g} points together" in text


def test_what_is_read_before_the_rest_counts_before_it():
    def cell(text):
        return {"cell_type": "markdown", "source": text, "metadata": {}}

    words = "word " * 1500  # ten minutes of a fast reader
    rest = f"{words}\n\n{counts.REST}Rest.\n:::\n\n{words}"
    source = {"cells": [cell(words), cell(rest), cell(words)]}
    (first, _), (second, _) = counts.parts(source)
    assert first == second == 20
    assert counts.parts({"cells": [cell(words)]}) == [counts.minutes({"cells": [cell(words)]})]


def test_a_heading_that_says_another_number_or_other_points_is_refused():
    source = read_source(COURSE.source("04_dynamic_programming"))
    for cell in source["cells"]:
        if "### Exercise 3: `value_iteration` (4 points)" in cell["source"]:
            cell["source"] = cell["source"].replace("Exercise 3", "Exercise 2")
    assert counts.problems(source) == ["exercise value_iteration is number 3, with 4 points"]


def test_released_captions_hold_no_places():
    for name in COURSE.chapter_names():
        text = COURSE.released(name).read_text(encoding="utf-8")
        for cell in nbformat.reads(text, as_version=4).cells:
            shown = cell.metadata.get("mystnb", {})
            assert "{{" not in str(shown), f"{name}: {shown}"
