"""Interim boards: what everybody may see before the deadline, and nothing of the final."""

import json

import pytest
from typer.testing import CliRunner

from autograde.cli import app
from autograde.kit.errors import UnusableArgument
from autograde.leaderboard import interim as boards
from autograde.leaderboard.benchmark import Settings
from autograde.training import commitment, secret, tracks
from supplychain.practice import practice

ORDERS = """import numpy as np

def q_learning(env, **budget):
    q = np.zeros((64, 27))
    q[:, {}] = 1
    return q, []
"""
SMALL = {"n_chains": 2, "n_runs": 2, "n_scenarios": 40, "n_bounds": 2}
SETTINGS = Settings(wishes=SMALL, public_runs=2, public_scenarios=40, names=True)
GOOD, IDLE = 13, 0


def on_boards(test):
    """Mark a test that needs the boards of a class."""
    return pytest.mark.needs_bwrap(pytest.mark.slow(test))


def hand_in(place, student, action):
    (place / student).mkdir(parents=True, exist_ok=True)
    (place / student / "07_challenge.py").write_text(ORDERS.format(action))


def rows_of(out):
    known = json.loads((out / "leaderboard.json").read_text())
    return known, {row["name"]: row for row in known["rows"]}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Two boards of a class: on the second one ada does worse, bob better, and cyd has come."""
    place, out = tmp_path_factory.mktemp("class"), tmp_path_factory.mktemp("out") / "interim"

    def nobody(*_, **__):
        raise AssertionError("an interim board has no business with the final track")

    with pytest.MonkeyPatch.context() as patch:
        for module, name in ((tracks, "final"), (tracks, "drawn_chains"), (secret, "new"),
                             (commitment, "new"), (commitment, "commit"),
                             (commitment, "read_secret")):  # fmt: skip
            patch.setattr(module, name, nobody)
        hand_in(place, "ada", GOOD)
        hand_in(place, "bob", IDLE)
        boards.interim(place, out, SETTINGS)
        first = rows_of(out)
        hand_in(place, "ada", IDLE)
        hand_in(place, "bob", GOOD)
        hand_in(place, "cyd", GOOD)
        boards.interim(place, out, SETTINGS)
    return first, rows_of(out), out


@on_boards
def test_it_stands_on_the_chains_that_students_draw_at_home(made):
    known, _ = made[0]
    drawn = [one.chain for one in practice(2, 1, 1, boards.DRAW)]
    demands = [[shop["mean_demand"] for shop in chain["parameters"]["dcs"][0]["retailers"]]
               for chain in known["chains"]]  # fmt: skip
    assert demands == [[shop.mean_demand for shop in chain.retailers] for chain in drawn]
    assert known["interim"] == {"number": 1, "draw": boards.DRAW}


@on_boards
def test_no_secret_comes_of_it(made):
    names = {path.name for path in made[2].iterdir()}
    assert not names & {"secret.json", "commitment.json"}
    assert "commitment" not in made[0][0] and "secret" not in made[0][0]


@on_boards
def test_the_best_so_far_stays_and_what_is_better_takes_its_place(made):
    (_, first), (known, second), _ = made
    assert known["interim"]["number"] == 2
    assert second["ada"]["profit"] < first["ada"]["profit"] == second["ada"]["best"]["profit"]
    assert second["ada"]["best"]["number"] == 1
    assert second["ada"]["best"]["file_sha256"] == first["ada"]["file_sha256"]
    assert first["bob"]["profit"] < second["bob"]["profit"] == second["bob"]["best"]["profit"]
    assert second["bob"]["best"]["number"] == second["cyd"]["best"]["number"] == 2
    page = (made[2] / "leaderboard.html").read_text(encoding="utf-8")
    assert "An interim board" in page and "on board 1" in page and "count for nothing" in page


def test_boards_of_other_chains_are_not_compared(tmp_path):
    rows = [
        {"kind": "policy", "name": "(s, S)", "profit": 7.0, "interval": [6, 8]},
        {"kind": "student", "name": "bob", "reason": "training run 1: no table"},
        {"kind": "student", "name": "ada", "profit": 5.0, "interval": [4, 6], "file_sha256": ""},
    ]
    number, best = boards._best_so_far(tmp_path / "best.json", "these", rows)
    assert list(best) == ["ada"]
    (tmp_path / "best.json").write_text(
        json.dumps({"boards": "these", "number": number, "best": best})
    )
    rows[-1] = rows[-1] | {"profit": 3.0}
    assert boards._best_so_far(tmp_path / "best.json", "these", rows)[1]["ada"]["profit"] == 5.0
    number, best = boards._best_so_far(tmp_path / "best.json", "others", rows)
    assert number == 1 and best["ada"]["profit"] == 3.0


@pytest.mark.parametrize("name", ["secret.json", "commitment.json"])
def test_the_folder_of_a_final_board_is_refused(tmp_path, name):
    hand_in(tmp_path / "class", "ada", GOOD)
    (tmp_path / "ranked").mkdir()
    (tmp_path / "ranked" / name).write_text("{}")
    with pytest.raises(UnusableArgument, match=f"{name}, so it is the folder of a final board"):
        boards.interim(tmp_path / "class", tmp_path / "ranked", SETTINGS)
    assert [path.name for path in (tmp_path / "ranked").iterdir()] == [name]


def test_a_seed_is_for_the_final_only(tmp_path):
    wrong = ["benchmark", str(tmp_path), "--out", str(tmp_path / "x"), "--interim", "--seed", "1"]
    result = CliRunner().invoke(app, wrong)
    assert isinstance(result.exception, UnusableArgument) and "--draw" in str(result.exception)
