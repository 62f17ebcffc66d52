"""Fifty duels in the page against the same duels in Python."""

import re
from functools import cache

import numpy as np
import pytest
from scipy import stats

from autograde.live.duels import DUELS, MOST, RIVALS, SETTINGS
from autograde.live.levels import scenarios
from supplychain import evaluate, policies

pytestmark = [pytest.mark.slow, pytest.mark.needs_chromium]

FIGURE = "fig-identical"


@cache
def profits(settings, seed):
    return evaluate(policies.s_S(*settings), scenarios(seed, 2 * DUELS * MOST)).profits


def duels(rival, seed, n, paired):
    """Return wins of A, wins of B, and how many are significant, by SciPy's tests."""
    mine = profits(SETTINGS, seed)[: 2 * DUELS * n].reshape(DUELS, 2, n)
    theirs = profits(RIVALS[rival][1], seed)[: 2 * DUELS * n].reshape(DUELS, 2, n)
    a, b = mine[:, 0], theirs[:, 0 if paired else 1]
    gain = b.mean(axis=1) - a.mean(axis=1)
    test = stats.ttest_rel if paired else stats.ttest_ind
    with np.errstate(invalid="ignore"):  # two that are equal give 0/0
        certain = np.nan_to_num(test(b, a, axis=1).pvalue, nan=1.0) < 0.05
    return (gain < 0).sum(), (gain > 0).sum(), certain.sum()


def said(page):
    """Wait until all months have been played; return the sentence."""
    sentence = page.locator("[aria-live=polite]")
    sentence.filter(has_text="duels of").wait_for()
    return sentence.inner_text()


def told(page):
    text = said(page)
    if "nobody wins" in text:
        return 0, 0, 0
    return tuple(map(int, re.search(r"A wins (\d+), B wins (\d+); (\d+) of", text).groups()))


@pytest.mark.parametrize("paired", [False, True])
@pytest.mark.parametrize("rival", [0, 1])
def test_wins_and_significant_ones_are_those_of_python(opened, rival, paired):
    page = opened(FIGURE)
    page.get_by_role("checkbox").set_checked(paired)
    page.get_by_role("combobox").select_option(RIVALS[rival][0])
    for n in (2, 20, MOST):
        page.get_by_role("slider").fill(str(n))
        assert told(page) == duels(rival, 0, n, paired)
        assert page.locator(".live-interval.certain").count() == told(page)[2]
    page.get_by_role("button", name="Other customers").click()
    assert told(page) == duels(rival, 1, MOST, paired)


def test_equal_rules_before_the_same_customers_never_differ(opened):
    page = opened(FIGURE)
    assert sum(told(page)[:2]) == DUELS
    page.get_by_role("checkbox").check()
    assert "nobody wins" in said(page)
