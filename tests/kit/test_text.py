"""What students wrote does nothing where it is shown."""

import csv
import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some

from autograde.kit.text import (
    for_file_name,
    for_spreadsheet,
    for_terminal,
    printable,
    shortened,
)

FORMULAS = tuple("=+-@%|\uff1d\uff0b\uff0d\uff20")


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


PIECES = some.lists(some.sampled_from("=+-@%|;,:\t\n\" '\uff1da1"), max_size=12).map("".join)


@given(some.lists(PIECES | some.text(max_size=8), min_size=1, max_size=4))
def test_no_cell_begins_a_formula_wherever_a_spreadsheet_divides_the_line(texts):
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerow(map(for_spreadsheet, texts))
    for delimiter in ",;\t|":
        for row in csv.reader(io.StringIO(file.getvalue()), delimiter=delimiter):
            for cell in row:
                assert not cell.strip().strip('"').strip().startswith(FORMULAS), (delimiter, row)


def test_what_a_person_wrote_stays_readable():
    for text in ("2 days late, 20 % off", "no a.ipynb, but there is a-b.py", "x = 3; y = -3"):
        assert for_spreadsheet(text) == text


def test_the_terminal_sees_no_colours_titles_or_turned_names():
    assert for_terminal("\x1b[31mred\x1b]0;title\x07 \u202eeda\x9b2J") == "red eda2J"


@given(some.text())
def test_any_name_is_one_name_of_a_file_below(name):
    safe = for_file_name(name)
    assert safe == safe.strip("./ ") and not set(safe) & set('/\\:\0"<>|?*')
    assert 0 < len(safe) <= 80


@given(some.text(max_size=12), some.text(max_size=12))
def test_two_names_never_share_a_file(one, other):
    spelt = [unicodedata.normalize("NFC", name) for name in (one, other)]
    names = [*spelt, *map(for_file_name, spelt)]  # somebody may be called like another's file
    assert len({for_file_name(name) for name in names}) == len(set(names))


def test_no_file_is_called_like_a_device_of_windows():
    assert for_file_name("con") != "con" and for_file_name("Nul.txt") != "Nul.txt"
    assert for_file_name("Conny") == "Conny"


def test_names_that_are_cleaned_stay_different():
    assert len({for_file_name(name) for name in ("a/b", "a:b", "a_b", "../a_b")}) == 4


@pytest.mark.parametrize("cut", [printable, shortened])
def test_a_long_text_is_cut_to_a_length_and_says_so(cut):
    assert cut("abcde", 5) == "abcde"
    assert cut("abcdef", 5) == "abcd…"


def test_what_a_terminal_would_obey_is_seen_instead():
    assert printable("\x1b[31mred\nnext", 50) == "\N{REPLACEMENT CHARACTER}[31mred\nnext"
