"""Chance that the page draws as Python does, and what it is good for."""

from math import exp, factorial

import numpy as np
import pytest

from autograde.live.levels import at_most, scenarios
from autograde.live.pages import SCRIPTS
from autograde.live.rules import rules


@pytest.mark.slow
@pytest.mark.needs_chromium
@pytest.mark.parametrize("seed", [0, 1, 123_456])
def test_the_page_meets_the_customers_of_python(page, seed):
    program = (SCRIPTS / "numbers.js").read_text(encoding="utf-8") + rules()
    found = page.evaluate(
        f"""([seed, atMost]) => {{ {program}
        const chance = [0, 0], demand = new Array(50 * 28 * 2).fill(0);
        begin(seed, chance);
        customers(chance, atMost, demand);
        return demand; }}""",
        [seed, at_most(10.0)],
    )
    assert found == np.array(scenarios(seed, 50)).ravel().tolist()


def test_as_many_customers_come_as_the_chain_expects():
    demand = np.array(scenarios(2, 1000))
    assert demand.shape == (1000, 28, 2)
    n = demand.size
    for units in range(25):
        chance = exp(-10) * 10**units / factorial(units)
        spread = np.sqrt(chance * (1 - chance) / n)
        assert abs((demand == units).mean() - chance) < 5 * spread


def test_days_retailers_and_seeds_do_not_repeat_one_another():
    one, other = np.array(scenarios(5, 1000)), np.array(scenarios(6, 1000))
    limit = 5 / np.sqrt(one.size / 2)
    for a, b in (
        (one[:, 1:], one[:, :-1]),
        (one[..., 0], one[..., 1]),
        (one, other),
        (one[1:], one[:-1]),
    ):
        assert abs(np.corrcoef(a.ravel(), b.ravel())[0, 1]) < limit
