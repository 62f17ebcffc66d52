"""Each chapter as a class hands it in: through our grader, and through plain nbgrader."""

import subprocess
import sys

import pytest

from autograde.course import sources
from autograde.course.assignment import from_notebooks
from autograde.course.chapter import read_source, released, solved, write_notebook
from autograde.course.course import Course
from autograde.grading import preflight
from autograde.jail import bubblewrap
from benchmarks.grading import Plain

pytestmark = pytest.mark.slow
COURSE = Course()
SMALL = "02_decision_process"


def source_and_assignment(name):
    source = read_source(COURSE.source(name))
    return source, from_notebooks(name, source, released(source))


@pytest.mark.needs_bwrap
@pytest.mark.parametrize("name", COURSE.assignments())
def test_the_reference_earns_full_marks_and_the_untouched_release_none(name, tmp_path):
    source = sources.read(COURSE, name)
    assert source.assignment.max_score > 0
    # What stops every run of `grade` before anybody is graded.
    preflight.check({name: source}, tmp_path, 2, bubblewrap.BUBBLEWRAP, tmp_path / "kept")


@pytest.mark.parametrize(("make", "wanted"), [(solved, "Success!"), (released, "not written yet")])
def test_nbgrader_validates_our_notebooks(make, wanted, tmp_path):
    path = tmp_path / f"{SMALL}.ipynb"
    write_notebook(make(read_source(COURSE.source(SMALL))), path)
    command = [sys.executable, "-m", "nbgrader", "validate", str(path)]
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    assert wanted in run.stdout


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # of nbgrader alone
def test_nbgrader_autogrades_our_notebooks_to_the_same_marks(tmp_path):
    from nbgrader.api import Gradebook

    source, assignment = source_and_assignment(SMALL)
    submissions = {"solved": solved(source), "released": released(source)}
    plain = Plain(tmp_path, submissions, with_demos=True, name=SMALL)
    plain.grade(submissions)
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}") as book:
        scores = {one.student.id: one.score for one in book.assignment_submissions(SMALL)}
    assert scores == {"solved": assignment.max_score, "released": 0}
    assert (tmp_path / "feedback" / "solved" / SMALL / f"{SMALL}.html").exists()
