"""The board's drawings: in their place, inside their frame, and said in words."""

import re

import pytest

from autograde.leaderboard import drawings

ROW = {"name": "Ash Owl", "kind": "student", "profit": 200.0, "interval": [150.0, 250.0]}


def numbers(pattern, svg):
    return [float(found) for found in re.findall(pattern, svg)]


def lane(svg, name):
    """What a ladder draws of a student: attributes by the names of its parts."""
    (found,) = re.findall(rf'<g class="lane" data-name="{name}">(.*?)</g>', svg)
    return found


def test_a_student_stands_in_the_middle_of_the_interval():
    svg = drawings.ladder([ROW], [("random orders", 100.0)], drawings.Scale(100.0, 300.0))
    drawn = lane(svg, "Ash Owl")
    assert re.findall(r'cx="([\d.]+)%"', drawn) == ["50.0"]
    assert re.findall(r'x1="([\d.]+)%" x2="([\d.]+)%"', drawn) == [("25.0", "75.0")]
    assert "Ash Owl 200" in drawn


def test_every_rung_has_its_place_and_its_name_and_no_two_share_a_line():
    rungs = [("random orders", 100.0), ("(s, S) <b>", 290.0), ("champion", 290.0),
             (drawings.BOUND, 300.0)]  # fmt: skip
    svg = drawings.ladder([], rungs, drawings.Scale(100.0, 300.0))
    names = re.findall(r'y="(\d+)" text-anchor="(\w+)">([^<]+)<', svg)
    labels = {name: (int(y), anchor) for y, anchor, name in names}
    told = [
        labels[name] for name in ("random orders", "(s, S) &lt;b&gt;", "champion", drawings.BOUND)
    ]
    assert len({y for y, _ in told}) == 4
    # Text goes to where more room is, so that no edge cuts it.
    assert [anchor for _, anchor in told] == ["start", "end", "end", "end"]
    assert numbers(r'x1="([\d.]+)%"[^>]*class="bound"', svg) == [100]


def test_who_earns_less_than_random_orders_stands_at_the_edge_and_is_told_from_others():
    poor = ROW | {"name": "Elm Owl", "profit": -9e9, "interval": [-1e12, 1e12]}
    random = {"name": "random orders", "kind": "policy", "profit": 20.0, "interval": [19.0, 21.0]}
    better = random | {"name": "(s, S)", "profit": 255.0}
    namesake = ROW | {"name": "random orders", "profit": 240.0}
    scale = drawings.scale_of([better, namesake, ROW, random, poor], bound=260.0)
    assert 0 < scale.low < 20 and 260 < scale.high < 300
    svg = drawings.ladder([ROW, poor], [], scale)
    assert 'class="dot outside"' in lane(svg, "Elm Owl") and "outside" not in lane(svg, "Ash Owl")
    places = numbers(r'(?:x1|x2|cx)="(-?[\d.e+]+)%"', svg)
    assert places and all(0 <= x <= 100 for x in places)


def test_a_large_class_fits_a_ladder_without_names_and_each_dot_says_whose_it_is():
    rows = [ROW | {"name": f"student {k}"} for k in range(drawings.NAMED + 1)]
    svg = drawings.ladder(rows, [], drawings.Scale(100.0, 300.0))
    assert ">student 7 200</text>" not in svg
    assert "<title>student 7 200</title>" in lane(svg, "student 7")


@pytest.mark.parametrize("ends", [(0, 1), (-5_900, 25_100), (3, 8e9), (99.5, 100.7)])
def test_the_axis_has_a_few_round_amounts_within_the_scale(ends):
    few_round_amounts(ends)


def test_the_axis_has_a_few_round_amounts_however_wide_the_scale_is():
    for low in (-5_900.0, 0.3):
        for k in range(500):
            few_round_amounts((low, low + 2 * 1.03**k))


def few_round_amounts(ends):
    marks = drawings.round_marks(drawings.Scale(*ends))
    assert 1 <= len(marks) <= 5 and len({*marks}) == len(marks)
    assert all(ends[0] <= money <= ends[1] for money in marks)


def test_a_distribution_says_what_lies_further_out_and_nothing_where_nothing_does():
    row = {"histogram": [3, 1], "histogram_outside": [0.0, 0.0]}
    assert drawings.ends(row, [0.0, 50.0, 100.0]) == "from 0 to 100"
    row["histogram_outside"] = [0.02, 0.25]
    assert drawings.ends(row, [0.0, 50.0, 100.0]) == (
        "from 0 to 100; 2 % of them are below and 25 % of them are above, drawn at the edge"
    )


def test_the_parts_of_the_revenue_add_up_to_it():
    ledger = dict.fromkeys(("holding", "fixed_ordering", "variable_ordering"), 10.0)
    ledger |= {"lost_sales": 5.0, "overflow": 0.0, "revenue": 100.0, "profit": 65.0}
    svg = drawings.ledger({"ledger": ledger}, largest=200.0, width=400)
    assert sum(numbers(r'<rect x="[\d.]+" width="([\d.]+)"', svg)) == 200
    assert "Revenue 100, of which profit 65" in svg


def test_the_colour_of_a_line_fills_its_frame():
    svg = drawings.key("lost_sales")
    frame = re.findall(r'<svg viewBox="0 0 (\d+) (\d+)" width="(\d+)" height="(\d+)"', svg)
    [inside] = re.findall(r'<rect width="(\d+)" height="(\d+)" class="lost_sales"', svg)
    assert frame == [inside * 2] and 'aria-label="lost sales"' in svg


def test_a_curve_begins_low_and_ends_high_where_much_was_learned():
    curve = {"episode": [10, 20], "mean": [100.0, 300.0], "deviation": [10.0, 10.0]}
    svg = drawings.curve({"curve": curve}, drawings.Scale(0.0, 400.0), width=100, height=40)
    (line,) = re.findall(r'<polyline points="([^"]+)"', svg)
    assert line == "50.0,30.0 100.0,10.0"  # y counts from above


def test_one_row_and_none_have_a_scale():
    assert drawings.scale_of([]).low < drawings.scale_of([]).high
    flat = {"name": "x", "kind": "policy", "profit": 5.0, "interval": [5.0, 5.0]}
    scale = drawings.scale_of([flat])
    assert scale.low < 5 < scale.high


def test_where_everybody_earned_the_same_a_scale_has_no_width():
    """As on a board of constant learners, without a bound."""
    assert drawings.Scale(200.0, 200.0)(200.0, 100) == 50
