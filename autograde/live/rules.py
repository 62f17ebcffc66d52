"""The rules of the chain for the page: `dynamics` and the ordering rules, translated."""

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
    return javascript([world.restart, world.one_day, world.overflow_size, *ordering])
