"""Answers that a person marks, from the author's source to every table and page."""

import copy
import csv
import json
import shutil
from contextlib import closing
from pathlib import Path

import nbformat
import pytest
from nbformat import v4
from nbgrader.api import Gradebook
from nbgrader.utils import is_task

from tests.support.here import command

pytestmark = pytest.mark.needs_bwrap

NAME = "01_words"
SOURCE = Path(__file__).parents[1] / "data" / "written_course"
ROSTER = "student,email,name\nada,ada@x.example,Ada\nbo,bo@x.example,Bo\ncy,cy@x.example,Cy\n"
RIGHT = "def position(on_hand, on_order):\n    return on_hand + on_order"
WORDS = "Orders take time, & <b>customers</b> leave.<script>alert(1)</script>"
MODEL = ("Demand is not known", "Two points for uncertainty", "the model answer prints",
         "Three points for the week", "whole_position")  # fmt: skip


def autograde(*arguments):
    run = command(*arguments)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def table(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


class Class:
    """A small course with its class, and the commands on them."""

    def __init__(self, folder):
        self.root = Path(shutil.copytree(SOURCE, folder / "course"))
        self.place, self.out = folder / "class", folder / "out"
        (folder / "roster.csv").write_text(ROSTER)
        (self.root / "chapters").mkdir()
        self.said = autograde("release", "--course", self.root)
        self.released = nbformat.read(self.root / "chapters" / f"{NAME}.ipynb", as_version=4)
        self._roster = folder / "roster.csv"

    def hand_in(self, student, answers=None, below_task=()):
        notebook = copy.deepcopy(self.released)
        for cell in notebook.cells:
            cell.source = (answers or {}).get(cell.id, cell.source)
        place = next(n for n, cell in enumerate(notebook.cells) if cell.id == "own_week")
        notebook.cells[place + 1 : place + 1] = below_task
        path = self.place / student / f"{NAME}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, path)

    def grade(self, *more):
        said = autograde("grade", self.place, "--out", self.out, "--roster", self._roster,
                         "--course", self.root, "--jobs", 2, *more)  # fmt: skip
        self.rows = {row["student"]: row for row in table(self.out / "grades.csv")}
        return said

    def exercises(self, student):
        rows = table(self.out / "exercises.csv")
        return {row["exercise"]: row for row in rows if row["student"] == student}

    def page(self, student):
        return (self.out / "feedback" / student / f"{NAME}.html").read_text()

    def mark(self, student, points, comment="", cell="why_stock"):
        """Give a mark as formgrader's pages do."""
        with closing(Gradebook(f"sqlite:///{self.out / 'gradebook.db'}")) as book:
            notebook = book.find_submission(NAME, student).notebooks[0]
            grade = next(one for one in notebook.grades if one.name == cell)
            grade.manual_score, grade.needs_manual_grade = points, False
            next(one for one in notebook.comments if one.name == cell).manual_comment = comment
            book.db.commit()

    def waiting(self, student):
        """Return which cells nbgrader's formgrader says need a person."""
        with closing(Gradebook(f"sqlite:///{self.out / 'gradebook.db'}")) as book:
            grades = book.find_submission(NAME, student).notebooks[0].grades
            return {one.name for one in grades if one.needs_manual_grade}


def answers(words=WORDS):
    return {"position": RIGHT, "why_stock": words, "cheapest_line": "print('cheap', 2 + 2)"}


WEEK = [v4.new_code_cell("sold = [3, 4]\nprint('sold', sum(sold))"),
        v4.new_markdown_cell("On the *second* day more was sold.")]  # fmt: skip


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Ada wrote everything, Bo only the function, and Cy handed in nothing."""
    made = Class(tmp_path_factory.mktemp("written"))
    made.hand_in("ada", answers(), WEEK)
    made.hand_in("bo", {"position": RIGHT})
    made.told = made.grade()
    return made


def test_students_receive_the_questions_and_none_of_the_answers(graded):
    text = (graded.root / "chapters" / f"{NAME}.ipynb").read_text()
    assert [secret for secret in (*MODEL, "MARK SCHEME", "BEGIN SOLUTION") if secret in text] == []
    cells = {cell.id: cell for cell in graded.released.cells}
    assert cells["why_stock"].source.endswith("*Write your answer here.*")
    assert "Why does a shop keep stock" in cells["why_stock"].source
    assert cells["cheapest_line"].source.endswith("# Write your answer here.")
    assert "say what you saw" in cells["own_week"].source
    syllabus = (graded.root / "build" / "syllabus.md").read_text()
    assert "| 4 | 14 |" in syllabus


def test_what_was_written_waits_and_is_neither_earned_nor_lost(graded):
    ada = graded.rows["ada"]
    assert (ada["score"], ada["max_score"], ada["status"]) == ("2", "14", "graded")
    assert ada["pending"] == "12"
    assert "12 points are to be marked by hand: why_stock, cheapest_line, own_week" in ada["reason"]
    found = {name: row["status"] for name, row in graded.exercises("ada").items()}
    by_hand = dict.fromkeys(["why_stock", "cheapest_line", "own_week"], "to be marked by hand")
    assert found == {"position": "graded", **by_hand}
    assert graded.waiting("ada") == set(by_hand)
    assert "1 wait for marks by hand" in graded.told


def test_an_untouched_answer_earns_nothing_and_needs_nobody(graded):
    bo = graded.rows["bo"]
    assert (bo["score"], bo["pending"]) == ("2", "0") and "by hand" not in bo["reason"]
    assert graded.waiting("bo") == set()
    assert graded.exercises("bo")["why_stock"]["hint"] == "Nothing was written here."


def test_platforms_get_no_mark_that_is_not_complete(graded):
    canvas = {row["SIS User ID"]: row for row in table(graded.out / "canvas.csv")}
    moodle = {row["Full name"]: row for row in table(graded.out / "moodle.csv")}
    assert (canvas["ada"][NAME], canvas["bo"][NAME]) == ("", "2")
    assert (moodle["Ada"][NAME], moodle["Bo"][NAME]) == ("", "2")
    assert moodle["Ada"][f"{NAME}: points to be marked by hand"] == "12"
    marks = json.loads((graded.out / "marks.json").read_text())
    [ada] = [one["marks"] for one in marks if one["student"] == "ada"]
    assert {name: mark.get("pending") for name, mark in ada.items()} == {
        "position": 0, "why_stock": 4, "cheapest_line": 3, "own_week": 5, "deduction": None,
    }  # fmt: skip
    assert "to be marked" in (graded.out / "class.html").read_text()


def test_the_page_shows_what_was_written_and_none_of_it_is_html(graded):
    text = graded.page("ada")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text and "<script" not in text
    assert "On the *second* day" in text and "sold 7" in text and "cheap 4" in text
    assert "12 more are still to be marked by hand" in text
    assert [secret for secret in MODEL if secret in text] == []


def test_who_marks_sees_question_scheme_and_answer(graded):
    path = graded.out / "autograded" / "ada" / NAME / f"{NAME}.ipynb"
    cells = nbformat.read(path, as_version=4).cells
    place = next(n for n, cell in enumerate(cells)
                 if cell.metadata.get("nbgrader", {}).get("grade_id") == "why_stock")  # fmt: skip
    assert WORDS in cells[place].source and cells[place].cell_type == "code"
    # Above a task, formgrader would write “Student's task” in place of “Student's answer”.
    boxes = {cell.metadata.nbgrader.grade_id: cell for cell in cells if "nbgrader" in cell.metadata}
    assert [is_task(boxes[name]) for name in ("why_stock", "own_week")] == [False] * 2
    assert "Two points for uncertainty" in cells[place - 1].source
    assert not [cell for cell in cells if cell.cell_type != "code" and "Orders take" in cell.source]


def test_marks_by_hand_reach_every_table_and_stay(tmp_path):
    made = Class(tmp_path)
    made.hand_in("ada", answers(), WEEK)
    made.hand_in("bo", {"position": RIGHT})
    made.grade()
    made.mark("ada", 3.5, "Say more about lead times.")
    made.mark("ada", 3, cell="cheapest_line")
    made.mark("ada", 4, cell="own_week")
    made.grade("--resume")
    ada = made.rows["ada"]
    assert (ada["score"], ada["pending"]) == ("12.5", "0")
    assert "to be marked" not in ada["reason"] and made.waiting("ada") == set()
    text = made.page("ada")
    assert "Say more about lead times." in text and "3.5 of 4" in text
    canvas = {row["SIS User ID"]: row for row in table(made.out / "canvas.csv")}
    assert canvas["ada"][NAME] == "12.5"
    changed = {row["exercise"]: row for row in table(made.out / "changed.csv")}
    assert changed["why_stock"]["new"] == "3.5" and changed["why_stock"]["why"] == "by hand"
    # Examined anew, the marks stay; of another answer, they are to be looked at again.
    made.grade()
    assert made.rows["ada"]["score"] == "12.5" and "look again" not in made.rows["ada"]["reason"]
    made.hand_in("ada", answers("Because."), WEEK)
    made.grade()
    assert made.rows["ada"]["score"] == "12.5" and "look again" in made.rows["ada"]["reason"]
    assert made.waiting("ada") == {"why_stock"}


def test_words_wait_for_a_person_also_where_the_code_never_ends(tmp_path):
    made = Class(tmp_path)
    endless = {"position": "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\nwhile 1: 0"}
    made.hand_in("ada", answers() | endless, WEEK)
    made.grade()
    assert float(made.rows["ada"]["pending"]) == 12 and made.rows["ada"]["score"] == "0"


def test_a_course_of_nbgrader_gets_the_questions_and_later_the_marks(tmp_path):
    made = Class(tmp_path)
    folder = tmp_path / "nbgrader"
    autograde("release", "--course", made.root, "--nbgrader", folder)
    release = (folder / "release" / NAME / f"{NAME}.ipynb").read_text()
    assert "Write your answer here" in release
    assert [secret for secret in MODEL if secret in release] == []
    made.hand_in("ada", answers(), WEEK)
    place = folder / "submitted" / "ada" / NAME
    place.mkdir(parents=True)
    shutil.copy(made.place / "ada" / f"{NAME}.ipynb", place)
    (place / "timestamp.txt").write_text("2026-03-01 11:00:00 UTC")
    (place / "submission_secret.txt").write_text("secret")
    made.place = folder / "submitted"
    for points in (None, 3.5):
        if points is not None:
            made.mark("ada", points)
        made.grade("--resume")
        autograde("hand-back", made.out, "--nbgrader", folder)
        with closing(Gradebook(f"sqlite:///{folder / 'gradebook.db'}")) as book:
            grades = book.find_submission(NAME, "ada").notebooks[0].grades
            found = {one.name: (one.manual_score, one.needs_manual_grade) for one in grades}
        assert found["why_stock"] == (points, points is None)
        assert found["own_week"] == (None, True) and found["test_position"] == (None, False)
