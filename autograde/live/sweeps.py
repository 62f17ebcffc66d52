"""What the page knows of value iteration: every sweep, computed here, and what the optimum does.

The page only draws. So the script of chapter 4 holds no backup that an exercise asks for.
"""

import numpy as np

from supplychain.shop import Shop, ShopEnv

LAST = 160  # sweeps; by then the bound is below a tenth
DAYS = 28
SEED = 3


def sweeps():
    """Return the data of `scripts/sweeps.js`."""
    shop = Shop()
    best = shop.optimum()
    values, orders, bounds = iterated(shop, LAST)
    right = (orders == best.orders).all(axis=1)
    settled = int(LAST + 1 - right[::-1].argmin())
    return {
        "fixed_cost": shop.fixed_cost,
        "values": [_tenths(row) for row in values],
        "orders": orders[: settled + 1].tolist(),
        # Rounded up: no error, rounded, may seem to be larger than its bound.
        "bounds": [None, *_tenths(np.ceil(bounds[1:] * 10) / 10)],
        "errors": _tenths(np.abs(values - best.values).max(axis=1)),
        "settled": settled,
        "best_values": _tenths(best.values),
        "best_orders": best.orders.tolist(),
        "action_values": [
            np.round(row[fits], 2).tolist()
            for row, fits in zip(best.action_values, shop.feasible, strict=True)
        ],
        "path": path(shop, best.orders),
        "try": "go on sweep by sweep. Which comes to rest first, the values or the orders? Then "
        "change the stock: from where on is an order not worth its fixed cost?",
    }


def iterated(shop, n):
    """Return values and greedy orders (n + 1, n_states) of n sweeps, and the bounds (n + 1,).

    No value of sweep k is further from the best than bound k, as far as sweeps 0 … k tell.
    """
    values, orders, bounds = [np.zeros(shop.capacity + 1)], [], [np.inf]
    for _ in range(n + 1):
        backed_up = shop.R + shop.discount * shop.P @ values[-1]
        orders.append(backed_up.argmax(axis=1))
        values.append(backed_up.max(axis=1))
        change = np.abs(values[-1] - values[-2]).max()
        bounds.append(shop.discount / (1 - shop.discount) * change)
    return np.array(values[:-1]), np.array(orders), np.array(bounds[:-1])


def path(shop, orders):
    """Return the stock of every morning of a month, from an empty shelf [units]."""
    env = ShopEnv(shop)
    stock, _ = env.reset(seed=SEED)
    stocks = [stock]
    for _ in range(DAYS):
        stock, *_ = env.step(int(orders[stock]))
        stocks.append(stock)
    return stocks


def _tenths(row):
    return np.round(row, 1).tolist()
