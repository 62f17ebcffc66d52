"""Grades and boards of two versions of the course are not mixed in one folder."""

import pytest

import supplychain
from autograde.course import version
from autograde.kit.errors import UnusableArgument


@pytest.fixture
def other(tmp_path):
    """A folder that another version made."""
    (tmp_path / version.STAMP).write_text("9.8.7\n")
    return tmp_path


def test_the_version_is_that_of_the_package():
    assert version.version() == supplychain.__version__


def test_a_folder_of_another_version_is_refused_with_both_and_the_ways_out(other):
    with pytest.raises(UnusableArgument) as refused:
        version.refuse_other(other, upgrade=False)
    told = str(refused.value)
    assert "9.8.7" in told and supplychain.__version__ in told
    assert "--upgrade" in told and "--out a new folder" in told and str(other) in told


def test_what_is_new_or_of_this_version_or_to_be_upgraded_is_taken(other, tmp_path_factory):
    version.refuse_other(other, upgrade=True)
    (other / version.STAMP).write_text(version.version())
    version.refuse_other(other, upgrade=False)
    version.refuse_other(tmp_path_factory.mktemp("new"), upgrade=False)
    version.refuse_other(other / "not there yet", upgrade=False)
