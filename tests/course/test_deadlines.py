"""What being late costs, to the second and in the course's own time."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from autograde.course.course_toml import read
from autograde.course.deadlines import Rules, judge
from autograde.handin.submissions import Submission

TEXT = """
time_zone = "Europe/Berlin"
[assignments.01_tiny]
due = 2026-03-28T23:59:00
grace_minutes = 15
deduction_per_day = 10
cut_off_days = 3
extensions = {zoe = 2}
"""
DUE = datetime(2026, 3, 28, 23, 59, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.fixture
def rule(tmp_path):
    (tmp_path / "course.toml").write_text(TEXT)
    return read(tmp_path / "course.toml").of("01_tiny")


def handed_in(time, late=False):
    return Submission("ada", "01_tiny", Path("x"), time, late)


def test_a_course_without_the_file_has_no_deadlines(tmp_path):
    assert read(tmp_path / "course.toml") == Rules()
    late = judge(Rules().of("01_tiny"), "ada", handed_in(DUE))
    assert (late.share, late.remark) == (0, "")


@pytest.mark.parametrize(
    ("behind", "share"),
    [
        (timedelta(0), 0),
        (timedelta(minutes=15), 0),
        (timedelta(minutes=16), 0.1),
        (timedelta(days=1), 0.1),
        (timedelta(days=1, seconds=1), 0.2),
        (timedelta(days=3), 0.3),
        (timedelta(days=3, seconds=1), 1),
        (-timedelta(days=9), 0),
    ],
)
def test_each_day_begun_costs_until_nothing_counts(rule, behind, share):
    # The clocks change in the night after the deadline: days are of 24 hours all the same.
    time = (DUE.astimezone(ZoneInfo("UTC")) + behind).astimezone(ZoneInfo("America/Lima"))
    assert judge(rule, "ada", handed_in(time)).share == pytest.approx(share)


@pytest.mark.parametrize(("hours", "share"), [(24, 0.1), (24.5, 0.2)])
def test_clocks_that_change_make_no_day_shorter(rule, hours, share):
    # As submissions are read: in the zone of the course itself.
    time = (DUE.astimezone(ZoneInfo("UTC")) + timedelta(hours=hours)).astimezone(DUE.tzinfo)
    assert judge(rule, "ada", handed_in(time)).share == pytest.approx(share)


def test_an_extension_moves_the_deadline_of_one_student(rule):
    late = handed_in(DUE + timedelta(days=1, hours=20))
    assert judge(rule, "zoe", late).share == 0
    assert judge(rule, "ada", late).share == pytest.approx(0.2)


def test_what_only_the_platform_knows_costs_a_day_and_says_so(rule):
    late = judge(rule, "ada", handed_in(None, late=True))
    assert late.share == pytest.approx(0.1) and "the platform marked it late" in late.remark
    assert judge(rule, "ada", handed_in(None)).share == 0
    assert "time is unknown" in judge(rule, "ada", handed_in(None)).remark
