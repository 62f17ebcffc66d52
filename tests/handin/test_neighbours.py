"""nbgrader's folders as they are: its course folder, its exchange, its submitted folder."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from autograde.handin.roster import Roster, Student
from autograde.handin.submissions import find
from autograde.kit.errors import UnusableArgument

CHAPTERS = ("05_q_learning", "06_learning_well")
TIME = "2026-07-01 12:00:00.000000 UTC"


def put(folder, name, text="{}"):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def collected(folder, student, assignment, *notebooks, time=TIME):
    """Write what nbgrader collect leaves of one submission."""
    for name in notebooks:
        put(folder, f"{student}/{assignment}/{name}.ipynb")
    put(folder, f"{student}/{assignment}/timestamp.txt", time)
    put(folder, f"{student}/{assignment}/submission_secret.txt", "0123")


def found(place, tmp_path, roster=None):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    return find(place, scratch, ZoneInfo("UTC"), known=CHAPTERS, roster=roster)


def whose(collection):
    return {(one.student, one.assignment): one.time for one in collection.submissions}


def test_an_assignment_may_be_called_otherwise_and_hold_two_notebooks(tmp_path):
    place = tmp_path / "submitted"
    collected(place, "ada", "ps5", *CHAPTERS)
    collected(place, "bo", "ps5", CHAPTERS[0], time="2026-07-02 12:00:00.000000 UTC")
    collected(place, "bo", "ps6", CHAPTERS[1])
    early, late = (datetime(2026, 7, day, 12, tzinfo=UTC) for day in (1, 2))
    collection = found(place, tmp_path)
    assert whose(collection) == {
        ("ada", CHAPTERS[0]): early,
        ("ada", CHAPTERS[1]): early,
        ("bo", CHAPTERS[0]): late,
        ("bo", CHAPTERS[1]): early,
    }
    assert collection.folders == ["ada", "bo"]


def test_a_time_that_a_student_put_into_a_folder_below_moves_nothing(tmp_path):
    place = tmp_path / "submitted"
    collected(place, "ada", "ps5", CHAPTERS[0])
    put(place, "ada/ps5/mine/timestamp.txt", "2020-01-01 00:00:00 UTC")
    assert whose(found(place, tmp_path)) == {
        ("ada", CHAPTERS[0]): datetime(2026, 7, 1, 12, tzinfo=UTC)
    }


def test_the_secret_of_a_submission_is_no_file_of_anybody(tmp_path):
    collected(tmp_path / "submitted", "ada", "ps5", CHAPTERS[0])
    put(tmp_path / "submitted", "bo/ps5/submission_secret.txt", "0123")
    assert found(tmp_path / "submitted", tmp_path).others == []


def test_of_a_course_folder_its_submitted_is_taken_and_said(tmp_path, capsys):
    course = tmp_path / "rl101"
    collected(course / "submitted", "ada", "ps5", CHAPTERS[0])
    for step in ("source/ps5", "release/ps5", "autograded/ada/ps5"):
        put(course, f"{step}/{CHAPTERS[0]}.ipynb")
    assert list(whose(found(course, tmp_path))) == [("ada", CHAPTERS[0])]
    assert f"{course} is a course folder of nbgrader" in capsys.readouterr().err


def test_a_student_who_is_called_submitted_is_one(tmp_path):
    put(tmp_path / "class", f"submitted/{CHAPTERS[0]}.ipynb")
    assert list(whose(found(tmp_path / "class", tmp_path))) == [("submitted", CHAPTERS[0])]


@pytest.mark.parametrize("place", ["inbound", "."])
def test_the_exchange_is_refused_with_the_command_to_run_first(tmp_path, place):
    exchange = tmp_path / "exchange" / "rl101"
    put(exchange, f"inbound/ada+ps5+2026-07-01 12:00:00.000000 UTC+Zm9v/{CHAPTERS[0]}.ipynb")
    put(exchange, f"outbound/ps5/{CHAPTERS[0]}.ipynb")
    with pytest.raises(UnusableArgument, match="run nbgrader collect <assignment>"):
        found(exchange / place, tmp_path)


def test_the_root_of_the_exchange_is_refused_as_its_folders_are(tmp_path):
    for name in ("inbound", "outbound"):
        (tmp_path / "exchange" / "rl101" / name).mkdir(parents=True)
    for place in (tmp_path / "exchange", tmp_path / "exchange" / "rl101"):
        with pytest.raises(UnusableArgument, match="nbgrader collect"):
            find(place, tmp_path)


def test_what_grade_wrote_among_the_submissions_was_not_handed_in(tmp_path):
    place = tmp_path / "class"
    put(place, f"ada/{CHAPTERS[0]}.ipynb")
    put(place, "graded/autograde_files.sha256", "")
    put(place, f"graded/autograded/bo/{CHAPTERS[0]}.ipynb")
    collection = found(place, tmp_path)
    assert set(whose(collection)) == {("ada", CHAPTERS[0])}
    [(name, why)] = collection.lost
    assert name == "graded/" and "autograde_files.sha256" in why


@pytest.mark.parametrize("roster", [None, Roster([Student("ada"), Student("eve")])])
@pytest.mark.parametrize("where", ["", "chapters/", "graded/", "results/"])
def test_a_list_of_own_files_hides_no_notebook_of_a_student(tmp_path, roster, where):
    """Only grade's own folders, beside those of students, hold what was not handed in."""
    place = tmp_path / "class"
    put(place, f"ada/{CHAPTERS[0]}.ipynb")
    put(place, f"eve/{where}{CHAPTERS[0]}.ipynb")
    put(place, f"eve/{where}autograde_files.sha256", f"{'0' * 64}  {CHAPTERS[0]}.ipynb\n")
    collection = found(place, tmp_path, roster)
    assert set(whose(collection)) == {("ada", CHAPTERS[0]), ("eve", CHAPTERS[0])}


@pytest.mark.parametrize("roster", [None, Roster([Student("ada"), Student("eve")])])
def test_what_is_left_out_is_told_and_a_students_is_not_left_out(tmp_path, roster):
    place = tmp_path / "class"
    put(place, f"ada/{CHAPTERS[0]}.ipynb")
    put(place, f"eve/results/{CHAPTERS[0]}.ipynb")
    put(place, "eve/autograde_files.sha256", "")
    collection = found(place, tmp_path, roster)
    hers = ("eve", CHAPTERS[0]) in whose(collection)
    assert hers == bool(roster) != any(name == "eve/" for name, _ in collection.lost)


@pytest.mark.parametrize("name", [".{}", "__{}", "~${}", ".hidden/{}"])
def test_a_notebook_whose_name_is_that_of_scrap_is_told_to_its_owner(tmp_path, name):
    place, name = tmp_path / "class", name.format(f"{CHAPTERS[0]}.ipynb")
    put(place, f"ada/{CHAPTERS[0]}.ipynb")
    put(place, f"eve/{name}")
    put(place, f"eve/.ipynb_checkpoints/{CHAPTERS[0]}-checkpoint.ipynb")
    collection = found(place, tmp_path)
    [hers] = [one for one in collection.others if one.students == ("eve",)]
    assert hers.file == name and "are not taken" in hers.why
    # Without a roster, nobody would miss her.
    assert collection.lost == [(f"eve: {name}", hers.why)]
