"""What the page knows to let two policies duel: the rules, and Student's quantiles."""

from autograde.live.levels import at_most
from supplychain import SupplyChain
from supplychain.dynamics import new_state
from supplychain.evaluation import student_t_quantile

DUELS = 50
MOST = 40  # scenarios of one side
SETTINGS = ((26, 26, 47), (38, 38, 106))  # (s, S) of both
RIVALS = (
    ("the same rule", SETTINGS),
    ("nearly the same: S of the DC 112", ((26, 26, 47), (38, 38, 112))),
)


def duels():
    """Return the data of `scripts/duels.js`."""
    chain = SupplyChain()
    return {
        "chain": chain.parameters._asdict(),
        "state": new_state(chain.parameters)._asdict(),
        "horizon": chain.horizon,
        "duels": DUELS,
        "most": MOST,
        "settings": SETTINGS,
        "rivals": RIVALS,
        "quantiles": {
            "one": [student_t_quantile(0.975, n - 1) for n in range(2, MOST + 1)],
            "two": [student_t_quantile(0.975, 2 * (n - 1)) for n in range(2, MOST + 1)],
        },
        "at_most": at_most(chain.retailers[0].mean_daily_demand),
        "try": "both order by the same rule. Do more scenarios end the false alarms? Then put both "
        "before the same customers; and then let the rules differ a little.",
    }
