"""One algorithm on the public track: what the public part of a board says of it, and no more."""

import json
from dataclasses import asdict

import pytest

from autograde.leaderboard.benchmark import Settings, benchmark
from autograde.leaderboard.public import public_result
from autograde.training import tracks
from tests.support.tuning import tune_little

pytestmark = pytest.mark.needs_bwrap
LEARNS = """import numpy as np

def q_learning(env, *, max_episodes, **budget):
    q = np.zeros((64, 27))
    for _ in range(3):
        state, _ = env.reset()
        over = False
        while not over:
            action = int(env.action_space.sample())
            state, reward, over, _, _ = env.step(action)
            q[state, action] += reward
    return q, []
"""
SMALL = {"runs": 2, "scenarios": 60, "bounds": 2}
WISHES = {"n_chains": 1, "n_runs": 2, "n_scenarios": 20, "n_bounds": SMALL["bounds"]}


@pytest.fixture(scope="module", autouse=True)
def hardly_tuned():
    """Both boards, the public result and the one of a class, with a short search."""
    with pytest.MonkeyPatch.context() as patch:
        tune_little(patch)
        yield


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Where the runs of the course's own learners are kept."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(scope="module")
def result(kept, tmp_path_factory):
    path = tmp_path_factory.mktemp("upload") / "anything.py"
    path.write_text(LEARNS)
    return public_result(path, kept, name="ada", **SMALL)


def test_it_is_what_a_board_of_nobody_else_says(result, kept, tmp_path):
    (tmp_path / "class" / "ada").mkdir(parents=True)
    (tmp_path / "class" / "ada" / "07_challenge.py").write_text(LEARNS)
    settings = Settings(wishes=WISHES, seed=3, public_runs=SMALL["runs"],
                        public_scenarios=SMALL["scenarios"], names=True)  # fmt: skip
    benchmark(tmp_path / "class", kept, settings)
    public = json.loads((kept / "leaderboard.json").read_text())["public"]
    [row] = [row for row in public["rows"] if row["kind"] == "student"]
    assert json.loads(json.dumps(result.figures)) == row
    assert list(result.advice) == row["advice"] != []
    ladder = [(row["name"], row["profit"]) for row in public["rows"] if "profit" in row]
    assert [(rung.name, rung.profit) for rung in result.ladder] == ladder


def test_the_ladder_goes_down_and_holds_the_algorithm(result):
    profits = [rung.profit for rung in result.ladder]
    assert profits == sorted(profits, reverse=True)
    names = [rung.name for rung in result.ladder]
    assert {"ada", "(s, S)", "constant orders", "champion"} <= set(names)
    assert names.index("ada") > names.index("(s, S)")
    assert result.reason == "" and all(rung.share_of_bound < 1 for rung in result.ladder)
    json.dumps(asdict(result))  # plain data, for whoever keeps it


def test_what_has_no_table_has_a_reason_and_no_rung(kept, tmp_path):
    path = tmp_path / "07_challenge.py"
    path.write_text("def q_learning(env, **budget):\n    raise ValueError('no idea')\n")
    found = public_result(path, kept, **SMALL)
    assert "no idea" in found.reason and found.advice == ()
    assert "your algorithm" not in [rung.name for rung in found.ladder] != []


def test_a_notebook_whose_challenge_is_not_written_says_so(kept, tmp_path):
    stub = "def q_learning(env, **budget):\n    raise NotWritten('q_learning')"
    cell = {"cell_type": "code", "id": "x", "source": stub, "metadata": {}, "outputs": [],
            "execution_count": None}  # fmt: skip
    path = tmp_path / "upload.ipynb"
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {},
                                "cells": [cell]}))  # fmt: skip
    assert "not written yet" in public_result(path, kept, **SMALL).reason


def test_no_secret_is_drawn_or_read(result, kept, tmp_path, monkeypatch):
    def hidden(*_):
        raise AssertionError("the final track is nobody's business here")

    monkeypatch.setattr(tracks, "final", hidden)
    path = tmp_path / "x.py"
    path.write_text(LEARNS)
    assert public_result(path, kept, name="ada", **SMALL) == result
