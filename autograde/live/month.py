"""What the page knows to run the chain: the chain, customers, and who else orders for them."""

import numpy as np

from supplychain import SupplyChain, poisson_scenarios, policies
from supplychain.dynamics import new_state

SEEDS = 60  # months that a reader can play; each is `poisson_scenarios(None, 1, seed)`
FIRST_SEED = 4
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
RIVALS = {
    "two numbers": policies.s_S([26, 26, 47], [38, 38, 106]),
    "mean demand": policies.constant([10, 10, 20]),
}


def month():
    """Return the data of `scripts/run.js`."""
    chain = SupplyChain()
    customers = [poisson_scenarios(chain, 1, seed)[0] for seed in range(SEEDS)]
    return {
        "chain": chain.parameters._asdict(),
        "state": new_state(chain.parameters)._asdict(),
        "horizon": chain.horizon,
        "stages": chain.stage_names,
        "customers": [_digits(scenario) for scenario in customers],
        "draws": [_digits(_random_levels(chain, seed)) for seed in range(SEEDS)],
        "order_levels": [stage.order_levels for stage in chain.stages],
        "rivals": [
            {"name": name, "kind": kind, "rule": policy.rule.__name__, "settings": policy.settings}
            for (name, policy), kind in zip(RIVALS.items(), ("first", "second"))
        ],
        "seed": FIRST_SEED,
        "most": [chain.retailers[0].capacity] * chain.n_retailers + [chain.dcs[0].max_order],
        "steps": [1] * chain.n_retailers + [5] * chain.n_dcs,
        "first": RIVALS["mean demand"].settings[0],
        "money": money(chain),
        "try": "order nothing for two mornings, then much, and count the mornings until it helps. "
        "Which stage must think further ahead?",
    }


def money(chain):
    """Return in words what the ledger of a day counts."""
    dc, shop = chain.dcs[0], chain.retailers[0]
    return (
        f"A bottle sells for {shop.price:g}, and costs {dc.variable_order_cost:g} at the mill. "
        f"An order there costs {dc.fixed_order_cost:g} more, a truck to a retailer "
        f"{shop.truck_cost:g}; a bottle that stays overnight {shop.holding_cost:g}, at the DC "
        f"{dc.holding_cost:g}; and each customer who leaves with empty hands "
        f"{shop.lost_sales_cost:g}. The ledger of each day will stand here."
    )


def _random_levels(chain, seed):
    """Which of its order levels `policies.random` draws for each stage: (horizon, n_stages)."""
    policy, positions = policies.random(chain, seed), np.zeros((1, chain.n_stages), dtype=int)
    return [
        [stage.order_levels.index(order) for stage, order in zip(chain.stages, row)]
        for row in (policy(positions, day)[0].tolist() for day in range(chain.horizon))
    ]


def _digits(rows):
    """Write small whole numbers as one digit each, to base 36."""
    return "".join(DIGITS[number] for row in rows for number in row)
