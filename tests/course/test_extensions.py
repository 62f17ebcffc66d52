"""Whom an extension is for: somebody who is known, and in group work the whole group."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from autograde.course.deadlines import Rule, Rules, settle
from autograde.kit.errors import UnusableArgument

DUE = datetime(2026, 3, 1, 23, 59, tzinfo=ZoneInfo("Europe/Berlin"))
PEOPLE = {
    "ada": ("Ada Byron", "byron@uni.example"),
    "bo": ("Bo Li", ""),
    "zoe": ("", ""),
    "Ada2": ("", ""),
}
GROUPS = {"Group 1": ["ada", "bo"], "Group 2": ["zoe"]}


def rules(group_work=False, **days):
    until = {student: DUE + timedelta(days=n) for student, n in days.items()}
    return Rules(assignments={"01_tiny": Rule(due=DUE, group_work=group_work, extensions=until)})


def days(settled):
    return {who: (t - DUE).days for who, t in settled.of("01_tiny").extensions.items()}


def refused(name):
    with pytest.raises(UnusableArgument) as caught:
        settle(rules(**{name: 3}), PEOPLE, GROUPS, "the roster's column student")
    return str(caught.value)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("adda", "ada"),
        ("Ada", "ada"),
        ("zoé", "zoe"),
        ("Ada Byron", "ada"),
        ("ada byron", "ada"),
        ("byron@uni.example", "ada"),
    ],
)
def test_an_extension_for_nobody_says_who_was_meant(given, meant):
    where = "course.toml: assignments.01_tiny.extensions"
    assert refused(given) == f"{where}.{given}: nobody is called {given}; did you mean {meant}?"


def test_an_extension_for_a_stranger_says_where_names_come_from():
    assert "nobody is called xylo; expected a name from the roster's column" in refused("xylo")


def test_an_extension_for_a_group_names_its_members():
    assert "Group 1 is a group; give the extension to a member: ada, bo" in refused("Group 1")


def test_in_group_work_the_latest_extension_of_a_member_holds_for_all():
    settled = settle(rules(True, ada=2, bo=4), PEOPLE, GROUPS, "")
    assert days(settled) == {"ada": 4, "bo": 4}


def test_without_group_work_an_extension_is_for_one():
    assert days(settle(rules(False, ada=2), PEOPLE, GROUPS, "")) == {"ada": 2}


def test_who_is_in_no_group_shares_with_nobody():
    settled = settle(rules(True, Ada2=2), PEOPLE, GROUPS, "")
    assert days(settled) == {"Ada2": 2}
