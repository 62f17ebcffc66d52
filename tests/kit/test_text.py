"""What students wrote does nothing where it is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from autograde.kit.text import for_file_name, for_spreadsheet, for_terminal


@pytest.mark.parametrize(
    "text", ["=cmd()", "+1", "-1", "@x", " =1", "\t=1", "\r=1", "\x1b[31m=1", "\uff1d1", "\n=1"]
)
def test_no_cell_of_a_table_is_a_formula(text):
    assert for_spreadsheet(text).startswith("'")


@given(some.text())
def test_any_text_is_one_line_without_controls(text):
    shown = for_terminal(text)
    assert len(shown.splitlines()) <= 1 and "\x1b" not in shown
    assert not for_spreadsheet(text).startswith(("=", "+", "-", "@"))


def test_the_terminal_sees_no_colours_titles_or_turned_names():
    assert for_terminal("\x1b[31mred\x1b]0;title\x07 \u202eeda\x9b2J") == "red eda2J"


@given(some.text())
def test_any_name_is_one_name_of_a_file_below(name):
    safe = for_file_name(name)
    assert safe == safe.strip("./ ") and not set(safe) & set('/\\:\0"<>|?*')
    assert 0 < len(safe) <= 90


def test_names_that_are_cleaned_stay_different():
    assert len({for_file_name(name) for name in ("a/b", "a:b", "a_b", "../a_b")}) == 4
