"""Value iteration in the page, against the reference of chapter 4 and the exact optimum."""

import re

import numpy as np
import pytest

from autograde.course.chapter import read_source
from autograde.course.course import Course
from autograde.live.sweeps import DAYS, LAST, SEED, iterated, sweeps
from supplychain.shop import Shop, ShopEnv

FIGURE = "fig-sweeps"
SHOP = Shop()
BEST = SHOP.optimum()


@pytest.fixture(scope="module")
def reference():
    """Return the values of every sweep, as the solution of chapter 4 finds them."""
    cells = read_source(Course().source("04_dynamic_programming")).cells
    names = {"np": np}
    for cell in cells:
        if re.search(r"^def (backup|value_iteration)\(", cell.source, re.MULTILINE):
            exec(cell.source, names)
    return names["value_iteration"](SHOP.P, SHOP.R, SHOP.discount, tolerance=1e-3)


def test_the_sweeps_are_those_of_the_reference(reference):
    values, orders, bounds = iterated(SHOP, LAST)
    assert values == pytest.approx(reference[: LAST + 1])
    errors = np.abs(values - BEST.values).max(axis=1)
    assert (errors <= bounds + 1e-9).all() and bounds[-1] < 0.2
    settled = sweeps()["settled"]
    same = (orders == BEST.orders).all(axis=1)
    assert same[settled:].all() and not same[settled - 1]


def numbers(text):
    return [float(n.replace("−", "-")) for n in re.findall(r"−?\d+(?:\.\d+)?", text)]


@pytest.mark.slow
@pytest.mark.needs_chromium
def test_every_sweep_says_what_python_computes(opened, reference):
    page = opened(FIGURE)
    said, settled = page.locator("[aria-live=polite]"), sweeps()["settled"]
    page.get_by_role("slider", name="sweep").fill("0")
    for k in range(25):
        told = numbers(said.inner_text())
        error = np.abs(reference[k] - BEST.values).max()
        if k:
            change = np.abs(reference[k] - reference[k - 1]).max()
            bound = change * SHOP.discount / (1 - SHOP.discount)
            assert told[:3] == pytest.approx([k, bound, error], abs=0.11)
        else:
            assert told[2] == pytest.approx(error, abs=0.11)
        if k >= settled:
            assert told[-1] == settled and "stay so" in said.inner_text()
        else:
            greedy = (SHOP.R + SHOP.discount * SHOP.P @ reference[k]).argmax(axis=1)
            assert told[-1] == (greedy == BEST.orders).sum()
        page.get_by_role("button", name="One sweep on").click()
    for k in range(25, LAST + 1, 5):
        page.get_by_role("slider", name="sweep").fill(str(k))
        told = numbers(said.inner_text())
        assert told[0] == k and told[1] >= told[2]


@pytest.mark.slow
@pytest.mark.needs_chromium
def test_a_stock_orders_where_the_best_policy_does(opened):
    page = opened(FIGURE)
    values = BEST.action_values
    for stock in range(SHOP.capacity):
        page.get_by_role("slider", name="stock").fill(str(stock))
        text = page.locator(".live-best").inner_text()
        benefit = SHOP.fixed_cost + values[stock, 1:].max() - values[stock, 0]
        level = stock + 1 + values[stock, 1:].argmax()
        assert numbers(text) == pytest.approx([stock, level, benefit, SHOP.fixed_cost], abs=0.06)
        assert text.endswith("order." if BEST.orders[stock] else "wait.")
        marked = page.locator(".live-worth .live-stage").all_text_contents()
        assert f"S = {level}" in marked
        assert (f"s = {stock}" in marked) == (stock == np.flatnonzero(BEST.orders).max())
    page.get_by_role("slider", name="stock").fill(str(SHOP.capacity))
    assert "nothing more fits" in page.locator(".live-best").inner_text()


@pytest.mark.slow
@pytest.mark.needs_chromium
def test_the_month_is_one_of_the_best_policy(opened):
    env = ShopEnv(SHOP)
    stocks = [env.reset(seed=SEED)[0]]
    for _ in range(DAYS):
        stocks.append(env.step(int(BEST.orders[stocks[-1]]))[0])
    line = opened(FIGURE).get_by_role("img", name="A month under").locator("polyline").first
    heights = heights_of(line)
    slope, start = np.polyfit(stocks, heights, 1)
    assert slope < 0 and heights == pytest.approx(slope * np.array(stocks) + start, abs=0.2)


@pytest.mark.slow
@pytest.mark.needs_chromium
def test_bound_and_error_are_drawn_as_they_shrink(opened, reference):
    page = opened(FIGURE)
    picture = page.get_by_role("img", name="How wrong a value can be")
    bound, error, stays = (heights_of(line) for line in picture.locator("polyline").all())
    wrong = np.abs(reference[: LAST + 1] - BEST.values).max(axis=1)
    change = np.abs(np.diff(reference[: LAST + 1], axis=0)).max(axis=1)
    certain = SHOP.discount / (1 - SHOP.discount) * change
    slope, start = np.polyfit(wrong, error, 1)
    assert slope < 0 and error == pytest.approx(slope * wrong + start, abs=0.2)
    assert bound == pytest.approx(slope * certain + start, abs=0.2)
    assert len(stays) == 2


def heights_of(line):
    """Return how far down each point of a drawn line is."""
    return [float(place.split(",")[1]) for place in line.get_attribute("points").split()]
