"""A record of points: printed, signed, and seen through where something was changed."""

import json

import pytest
from typer.testing import CliRunner

from autograde.cli import app
from autograde.grading import records
from autograde.kit.errors import CourseError, UnusableArgument

COLUMNS = "student,assignment,score,max_score,status,reason,deduction,submitted,group,sandbox,"
GRADES = f"""{COLUMNS}pending
ada,01_supply_chain,14.5,16,graded,,0,,,bubblewrap,0
ada,05_q_learning,12,16,graded,,0,,,bubblewrap,2
<b>bo</b>,05_q_learning,3,16,graded,,0,,,bubblewrap,0
"""


@pytest.fixture
def graded(tmp_path):
    folder = tmp_path / "graded"
    (folder / "results" / "ada").mkdir(parents=True)
    (folder / "grades.csv").write_text(GRADES)
    result = {"student": "ada", "assignment": "05_q_learning", "receipt": "DYBR-TXQT-MP22"}
    (folder / "results" / "ada" / "05_q_learning.json").write_text(json.dumps(result))
    return folder


def test_a_record_says_what_was_earned_and_holds(graded):
    ada, bo = records.write(graded)
    text = ada.read_text(encoding="utf-8")
    for said in ("14.5", "26.5", "32", "2 still to be marked", "DYBR-TXQT-MP22"):
        assert said in text
    held = records.verify(ada, graded)
    assert held["student"] == "ada" and [row["score"] for row in held["points"]] == ["14.5", "12"]
    assert "<b>bo" not in bo.read_text() and records.verify(bo, graded)["student"] == "<b>bo</b>"


def test_written_again_it_is_the_same_and_the_key_is_for_its_owner_alone(graded):
    before = records.write(graded, ["ada"])[0].read_bytes()
    assert records.write(graded, ["ada"])[0].read_bytes() == before
    assert (graded / records.KEY).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("&#34;score&#34;:&#34;12&#34;", "&#34;score&#34;:&#34;16&#34;"),  # what is signed
        ('<td class="number">12</td>', '<td class="number">16</td>'),  # what is shown
        ("<strong>ada</strong>", "<strong>eve</strong>"),
    ],
)
def test_a_change_is_seen(graded, old, new):
    (page,) = records.write(graded, ["ada"])
    text = page.read_text(encoding="utf-8")
    assert old in text
    page.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(CourseError, match="changed|something else"):
        records.verify(page, graded)


def test_a_record_of_somebody_elses_grades_does_not_hold(graded, tmp_path):
    (page,) = records.write(graded, ["ada"])
    other = tmp_path / "other"
    other.mkdir()
    (other / "grades.csv").write_text(GRADES)
    records.write(other)
    with pytest.raises(CourseError, match="another key"):
        records.verify(page, other)
    with pytest.raises(CourseError, match="is no key"):
        records.verify(page, tmp_path)


def test_by_command(graded):
    run = CliRunner()
    done = run.invoke(app, ["record", str(graded), "ada"])
    page = graded / records.FOLDER / "ada.html"
    assert done.exit_code == 0 and str(page) in done.output
    done = run.invoke(app, ["verify", str(page), "--graded", str(graded)])
    assert done.exit_code == 0 and "for ada" in done.output
    done = run.invoke(app, ["verify", str(page)])
    assert done.exit_code and isinstance(done.exception, UnusableArgument | SystemExit)
    with pytest.raises(CourseError, match="no student zoe"):
        records.write(graded, ["zoe"])
