"""The class of attackers is graded once for all tests that look at it."""

import pytest

from . import controls, every
from .class_run import SOCKET, Listeners, grade

# In every run of the tests: what gains marks or words. The rest of the controls waits for limits.
GAINS = ("forges", "reads", "says", "encodes")
IN_A_PROCESS = [one for one in every.QUICK if one.control in GAINS]
ALL_IN_A_PROCESS = [one for one in every.ATTACKS if one.control in controls.SEEN]


@pytest.fixture(scope="session")
def attacked(tmp_path_factory):
    """The quick attacks, graded."""
    return grade(tmp_path_factory.mktemp("attacks"), every.QUICK)


@pytest.fixture(scope="session")
def attacked_by_all(tmp_path_factory):
    """All attacks, graded."""
    return grade(tmp_path_factory.mktemp("all_attacks"), every.ATTACKS)


@pytest.fixture(scope="session")
def undefended(attacked):
    """What a naive grader makes of the quick attacks."""
    return undefended_ones(attacked, IN_A_PROCESS)


@pytest.fixture(scope="session")
def undefended_all(attacked_by_all):
    """What a naive grader makes of all attacks that run in a process."""
    return undefended_ones(attacked_by_all, ALL_IN_A_PROCESS)


def undefended_ones(run, attacks):
    with Listeners() as listeners:
        where = {**run.places, "PORT": str(listeners.port), "SOCKET": SOCKET}
        return controls.naive(attacks, where)
