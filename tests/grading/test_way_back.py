"""What goes back to students and platforms: marks by exercise, tables, feedback in their form."""

import csv
import json
import shutil
import zipfile
from io import BytesIO

import nbformat
import pytest

from autograde.grading.gradebook import ClassBook
from autograde.grading.returned import place
from autograde.handin.submissions import find
from tests.support.told import ADA, NAME, ROSTER, RULES

MOODLE = "Ada Byron_401_assignsubmission_file_"  # the form that every version takes back
CANVAS = f"byronada_LATE_123_9001_{NAME}-1.ipynb"


def table(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def members(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def give(grade, cell, score, student="ada"):
    """Give a mark by hand, as formgrader does."""
    with ClassBook(grade.out / "gradebook.db") as book:
        book._book.find_grade(cell, NAME, NAME, student).manual_score = score
        book._book.db.commit()


# Marks by exercise


def test_marks_stand_by_exercise_and_add_up_to_the_grades(grade):
    grade({ADA: {}, f"bo/{NAME}.ipynb": {"test": {"score": 0.0, "hint": "=Count"}}})
    rows = table(grade.out / "exercises.csv")
    assert list(rows[0])[:6] == "student assignment exercise score max_score status".split()
    ada = [
        (row["exercise"], row["score"], row["status"]) for row in rows if row["student"] == "ada"
    ]
    assert ada == [("inventory_position", "3", "graded"), ("mean_stock", "2", "graded")]
    assert [row["status"] for row in rows if row["student"] == "zoe"] == ["missing"] * 2
    # What came from a test or a student is no formula.
    assert {row["hint"] for row in rows if row["student"] == "bo"} == {"'=Count"}


def test_a_mark_by_hand_counts_for_its_exercise(grade):
    grade({ADA: {}})
    give(grade, "test_mean_stock", 0.25)
    grade({ADA: {}})
    rows = {r["exercise"]: r for r in table(grade.out / "exercises.csv") if r["student"] == "ada"}
    assert (rows["mean_stock"]["score"], rows["mean_stock"]["by_hand"]) == ("1.25", "yes")
    assert (rows["inventory_position"]["score"], rows["inventory_position"]["by_hand"]) == ("3", "")


# Tables of the platforms


@pytest.mark.parametrize("name", ["canvas.csv", "moodle.csv"])
def test_missing_work_is_empty_and_a_zero_is_a_zero(grade, name):
    grade({ADA: {}, f"bo/{NAME}.ipynb": {"test": {"score": 0.0, "hint": "No."}}})
    rows = [row for row in table(grade.out / name) if "Points Possible" not in row.values()]
    assert [row[NAME] for row in rows] == ["5", "0", ""]


def test_marks_by_hand_for_work_on_paper_are_in_the_tables(grade):
    grade({f"zoe/{NAME}.ipynb": {}})
    give(grade, "test_mean_stock", 0.5, "zoe")
    grade({ADA: {}})
    assert [row[NAME] for row in table(grade.out / "moodle.csv")] == ["5", "", "0.5"]


def test_moodles_table_has_no_number_that_is_not_moodles(grade):
    grade({ADA: {}})
    rows = table(grade.out / "moodle.csv")
    assert list(rows[0]) == ["Full name", "Email address", "Group", NAME]
    assert "123" not in (grade.out / "moodle.csv").read_text()


# Feedback


def roster_of_moodle(grade):
    path = grade.out.parent / "roster.csv"
    path.write_text(ROSTER.replace("123", "401").replace("=cmd()", "Bo Li"))


def found(tmp_path, given):
    """Return the submission that a class's zip holds under a name; a zip holds a notebook."""
    inner = BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr(f"{NAME}.ipynb", "{}")
    with zipfile.ZipFile(tmp_path / "whole.zip", "w") as archive:
        archive.writestr(given, inner.getvalue() if given.endswith(".zip") else "{}")
    (tmp_path / "scratch").mkdir()
    [one] = find(tmp_path / "whole.zip", tmp_path / "scratch").submissions
    return one


@pytest.mark.parametrize(
    ("given", "back"),
    [
        (f"{MOODLE}/{NAME}.ipynb", f"{MOODLE}/{NAME}.html"),
        (f"{MOODLE[:-1]}/{NAME}.ipynb", f"{MOODLE[:-1]}/{NAME}.html"),
        (f"Week 5/{MOODLE}/sub/{NAME}.ipynb", f"{MOODLE}/{NAME}.html"),
        (f"{MOODLE}{NAME}.ipynb", f"{MOODLE}{NAME}.html"),
        (f"{MOODLE}work.zip", f"{MOODLE}work.html"),
        (f"{MOODLE}/work.zip", f"{MOODLE}/{NAME}.html"),
        (f"Gruppe A_77_assignsubmission_file/{NAME}.ipynb",
         f"Gruppe A_77_assignsubmission_file/{NAME}.html"),
    ],
)  # fmt: skip
def test_moodle_gets_folders_or_files_that_are_called_as_its_own(given, back, tmp_path):
    assert place(found(tmp_path, given)) == ("moodle", back)


@pytest.mark.parametrize(
    ("given", "back"),
    [
        (CANVAS, CANVAS),
        (f"submissions/{CANVAS}", CANVAS),
        ("o_neilpat_9006_55506_05_q_learning.ipynb", "o_neilpat_9006_55506_05_q_learning.ipynb"),
        ("byronada_123_9001_answers.zip", "byronada_123_9001_answers.html"),
    ],
)
def test_canvas_gets_files_that_are_called_as_its_own(given, back, tmp_path):
    assert place(found(tmp_path, given)) == ("canvas", back)


def test_a_folder_made_by_hand_goes_back_to_no_platform(grade, tmp_path):
    assert place(found(tmp_path, ADA)) == (None, "")
    grade({ADA: {}})
    assert not list(grade.out.glob("feedback_*.zip"))


def test_each_student_of_moodle_finds_the_own_page(grade):
    roster_of_moodle(grade)
    said = {"test": {"score": 0.0, "hint": "Count what is owed."}}
    bo = "Bo Li_124_assignsubmission_file_"
    grade({f"{MOODLE}/{NAME}.ipynb": {}, f"{bo}/{NAME}.ipynb": said})
    found = members(grade.out / "feedback_moodle.zip")
    assert list(found) == [f"{MOODLE}/{NAME}.html", f"{bo}/{NAME}.html"]
    assert "5 of 5 points" in found[f"{MOODLE}/{NAME}.html"]
    assert "Count what is owed." in found[f"{bo}/{NAME}.html"]
    assert (
        found[f"{MOODLE}/{NAME}.html"]
        == (grade.out / "feedback" / "ada" / f"{NAME}.html").read_text()
    )
    assert not (grade.out / "feedback_canvas.zip").exists()


def test_canvas_gets_a_notebook_of_plain_text_for_a_notebook(grade):
    said = {"test": {"score": 0.0, "hint": "Count <b>."}, "output": "<script>"}
    grade({CANVAS: said}, only=(NAME,))
    [(name, text)] = members(grade.out / "feedback_canvas.zip").items()
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    assert name == CANVAS and {cell.cell_type for cell in notebook.cells} == {"raw"}
    assert f"{NAME}: ada\n0 of 5 points" in notebook.cells[0].source
    assert "0 of 1, Count <b>." in notebook.cells[1].source


def test_the_same_feedback_makes_the_same_bytes(grade):
    roster_of_moodle(grade)
    class_ = {f"{MOODLE}/{NAME}.ipynb": {}}
    grade(class_)
    first = (grade.out / "feedback_moodle.zip").read_bytes()
    shutil.rmtree(grade.out)
    grade(class_)
    assert (grade.out / "feedback_moodle.zip").read_bytes() == first


def test_zips_of_an_earlier_run_do_not_stay(grade):
    roster_of_moodle(grade)
    grade({f"{MOODLE}/{NAME}.ipynb": {}})
    grade({ADA: {}})
    assert not (grade.out / "feedback_moodle.zip").exists()


TEAM = "1_77_assignsubmission_file_"


def test_a_team_gets_one_page_in_its_folder(grade):
    grade({f"{TEAM}/{NAME}.ipynb": {}}, RULES.format(group_work="true"))
    [(name, text)] = members(grade.out / "feedback_moodle.zip").items()
    assert name == f"{TEAM}/{NAME}.html" and f"<h1>{NAME}: 1</h1>" in text


def test_a_team_with_different_marks_is_told_by_name_not_by_zip(grade, capsys):
    class_ = {f"{TEAM}/{NAME}.ipynb": {}}
    grade(class_)
    give(grade, "test_mean_stock", 0.25, "bo")
    grade(class_)
    assert not (grade.out / "feedback_moodle.zip").exists()
    said = capsys.readouterr().err
    assert f"{TEAM}/{NAME}.ipynb is of several who are given different marks" in said


def test_what_one_hands_in_for_the_group_goes_back_to_the_one(grade):
    class_, rules = {CANVAS: {}}, RULES.format(group_work="true")
    grade(class_, rules, only=(NAME,))
    give(grade, "test_mean_stock", 0.25, "bo")
    grade(class_, rules, only=(NAME,))
    [text] = members(grade.out / "feedback_canvas.zip").values()
    assert json.loads(text)["cells"][0]["source"].startswith(f"{NAME}: ada")


def test_a_file_that_cannot_be_read_gets_feedback_too(grade):
    grade({CANVAS: {"status": "invalid", "test": {"score": 0.0, "hint": "x"}}}, only=(NAME,))
    [text] = members(grade.out / "feedback_canvas.zip").values()
    assert "status: could not be read" in json.loads(text)["cells"][0]["source"]
