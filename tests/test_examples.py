"""The examples in the docstrings of the grader print what they say."""

import doctest
from importlib import import_module

import pytest

EXAMPLES = (
    "scoring.clairvoyant",
    "course.points",
    "course.told_rules",
    "examination.magics",
    "examination.syntax",
    "handin.platforms",
    "jail.bubblewrap",
    "kit.cache",
    "kit.text",
    "live.python.inside.syntax",
    "live.python.needs",
    "scoring.power",
    "scoring.ranking",
)


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_print_what_they_say(name):
    failed, tried = doctest.testmod(import_module(f"autograde.{name}"))
    assert tried and not failed
