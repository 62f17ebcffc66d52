"""What the rows beside the class earn, with intervals, on the default chain and on others.

``python -m benchmarks.learners [--seeds N] [--scenarios N] [--rows TEXT] [--first-seed N]``

Every learner is trained once per seed, 500 episodes each, and all policies play the same scenarios
of a chain. The interval of a learner is over its training runs, that of a fixed policy over the
scenarios (95 %, Student's t); its lower end is what a row is known to earn.
"""

import argparse
from time import process_time

import numpy as np

from autograde.leaderboard.rivals.listed import RIVALS
from supplychain import (
    DistributionCentre,
    Retailer,
    SupplyChain,
    TabularEnv,
    evaluate,
    poisson_scenarios,
    policies,
)
from supplychain.algorithm import load_algorithm
from supplychain.benchmark import MAX_EPISODES
from supplychain.evaluation import estimate_mean

SCENARIO_SEED = 77


class EpisodesEnv(TabularEnv):
    """A chain to train on: the demand follows from the seed and the episode's number."""

    def __init__(self, chain, seed):
        super().__init__(chain)
        self._seeds = iter(np.random.SeedSequence(seed).generate_state(MAX_EPISODES).tolist())

    def reset(self):
        state, _ = super().reset(seed=next(self._seeds))
        return state, {}

    def step(self, action):
        state, reward, terminated, truncated, _ = super().step(action)
        return state, reward, terminated, truncated, {}

    def hand_in(self, q_table):
        """Take a table; nothing stops a training here."""


def chain_of(retailers, **dc):
    return SupplyChain(dcs=[DistributionCentre(retailers=retailers, **dc)])


CHAINS = {
    "default": SupplyChain(),
    "unequal shops": chain_of(
        [
            Retailer(mean_demand=6, capacity=50, initial_stock=20, price=65),
            Retailer(mean_demand=16, capacity=100, initial_stock=40, price=35, truck_cost=25),
        ],
        initial_stock=110,
        capacity=170,
    ),
    "far away": chain_of(
        [Retailer(mean_demand=8, lead_time=2), Retailer(mean_demand=9, lead_time=3)],
        lead_time=4,
        fixed_order_cost=120,
    ),
    "thin margins": chain_of(
        [Retailer(price=14, holding_cost=1.5, truck_cost=30, lost_sales_cost=1)] * 2,
        variable_order_cost=6,
    ),
}


def estimates(row, chain, scenarios, seeds):
    """Return the estimate of a row's profit, its spread and the CPU seconds of one run."""
    start = process_time()
    if row.policy is not None:
        result = evaluate(row.policy(chain), scenarios, chain)
        return estimate_mean(result.profits), None, process_time() - start
    algorithm, by_run = load_algorithm(row.file, row.function), []
    for seed in seeds:
        q_table, _ = algorithm(EpisodesEnv(chain, seed), seed=seed)
        by_run.append(evaluate(policies.greedy(q_table, chain), scenarios, chain).mean)
    return estimate_mean(by_run), np.std(by_run, ddof=1), (process_time() - start) / len(seeds)


def main():
    parser = argparse.ArgumentParser(description="Measure the rows beside the class.")
    parser.add_argument("--seeds", type=int, default=30, help="training runs of each learner")
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--scenarios", type=int, default=10_000)
    parser.add_argument("--rows", default="", help="only rows whose name contains this")
    parser.add_argument("--chains", default="", help="only chains whose name contains this")
    options = parser.parse_args()
    if options.seeds < 2:
        parser.error(f"--seeds is {options.seeds}: give at least 2, one run has no interval")
    seeds = range(options.first_seed, options.first_seed + options.seeds)
    for name, chain in CHAINS.items():
        if options.chains in name:
            scenarios = poisson_scenarios(chain, options.scenarios, SCENARIO_SEED)
            show(name, chain, scenarios, seeds, [row for row in RIVALS if options.rows in row.name])
    print("\nsearch budgets")
    for row in RIVALS:
        print(f"  {row.name:<27} sees {row.sees}; {row.budget}")


def show(name, chain, scenarios, seeds, rows):
    """Print the rows of one chain."""
    print(f"\n{name}: {len(seeds)} training runs, {len(scenarios):,} scenarios")
    print(f"  {'row':<27} {'mean':>8} {'sd of runs':>10} {'95 % interval':>19} {'s/run':>6}")
    for row in rows:
        estimate, spread, seconds = estimates(row, chain, scenarios, seeds)
        low, high = estimate.interval
        spread = "-" if spread is None else f"{spread:,.0f}"
        between = f"{low:,.0f} … {high:,.0f}"
        print(
            f"  {row.name:<27} {estimate.mean:>8,.0f} {spread:>10} {between:>19} {seconds:>6.1f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
