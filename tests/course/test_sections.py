"""Feedback names the section of an exercise, and the website has it under that address."""

import pytest
from docutils.nodes import make_id

from autograde.course import sections
from autograde.course.chapter import read_source
from autograde.course.counts import exercises
from autograde.course.course import Course

COURSE = Course()


@pytest.mark.parametrize("name", COURSE.assignments())
def test_every_exercise_has_a_section_with_the_anchor_that_sphinx_makes(name):
    source = read_source(COURSE.source(name))
    chapter, titles = sections.of(source)
    assert chapter and list(titles) == exercises(source) and all(titles.values())
    for title in titles.values():
        address = sections.address("https://x.example", name, title)
        assert address == f"https://x.example/chapters/{name}.html#{make_id(title)}"


def test_the_section_is_what_stands_above_the_exercise():
    titles = sections.of(read_source(COURSE.source("01_supply_chain"))).titles
    assert titles["inventory_position"] == "What the shelf does not tell"
    assert titles["shop_month"] == "A month in code"
