"""Hidden tests for everybody, when marks are final and not before, and never where pages are."""

import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import nbformat
import pytest

from autograde.course.chapter import read_source, released, solved, write_notebook
from autograde.course.course import Course
from autograde.course.deadlines import Rule
from autograde.kit.errors import UnusableArgument
from autograde.kit.files import CHECKOUT
from autograde.release import hidden_tests
from autograde.release.hidden_tests import write

NAME = "01_tiny"
DUE = """time_zone = "UTC"
[assignments.01_tiny]
due = 2026-03-01T12:00:00
cut_off_days = 2
[assignments.01_tiny.extensions]
ada = 5
"""


@pytest.fixture
def course(tmp_path):
    return Course(Path(shutil.copytree(CHECKOUT / "tests/data/tiny_course", tmp_path / "course")))


def at(day):
    return datetime(2026, 3, day, 12, 1, tzinfo=UTC)


def test_all_can_run_them_on_what_they_handed_in(course, tmp_path):
    list(write(course, tmp_path / "open", final=True))
    source = read_source(course.source(NAME))
    for notebook, wanted in ((solved(source), [0, 4]), (released(source), [4, 0])):
        write_notebook(notebook, tmp_path / "mine.ipynb")
        command = [sys.executable, tmp_path / "open" / f"{NAME}_tests.py", tmp_path / "mine.ipynb"]
        run = subprocess.run(command, capture_output=True, text=True, check=True)
        lines = run.stdout.splitlines()
        found = [sum(line.startswith(word) for line in lines) for word in ("FAILED", "passed")]
        assert found == wanted, run.stdout


def test_they_are_whole_and_no_answer_is_with_them(course, tmp_path):
    list(write(course, tmp_path / "open", final=True))
    for path in (tmp_path / "open").iterdir():
        text = path.read_text()
        assert "unseen_stock" in text and "HIDDEN TESTS" not in text
        assert "position_of_the_stage" not in text and "np.mean(np.asarray(on_hand))" not in text
    notebook = nbformat.read(tmp_path / "open" / f"{NAME}.ipynb", as_version=4)
    assert not any("nbgrader" in cell.metadata for cell in notebook.cells)


@pytest.mark.parametrize("day, is_open", [(1, True), (4, True), (7, True), (8, False)])
def test_they_come_after_the_last_day_on_which_somebody_can_hand_in(course, tmp_path, day, is_open):
    course.rules.write_text(DUE)
    if is_open:
        with pytest.raises(UnusableArgument, match="01_tiny: somebody may still hand it in until"):
            list(write(course, tmp_path / "open", now=at(day)))
        assert not (tmp_path / "open").exists()
    else:
        assert list(write(course, tmp_path / "open", now=at(day)))


def test_without_a_due_time_somebody_has_to_say_that_marks_are_final(course, tmp_path):
    with pytest.raises(UnusableArgument, match="no due time.*\n.*--marks-are-final"):
        list(write(course, tmp_path / "open"))


@pytest.mark.parametrize("folder", ["_build/html", "dist", "chapters", "build", "solutions", "."])
def test_never_where_the_course_publishes(course, folder):
    with pytest.raises(UnusableArgument, match="is published"):
        list(write(course, course.root / folder, final=True))


def test_what_counts_late_keeps_hidden_tests_back_until_it_counts_no_more():
    due = datetime(2026, 3, 1, 20, tzinfo=UTC)
    for rule, days in (
        (Rule(due=due, deduction_per_day=10), 10),
        (Rule(due=due, deduction_per_day=10, cut_off_days=3), 3),
        (Rule(due=due, deduction_per_day=50, cut_off_days=7), 2),
    ):
        assert hidden_tests._open(rule, due + timedelta(days=days, hours=-1))
        assert not hidden_tests._open(rule, due + timedelta(days=days, hours=1))
    assert "however late" in hidden_tests._open(Rule(due=due), due + timedelta(days=999))
