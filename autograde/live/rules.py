"""All functions that a page computes with, as one piece of JavaScript.

They are the day of `supplychain.dynamics`, the two rules of ordering of `supplychain.policies`, the
generator of `customers.py`, and one update and some days of learning of `learners.py`. None of them
is written a second time: `translate.py` makes the text, and where a function uses what it does not
know, the build of the site stops. A new function for the page is added here, to one of the tuples.
"""

from autograde.live import customers, learners
from autograde.live.translate import javascript
from supplychain import dynamics, policies

ORDERING = (policies.constant([0]).rule, policies.s_S([0], [1]).rule)


def rules(world=dynamics, ordering=ORDERING):
    """Return JavaScript functions with the names that they have in Python.

    Parameters
    ----------
    world : module
        Where the rules of the day stand; a test gives another one with a changed rule.
    ordering : sequence of function
        Rules of policies, as `RulePolicy.rule`.

    Returns
    -------
    str
    """
    day = (world.restart, world.one_day, world.overflow_size)
    chance = (customers.begin, customers.uniform, customers.customer, customers.customers)
    learning = (learners.update_entry, learners.update_one_of_two, learners.best_order)
    shop = (learners.day, learners.practise)
    return javascript([*day, *ordering, *chance, *learning, *shop])
