"""Attacks that are more than a notebook: each gains and harms nothing, and works undefended."""

import pytest

from . import every
from .trial import Outcome

# Names alone are tried in every run; the rest needs jails, large files or time.
QUICK = ("identity",)


def listed():
    return [
        pytest.param(
            one,
            id=f"{one.family}: {one.name}",
            marks=() if one.family in QUICK else (pytest.mark.slow, pytest.mark.needs_bwrap),
        )
        for one in every.TRIALS
    ]


@pytest.mark.parametrize("one", listed())
def test_it_gains_nothing_and_harms_nobody(tmp_path, one):
    assert one.attempt(tmp_path) == Outcome()


@pytest.mark.parametrize("one", listed())
def test_it_works_where_nothing_defends(tmp_path, one):
    assert one.control(tmp_path)


def test_names_tell_trials_apart():
    names = [(one.family, one.name) for one in every.TRIALS]
    assert len(set(names)) == len(names)
