"""For which steps a board gives points: those of the course's course.toml, from one reader."""

import pytest
from typer.testing import CliRunner

from autograde.cli import app
from autograde.course.points import DEFAULT_STEPS, Step
from autograde.leaderboard import benchmark, verify

STEPS = "[leaderboard]\nsteps = [{share = 0.5, points = 4}]\n"


@pytest.fixture
def told(tmp_path, monkeypatch):
    """Return what the commands hand on, with a course in `course` and a class in `class`."""
    found = {}

    def rank(submissions, out, settings, **_):
        found["benchmark"] = settings.steps
        raise KeyboardInterrupt

    def check(board, jobs, steps, *_):
        found["verify"] = steps
        return verify.Verdict([], exact=True)

    monkeypatch.setattr(benchmark, "benchmark", rank)
    monkeypatch.setattr(verify, "verify", check)
    monkeypatch.setattr("autograde.jail.choose.for_class", lambda *_: "bubblewrap")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "course").mkdir()
    return found


def run(*command):
    return CliRunner().invoke(app, [*command, "--course", "course"])


def test_board_and_verification_take_the_steps_of_the_course(told, tmp_path):
    (tmp_path / "course" / "course.toml").write_text(STEPS)
    run("benchmark", "class", "--out", "ranked")
    run("verify", "leaderboard.json", "--without-commitment")
    assert told == dict.fromkeys(["benchmark", "verify"], (Step(0.5, 4.0),))


def test_a_course_that_says_nothing_has_the_usual_steps(told):
    run("benchmark", "class", "--out", "ranked")
    run("verify", "leaderboard.json", "--without-commitment")
    assert told == dict.fromkeys(["benchmark", "verify"], DEFAULT_STEPS)


def test_steps_that_cannot_be_meant_stop_before_anybody_trains(told, tmp_path):
    (tmp_path / "course" / "course.toml").write_text("[leaderboard]\nsteps = 3\n")
    assert "leaderboard.steps: 3 was given" in str(run("benchmark", "c", "--out", "r").exception)
    assert told == {}


def test_a_course_that_is_not_there_is_refused(told):
    said = CliRunner().invoke(app, ["verify", "leaderboard.json", "--course", "nowhere"])
    assert said.exit_code == 2 and told == {}
