"""What the page knows to train a learner in the small shop: the shop, presets, what is best."""

from dataclasses import asdict

import numpy as np

from supplychain.shop import Shop

SEEDS = 20
CHECKPOINTS = (100, 1000, 10_000)  # [days]
# Name, ε, α, γ, and how many tables.
PRESETS = (
    ("a calm learner", 0.2, 0.1, 0.95, 1),
    ("hardly explore", 0.01, 0.1, 0.95, 1),
    ("too large a step", 0.2, 0.8, 0.95, 1),
    ("blind to tomorrow", 0.2, 0.1, 0.0, 1),
    ("two tables", 0.2, 0.1, 0.95, 2),
)


def training():
    """Return the data of `scripts/training.js`."""
    shop = Shop()
    best = shop.optimum()
    return {
        "shop": asdict(shop),
        "at_most": [*np.cumsum(shop.demand_probabilities)[:-1].tolist(), 1.0],
        "seeds": SEEDS,
        "checkpoints": CHECKPOINTS,
        "presets": PRESETS,
        "best_orders": best.orders.tolist(),
        "best_mean": mean_profit(shop, best.orders),
        "try": "train the calm learner, and look at its orders after 100 days. Which of the other "
        "learners never gets near the best orders, and what do its visits say about why?",
    }


def mean_profit(shop, orders):
    """Return what orders earn a day in the long run [money]."""
    stocks = np.arange(shop.capacity + 1)
    transition, reward = shop.P[stocks, orders], shop.R[stocks, orders]
    share = np.linalg.matrix_power(transition, 2**12)[0]
    return float(share @ reward)
