"""Searching for levels by hand in the page: its figures against those of Python."""

import re

import numpy as np
import pytest

from autograde.live.levels import HANDLES, scenarios
from supplychain import evaluate, play_episode, policies

pytestmark = [pytest.mark.slow, pytest.mark.needs_chromium]

FIGURE = "fig-by-hand"
BEGIN = [begin for *_, begin in HANDLES]


def rule(s, S, dc_s, dc_S):
    return policies.s_S([s, s, dc_s], [S, S, dc_S])


def said(page):
    """Wait until the setting of the handles has been played through; return the sentence."""
    page.locator("[aria-live=polite][aria-busy=false]").wait_for()
    return page.locator("[aria-live=polite]").inner_text()


def settle(page):
    """Wait until the best value has been found; return that sentence."""
    page.wait_for_function("document.querySelector('.live-best').textContent.startsWith('Best')")
    return page.locator(".live-best").inner_text()


def numbers(text):
    return [int(n.replace(",", "")) for n in re.findall(r"\d[\d,]*", text)]


def set_to(page, values):
    for slider, value in zip(page.locator("input[type=range]").all(), values, strict=True):
        slider.fill(str(value))


@pytest.mark.parametrize("values", [BEGIN, [26, 38, 47, 106], [0, 90, 119, 200]])
@pytest.mark.parametrize("n", [30, 1000])
def test_profit_interval_and_ledger_are_those_of_python(opened, n, values):
    page = opened(FIGURE)
    page.locator("select").select_option(f"{n:,} episodes")
    set_to(page, values)
    result = evaluate(rule(*values), scenarios(0, n))
    mean, half, *_ = numbers(said(page))
    assert mean == round(result.mean)
    assert half == round(result.mean - result.interval[0])
    costs = page.locator(".live-cost").all_text_contents()
    lines = ("holding", "fixed_ordering", "variable_ordering", "lost_sales", "overflow")
    assert [numbers(cost)[0] for cost in costs] == [round(result.ledger[line]) for line in lines]


def test_the_winner_is_the_best_of_python_and_moves_with_the_customers(opened):
    page, winners = opened(FIGURE), []
    page.locator("select").select_option("30 episodes")
    s, S, dc_s, dc_S = BEGIN
    tried = sorted({*range(1, 201, 7), dc_S} - set(range(dc_s + 1)))
    for seed in range(3):
        months = scenarios(seed, 30)
        earned = {level: evaluate(rule(s, S, dc_s, level), months).mean for level in tried}
        best = max(earned, key=earned.get)
        assert numbers(settle(page)) == [best, round(earned[best]), *winners[-1:]]
        winners.append(best)
        page.get_by_role("button", name="Other customers").click()
    assert len(set(winners)) > 1


def test_the_month_below_is_the_first_one(opened):
    page = opened(FIGURE)
    said(page)
    drawn = page.get_by_role("img", name="Units on the shelf").locator("polyline").all()
    history = play_episode(rule(*BEGIN), scenarios(0, 1)[0])["on_hand"]
    for line, stage in zip(drawn, (2, 0), strict=True):
        places = line.get_attribute("points").split()
        heights = [float(place.split(",")[1]) for place in places]
        slope, start = np.polyfit(history[:, stage], heights, 1)
        assert slope < 0
        assert heights == pytest.approx(slope * history[:, stage] + start, abs=0.2)


def test_a_handle_that_moves_on_is_played_where_it_comes_to_rest(opened):
    page = opened(FIGURE)
    # All in one task of the page: nothing could be played between the moves.
    page.get_by_role("slider").last.evaluate(
        """slider => {
            for (let value = 100; value <= 130; value += 1) {
                slider.value = value;
                slider.dispatchEvent(new Event("input", { bubbles: true }));
            }
        }"""
    )
    result = evaluate(rule(*BEGIN[:3], 130), scenarios(0, 1000))
    assert numbers(said(page))[0] == round(result.mean)


def test_a_reorder_point_stays_below_its_level(opened):
    page = opened(FIGURE)
    points = page.get_by_role("slider", name="reorder point").all()
    levels = page.get_by_role("slider", name="order-up-to level").all()
    levels[1].fill("20")
    assert points[1].input_value() == "19"
    points[0].fill("60")
    assert levels[0].input_value() == "61"
