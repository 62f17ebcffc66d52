"""Attacks that are more than a notebook: each gains and harms nothing, and works undefended."""

import pytest

from . import every
from .trial import Outcome

# Names and dates are tried in every run; the rest needs jails, large files or time.
QUICK = ("identity", "hiding", "early")
BY_ANYBODY = ("hiding", "early", "watching", "dawdling")  # tried as an ordinary user too
ROOTS = ("the messages of the kernel",)  # which some systems show to root only


def listed():
    return [pytest.param(one, id=f"{one.family}: {one.name}", marks=marks(one)) for one in
            every.TRIALS]  # fmt: skip


def marks(one):
    found = [] if one.family in QUICK else [pytest.mark.slow, pytest.mark.needs_bwrap]
    as_user = one.family in BY_ANYBODY and one.name not in ROOTS
    return [*found, pytest.mark.as_user] if as_user else found


@pytest.mark.parametrize("one", listed())
def test_it_gains_nothing_and_harms_nobody(tmp_path, one):
    assert one.attempt(tmp_path) == Outcome()


@pytest.mark.parametrize("one", listed())
def test_it_works_where_nothing_defends(tmp_path, one):
    assert one.control(tmp_path)


def test_names_tell_trials_apart():
    names = [(one.family, one.name) for one in every.TRIALS]
    assert len(set(names)) == len(names)
