"""Marks by hand survive a changed set of exercises: what is gone is listed, nothing is lost."""

import pytest
from nbgrader.api import Gradebook

from autograde.grading import other_exercises
from autograde.grading.gradebook import ClassBook
from tests.grading.test_way_back import give, table
from tests.support.told import ADA, NAME

CLASS = {ADA: {}, f"bo/{NAME}.ipynb": {}}


def comment(grade, cell, text, student="ada"):
    with ClassBook(grade.out / "gradebook.db") as book:
        book._book.find_comment(cell, NAME, NAME, student).manual_comment = text
        book._book.db.commit()


def rename(grade, old, new):
    """Change the set of cells: one test or solution is called differently."""
    path = grade.root / "solutions" / f"{NAME}.md"
    assert f"grade_id: {old}," in path.read_text()
    path.write_text(path.read_text().replace(f"grade_id: {old},", f"grade_id: {new},"))


@pytest.fixture
def changed(grade):
    """A class with marks by hand, whose chapter then got another test."""
    grade(CLASS)
    give(grade, "test_inventory_position", 0.5)
    give(grade, "test_mean_stock", 0.25)
    give(grade, "test_inventory_position", 1.5, "bo")
    comment(grade, "mean_stock", "Nearly!")
    rename(grade, "test_mean_stock", "test_mean")
    return grade


def test_marks_of_tests_that_still_exist_stay(changed):
    rows = changed(CLASS)
    assert (rows["ada"]["score"], rows["bo"]["score"]) == (3.5, 4.5)
    assert rows["ada"]["by_hand"] and "look again" not in rows["ada"]["reason"]
    assert "Nearly!" in (changed.out / "feedback" / "ada" / f"{NAME}.html").read_text()


def test_marks_of_tests_that_are_gone_are_listed_and_told(changed, capsys):
    changed(CLASS)
    assert table(changed.out / "set_aside_1.csv") == [
        {"student": "ada", "assignment": NAME, "cell": "test_mean_stock", "score": "0.25",
         "extra_credit": "", "comment": ""},
    ]  # fmt: skip
    said = capsys.readouterr().err
    assert f"{NAME} has other exercises than before: 3 marks and comments by hand stay; " in said
    assert "1 of tests that are gone, see set_aside_1.csv" in said


def test_the_gradebook_as_it_was_stays_beside_it(changed):
    changed(CLASS)
    with Gradebook(f"sqlite:///{changed.out / 'gradebook_before_1.db'}") as book:
        assert book.find_grade("test_mean_stock", NAME, NAME, "ada").manual_score == 0.25
    rename(changed, "test_mean", "test_mean_stock")
    changed(CLASS)
    assert (changed.out / "gradebook_before_2.db").exists()
    # Nothing was given for the test that went in between, so nothing is set aside.
    assert not (changed.out / "set_aside_2.csv").exists()


def test_a_run_without_a_change_copies_nothing(changed):
    changed(CLASS)
    changed(CLASS)
    assert not (changed.out / "gradebook_before_2.db").exists()


def test_without_marks_by_hand_other_exercises_are_entered_silently(grade, capsys):
    grade(CLASS)
    rename(grade, "test_mean_stock", "test_mean")
    assert grade(CLASS)["ada"]["score"] == 5
    assert not list(grade.out.glob("gradebook_*.db"))
    assert "has other exercises" not in capsys.readouterr().err


def test_marks_for_a_hand_in_that_is_gone_survive_as_well(changed):
    rows = changed({f"bo/{NAME}.ipynb": {}})
    assert (rows["ada"]["score"], rows["ada"]["status"]) == (0.5, "missing")


def test_a_test_that_is_worth_something_else_is_to_be_looked_at(grade):
    grade(CLASS)
    give(grade, "test_inventory_position", 0.5)
    path = grade.root / "solutions" / f"{NAME}.md"
    text = path.read_text()
    line = next(row for row in text.splitlines() if "grade_id: test_inventory_position," in row)
    path.write_text(text.replace(line, line.replace("points: 2", "points: 4")))
    rename(grade, "test_mean_stock", "test_mean")
    assert "look again" in grade(CLASS)["ada"]["reason"]


def test_extra_credit_survives(grade):
    grade(CLASS)
    with ClassBook(grade.out / "gradebook.db") as book:
        book._book.find_grade("test_inventory_position", NAME, NAME, "ada").extra_credit = 2.0
        book._book.db.commit()
    rename(grade, "test_mean_stock", "test_mean")
    assert grade(CLASS)["ada"]["score"] == 7


def test_a_run_that_is_killed_while_it_carries_over_loses_nothing(changed, monkeypatch):
    monkeypatch.setattr(other_exercises, "_put_back", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        changed(CLASS)
    monkeypatch.undo()
    with ClassBook(changed.out / "gradebook.db") as book:
        assert book._book.find_grade("test_mean_stock", NAME, NAME, "ada").manual_score == 0.25
    assert not list(changed.out.glob(".*.part"))
