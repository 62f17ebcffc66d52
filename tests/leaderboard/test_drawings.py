"""The board's drawings: in their place, inside their frame, and said in words."""

import re

from autograde.leaderboard import drawings

ROW = {"kind": "student", "profit": 200.0, "interval": [150.0, 250.0]}


def numbers(pattern, svg):
    return [float(found) for found in re.findall(pattern, svg)]


def test_a_mean_stands_in_the_middle_of_its_interval():
    scale = drawings.Scale(100.0, 300.0)
    svg = drawings.interval(ROW, scale, bound=290.0, width=100)
    (mean,) = numbers(r'cx="([\d.]+)"', svg)
    (span,) = re.findall(r'x1="([\d.]+)" x2="([\d.]+)"[^>]*class="span"', svg)
    assert (mean, *map(float, span)) == (50, 25, 75)
    assert numbers(r'x1="([\d.]+)"[^>]*class="bound"', svg) == [95]
    assert "200, 95 % interval from 150 to 250" in svg


def test_what_lies_far_out_stays_at_the_edge():
    wild = {"kind": "policy", "profit": -9e9, "interval": [-1e12, 1e12]}
    scale = drawings.scale_of([ROW, wild], bound=260.0)
    assert 0 < scale.low < scale.high < 300
    svg = drawings.interval(wild, scale, width=100)
    assert all(0 <= x <= 100 for x in numbers(r'(?:x1|x2|cx)="(-?[\d.e+]+)"', svg))


def test_the_parts_of_the_revenue_add_up_to_it():
    ledger = dict.fromkeys(("holding", "fixed_ordering", "variable_ordering"), 10.0)
    ledger |= {"lost_sales": 5.0, "overflow": 0.0, "revenue": 100.0, "profit": 65.0}
    svg = drawings.ledger({"ledger": ledger}, largest=200.0, width=400)
    assert sum(numbers(r'<rect x="[\d.]+" width="([\d.]+)"', svg)) == 200
    assert "Revenue 100, of which profit 65" in svg


def test_a_curve_begins_low_and_ends_high_where_much_was_learned():
    curve = {"episode": [10, 20], "mean": [100.0, 300.0], "deviation": [10.0, 10.0]}
    svg = drawings.curve({"curve": curve}, drawings.Scale(0.0, 400.0), width=100, height=40)
    (line,) = re.findall(r'<polyline points="([^"]+)"', svg)
    assert line == "50.0,30.0 100.0,10.0"  # y counts from above


def test_one_row_and_none_have_a_scale():
    assert drawings.scale_of([]).low < drawings.scale_of([]).high
    flat = {"kind": "policy", "profit": 5.0, "interval": [5.0, 5.0]}
    scale = drawings.scale_of([flat])
    assert scale.low < 5 < scale.high


def test_where_everybody_earned_the_same_a_scale_has_no_width():
    """As on a board of constant learners, without a bound."""
    assert drawings.Scale(200.0, 200.0)(200.0, 100) == 50
