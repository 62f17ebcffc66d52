"""Each class is graded once for all tests that look at it."""

import pytest

from . import class_run, commands, every, way_back


@pytest.fixture(scope="session")
def graded(tmp_path_factory):
    """A function that returns what came of a class run."""
    found = {}

    def ask(run):
        if run.name not in found:
            found[run.name] = class_run.grade(tmp_path_factory.mktemp("honest"), run)
        return found[run.name]

    return ask


@pytest.fixture(scope="session")
def ended(tmp_path_factory):
    """A function that returns what came of a command."""
    found = {}

    def ask(one):
        if one.name not in found:
            found[one.name] = commands.run(tmp_path_factory.mktemp("command"), one)
        return found[one.name]

    return ask


@pytest.fixture(scope="session")
def regraded(tmp_path_factory):
    """What came of grading a class, changing the course, and grading it again."""
    return way_back.regrade(tmp_path_factory.mktemp("regraded"))


@pytest.fixture(scope="session")
def came(graded, regraded, ended):
    """What came of every situation."""
    return list(every.verdicts(graded, lambda: regraded, ended))
