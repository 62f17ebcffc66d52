"""Grades back in a course folder of nbgrader, beside what others keep there."""

import json
import shutil
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograde.course.chapter import read_source, write_notebook
from autograde.course.course import Course
from autograde.grading.hand_back import hand_back
from autograde.kit.errors import UnusableArgument
from tests.support.told import NAME, TINY

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # of nbgrader alone
PS5 = "ps5"
RULES = (
    'time_zone = "UTC"\n[assignments.01_tiny]\ndue = 2026-03-01T12:00:00\ndeduction_per_day = 10'
)
TOLD = {"test": {"score": 0.5, "hint": "Look at the sign."}}


@pytest.fixture
def folder(tmp_path):
    """A course folder whose assignment ps5 holds a chapter; Ada and Bo handed in."""
    folder = tmp_path / "rl101"
    source = read_source(Course(TINY).source(NAME))
    write_notebook(source, folder / "source" / PS5 / f"{NAME}.ipynb")
    for student, said in (("ada", {}), ("bo", TOLD)):
        collect(folder, student, said)
    return folder


def collect(folder, student, said, time="2026-03-01 10:00:00.000000 UTC", secret="s"):
    place = folder / "submitted" / student / PS5
    place.mkdir(parents=True, exist_ok=True)
    (place / f"{NAME}.ipynb").write_text(json.dumps({"by": student} | said))
    (place / "timestamp.txt").write_text(time)
    (place / "submission_secret.txt").write_text(secret + student)


def graded(grade, folder, **options):
    """Grade what was collected; return the folder of grades."""
    place = {
        f"{student}/{path.name}": path.read_text()
        for student in ("ada", "bo")
        for path in (folder / "submitted" / student / PS5).glob("*")
        if path.name != "submission_secret.txt"
    }
    grade(place, **options)
    return grade.out


def contents(folder):
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def marks(folder):
    """Return what the course's gradebook says: score, penalty and comments by student."""
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
        return {
            one.student.id: (one.score, one.late_submission_penalty, sorted(
                comment.comment for comment in one.notebooks[0].comments if comment.comment))
            for one in book.assignment_submissions(PS5)
        }  # fmt: skip


def change(folder, assignment, student, **fields):
    """Enter something as a person does; return nothing."""
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
        notebook = book.find_submission(assignment, student).notebooks[0]
        for name, value in fields.items():
            part = notebook.comments[0] if "comment" in name else notebook.grades[0]
            setattr(part, name, value)
        book.db.commit()


def test_pages_lie_where_release_feedback_looks_with_time_and_secret(grade, folder):
    out = graded(grade, folder)
    done = hand_back(out, folder)
    assert (done.pages, done.marks, done.assignments, done.notes) == (2, 2, [PS5], [])
    place = folder / "feedback" / "ada" / PS5
    assert {path.name for path in place.iterdir()} == {
        f"{NAME}.html", "timestamp.txt", "submission_secret.txt"
    }  # fmt: skip
    page = out / "feedback" / "ada" / f"{NAME}.html"
    assert (place / f"{NAME}.html").read_bytes() == page.read_bytes()
    handed_in = folder / "submitted" / "ada" / PS5
    for name in ("timestamp.txt", "submission_secret.txt"):
        assert (place / name).read_bytes() == (handed_in / name).read_bytes()


def test_marks_comments_and_penalties_stand_in_the_courses_gradebook(grade, folder):
    collect(folder, "ada", {}, "2026-03-02 11:00:00.000000 UTC")
    out = graded(grade, folder, rules=RULES)
    change(out, NAME, "bo", manual_score=1.0, manual_comment="Well argued.")
    graded(grade, folder, rules=RULES)
    hand_back(out, folder)
    assert marks(folder) == {
        "ada": (5, 0.5, []),
        "bo": (2.5, 0, ["Look at the sign.", "Well argued."]),
    }


def test_a_zero_is_a_mark_by_hand_and_by_the_examiner(grade, folder):
    collect(folder, "bo", {"test": {"score": 0.0, "hint": "No."}})
    out = graded(grade, folder)
    change(out, NAME, "ada", manual_score=0.0)
    graded(grade, folder)
    hand_back(out, folder)
    with Gradebook(f"sqlite:///{out / 'gradebook.db'}") as book:
        wanted = {one.student.id: one.score for one in book.assignment_submissions(NAME)}
    assert {student: given[0] for student, given in marks(folder).items()} == wanted
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
        bo = book.find_submission(PS5, "bo").notebooks[0]
        assert [(one.auto_score, one.needs_manual_grade) for one in bo.grades] == [
            (0.0, False)
        ] * len(bo.grades)


def test_another_hand_in_has_its_own_time(grade, folder):
    times = {"ada": "2026-03-01 10:00:00", "bo": "2026-03-01 10:00:00"}
    for later in ({}, {"ada": "2026-03-04 09:00:00", "bo": "2026-02-27 09:00:00"}):
        for student, time in later.items():
            collect(folder, student, {"again": 1}, f"{time}.000000 UTC")
        hand_back(graded(grade, folder), folder)
        with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
            found = {who: str(book.find_submission(PS5, who).timestamp) for who in times}
        assert found == times | later


def test_run_twice_it_changes_nothing(grade, folder):
    out = graded(grade, folder)
    hand_back(out, folder)
    before = contents(folder)
    assert hand_back(out, folder).notes == []
    assert contents(folder) == before


def test_a_regrade_replaces_what_it_handed_back_itself(grade, folder):
    hand_back(graded(grade, folder), folder)
    collect(folder, "bo", {}, secret="new")
    hand_back(graded(grade, folder), folder)
    assert marks(folder)["bo"] == (5, 0, [])
    secret = folder / "feedback" / "bo" / PS5 / "submission_secret.txt"
    assert secret.read_text() == "newbo"


def test_feedback_of_others_stays_and_is_told(grade, folder):
    hers = folder / "feedback" / "ada" / PS5 / f"{NAME}.html"
    others = folder / "feedback" / "zoe" / "ps1" / "ps1.html"
    for path in (hers, others):
        path.parent.mkdir(parents=True)
        path.write_text("hers")
    for _ in range(2):
        done = hand_back(graded(grade, folder), folder)
        assert done.pages == 1 and str(hers) in done.notes[0]
        assert hers.read_text() == others.read_text() == "hers"
        assert [path.name for path in hers.parent.iterdir()] == [hers.name]


def test_marks_of_others_stay_and_are_told(grade, folder):
    hand_back(graded(grade, folder), folder)
    change(folder, PS5, "ada", manual_score=0.25, manual_comment="Seen in class.")
    change(folder, PS5, "bo", auto_score=0.0)  # as nbgrader's autograde gives them
    out = graded(grade, folder)
    notes = hand_back(out, folder).notes
    assert len(notes) == 2 and "bo, ps5/01_tiny" in notes[1] and "auto_score" in notes[1]
    assert marks(folder)["ada"][2] == ["Seen in class."] and marks(folder)["bo"][0] == 1.5
    assert len(hand_back(out, folder, replace=True).notes) == 1  # by hand stays by hand
    assert marks(folder)["bo"][0] == 2


def test_what_was_collected_since_it_was_graded_is_not_handed_back(grade, folder):
    out = graded(grade, folder)
    collect(folder, "ada", {"another": "version"}, secret="new")
    done = hand_back(out, folder)
    assert done.pages == 1 and "ada: no 01_tiny" in done.notes[0]
    assert not (folder / "feedback" / "ada").exists()


def test_links_and_folders_that_are_called_like_notebooks_are_no_hand_ins(grade, folder, tmp_path):
    out = graded(grade, folder)
    (folder / "submitted" / "ada" / PS5 / "old.ipynb").mkdir()
    path = folder / "submitted" / "bo" / PS5 / f"{NAME}.ipynb"
    path.rename(tmp_path / "elsewhere.ipynb")
    path.symlink_to(tmp_path / "elsewhere.ipynb")
    done = hand_back(out, folder)
    assert done.pages == 1 and "bo: no 01_tiny" in done.notes[0]


def test_without_its_secret_nobody_gets_a_page_that_stops_release_feedback(grade, folder):
    (folder / "submitted" / "ada" / PS5 / "submission_secret.txt").unlink()
    done = hand_back(graded(grade, folder), folder)
    assert "submission_secret.txt" in done.notes[0]
    assert not (folder / "feedback" / "ada").exists()


def test_a_page_is_called_as_the_student_called_the_notebook(grade, folder):
    place = folder / "submitted" / "ada" / PS5
    out = graded(grade, folder)
    (place / f"{NAME}.ipynb").rename(place / "my copy.ipynb")
    hand_back(out, folder)
    assert (folder / "feedback" / "ada" / PS5 / "my copy.html").exists()


def test_other_exercises_in_the_gradebook_are_told(grade, folder):
    out = graded(grade, folder)
    hand_back(out, folder)
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
        book.find_notebook(NAME, PS5).grade_cells[0].max_score = 9
        book.db.commit()
    done = hand_back(out, folder)
    assert done.marks == 0 and "run nbgrader generate_assignment ps5" in done.notes[0]


@pytest.mark.parametrize("what", ["graded", "course"])
def test_folders_that_are_something_else_are_refused(grade, folder, what):
    out = graded(grade, folder)
    if what == "course":
        shutil.rmtree(folder / "submitted")
    with pytest.raises(UnusableArgument, match="collect" if what == "course" else "--out folder"):
        hand_back(out if what == "course" else Path(out.parent), folder)


def test_one_file_under_two_names_gets_each_page_where_it_belongs(grade, folder):
    source = (grade.root / "solutions" / f"{NAME}.md").read_text()
    (grade.root / "solutions" / "02_twin.md").write_text(source)
    for place in (folder / "submitted" / "ada" / PS5, folder / "source" / PS5):
        shutil.copy(place / f"{NAME}.ipynb", place / "02_twin.ipynb")
    out = graded(grade, folder)
    hand_back(out, folder)
    for name in (NAME, "02_twin"):
        page = (folder / "feedback" / "ada" / PS5 / f"{name}.html").read_bytes()
        assert page == (out / "feedback" / "ada" / f"{name}.html").read_bytes()
    assert marks(folder)["ada"][0] == 10


def test_a_gradebook_that_lies_elsewhere_is_told(grade, folder):
    (folder / "nbgrader_config.py").write_text('c.CourseDirectory.db_url = "sqlite:///x.db"\n')
    assert "sets db_url, which is not followed" in hand_back(graded(grade, folder), folder).notes[0]


def test_marks_for_work_on_paper_are_told(grade, folder):
    out = graded(grade, folder)
    change(out, NAME, "bo", manual_score=1.0)
    shutil.rmtree(folder / "submitted" / "bo")
    done = hand_back(graded(grade, folder), folder)
    assert done.pages == 1 and "bo, 01_tiny: marks by hand without a hand-in" in done.notes[0]
