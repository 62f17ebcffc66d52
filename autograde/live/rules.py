"""What the page computes with: the rules of the day and of ordering, chance, one update."""

from autograde.live import customers, learners
from autograde.live.translate import javascript
from supplychain import dynamics, policies

ORDERING = (policies.constant([0]).rule, policies.s_S([0], [1]).rule)


def rules(world=dynamics, ordering=ORDERING):
    """Return JavaScript functions with the names that they have in Python.

    Parameters
    ----------
    world : module
        Where the rules of the day stand.
    ordering : sequence of function
        Rules of policies, as `RulePolicy.rule`.
    """
    day = (world.restart, world.one_day, world.overflow_size)
    chance = (customers.begin, customers.uniform, customers.customer, customers.customers)
    learning = (learners.update_entry, learners.update_one_of_two, learners.best_order)
    shop = (learners.day, learners.practise)
    return javascript([*day, *ordering, *chance, *learning, *shop])
