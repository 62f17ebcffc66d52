"""Policies for people who know the chain: each kind's parameters, tuned on demand of its own.

Every kind is tuned by the same pattern search: change one parameter by a step, keep what earns
more, halve the step where nothing does. `N_POLICIES` policies are tried, each on the same
`N_EPISODES` episodes, which are not those that the board is played on. So a kind with more
parameters is not searched longer.

References
----------
Hooke and Jeeves, *Direct search solution of numerical and statistical problems*, J. ACM 8, 1961.
"""

from math import ceil

from supplychain import batch, poisson_scenarios, policies
from supplychain.dynamics import LEDGER_LINES

N_POLICIES = 600
N_EPISODES = 300
SEED = 20_260  # of the demand that parameters are tuned on


def constant(chain):
    """Return the best constant orders that the search finds."""
    start = [round(demand) for demand in _stage_demand(chain)]
    return _tuned(policies.constant, start, chain)


def base_stock(chain):
    """Return the best base-stock policy that the search finds."""
    return _tuned(policies.base_stock, _cover(chain, 1), chain)


def s_S(chain):
    """Return the best (s, S) policy that the search finds."""
    return _tuned(_s_S_from, _start_s_S(chain), chain)


def s_S_with_cut(chain):
    """Return the best (s, S) policy with a horizon cut that the search finds.

    A stage's order-up-to level on day t is min(S, c · (T − t) / 10 − o): nothing is bought that the
    days that are left cannot sell. Units c of ten days' demand and offset o are tuned with s and S.
    """

    def make(parameters):
        reorder, up_to, rates, offsets = _in_parts(parameters, 4)
        return cut_near_horizon(reorder, up_to, rates, offsets, chain.horizon)

    uncut = s_S(chain).settings
    rates = [ceil(10 * demand) for demand in _stage_demand(chain)]
    return _tuned(make, [*uncut[0], *uncut[1], *rates, *[0] * chain.n_stages], chain)


def cut_near_horizon(reorder_points, order_up_to_levels, rates, offsets, horizon):
    """Return an (s, S) policy whose order-up-to levels shrink with the days that are left.

    Parameters
    ----------
    reorder_points, order_up_to_levels : sequence of int, (n_stages,)
        s and S of each stage [units].
    rates : sequence of int, (n_stages,)
        What a stage may hold for each day that is left [units per 10 days].
    offsets : sequence of int, (n_stages,)
        What it may hold less than that [units].
    horizon : int
        Days of the episode, T.

    Examples
    --------
    With 2 days left, 10 units for each of them and 5 less, the level is 15:

    >>> policy = cut_near_horizon([26], [38], [100], [5], horizon=28)
    >>> [policy([[10]], day).item() for day in (0, 26)]
    [28, 5]
    """
    settings = [horizon, *rates, *offsets], [*reorder_points, *order_up_to_levels]
    return policies.RulePolicy("(s, S), cut", _order_cut, settings, len(rates))


def pattern_search(value, start, budget):
    """Return the best whole numbers ≥ 0 that are found, and how many were tried.

    Parameters
    ----------
    value : callable
        What a list of parameters is worth.
    start : list of int
        Where to begin; the first step of a parameter is a quarter of it.
    budget : int
        How many lists may be tried.

    Examples
    --------
    >>> pattern_search(lambda x: -abs(x[0] - 7) - abs(x[1] - 1), [12, 3], budget=50)[0]
    [7, 1]
    """
    best, steps, tried = list(start), [max(1, number // 4) for number in start], {}

    def worth(numbers):
        key = tuple(numbers)
        if key not in tried and len(tried) < budget:
            tried[key] = value(numbers)
        return tried.get(key, float("-inf"))

    worth(best)
    while len(tried) < budget:
        improved = False
        for i, step in enumerate(steps):
            for number in (best[i] + step, max(0, best[i] - step)):
                candidate = [*best[:i], number, *best[i + 1 :]]
                if worth(candidate) > worth(best):
                    best, improved = candidate, True
                    break
        if not improved and max(steps) == 1:
            break
        if not improved:
            steps = [max(1, step // 2) for step in steps]
    return best, len(tried)


def _tuned(make, start, chain):
    scenarios = poisson_scenarios(chain, N_EPISODES, SEED)
    # One policy is too little to compile for, as many of them are not.
    engine = "compiled" if batch.has_numba() else "interpreted"
    profit = LEDGER_LINES.index("profit")

    def value(parameters):
        try:
            policy = make(parameters)
        except ValueError:  # s above S
            return float("-inf")
        return batch.play(policy, scenarios, chain, engine).ledgers[:, profit].mean()

    return make(pattern_search(value, start, N_POLICIES)[0])


def _order_cut(day, position, settings, orders):
    cut, levels = settings
    n = len(orders)
    left = cut[0] - day
    for i in range(n):
        up_to = min(levels[n + i], cut[1 + i] * left // 10 - cut[1 + n + i])
        if position[i] <= levels[i] and up_to > position[i]:
            orders[i] = up_to - position[i]
        else:
            orders[i] = 0


def _s_S_from(parameters):
    return policies.s_S(*_in_parts(parameters, 2))


def _in_parts(parameters, n_parts):
    size = len(parameters) // n_parts
    return [parameters[i * size : (i + 1) * size] for i in range(n_parts)]


def _start_s_S(chain):
    return [*_cover(chain, 1), *_cover(chain, 3)]


def _cover(chain, days):
    """Return what the demand of the lead time and some days more takes, of each stage [units]."""
    return [
        ceil(demand * (stage.lead_time + days))
        for demand, stage in zip(_stage_demand(chain), chain.stages)
    ]


def _stage_demand(chain):
    """Return the mean daily demand that each stage serves, retailers then DCs [units]."""
    of_retailers = [retailer.mean_daily_demand for retailer in chain.retailers]
    of_dcs = [sum(shop.mean_daily_demand for shop in dc.retailers) for dc in chain.dcs]
    return of_retailers + of_dcs
