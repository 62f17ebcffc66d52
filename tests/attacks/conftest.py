"""The class of attackers is graded once for all tests that look at it."""

import pytest

from . import controls, every
from .class_run import SOCKET, Listeners, grade

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
def undefended_all(attacked_by_all):
    """What a naive grader makes of all attacks that run in a process."""
    with Listeners() as listeners:
        where = {**attacked_by_all.places, "PORT": str(listeners.port), "SOCKET": SOCKET}
        return controls.naive(ALL_IN_A_PROCESS, where)
