"""One submission that is graded by itself gets what it would get in its class."""

import json
import shutil
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import connect

import pytest

from autograde.course.course import Course
from autograde.examination.pool import Examiners
from autograde.grading import grade as grading
from autograde.grading import grades_folder, preflight
from autograde.grading.grade_one import grade_one
from autograde.handin.submissions import Submission
from autograde.kit.errors import CourseError, UnusableArgument
from tests.grading.test_way_back import give
from tests.support.tiny_class import ANSWERED, CLASS, COURSE, put
from tests.support.told import ADA, NAME, RULES, Told

TIME = datetime(2026, 3, 2, 11, tzinfo=UTC)  # a day late by RULES
CELLS = """SELECT submission.student_id, base_cell.name, grade.auto_score, grade.manual_score
    FROM grade JOIN base_cell ON grade.cell_id = base_cell.id
    JOIN submitted_notebook ON grade.notebook_id = submitted_notebook.id
    JOIN submitted_assignment AS submission ON submitted_notebook.assignment_id = submission.id
    ORDER BY 1, 2"""


def handed_in(path, student, **more):
    return Submission(student, NAME, path, TIME, file=path.name, **more)


def about(out, student):
    """Return the bytes of all files about a student, by their names."""
    found = {}
    for part in ("results", "feedback", "autograded"):
        for path in (out / part / student).rglob("*.*"):
            if path.is_file():
                found[str(path.relative_to(out))] = path.read_bytes()
    return found


def scores(out):
    """Return what the gradebook holds: (student, test, by the examiner, by hand)."""
    with closing(connect(out / "gradebook.db")) as book:
        return book.execute(CELLS).fetchall()


@pytest.mark.needs_bwrap
def test_it_is_what_a_class_gets_to_the_byte(tmp_path):
    for student in ("amal", "bo", "emil"):
        put(tmp_path / "class", student, CLASS[student])
    rows = grading.grade(COURSE, tmp_path / "class", tmp_path / "all", jobs=2)
    for row in rows:
        student = row["student"]
        path = tmp_path / "class" / student / f"{NAME}.ipynb"
        [one] = grade_one(COURSE, Submission(student, NAME, path), tmp_path / "each")
        assert one.mark._asdict() == row
        wanted = about(tmp_path / "all", student)
        assert len(wanted) == 3 and about(tmp_path / "each", student) == wanted
        assert one.page.read_bytes() == wanted[f"feedback/{student}/{NAME}.html"]
    assert len(scores(tmp_path / "all")) == 3 * 4
    assert scores(tmp_path / "each") == scores(tmp_path / "all")


@pytest.fixture
def ada(grade, tmp_path):
    """A class of ada and bo that was graded, and the path of a hand-in."""
    grade({ADA: {}, f"bo/{NAME}.ipynb": {"output": "bo was here"}})
    path = tmp_path / f"{NAME}.ipynb"
    path.write_text(json.dumps({"test": {"score": 0.0, "hint": "Think."}}))
    return path


def test_others_and_marks_by_hand_stay(grade, ada):
    give(grade, "test_mean_stock", 1.25)
    before = about(grade.out, "bo")
    [one] = grade_one(Course(grade.root), handed_in(ada, "ada"), grade.out)
    assert before and about(grade.out, "bo") == before
    assert one.result.score == 0 and one.mark.score == 1.25 and one.mark.by_hand
    assert "Think." in one.page.read_text()


def test_the_class_takes_over_what_was_graded_by_itself(grade, ada):
    grade_one(Course(grade.root), handed_in(ada, "ada"), grade.out)
    examined = len(Told.examined)
    rows = grade({ADA: ada.read_text(), f"bo/{NAME}.ipynb": {"output": "bo was here"}}, resume=True)
    assert rows["ada"]["score"] == 0 and len(Told.examined) == examined


def test_the_same_again_is_not_examined_again(grade, ada):
    first = grade_one(Course(grade.root), handed_in(ada, "ada"), grade.out)
    examined = len(Told.examined)
    assert grade_one(Course(grade.root), handed_in(ada, "ada"), grade.out) == first
    assert len(Told.examined) == examined


def test_a_group_s_is_that_of_all_members_and_lateness_costs(grade, ada, tmp_path):
    (grade.root / "course.toml").write_text(RULES.format(group_work="true"))
    one = handed_in(ada, "ada", students=("ada",))
    ada.write_text("{}")
    graded = grade_one(Course(grade.root), one, grade.out, roster=tmp_path / "roster.csv")
    assert [(each.mark.student, each.mark.score) for each in graded] == [("ada", 4.5), ("bo", 4.5)]
    assert "10 % of full marks" in graded[0].mark.reason


def test_what_must_not_be_read_is_invalid_and_says_why(grade):
    one = Submission("ada", NAME, None, fault="the zip is too large")
    [found] = grade_one(Course(grade.root), one, grade.out)
    assert (found.mark.status, found.mark.reason) == ("invalid", "the zip is too large")


def test_an_unknown_assignment_is_refused(grade, ada):
    one = handed_in(ada, "ada")._replace(assignment="09_none")
    with pytest.raises(UnusableArgument, match="no assignment 09_none; there are: 01_tiny"):
        grade_one(Course(grade.root), one, grade.out)


@pytest.mark.needs_bwrap
def test_the_reference_is_examined_once_and_again_where_it_changed(tmp_path, monkeypatch):
    root = Path(shutil.copytree(COURSE.root, tmp_path / "course"))
    begun, examine = [], Examiners.examine

    def counted(self, tasks):
        tasks = list(tasks)
        begun.extend(key for key, *_ in tasks if key == preflight.Own("reference", NAME))
        return examine(self, tasks)

    monkeypatch.setattr(Examiners, "examine", counted)
    put(tmp_path / "class", "amal", ANSWERED)
    path = tmp_path / "class" / "amal" / f"{NAME}.ipynb"

    def grade_it():
        grade_one(Course(root), Submission("amal", NAME, path), tmp_path / "out")
        shutil.rmtree(tmp_path / "out" / "results")  # so that the submission is examined again
        return len(begun)

    assert [grade_it(), grade_it()] == [1, 1]
    source = root / "solutions" / f"{NAME}.md"
    good = source.read_text()
    source.write_text(good.replace("11 - backlog_unseen, ", "12 - backlog_unseen, "))
    for expected in (2, 3):  # a fault is not kept
        with pytest.raises(CourseError, match="nobody was graded: the reference"):
            grade_it()
        assert len(begun) == expected
    source.write_text(good)
    assert grade_it() == 3
    # A class is graded once, and its machine may have changed since.
    grading.grade(Course(root), tmp_path / "class", tmp_path / "out", jobs=2)
    assert len(begun) == 4


def test_who_writes_into_the_same_grades_is_waited_for(tmp_path, capsys):
    done = []

    def write():
        with grades_folder.claimed(tmp_path / "out"):
            done.append("second")

    with grades_folder.claimed(tmp_path / "out"):
        second = threading.Thread(target=write)
        second.start()
        second.join(0.3)
        done.append("first")
    second.join(10)
    assert done == ["first", "second"] and "waiting for its end" in capsys.readouterr().err
