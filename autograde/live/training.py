"""What the page knows to train a learner in the small shop: the shop, presets, what is best."""

from dataclasses import asdict

import numpy as np

from supplychain.shop import Shop

SEEDS = 20
CHECKPOINTS = (100, 1000, 10_000, 100_000)  # [days]
# Name, ε, α, γ, and how many tables.
PRESETS = (
    ("a calm learner", 0.2, 0.1, 0.95, 1),
    ("hardly explore", 0.01, 0.1, 0.95, 1),
    ("too large a step", 0.2, 0.8, 0.95, 1),
    ("blind to tomorrow", 0.2, 0.1, 0.0, 1),
    ("two tables", 0.2, 0.1, 0.95, 2),
)


def training(
    first="a calm learner",
    to_try="give the calm learner more and more days: how many does it need until its orders look "
    "like the best ones? Which of the others never get near them, and what do their visits say "
    "about why?",
):
    """Return the data of `scripts/training.js`.

    Parameters
    ----------
    first : str
        The preset that is trained when the page opens.
    to_try : str
        What a reader is asked to try.
    """
    shop = Shop()
    best = shop.optimum()
    return {
        "shop": asdict(shop),
        "at_most": [*np.cumsum(shop.demand_probabilities)[:-1].tolist(), 1.0],
        "seeds": SEEDS,
        "checkpoints": CHECKPOINTS,
        "presets": PRESETS,
        "first": [name for name, *_ in PRESETS].index(first),
        "best_orders": best.orders.tolist(),
        "best_mean": mean_profit(shop, best.orders),
        "try": to_try,
    }


def turning():
    """Return the same for a page on the knobs of a learner."""
    return training(
        "hardly explore",
        "bet on the order of the first three and two tables, by what they earn after 10,000 days "
        "and after 100,000; then train them. Whose first learner has tried the fewest pairs? "
        "Who gains next to nothing from ten times the days?",
    )


def mean_profit(shop, orders):
    """Return what orders earn a day in the long run [money]."""
    stocks = np.arange(shop.capacity + 1)
    transition, reward = shop.P[stocks, orders], shop.R[stocks, orders]
    share = np.linalg.matrix_power(transition, 2**12)[0]
    return float(share @ reward)
