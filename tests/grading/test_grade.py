"""A class as it comes: every submission gets its marks, its reason, and harms nobody else."""

import copy
import json
import shutil
import sys
import zipfile
from pathlib import Path

import pytest

from autograde.cli import main
from autograde.course.assignment import from_notebooks
from autograde.course.chapter import read_source, released
from autograde.course.course import Course
from autograde.examination.arrange import arrange
from autograde.examination.result import Exercise, Result
from autograde.examination.result import Test as OneTest
from autograde.grading import grade, marks, tables
from autograde.grading.gradebook import ClassBook
from autograde.handin.notebook import read
from autograde.handin.submissions import find
from autograde.kit.errors import CourseError
from autograde.kit.files import CHECKOUT
from tests.support.tiny_class import (
    ANSWERED,
    CLASS,
    COURSE,
    MEAN,
    NAME,
    SOURCE,
    handed_in,
    put,
    rows,
)


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A class graded through the command line."""
    folder = tmp_path_factory.mktemp("grading")
    for student, notebook in CLASS.items():
        put(folder / "class", student, notebook)
    (folder / "class" / "emil" / "07_challenge.py").write_text("raise SystemExit\n")
    (folder / "roster.csv").write_text("student,group\n" + "\n".join([*CLASS, "zoe"]) + "\n")
    arguments = ["grade", folder / "class", "--out", folder / "out", "--jobs", "2"]
    arguments += ["--roster", folder / "roster.csv", "--course", COURSE.root]
    with pytest.MonkeyPatch.context() as patch, pytest.raises(SystemExit) as ended:
        patch.setattr(sys, "argv", ["autograde", *map(str, arguments)])
        main()
    assert not ended.value.code
    return folder / "out"


def test_every_student_of_the_roster_has_one_row(graded):
    found = {student: (row["score"], row["status"]) for student, row in rows(graded).items()}
    assert found == {
        "amal": ("5", "graded"),
        "bo": ("3", "graded"),
        "chen": ("0", "graded"),
        "dana": ("3", "graded"),
        "emil": ("0", "invalid"),
        "zoe": ("0", "missing"),
    }


def test_reasons_name_the_cell_and_what_to_do(graded):
    reasons = {student: row["reason"] for student, row in rows(graded).items()}
    assert reasons["dana"] == "cell test_mean_stock_example was stopped after 2 s"
    assert reasons["emil"].startswith("the file is damaged or not a notebook")
    assert reasons["zoe"] == "nothing was handed in"


def test_hints_reach_the_student_and_hidden_tests_do_not(graded):
    folder = graded / "feedback"
    pages = {student: (folder / student / f"{NAME}.html").read_text() for student in CLASS}
    assert "What is owed to customers is subtracted." in pages["bo"]
    assert "inventory_position is not written yet." in pages["chen"]
    assert "is there a loop that does not end?" in pages["dana"]
    for text in pages.values():
        assert "unseen" not in text and "://" not in text


def test_results_are_plain_json_with_the_same_scores(graded):
    for student, row in rows(graded).items():
        result = json.loads((graded / "results" / student / f"{NAME}.json").read_text())
        assert (result["student"], result["assignment"]) == (student, NAME)
        assert f"{result['score']:g}" == row["score"]
        assert sum(e["score"] for e in result["exercises"]) == result["score"]


def test_class_page_stands_alone(graded):
    text = (graded / "class.html").read_text()
    assert "5 of 6 students handed in" in text
    assert all(student in text for student in CLASS)
    assert "://" not in text and "<script" not in text


def test_a_gradebook_of_other_exercises_takes_the_new_ones(tmp_path, graded):
    shutil.copy(graded / "gradebook.db", tmp_path / "gradebook.db")
    source = copy.deepcopy(SOURCE)
    next(c for c in source.cells if c.id == "mean_stock").metadata.nbgrader.grade_id = "mean"
    with ClassBook(tmp_path / "gradebook.db") as book:
        assert book.add_assignment(NAME, source) is None  # nobody had given a mark by hand
        names = {cell.name for cell in book._book.find_notebook(NAME, NAME).solution_cells}
    assert "mean" in names and "mean_stock" not in names


def test_nbgrader_reads_the_same_scores_from_its_gradebook(graded):
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{graded / 'gradebook.db'}") as book:
        scores = {s.student.id: s.score for s in book.assignment_submissions(NAME)}
        assert {student.id for student in book.students} == {*CLASS, "zoe"}
        assert book.find_assignment(NAME).max_score == 5
    found = {student: float(row["score"]) for student, row in rows(graded).items()}
    assert scores == {student: found[student] for student in CLASS}


def test_reference_earns_full_marks_and_untouched_release_none(graded):
    amal, chen = rows(graded)["amal"], rows(graded)["chen"]
    assert (amal["score"], amal["max_score"], amal["reason"]) == ("5", "5", "")
    assert (chen["score"], chen["max_score"], chen["reason"]) == ("0", "5", "")


def test_a_fault_of_the_set_up_stops_before_anybody_is_graded(tmp_path):
    course = Course(Path(shutil.copytree(COURSE.root, tmp_path / "course")))
    path = course.source(NAME)
    path.write_text(path.read_text().replace("11 - backlog_unseen, ", "12 - backlog_unseen, "))
    put(tmp_path / "class", "amal", ANSWERED)
    with pytest.raises(
        CourseError, match="nobody was graded: the reference of 01_tiny earns 3 of 5"
    ):
        grade.grade(course, tmp_path / "class", tmp_path / "out", jobs=2)
    assert not (tmp_path / "out" / "grades.csv").exists()
    assert not list((tmp_path / "out").rglob("*.json"))


def test_marks_given_by_hand_survive_a_second_run(tmp_path):
    for score in (1.0, 0.0):
        with ClassBook(tmp_path / "gradebook.db") as book:
            book.add_assignment(NAME, copy.deepcopy(SOURCE))
            book.add_student("amal")
            test = OneTest("test_mean_stock", True, score, 1.0, "Think.")
            exercise = Exercise.of("mean_stock", "mean_stock", (test,))
            book.enter("amal", Result(NAME, "graded", "", score, 5.0, (exercise,)))
            grade = book._book.find_grade("test_mean_stock", NAME, NAME, "amal")
            assert grade.auto_score == score
            if score:
                grade.manual_score = 0.5
                book._book.db.commit()
            else:
                assert grade.score == 0.5 and grade.needs_manual_grade


def test_a_table_of_grades_holds_no_formulas(tmp_path):
    row = marks.Mark("=cmd()", NAME, 1.0, 5.0, "graded", "@x")
    tables.write_grades(tmp_path / "grades.csv", [row])
    assert "'=cmd(),01_tiny,1,5,graded,'@x" in (tmp_path / "grades.csv").read_text()


def test_a_zip_of_the_class_is_found_like_the_folder(tmp_path):
    put(tmp_path / "class", "amal", ANSWERED)
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        archive.write(tmp_path / "class" / "amal" / f"{NAME}.ipynb", f"class/amal/{NAME}.ipynb")
        archive.writestr(f"class/../../evil/{NAME}.ipynb", "{}")
        archive.writestr(f"__MACOSX/amal/._{NAME}.ipynb", "{}")
    (tmp_path / "scratch").mkdir()
    found = find(tmp_path / "class.zip", tmp_path / "scratch").submissions
    amal, evil = found
    assert (amal.student, amal.assignment, amal.fault) == ("amal", NAME, "")
    assert amal.path.read_text() == json.dumps(ANSWERED)
    # Whoever tries to write elsewhere gets a row that says so.
    assert (evil.student, evil.path) == ("evil", None) and "leads out of" in evil.fault


@pytest.mark.parametrize(
    ("prepare", "arguments", "message"),
    [
        (None, ["absent"], "does not exist"),
        ("empty", ["empty"], "holds no submission"),
        ("02_unknown", ["class"], "nobody in"),
        (NAME, ["class", "--assignment", "09_none"], "no assignment 09_none; there are: 01_tiny"),
        (NAME, ["class", "--roster", "absent.csv"], "does not exist"),
    ],
)
def test_unusable_arguments_are_refused(tmp_path, monkeypatch, capsys, prepare, arguments, message):
    monkeypatch.chdir(tmp_path)
    if prepare == "empty":
        (tmp_path / "empty").mkdir()
    elif prepare:
        other = prepare != NAME  # a notebook of no chapter
        put(tmp_path / "class", "amal", '{"cells": []}' if other else ANSWERED, prepare)
    command = ["autograde", "grade", *arguments, "--out", "out", "--course", str(COURSE.root)]
    monkeypatch.setattr(sys, "argv", command)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert message in capsys.readouterr().err


SAMPLE_SCORES = {
    "amina": 18,  # right
    "bruno": 18,  # right in another style
    "chen": 10,  # bootstraps from the terminal state
    "dalia": 6,  # half done
    "elif": 0,  # untouched
    "farid": 13,  # a loop that does not end
    "greta": 13,  # a colon is missing
    "hana": 11,  # own helper cells, and one solution cell deleted
    "ivo": 0,  # handed in nothing
}


def test_the_sample_class_worked_on_the_chapter_as_it_is():
    name = "05_q_learning"
    source = read_source(Course().source(name))
    chapter = from_notebooks(name, source, released(source))
    for path in (CHECKOUT / "autograde" / "sample_class").glob(f"*/{name}.ipynb"):
        assert arrange(chapter, read(path)).flags == [], path


@pytest.mark.slow
def test_the_sample_class_gets_the_marks_that_it_was_made_for(tmp_path):
    place = CHECKOUT / "autograde" / "sample_class"
    graded = grade.grade(Course(), place, tmp_path, jobs=2, roster=place / "roster.csv")
    assert {row["student"]: row["score"] for row in graded} == SAMPLE_SCORES
    status = {row["student"]: row["status"] for row in graded}
    assert status == dict.fromkeys(SAMPLE_SCORES, "graded") | {"ivo": "missing"}
    reason = {row["student"]: row["reason"] for row in graded if row["reason"]}
    assert set(reason) == {"farid", "hana", "ivo"}
    assert "test_q_learning_example was stopped" in reason["farid"]
    assert "train_on_chain is missing" in reason["hana"]


def test_the_program_that_writes_grades_parses_nothing_that_was_handed_in(tmp_path, monkeypatch):
    """Neither as JSON nor as Python: a mark that only the student's file has is looked for."""
    token, parsed = "zebra_of_a_student", []
    answer = f"{MEAN}{token} = 1\n    return {token}"
    put(tmp_path / "class", "ada", handed_in({"mean_stock": answer}))
    put(tmp_path / "class", "bo", handed_in())

    def look(event, arguments):
        if event == "compile" and watching and token in str(arguments[0]):
            parsed.append("compile")

    loads = json.loads

    def watched(text, *more, **options):
        if token in str(text) and '"nbformat"' in str(text):
            parsed.append("json")
        return loads(text, *more, **options)

    watching = [True]
    sys.addaudithook(look)
    monkeypatch.setattr(json, "loads", watched)
    try:
        found = grade.grade(COURSE, tmp_path / "class", tmp_path / "out", 2)
    finally:
        watching.clear()
    assert {row["student"]: row["score"] for row in found} == {"ada": 3, "bo": 5}
    assert parsed == []
