"""The --out folder of grade: never somebody's course folder, and nobody else can read it."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from autograde.course import version
from autograde.grading.grades_folder import claimed
from autograde.kit import own_files
from autograde.kit.errors import UnusableArgument
from tests.support.told import ADA, NAME

HERS = {
    "submitted": "submitted/ada/ps1/ps1.ipynb",
    "feedback": "feedback/ada/ps1/ps1.html",
    "autograded": "autograded/ada/ps1/ps1.ipynb",
    "nbgrader_config.py": "nbgrader_config.py",
    "gradebook.db": "gradebook.db",
}


def put(folder, name, text="hers"):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def nbgrader(folder, *arguments):
    """Run one of nbgrader's commands in a folder."""
    command = [sys.executable, "-m", "nbgrader", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", HERS)
def test_a_course_folder_of_nbgrader_is_refused_and_stays_as_it_is(grade, name):
    hers = put(grade.out, HERS[name])
    with pytest.raises(UnusableArgument, match=name) as refused:
        grade({ADA: {}})
    assert "Give --out a new folder" in str(refused.value) and "hand-back" in str(refused.value)
    assert hers.read_text() == "hers"
    assert [path for path in grade.out.rglob("*") if path.is_file()] == [hers]


def test_a_course_folder_that_release_made_is_refused_too(grade):
    made = own_files.OwnFiles(grade.out)
    for name in ("source/ps1/a.ipynb", "release/ps1/a.ipynb"):
        made.write(grade.out / name, "{}")
    made.close()
    hers = [put(grade.out, name) for name in ("nbgrader_config.py", "grades.csv")]
    with pytest.raises(UnusableArgument, match="nbgrader_config.py"):
        grade({ADA: {}})
    assert [path.read_text() for path in hers] == ["hers"] * 2


@pytest.mark.parametrize("inside", ["class", "class/graded", "."])
def test_grades_and_submissions_do_not_lie_in_each_other(grade, inside, monkeypatch):
    monkeypatch.setattr("autograde.grading.grades_folder.OwnFiles", None)  # nothing is claimed
    from autograde.grading.grades_folder import refuse_foreign

    place = grade.root.parent / "class"
    place.mkdir()
    with pytest.raises(UnusableArgument, match="lie in each other"):
        refuse_foreign(grade.root.parent / inside, place)


def test_what_others_put_into_a_folder_of_grades_stays(grade):
    grade({ADA: {}, f"bo/{NAME}.ipynb": {}})
    hers = [put(grade.out, HERS[name]) for name in ("submitted", "feedback", "autograded")]
    hers += [put(grade.out, "results/ada/notes.txt"), put(grade.out, "feedback_moodle.zip")]
    hers += [put(grade.out, "nbgrader_config.py")]
    (grade.root.parent / "roster.csv").write_text("student\nada\n")  # bo left the class
    grade({ADA: {}})
    assert [path.read_text() for path in hers] == ["hers"] * len(hers)
    assert (grade.out / "feedback" / "ada" / f"{NAME}.html").exists()
    for name in ("feedback", "results", "autograded"):  # and what it made itself goes
        assert not (grade.out / name / "bo").exists()


def test_a_page_under_whose_name_others_wrote_is_told(grade, capsys):
    grade({f"bo/{NAME}.ipynb": {}}, roster=None)
    hers = put(grade.out, f"feedback/zoe/{NAME}.html")
    grade({ADA: {}})
    assert hers.read_text() == "hers" and f"{hers} was not made by" in capsys.readouterr().err


def test_a_folder_of_an_older_version_is_taken_over(grade):
    grade({ADA: {}, f"bo/{NAME}.ipynb": {}}, roster=None)
    (grade.out / own_files.NAME).unlink()
    grade({ADA: {}}, roster=None)
    assert not (grade.out / "feedback" / "bo").exists()


def test_grades_are_for_the_eyes_of_who_graded(grade):
    grade({ADA: {}})
    assert stat.S_IMODE(grade.out.stat().st_mode) == 0o700


def test_a_folder_of_grades_is_made_with_those_around_it(tmp_path):
    with claimed(tmp_path / "term" / "ps1" / "graded") as own:
        assert stat.S_IMODE(own.folder.stat().st_mode) == 0o700


@pytest.mark.slow
def test_releasing_from_the_grades_opens_nothing_to_others(grade):
    grade({ADA: {}})
    put(grade.out, f"release/{NAME}/{NAME}.ipynb")
    ran = nbgrader(grade.out, "release_assignment", NAME, "--course=c")
    assert ran.returncode == 0, ran.stderr
    opened = [path for path in grade.out.rglob("*") if path.stat().st_mode & stat.S_IWOTH]
    assert opened and all(Path("exchange") in p.relative_to(grade.out).parents or
                          p == grade.out / "exchange" for p in opened)  # fmt: skip
    assert stat.S_IMODE(grade.out.stat().st_mode) == 0o700  # the exchange is behind this door


@pytest.mark.slow
def test_nbgraders_own_feedback_which_shows_hidden_tests_is_refused(grade):
    grade({ADA: {}})
    before = {path: path.read_bytes() for path in grade.out.rglob("feedback/**/*.html")}
    ran = nbgrader(grade.out, "generate_feedback", NAME)
    assert ran.returncode != 0 and "would show all hidden tests" in ran.stderr
    assert {path: path.read_bytes() for path in grade.out.rglob("feedback/**/*.html")} == before


def test_grades_of_two_versions_are_not_mixed(grade, tmp_path):
    rows = grade({ADA: {}})
    stamp = grade.out / version.STAMP
    assert stamp.read_text().strip() == version.version()
    stamp.write_text("9.8.7\n")
    before = (grade.out / "grades.csv").read_bytes()
    with pytest.raises(UnusableArgument, match="9.8.7"):
        grade({ADA: {}})
    assert (grade.out / "grades.csv").read_bytes() == before
    assert grade({ADA: {}}, upgrade=True) == rows
    assert stamp.read_text().strip() == version.version()
