"""What a policy may order: whole numbers ≥ 0, in the same words wherever they are asked for."""

import numpy as np

from .demand import rectangular, whole_numbers

NAME = "the policy's orders"


def checked_orders(orders, n, n_stages):
    """Return a policy's orders as a fresh int64 array (n, n_stages), or say what is wrong."""
    orders = rectangular(orders, NAME)
    if orders.shape != (n, n_stages):
        raise ValueError(
            f"the policy returned orders of shape {orders.shape} for {n} episodes of {n_stages} "
            f"stages: return shape ({n}, {n_stages}), retailers then DCs"
        )
    return whole_numbers(orders, NAME)


def refuse_orders(row):
    """Raise the error of a row of orders that holds something else."""
    whole_numbers(np.array(row), NAME)
    raise AssertionError(f"{row} are orders")
