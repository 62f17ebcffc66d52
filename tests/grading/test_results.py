"""A run that was killed is taken up where it was, and what is kept is what is still right."""

import copy
import json
import os
import subprocess
import time
from pathlib import Path

import pytest

from autograde.course.assignment import from_notebooks
from autograde.course.chapter import read_source, released, solved
from autograde.course.course import Course
from autograde.examination.result import Result
from autograde.grading import results
from autograde.grading.results import Kept, Results, key
from autograde.kit.files import CHECKOUT, write_whole
from benchmarks.class_run import command, kill_often, left, measure

COURSE = Course(Path(__file__).parents[1] / "data" / "tiny_course")
NAME = "01_tiny"
SOURCE = read_source(COURSE.source(NAME))
ASSIGNMENT = from_notebooks(NAME, SOURCE, released(SOURCE))
RESULT = Kept(Result(NAME, "graded", "", 1.0, 5.0, ()), "k")


def test_a_result_is_found_under_its_key_only(tmp_path):
    book = Results(tmp_path / "results", resume=True)
    book.write("ada", RESULT)
    assert book.find("ada", NAME, "k") == RESULT
    assert book.find("ada", NAME, "other") is book.find("bo", NAME, "k") is None


def test_a_run_that_does_not_resume_forgets(tmp_path):
    Results(tmp_path / "results", resume=True).write("ada", RESULT)
    assert Results(tmp_path / "results", resume=False).find("ada", NAME, "k") is None


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"key": "k"', '{"student": "ada", "key": "k"}']
)
def test_a_damaged_result_is_none(tmp_path, text):
    book = Results(tmp_path / "results", resume=True)
    book.write("ada", RESULT)
    book.path("ada", NAME).write_text(text)
    assert book.find("ada", NAME, "k") is None


def test_results_of_others_are_pruned(tmp_path):
    book = Results(tmp_path / "results", resume=True)
    for student in ("ada", "bo"):
        book.write(student, RESULT)
    book.prune([("ada", NAME)])
    assert [path.name for path in (tmp_path / "results").iterdir()] == ["ada"]


def test_names_of_students_lead_nowhere(tmp_path):
    book = Results(tmp_path / "results", resume=True)
    book.write("../../ada", RESULT)
    (path,) = tmp_path.rglob("*.json")
    assert path.parent.parent == tmp_path / "results"
    assert book.find("../../ada", NAME, "k")


def test_a_file_is_whole_or_not_there(tmp_path, monkeypatch):
    write_whole(tmp_path / "x", "old")
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "x", "new")
    assert (tmp_path / "x").read_text() == "old"


def test_a_key_follows_submission_tests_sandbox_and_examiner(tmp_path, monkeypatch):
    path = tmp_path / "a.ipynb"
    path.write_text("{}")
    keys = {key(path, ASSIGNMENT, "bubblewrap"), key(path, ASSIGNMENT, "none")}
    changed = [cell._replace(source=cell.source + "\n") for cell in ASSIGNMENT.cells]
    keys.add(key(path, ASSIGNMENT._replace(cells=changed), "none"))
    path.write_text("{ }")
    keys.add(key(path, ASSIGNMENT, "none"))
    monkeypatch.setattr(results, "examiner_version", lambda: "another")
    keys.add(key(path, ASSIGNMENT, "none"))
    assert len(keys) == 5


def answers(student):
    """Return a notebook: every third right, every third half right, every third untouched."""
    notebook = copy.deepcopy(solved(SOURCE) if student % 3 else released(SOURCE))
    for cell in notebook.cells:
        if student % 3 == 2 and cell.id == "mean_stock":
            cell.source = "def mean_stock(on_hand):\n    return print('student', on_hand)"
    return notebook


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("killed") / "class"
    for student in range(5):
        path = folder / f"s{student}" / f"{NAME}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(answers(student)))
    return folder


AT_HOME = ("--course", str(COURSE.root))


def run(place, out, *more):
    subprocess.run(command(place, out, *AT_HOME, *more), cwd=CHECKOUT, check=True)


def gradebook(out):
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{out / 'gradebook.db'}") as book:
        return {one.student.id: one.score for one in book.assignment_submissions(NAME)}


@pytest.fixture(scope="module")
def undisturbed(place):
    out = place.parent / "undisturbed"
    started = time.monotonic()
    run(place, out)
    return out, time.monotonic() - started


@pytest.mark.slow
@pytest.mark.needs_bwrap
def test_killed_at_nine_moments_and_resumed_gives_the_same(place, undisturbed, tmp_path):
    wanted, lasted = undisturbed
    for seed in range(3):
        out = tmp_path / str(seed)
        kill_often(place, out, 3, lasted, *AT_HOME, seed=seed)
        assert left(out) == left(wanted)


@pytest.mark.slow
@pytest.mark.needs_bwrap
def test_a_class_is_measured(place, tmp_path):
    seconds, own, together = measure(place, tmp_path / "out", *AT_HOME)
    assert len(left(tmp_path / "out")[1]) == 5 * 4
    assert seconds > 0 and 20 < own <= together


def results_by_time(out):
    return {path.parent.name: path.stat().st_mtime_ns for path in out.rglob(f"results/*/{NAME}*")}


@pytest.mark.needs_bwrap
def test_only_what_changed_is_examined_again(place, undisturbed, tmp_path):
    out = tmp_path / "out"
    subprocess.run(["cp", "-a", undisturbed[0], out], check=True)
    before = results_by_time(out)
    new = tmp_path / "class"
    subprocess.run(["cp", "-a", place, new], check=True)
    # A hand-in that cannot be examined must not keep the score of the one before.
    (new / "s1" / f"{NAME}.ipynb").write_text("{ broken")
    run(new, out, "--resume")
    after = results_by_time(out)
    assert {student for student in before if before[student] != after[student]} == {"s1"}
    assert gradebook(undisturbed[0])["s1"] == 5 and gradebook(out)["s1"] == 0
