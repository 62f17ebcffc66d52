"""changed.csv: after a regrade, whose marks are others, and why."""

import pytest

from autograde.grading import changes
from tests.grading.test_way_back import give, table
from tests.support.told import ADA, NAME, RULES, late_by

WRONG = {"test": {"score": 0.0, "hint": "No."}}


@pytest.fixture
def regrade(grade):
    """Return a function that grades and gives the rows of changed.csv."""

    def run(*arguments, **options):
        grade(*arguments, **options)
        rows = table(grade.out / "changed.csv")
        return [tuple(row.values()) for row in rows]

    run.out, run.root = grade.out, grade.root
    return run


def test_a_first_run_and_the_same_again_change_nothing(regrade, capsys):
    assert regrade({ADA: {}}) == regrade({ADA: {}}) == regrade({ADA: {}}, resume=True) == []
    header = (regrade.out / "changed.csv").read_text()
    assert header == "student,assignment,exercise,old,new,why\n"
    assert "not those of the last run" not in capsys.readouterr().err


def test_a_new_hand_in_is_named_and_its_neighbours_are_not(regrade, capsys):
    regrade({ADA: {}, f"bo/{NAME}.ipynb": {}})
    assert regrade({ADA: WRONG, f"bo/{NAME}.ipynb": {}}, resume=True) == [
        ("ada", NAME, "inventory_position", "3", "0", "new hand-in"),
        ("ada", NAME, "mean_stock", "2", "0", "new hand-in"),
    ]
    assert "2 marks are not those of the last run" in capsys.readouterr().err


def test_who_hands_in_later_was_missing_before(regrade):
    regrade({ADA: {}})
    found = regrade({ADA: {}, f"bo/{NAME}.ipynb": {}})
    assert [row[0] for row in found] == ["bo", "bo"] and found[0][3:] == ("0", "3", "new hand-in")


def test_a_hand_in_that_is_gone_is_named(regrade):
    regrade({ADA: {}, f"bo/{NAME}.ipynb": {}})
    assert regrade({ADA: {}})[0] == (
        "bo", NAME, "inventory_position", "3", "0", "no hand-in any more",
    )  # fmt: skip


def test_marks_by_hand_are_named(regrade):
    regrade({ADA: {}})
    give(regrade, "test_mean_stock", 0.25)
    assert regrade({ADA: {}}) == [("ada", NAME, "mean_stock", "2", "1.25", "by hand")]


def test_another_examiner_is_named(regrade, monkeypatch):
    regrade({ADA: {}})
    monkeypatch.setattr(changes, "examiner_version", lambda: "another")
    monkeypatch.setattr("tests.support.told.Told.mood", WRONG["test"])
    assert {row[-1] for row in regrade({ADA: {}})} == {"other examiner"}


def change_source(root, old, new):
    path = root / "solutions" / f"{NAME}.md"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_other_tests_are_named_for_their_exercise(regrade):
    regrade({ADA: {}})
    change_source(regrade.root, "test_mean_stock, locked: true, points: 1", "test_mean_stock, "
                  "locked: true, points: 4")  # fmt: skip
    assert regrade({ADA: {}}) == [("ada", NAME, "mean_stock", "2", "5", "other tests")]


def test_rules_are_named_where_a_deduction_is_another(regrade):
    class_, rules = {ADA: {}, **late_by(2)}, RULES.format(group_work="false")
    regrade(class_, rules)
    assert regrade(class_, "") == [("ada", NAME, "deduction", "1", "0", "rules")]
    extended = rules + "extensions = {ada = 1}\n"
    regrade(class_, rules)
    assert regrade(class_, extended) == [("ada", NAME, "deduction", "1", "0.5", "rules")]


def test_another_time_of_the_same_file_is_a_new_hand_in(regrade):
    rules = RULES.format(group_work="false")
    regrade({ADA: {}, **late_by(0)}, rules)
    assert regrade({ADA: {}, **late_by(1)}, rules) == [
        ("ada", NAME, "deduction", "0", "0.5", "new hand-in"),
    ]


def test_two_causes_are_both_named(regrade):
    regrade({ADA: {}})
    give(regrade, "test_mean_stock", 0.25)
    [first, second] = regrade({ADA: WRONG})
    assert first[-1] == "new hand-in" and second[-1] == "new hand-in; by hand"


def test_who_left_the_class_is_in_no_table(regrade):
    regrade({ADA: {}, f"eve/{NAME}.ipynb": {}})
    assert regrade({ADA: {}}) == []


@pytest.mark.parametrize("text", ["", "{", "null", "[3]"])
def test_a_damaged_record_of_the_last_run_is_none(regrade, text):
    regrade({ADA: {}})
    (regrade.out / changes.LAST).write_text(text)
    assert regrade({ADA: WRONG}) == []
