"""A board is made when it may be, as was promised; and who verifies it sees where it was not."""

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from typer.testing import CliRunner

from autograde.cli import app
from autograde.course import deadlines
from autograde.course.deadlines import Rule
from autograde.kit.errors import CourseError, UnusableArgument
from autograde.leaderboard import bound
from autograde.leaderboard.benchmark import Settings, benchmark
from autograde.leaderboard.q_tables import TABLES
from autograde.leaderboard.seal import BOARD, sealed
from autograde.leaderboard.verify import verify
from autograde.training.commitment import SECRET, commit
from tests.support.tuning import tune_little

DUE = datetime(2026, 3, 1, 23, 59, tzinfo=UTC)
DAY = timedelta(days=1)
ALGORITHM = "import numpy as np\n\ndef q_learning(env, **budget):\n    env.reset()\n"
ALGORITHM += "    return np.full((64, 27), env.step(13)[1]), []\n"
WISHES = {"n_chains": 2, "n_runs": 3, "n_scenarios": 20, "n_bounds": 1}


@pytest.mark.parametrize(
    ("extensions", "now", "is_refused"),
    [
        ({}, DUE - DAY, True),
        ({}, DUE, False),
        ({"ada": DUE + 3 * DAY}, DUE + DAY, True),  # ada may still hand in
        ({"ada": DUE + 3 * DAY}, DUE + 3 * DAY, False),
    ],
)
def test_a_board_waits_for_the_last_who_may_hand_in(extensions, now, is_refused):
    rule = Rule(due=DUE, extensions=extensions, cut_off_days=0)
    if not is_refused:
        return bound.refuse_before(rule, now)
    with pytest.raises(UnusableArgument, match="nothing of the final may be learned early.*--i-kn"):
        bound.refuse_before(rule, now)


@pytest.mark.parametrize(
    ("given", "counts_until"),
    [
        ({"grace_minutes": 90, "cut_off_days": 0}, timedelta(minutes=90)),
        ({"cut_off_days": 7}, 7 * DAY),
        ({"cut_off_days": 7, "deduction_per_day": 10}, 7 * DAY),
        ({"cut_off_days": 7, "deduction_per_day": 25}, 4 * DAY),
        ({"deduction_per_day": 20, "extensions": {"ada": DUE + 3 * DAY}}, 8 * DAY),
    ],
)
def test_a_board_waits_for_what_comes_late_and_counts(given, counts_until):
    rule = Rule(due=DUE, **given)
    with pytest.raises(UnusableArgument, match="can be handed in until"):
        bound.refuse_before(rule, DUE + counts_until - timedelta(minutes=1))
    bound.refuse_before(rule, DUE + counts_until + timedelta(minutes=1))


def test_where_late_work_always_counts_a_board_always_waits():
    with pytest.raises(UnusableArgument, match="however late.*cut_off_days"):
        bound.refuse_before(Rule(due=DUE), DUE + 999 * DAY)


def test_a_day_is_as_long_as_deductions_count_it_where_clocks_change():
    zone = ZoneInfo("Europe/Berlin")
    due = datetime(2026, 3, 28, 12, tzinfo=zone)  # the clocks go forward in the night after it
    last = deadlines.last_that_counts(Rule(due=due, cut_off_days=1))
    assert last == datetime(2026, 3, 29, 11, tzinfo=UTC) and last.hour == 13


def test_without_a_deadline_nobody_waits():
    bound.refuse_before(Rule(), DUE)


def hand_in(place):
    (place / "ada").mkdir(parents=True)
    (place / "ada" / "07_challenge.py").write_text(ALGORITHM)
    return place


def test_the_command_refuses_before_the_deadline_and_leaves_nothing(tmp_path, monkeypatch):
    goes_on = []
    monkeypatch.setattr("autograde.leaderboard.benchmark.find", lambda *_: goes_on.append(1))
    (tmp_path / "solutions").mkdir()
    (tmp_path / "course.toml").write_text("[assignments.07_challenge]\ndue = 2099-01-01\n")
    out = tmp_path / "out"
    command = ["benchmark", str(tmp_path), "--out", str(out), "--course", str(tmp_path)]
    command.append("--unsafe-no-sandbox")
    refused = CliRunner().invoke(app, command).exception
    assert refused.exit_status == 2 and "until 2099-01-01" in str(refused)
    assert not out.exists() and not goes_on
    (tmp_path / "own.toml").write_text("[assignments.07_challenge]\ndue = 2099-02-02\n")
    own = CliRunner().invoke(app, [*command, "--rules", str(tmp_path / "own.toml")]).exception
    assert "until 2099-02-02" in str(own)
    for more in (["--i-know"], ["--seed", "1"]):
        CliRunner().invoke(app, [*command, *more])  # it ends where the algorithms should be
        assert goes_on.pop()


def test_another_budget_than_the_committed_one_is_refused_and_nobody_is_trained(tmp_path):
    known = commit(tmp_path / "out", {"max_episodes": 300})
    with pytest.raises(CourseError, match="max_episodes = 300, and this checkout trains with 500"):
        benchmark(hand_in(tmp_path / "class"), tmp_path / "out", Settings(sandbox="none"))
    assert known.configuration["max_episodes"] == 300 and not (tmp_path / "out" / "runs").exists()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The folder of a board that holds."""
    out = tmp_path_factory.mktemp("out")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("autograde.leaderboard.benchmark.learners", list)
        tune_little(patch)
        place = hand_in(tmp_path_factory.mktemp("class"))
        benchmark(place, out, Settings(wishes=WISHES, seed=3, public_runs=2, public_scenarios=20,
                                       sandbox="none", names=True))  # fmt: skip
        assert verify(out / BOARD).wrong == []
        yield out


def spoilt(made, folder, figures=lambda known: None, tables=lambda arrays: None):
    """Return the board with something changed, and sealed again by who could do that."""
    known = json.loads((made / BOARD).read_text())
    figures(known)
    (folder / BOARD).write_text(json.dumps(sealed(known)))
    with np.load(made / TABLES) as stored:
        arrays = {name: stored[name] for name in stored.files}
    tables(arrays)
    np.savez(folder / TABLES, **arrays)
    return verify(folder / BOARD).wrong


def test_a_budget_that_is_not_the_committed_one_is_seen(made, tmp_path):
    [wrong] = spoilt(made, tmp_path, lambda known: known.update(max_episodes=900))
    assert wrong == "it is committed to max_episodes = 500, and was trained with 900"


def test_runs_that_were_left_out_are_seen(made, tmp_path):
    def best(arrays):
        for name in ("final/student/ada", "visits/final/student/ada"):
            arrays[name] = arrays[name][:, 1:]

    wrong = spoilt(made, tmp_path, tables=best)
    assert "final/student/ada: 2 chains with 2 runs each; promised were 2 with 3" in wrong


def test_more_training_than_the_budget_has_is_seen(made, tmp_path):
    def longer(arrays):
        arrays["visits/final/student/ada"][1, 2, 5, 5] = 14_001

    [wrong] = spoilt(made, tmp_path, tables=longer)
    assert wrong == "visits/final/student/ada: more days of training than the 14000 of the budget"


def test_a_secret_that_was_changed_after_publication_is_refused(tmp_path):
    commit(tmp_path)
    path = tmp_path / SECRET
    path.write_text(path.read_text().replace('"n_runs": 20', '"n_runs": 5'))
    with pytest.raises(CourseError, match="as it was when that was published"):
        commit(tmp_path)


def test_a_lost_secret_is_not_replaced_under_a_published_commitment(tmp_path):
    commit(tmp_path)
    published = (tmp_path / "commitment.json").read_bytes()
    (tmp_path / SECRET).unlink()
    with pytest.raises(CourseError, match="put back"):
        commit(tmp_path)
    assert (tmp_path / "commitment.json").read_bytes() == published
    assert not (tmp_path / SECRET).exists()


def test_a_rehearsal_does_not_write_over_a_commitment(tmp_path):
    commit(tmp_path)
    with pytest.raises(CourseError, match="give another --out"):
        commit(tmp_path, seed=1)
