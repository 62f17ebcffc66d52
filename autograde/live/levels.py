"""What the page knows to search for (s, S) by hand: the chain, and chances of its customers."""

from itertools import accumulate
from math import exp

from autograde.live.customers import begin, customers
from supplychain import SupplyChain
from supplychain.dynamics import LEDGER_LINES, new_state
from supplychain.evaluation import student_t_quantile

SIZES = (1000, 30)  # episodes that a reader may ask for
LARGEST_DEMAND = 60  # the probability of more is below 1e-25 for a mean of 10
# Name, smallest and largest value, and where it begins; s below S.
HANDLES = (
    ("s of the retailers", 0, 60, 20),
    ("S of the retailers", 1, 90, 50),
    ("s of the DC", 0, 120, 30),
    ("S of the DC", 1, 200, 80),
)


def levels():
    """Return the data of `scripts/levels.js`."""
    chain = SupplyChain()
    return {
        "chain": chain.parameters._asdict(),
        "state": new_state(chain.parameters)._asdict(),
        "horizon": chain.horizon,
        "lines": [line.replace("_", " ") for line in LEDGER_LINES],
        "handles": HANDLES,
        "sizes": [(n, student_t_quantile(0.975, n - 1)) for n in SIZES],
        "at_most": at_most(chain.retailers[0].mean_daily_demand),
        "try": "find the best S of the DC, and then ask other customers: how far does the winner "
        "move? And with 30 episodes?",
    }


def at_most(mean):
    """Return the probabilities of d = 0, 1, … or fewer customers, Poisson; the last one is 1."""
    chances = [exp(-mean)]
    for units in range(1, LARGEST_DEMAND):
        chances.append(chances[-1] * mean / units)
    return [*accumulate(chances), 1.0]


def scenarios(seed, n):
    """Return the customers of a seed in the page: [k][t][r] (n, horizon, n_retailers)."""
    chain = SupplyChain()
    demand = [0] * (n * chain.horizon * chain.n_retailers)
    chance = [0, 0]
    begin(seed, chance)
    customers(chance, at_most(chain.retailers[0].mean_daily_demand), demand)
    days = [demand[i : i + chain.n_retailers] for i in range(0, len(demand), chain.n_retailers)]
    return [days[i : i + chain.horizon] for i in range(0, len(days), chain.horizon)]
