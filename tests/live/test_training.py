"""Learners that are trained in the page, against the same learners in Python."""

import re
from functools import cache

import numpy as np
import pytest

from autograde.live.customers import begin
from autograde.live.learners import best_order, practise
from autograde.live.training import PRESETS, SEEDS, mean_profit, training
from supplychain.shop import Shop, ShopEnv

FIGURE = "fig-learners"
KNOBS = "fig-shop-knobs"  # the same on the page about the knobs
SHOP = Shop()
DATA = training()
DAYS, PARTS = 1000, 25


@cache
def learner(seed, epsilon, alpha, gamma, tables):
    """Return what a learner earned a day in the last part, its orders, values and visits."""
    q_table = np.where(SHOP.feasible, 0.0, -np.inf).ravel().tolist()
    second, visits, chance = list(q_table), [0] * len(q_table), [0, 0]
    begin(seed, chance)
    stock, orders = 0, {}
    for stop, n_days in ((100, 100), (DAYS - DAYS // PARTS, 860), (DAYS, DAYS // PARTS)):
        stock, earned = practise(
            n_days, stock, chance, SHOP, DATA["at_most"], q_table, second, visits,
            epsilon, alpha, gamma, tables,
        )  # fmt: skip
        width = SHOP.capacity + 1
        orders[stop] = [best_order(q_table, second, width, x) for x in range(width)]
    values = (np.array(q_table) + second) / 2
    return earned / (DAYS // PARTS), orders, values, np.array(visits)


def numbers(text):
    return [float(n.replace(",", "")) for n in re.findall(r"\d[\d,]*(?:\.\d+)?", text)]


@pytest.mark.slow
@pytest.mark.needs_chromium
@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset[0])
def test_profit_orders_and_visits_are_those_of_python(opened, preset):
    page, (name, *settings) = opened(FIGURE), preset
    page.get_by_role("slider", name="days").fill(str(DAYS))
    page.get_by_role("combobox").select_option(name)
    page.wait_for_function(
        "document.querySelector('[aria-live]').textContent.startsWith('20 learners, 1,000')"
    )
    *_, told, best = numbers(page.locator("[aria-live=polite]").inner_text())
    learners = [learner(seed, *settings) for seed in range(SEEDS)]
    assert told == pytest.approx(np.mean([earned for earned, *_ in learners]), abs=0.051)
    assert best == pytest.approx(DATA["best_mean"], abs=0.051)
    _, orders, values, visits = learners[0]
    drawn = page.get_by_role("img", name="Orders of the first").get_attribute("aria-label")
    shown = drawn.partition("days: ")[2].split("; ")
    assert [list(map(int, row.split())) for row in shown] == [orders[100], orders[DAYS]]
    tried = numbers(page.locator(".live-best").inner_text())
    assert tried == [DAYS, np.count_nonzero(visits), SHOP.feasible.sum()]
    fits = SHOP.feasible.ravel()
    known = values[fits]
    shares = (known - known.min()) / np.ptp(known)
    assert shades(page, "values") == pytest.approx(0.05 + 0.95 * shares, abs=0.006)
    shares = np.log1p(visits[fits]) / np.log1p(visits.max())
    assert shades(page, "visits") == pytest.approx(0.05 + 0.95 * shares, abs=0.006)


@pytest.mark.slow
@pytest.mark.needs_chromium
def test_the_page_on_knobs_begins_with_a_learner_that_hardly_explores(opened):
    page = opened(KNOBS)
    (epsilon,) = [epsilon for name, epsilon, *_ in PRESETS if name == "hardly explore"]
    assert page.get_by_role("combobox").locator("option:checked").inner_text() == "hardly explore"
    assert page.get_by_role("slider", name="ε").input_value() == str(epsilon)
    names = page.get_by_role("combobox").locator("option").all_inner_texts()
    assert {"hardly explore", "too large a step", "two tables"} <= set(names)


@pytest.mark.slow
@pytest.mark.needs_chromium
def test_handles_may_move_while_learners_train(opened):
    page = opened(FIGURE)
    page.get_by_role("slider", name="days").evaluate(
        """days => {
            const moved = slider => slider.dispatchEvent(new Event("input", { bubbles: true }));
            days.value = 20000;
            moved(days);
            moved([...document.querySelectorAll("input[type=range]")].at(-1));
        }"""
    )
    page.wait_for_function(
        "document.querySelector('[aria-live]').textContent.startsWith('20 learners, 20,000')"
    )


@pytest.mark.slow
@pytest.mark.needs_chromium
def test_with_many_days_only_who_explores_comes_near_the_best_orders(opened):
    page = opened(FIGURE)
    earned = {}
    for name in ("hardly explore", "a calm learner"):
        page.get_by_role("combobox").select_option(name)
        page.get_by_role("slider", name="days", exact=True).fill("100000")
        drawn = page.get_by_role("img", name="1000, 10000, 100000 days: ")
        settings = page.locator("input[type=range]").evaluate_all("all => all.map(x => x.value)")
        page.wait_for_function(
            "document.querySelector('[aria-live]').textContent.startsWith('20 learners, 100,000')",
            timeout=120_000,
        )
        *_, last = drawn.get_attribute("aria-label").split("; ")
        earned[name] = mean_profit(SHOP, np.array(last.split(), dtype=int))
        assert float(settings[0]) == dict((one, e) for one, e, *_ in PRESETS)[name]
    assert earned["a calm learner"] > 0.9 * DATA["best_mean"]
    assert earned["hardly explore"] < 0.75 * DATA["best_mean"]


@pytest.mark.slow
@pytest.mark.needs_chromium
@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_the_curve_grows_unless_a_reader_asks_for_less_motion(opened, page, motion):
    page.emulate_media(reduced_motion=motion)
    page.add_init_script(
        """window.drawn = new Set();
        new MutationObserver(() => {
            const curve = document.querySelector("[aria-label^='Profit a day']");
            if (curve) window.drawn.add(curve.getAttribute("aria-label"));
        }).observe(document, { childList: true, subtree: true });"""
    )
    opened(FIGURE)
    page.wait_for_function(
        "document.querySelector('[aria-live]').textContent.startsWith('20 learners')"
    )
    drawn = page.evaluate("[...window.drawn]")
    assert drawn[-1].endswith(f"mean of {SEEDS} learners.")
    assert (len(drawn) == 1) == (motion == "reduce")


def shades(page, name):
    """Return how dark each square of a heat map is, from 0 to 1."""
    return page.locator(f'svg[aria-label^="{name} of"] rect').evaluate_all(
        "squares => squares.map(square => Number(square.getAttribute('fill-opacity')))"
    )


def test_the_best_orders_earn_what_a_long_run_earns():
    orders, env = SHOP.optimum().orders, ShopEnv(SHOP)
    stock, _ = env.reset(seed=4)
    profits = []
    for _ in range(40_000):
        stock, reward, *_ = env.step(int(orders[stock]))
        profits.append(reward)
    # Days depend on one another: means of a hundred days hardly do.
    blocks = np.reshape(profits, (-1, 100)).mean(axis=1)
    error = blocks.std(ddof=1) / np.sqrt(len(blocks))
    assert mean_profit(SHOP, orders) == pytest.approx(blocks.mean(), abs=4 * error)
