"""The final board: committed to, made by a worker, published, revealed; equal to `benchmark`'s."""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta

import pytest

from tests.portal.conftest import notebook
from tests.portal.test_marks import text_of
from tests.support.tuning import tune_little

CHALLENGE = "07_challenge"
SMALL = {"n_runs": 1, "n_chains": 1, "n_scenarios": 20, "n_bounds": 1}
ALGORITHM = """import numpy as np

def q_learning(env, *, max_episodes=1, max_time=1.0, seed=0, **more):
    q = np.zeros((env.observation_space.n, env.action_space.n))
    q[:, {}] = 1
    return q, [0.0]
"""
RULES = """time_zone = "UTC"
[assignments.07_challenge]
due = {:%Y-%m-%dT%H:%M:%S}
{}
[leaderboard]
steps = [{{share = 0.01, points = 4}}]
"""


def due(portal, in_hours, more="cut_off_days = 1"):
    """Let the challenge be due so many hours from now."""
    portal.rules(RULES.format(datetime.now(UTC) + timedelta(hours=in_hours), more))


def hand_in(portal, student, action):
    name = f"{CHALLENGE}.py"
    at = datetime.now(UTC) - timedelta(hours=40)
    portal.hand_in(student, ALGORITHM.format(action).encode(), at, name, CHALLENGE)


@pytest.mark.parametrize(
    ("in_hours", "more", "why"),
    [
        (1, "cut_off_days = 1", "may count until"),
        (-2, "cut_off_days = 1", "may count until"),
        (-30, "", "give it cut_off_days"),
        (-30, "cut_off_days = 1", None),
    ],
)
def test_the_final_board_waits_until_nothing_counts_any_more(portal, in_hours, more, why):
    from autograde.portal.models import Run

    due(portal, in_hours, more)
    hand_in(portal, "ada", 13)
    teacher = portal.instructor()
    for _ in range(2):  # pressed twice
        answer = teacher.post(f"/teach/marks/{CHALLENGE}/final/")
    assert answer.status_code == (409 if why else 302)
    assert Run.objects.count() == (0 if why else 1)
    assert why is None or why in answer.content.decode()


def test_without_an_algorithm_that_counts_there_is_no_board(portal):
    due(portal, -100)
    hand_in(portal, "ada", 13)  # after the cut-off
    answer = portal.instructor().post(f"/teach/marks/{CHALLENGE}/final/")
    assert answer.status_code == 409 and "no hand-in" in answer.content.decode()


def test_what_was_committed_to_stands_and_students_read_it_before_the_deadline(portal):
    from autograde.portal import finals

    due(portal, 1)
    teacher = portal.instructor()
    assert teacher.post(f"/teach/marks/{CHALLENGE}/commit/").status_code == 302
    digits = finals.digits(finals.known())
    assert len(digits) == 64 and digits in portal.student("di").get("/board/").content.decode()
    assert teacher.post(f"/teach/marks/{CHALLENGE}/commit/").status_code == 409
    assert finals.digits(finals.known()) == digits
    secret = json.loads(finals.known().secret)["secret"]
    for client, path in ((teacher, "/teach/marks/"), (portal.student("di"), "/board/")):
        assert secret not in client.get(path).content.decode()


@pytest.mark.slow
@pytest.mark.needs_bwrap
def test_from_algorithms_to_a_published_board_that_everybody_can_verify(
    portal, tmp_path, monkeypatch
):
    from autograde.leaderboard.benchmark import Settings, benchmark
    from autograde.leaderboard.verify import verify
    from autograde.portal import courses, exporting, finals, working
    from autograde.portal.models import Final, Job, Mark, Run

    monkeypatch.setattr("autograde.leaderboard.benchmark.learners", list)
    tune_little(monkeypatch)
    monkeypatch.setattr(finals, "PUBLIC_RUNS", 1)
    monkeypatch.setattr(finals, "PUBLIC_SCENARIOS", 20)
    due(portal, 1)
    finals.commit("teacher", SMALL)
    hand_in(portal, "ada", 13)
    hand_in(portal, "cy", 14)
    portal.hand_in("di", notebook("not an algorithm"), name="x.ipynb", assignment=CHALLENGE)
    portal.recognise()
    due(portal, -30)
    teacher = portal.instructor()
    teacher.post(f"/teach/marks/{CHALLENGE}/final/")
    working.work(["final"], once=True)
    run = Run.objects.defer("archive").get()
    assert run.state == Run.DONE, (run.reason, Job.objects.get(run=run).reason)

    # The same as `benchmark` on the export, under the same secret and names.
    exporting.write(tmp_path / "class", [CHALLENGE])
    out, final = tmp_path / "out", Final.objects.get()
    finals._lay_out(final, out)
    board = benchmark(tmp_path / "class" / "submissions", out, Settings(
        roster=tmp_path / "class" / "roster.csv", steps=courses.rules().steps, public_runs=1,
        public_scenarios=20))  # fmt: skip
    ours = {mark.student: (mark.row["rank"], mark.row["profit"]) for mark in run.marks.all()}
    theirs = {row.name: (row.rank, row.mean if row.played else None) for row in board.rows
              if row.kind == "student"}  # fmt: skip
    assert ours == theirs and {ours["ada"][0], ours["cy"][0]} == {1, 2} and ours["di"][0] is None
    assert run.table == (out / "leaderboard.csv").read_text("utf-8")

    # Nobody sees it before it is applied and published; then each sees which row is theirs.
    ada = portal.student("ada")
    assert ada.get("/board/final/").status_code == 404
    assert teacher.post(f"/teach/marks/{CHALLENGE}/publish-final/").status_code == 409
    teacher.post(f"/teach/runs/{run.pk}/apply/")
    assert ada.get("/board/final/").status_code == 404
    assert teacher.post(f"/teach/marks/{CHALLENGE}/publish-final/").status_code == 302
    own = Mark.objects.get(student="ada").row["shown"]
    assert own in text_of(ada.get("/board/")) and own in text_of(ada.get("/board/final/"))
    assert "ada" not in ada.get("/board/final/").content.decode().lower().replace("canada", "")

    # Its files hold no name and no secret, until that is revealed: then everybody can verify it.
    def unpacked(name):
        answer = ada.get("/board/final.zip")
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            archive.extractall(tmp_path / name)
        return tmp_path / name

    files = {path.name for path in unpacked("before").iterdir()}
    assert {"leaderboard.json", "commitment.json"} <= files
    assert not files & {"secret.json", "names.json"}
    secret = json.loads(final.secret)["secret"]
    assert secret not in (tmp_path / "before" / "leaderboard.json").read_text()
    assert teacher.post(f"/teach/runs/{run.pk}/reveal/").status_code == 302
    told = unpacked("after") / "leaderboard.json"
    assert secret in told.read_text()
    verdict = verify(told, steps=courses.rules().steps, commitment=finals.digits(final))
    assert list(verdict[0]) == []
