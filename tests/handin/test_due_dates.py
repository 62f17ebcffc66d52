"""What a gradebook of nbgrader says of due dates, by chapter; of two gradebooks, whose counts."""

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from autograde.course.deadlines import Rule, Rules
from autograde.handin import class_rules, due_dates

from .classes import CHALLENGE, LEARNING, SUPPLY

BERLIN = ZoneInfo("Europe/Berlin")
# What is asked for of nbgrader's tables; its own files are read in tests/grading.
TABLES = """
CREATE TABLE assignment (id, name, duedate);
CREATE TABLE notebook (name, assignment_id);
CREATE TABLE submitted_assignment (assignment_id, student_id, extension);
"""


def gradebook(folder, **due):
    """Write a gradebook with due dates by notebook; Bo has a week more for each."""
    folder.mkdir(parents=True, exist_ok=True)
    week = str(datetime(1970, 1, 8))
    with closing(sqlite3.connect(folder / "gradebook.db")) as database:
        database.executescript(TABLES)
        for n, (name, when) in enumerate(due.items()):
            database.execute("INSERT INTO assignment VALUES (?, ?, ?)", (n, f"ps{n}", when))
            database.execute("INSERT INTO notebook VALUES (?, ?)", (name, n))
            database.execute("INSERT INTO submitted_assignment VALUES (?, 'bo', ?)", (n, week))
        database.commit()
    return folder / "gradebook.db"


def test_each_chapter_has_its_own_due_date_and_ours_comes_first(tmp_path):
    ours = Rule(due=datetime(2026, 3, 3, 12, tzinfo=BERLIN))
    rules = Rules(zone=BERLIN, assignments={LEARNING: ours})
    noons = {name: f"2026-03-0{day} 12:00:00" for name, day in
             ((SUPPLY, 1), (LEARNING, 2), (CHALLENGE, 4))}  # fmt: skip
    found, [remark] = due_dates.merged(
        rules, gradebook(tmp_path, **noons), [SUPPLY, LEARNING, CHALLENGE]
    )
    for name, day in ((SUPPLY, 1), (CHALLENGE, 4)):
        rule, when = found.of(name), datetime(2026, 3, day, 13, tzinfo=BERLIN)
        assert (rule.due, rule.extensions) == (when, {"bo": when + timedelta(days=7)})
    assert found.of(LEARNING) == ours and remark.startswith(f"{LEARNING}: course.toml says due")


@pytest.mark.parametrize("place", ["rl101", "rl101/submitted"])
def test_of_a_course_folder_in_another_one_its_own_gradebook_is_compared(tmp_path, capsys, place):
    for folder, name in ((tmp_path / "rl101", SUPPLY), (tmp_path, LEARNING)):
        gradebook(folder, **{name: "2026-03-01 12:00:00"})
        (folder / "submitted").mkdir()
    class_rules.with_due_dates(Rules(), None, tmp_path / place, [SUPPLY, LEARNING])
    told = capsys.readouterr().err
    assert f"due date for {SUPPLY}" in told and LEARNING not in told
