"""The table of speeds: ratios within a round, goals, and rows that cannot be measured."""

import pytest

from benchmarks.rounds import Missing, Row, measure, show, summarise


def does(*results):
    """Prepare a row whose runs return these results."""
    return lambda: iter(results).__next__


def cannot():
    raise Missing("the tool is not there")


ROWS = (
    Row("peer", does((10, 1.0), (10, 2.0), (10, 10.0)), against=None),
    Row("fast", does((30, 1.0), (50, 2.0), (90, 10.0)), "peer", at_least=5),
    Row("long", does((10, 2.0), (10, 4.0), (10, 20.0)), "peer", at_most=2.5),
    Row("absent", cannot, "peer", at_least=50),
)


def table():
    return {line["name"]: line for line in summarise(ROWS, *measure(ROWS, 3, lambda text: None))}


def test_ratios_are_medians_of_the_ratios_within_a_round():
    # Each round: 30 / 10, 25 / 5 and 9 / 1.
    assert table()["fast"]["times_as_fast"] == 5
    assert table()["long"]["times_as_long"] == 2


def test_rates_are_medians():
    assert table()["peer"]["per_second"] == 5


def test_goals_are_judged_in_their_direction():
    assert table()["fast"]["met"] and table()["long"]["met"]
    strict = (ROWS[0], Row("long", does((10, 2.0)), "peer", at_most=1.9))
    assert not summarise(strict, *measure(strict, 1, lambda text: None))[1]["met"]


def test_a_row_that_cannot_be_measured_says_why(capsys):
    assert table()["absent"]["missing"] == "the tool is not there"
    show(list(table().values()))
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1].split(maxsplit=2) == ["absent", "-", "the tool is not there"]
    assert lines[2].endswith("at least 5: met")


def test_a_row_whose_peer_cannot_be_measured_says_why():
    rows = (Row("absent", cannot), Row("here", does((10, 1.0)), "absent", at_least=2))
    line = summarise(rows, *measure(rows, 1, lambda text: None))[1]
    assert line["missing"] == "nothing to compare with: the tool is not there"
    assert "met" not in line


@pytest.mark.parametrize("row", ["peer", "fast", "long"])
def test_progress_tells_what_is_prepared_and_the_time_left(row):
    told = []
    measure(ROWS, 3, told.append)
    assert f"preparing {row}" in told
    assert told[-2].startswith("round 3 of 3, ") and told[-2].endswith(" s left")
