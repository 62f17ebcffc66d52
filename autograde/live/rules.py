"""What the page computes with: the rules of the day and of ordering, chance, one update."""

from autograde.live.customers import begin, customers, uniform
from autograde.live.learners import update_entry
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
    return javascript([*day, *ordering, begin, uniform, customers, update_entry])
