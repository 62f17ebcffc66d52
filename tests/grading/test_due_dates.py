"""Due dates of nbgrader's gradebook: they hold where ours has none, and differences are told."""

from datetime import datetime, timedelta

import pytest

from autograde.course.deadlines import Rules
from autograde.grading.gradebook_file import to_write
from autograde.handin import class_rules
from autograde.kit.errors import UnusableArgument
from tests.support.told import NAME

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # of nbgrader alone
CLASS = {
    f"{student}/{name}": content
    for student in ("ada", "bo")
    for name, content in ((f"{NAME}.ipynb", {}), ("timestamp.txt", "2026-03-02 11:00:00 UTC"))
}
COST = 'time_zone = "UTC"\n[assignments.01_tiny]\n'
OURS = COST + "due = 2026-03-05T12:00:00\ndeduction_per_day = 10"


@pytest.fixture
def gradebook(tmp_path):
    """A gradebook of nbgrader: ps5 holds the chapter, Bo has a week more."""
    path = tmp_path / "rl101" / "gradebook.db"
    path.parent.mkdir()
    with to_write(path) as book:
        book.add_assignment("ps5", duedate=datetime(2026, 3, 1, 12))
        book.add_notebook(NAME, "ps5")
        for student in ("ada", "bo"):
            book.add_student(student)
            book.add_submission("ps5", student)
        book.find_submission("ps5", "bo").extension = timedelta(days=7)
        book.db.commit()
    return path


def test_they_hold_with_their_extensions_where_course_toml_has_none(grade, gradebook):
    rows = grade(CLASS, due_from=gradebook)
    assert "handed in late, day 1" in rows["ada"]["reason"]
    assert "late" not in rows["bo"]["reason"]


def test_course_toml_comes_first_and_the_difference_is_told(grade, gradebook, capsys):
    rows = grade(CLASS, OURS, due_from=gradebook)
    assert "late" not in rows["ada"]["reason"]
    told = capsys.readouterr().err
    assert "course.toml says due 2026-03-05 12:00:00+00:00, which counts" in told
    assert "says 2026-03-01 12:00:00+00:00" in told


def test_the_gradebook_of_a_course_folder_is_compared_without_asking(gradebook, capsys):
    (gradebook.parent / "submitted").mkdir()
    for place in (gradebook.parent, gradebook.parent / "submitted"):
        rules = class_rules.with_due_dates(Rules(), None, place, [NAME])
        assert rules == Rules() and "--due-from reads it" in capsys.readouterr().err


def test_a_late_rule_of_nbgrader_is_named_as_not_read(grade, gradebook, capsys):
    settings = gradebook.parent / "nbgrader_config.py"
    settings.write_text("c = get_config()\nc.LateSubmissionPlugin.penalty_method = 'zero'\n")
    grade(CLASS, due_from=gradebook)
    assert "has a rule of its own for late work, which is not read" in capsys.readouterr().err


@pytest.mark.parametrize("content", [None, "no database"])
def test_what_is_no_gradebook_is_refused(grade, tmp_path, content):
    path = tmp_path / "gradebook.db"
    if content:
        path.write_text(content)
    with pytest.raises(UnusableArgument, match="gradebook"):
        grade(CLASS, due_from=path)


def test_two_due_dates_for_one_notebook_are_refused(grade, gradebook):
    with to_write(gradebook) as book:
        book.add_assignment("ps6", duedate=datetime(2026, 4, 1))
        book.add_notebook(NAME, "ps6")
        book.db.commit()
    with pytest.raises(UnusableArgument, match="different due dates"):
        grade(CLASS, due_from=gradebook)
