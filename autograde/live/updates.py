"""What the page knows to step through updates: days of a small shop, and a table to begin with."""

import numpy as np

from autograde.live.learners import update_entry
from supplychain.shop import Shop, ShopEnv

SHOP = Shop(capacity=5, mean_demand=2.0)
HORIZON = 5  # [days] then the books are closed
MONTHS = 6
LEARNED_BEFORE = 60  # days, so that the table has something to say
ALPHA = 0.3


def updates():
    """Return the data of `scripts/updates.js`."""
    n_actions = SHOP.capacity + 1
    return {
        "n_actions": n_actions,
        "horizon": HORIZON,
        "q_table": beginning(),
        "days": days(seed=2, n=HORIZON * MONTHS),
        "alpha": ALPHA,
        "gamma": SHOP.discount,
        "try": "step to the last day, and let the update look beyond the end: what does the table "
        "then pay for? And what remains of a memory with α = 1?",
    }


def days(seed, n):
    """Return what a keeper saw who orders at random: n rows of (stock, order, profit, stock)."""
    chance, env = np.random.default_rng(seed), ShopEnv(SHOP)
    stock, info = env.reset(seed=seed)
    seen = []
    for _ in range(n):
        order = int(chance.choice(np.flatnonzero(info["action_mask"])))
        following, reward, _, _, info = env.step(order)
        seen.append((stock, order, float(reward), following))
        stock = following
    return seen


def beginning():
    """Return the flat table to begin with; None where an order does not fit on the shelf."""
    fits = SHOP.feasible.ravel().tolist()
    q_table = [0.0 if fit else float("-inf") for fit in fits]
    for day, (stock, order, reward, following) in enumerate(days(seed=1, n=LEARNED_BEFORE)):
        ends = int(day % HORIZON == HORIZON - 1)
        update_entry(
            q_table, SHOP.capacity + 1, stock, order, reward, following, ends, ALPHA, SHOP.discount
        )
    return [value if fit else None for value, fit in zip(q_table, fits)]
