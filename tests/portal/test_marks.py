"""Marks from hand-in to publication: by a worker, in the jail, equal to `grade` on the export."""

import re

import pytest

from autograde.course import counts
from autograde.course.chapter import read_source
from autograde.course.course import Course
from tests.portal.conftest import DUE, ROOT, SAMPLE, notebook

pytestmark = [pytest.mark.slow, pytest.mark.needs_bwrap]
CHAPTER = "05_q_learning"
FULL = counts.points(read_source(Course().source(CHAPTER)))


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_from_hand_ins_to_published_marks_that_are_those_of_grade(portal, tmp_path):
    from datetime import timedelta

    from autograde.grading.grade import grade
    from autograde.portal import exporting, marking, working
    from autograde.portal.models import HandIn, Job, Run

    wrong = (SAMPLE / "bruno" / f"{CHAPTER}.ipynb").read_bytes()
    portal.hand_in("ada", at=DUE - timedelta(hours=2))
    portal.hand_in("bo", wrong, DUE + timedelta(hours=1))  # late: it takes nobody's place
    portal.hand_in("di", wrong, DUE + timedelta(hours=30))  # the only one: 20 % are deducted
    teacher = portal.instructor()
    for _ in range(2):  # pressed twice while it waits
        teacher.post(f"/teach/marks/{CHAPTER}/grade/")
    assert Run.objects.count() == 1
    cys = portal.hand_in("cy", notebook("cy"), DUE - timedelta(hours=1))  # meanwhile
    working.work(["recognise"], once=True)
    working.work(["examine"], once=True)

    run = Run.objects.get()
    assert run.state == Run.DONE, run.reason
    exporting.write(tmp_path / "class", [CHAPTER])
    out = tmp_path / "graded"
    grade(Course(portal.folder / "course"), tmp_path / "class" / "submissions", out, 1,
          tmp_path / "class" / "roster.csv", [CHAPTER],
          rules=tmp_path / "class" / "course.toml")  # fmt: skip
    assert run.table == (out / "grades.csv").read_text(encoding="utf-8")
    scores = {mark.student: (mark.score, mark.max_score) for mark in run.marks.all()}
    assert scores["ada"] == scores["bo"] == scores["cy"] == (FULL, FULL)
    assert 0 < scores["di"][0] < FULL and "20 %" in run.marks.get(student="di").row["reason"]

    # What students saw meanwhile: the visible tests, with a hint, and no mark.
    page = text_of(portal.student("cy").get(f"/hand-in/{cys.pk}/"))
    assert "all visible tests passed" in page
    assert portal.student("cy").get(f"/a/{CHAPTER}/mark/").status_code == 404
    assert Job.objects.filter(kind="examine", state=Job.DONE).count() >= 2
    late = HandIn.objects.get(uploader__student="di")
    result = late.outcomes.get(kind="examine").document
    # What hidden tests will cost shows nowhere: all that students may know of was passed.
    assert result["score"] == result["max_score"] < FULL
    assert not any(one["hints"] for one in result["exercises"])

    teacher.post(f"/teach/runs/{run.pk}/apply/")
    teacher.post(f"/teach/marks/{CHAPTER}/publish/")
    shown = portal.student("di").get(f"/a/{CHAPTER}/mark/").content.decode()
    assert shown == (out / "feedback" / "di" / f"{CHAPTER}.html").read_text(encoding="utf-8")

    # A question about one exercise, and its answer.
    client = portal.student("di")
    exercise = run.marks.get(student="di").exercises[0]
    client.post(f"/a/{CHAPTER}/object/", {"exercise": exercise, "text": "Why not full?"})
    teacher.post("/teach/objections/1/", {"answer": "Look at the sign."})
    assert "Look at the sign." in text_of(client.get(f"/a/{CHAPTER}/"))

    # A regrade after an admitted hand-in says who moves; until it is applied, nobody does.
    teacher.post(f"/teach/hand-ins/{late.pk}/admit/")
    again = marking.ask(CHAPTER, "teacher")
    working.work(["examine"], once=True)
    again.refresh_from_db()
    moved = {student: after.score - before.score for student, before, after in
             marking.changes(again)}  # fmt: skip
    assert list(moved) == ["di"] and moved["di"] > 0
    assert marking.mark_of(portal.person("di"), CHAPTER).run_id == run.pk
    marking.apply(again, "teacher")
    assert marking.mark_of(portal.person("di"), CHAPTER).run_id == again.pk


def test_no_hidden_test_is_in_the_course_by_which_uploads_are_examined(tmp_path):
    from autograde.course.chapter import read_source
    from autograde.portal import practice_course

    made = practice_course.make(Course(ROOT), tmp_path)
    for name in made.assignments():
        text = made.source(name).read_text(encoding="utf-8")
        assert "HIDDEN TESTS" not in text
        tests = [cell for cell in read_source(made.source(name)).cells
                 if cell["metadata"].get("nbgrader", {}).get("grade")]  # fmt: skip
        assert tests, name
    assert "HIDDEN TESTS" in Course(ROOT).source(CHAPTER).read_text(encoding="utf-8")
