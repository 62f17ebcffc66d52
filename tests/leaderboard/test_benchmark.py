"""The leaderboard of a class: no algorithm stops another, and what is shown agrees and is inert."""

import csv
import html
import json
import re
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

from autograde.cli import app
from autograde.course import version
from autograde.kit.cache import digest
from autograde.kit.errors import UnusableArgument
from autograde.kit.files import CHECKOUT
from autograde.leaderboard.benchmark import Settings, benchmark
from autograde.leaderboard.figures import figures
from autograde.leaderboard.files import write
from autograde.training import run
from autograde.training.entries import find
from autograde.training.reasons import Reason
from supplychain import evaluate
from supplychain.policies import greedy
from tests.support.tuning import tune_little

pytestmark = pytest.mark.needs_bwrap
HEADER = "import os, time\nimport numpy as np\n\ndef q_learning(env, **budget):\n    "
GOOD = "q = np.zeros((64, 27)); q[:, 13] = 1; return q, []"
NASTY = "=1+1|<b>$x_y$</b>"
CLASS = {
    "right": GOOD,
    NASTY: "q = np.zeros((64, 27)); q[:, 14] = 1; env.hand_in(q); os._exit(0)",
    "dead": "os.kill(os.getpid(), 9)",
    "parricide": "os.kill(os.getppid(), 9); os.kill(1, 9)",
    "family": "os.killpg(0, 9)",
    "nan": "return np.full((64, 27), np.nan), []",
    "turned": "return np.zeros((27, 64)), []",
    "noisy": "print('x' * 10**6, flush=True); raise ValueError('<script>\\x1b[31m' + 'y' * 10**6)",
}
WISHES = {"n_chains": 1, "n_runs": 2, "n_scenarios": 60, "n_bounds": 2}
SETTINGS = Settings(jobs=2, wishes=WISHES, seed=3, public_runs=2, public_scenarios=60)


@pytest.fixture(scope="module")
def board(tmp_path_factory):
    """The board of a class, its folder, and nothing that its members did to it."""
    place, out = tmp_path_factory.mktemp("class"), tmp_path_factory.mktemp("out")
    for name, body in CLASS.items():
        folder = place / name.replace("/", "∕")  # no folder name holds a slash
        folder.mkdir()
        (folder / "07_challenge.py").write_text(HEADER + body + "\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        tune_little(patch)
        return benchmark(place, out, SETTINGS), out


def row_of(board, name):
    return next(row for row in board[0].rows if row.name == name)


def test_every_algorithm_has_one_row(board):
    names = [row.name for row in board[0].rows]
    assert len(names) == len(set(names))
    students = {name.replace("/", "∕") for name in CLASS}
    assert students | {"(s, S)", "constant orders", "Q-learning, tuned", "champion"} <= set(names)


def test_boards_of_two_versions_are_not_mixed(board, tmp_path):
    """Asked before anything is trained: the folder of submissions is empty."""
    stamp = board[1] / version.STAMP
    assert stamp.read_text().strip() == version.version()
    (tmp_path / version.STAMP).write_text("9.8.7\n")
    with pytest.raises(UnusableArgument, match="9.8.7"):
        benchmark(tmp_path / "nobody", tmp_path, SETTINGS)
    with pytest.raises(UnusableArgument, match="nobody"):
        benchmark(tmp_path / "nobody", tmp_path, replace(SETTINGS, upgrade=True))


def test_a_friendly_algorithm_is_not_harmed_by_the_others(board):
    made, row = board[0], row_of(board, "right")
    chain = made.chains[0]
    expected = evaluate(greedy(row.q_tables[0][0], chain), made.scenarios[0], chain)
    assert row.rank == 1 and not row.reason
    assert row.score[0].by_run.tolist() == [expected.mean] * 2


def test_the_table_handed_in_before_death_counts(board):
    row = row_of(board, NASTY.replace("/", "∕"))
    assert row.played and (row.q_tables[0][1].argmax(axis=1) == 14).all()


@pytest.mark.parametrize(
    "name, told, reason",
    [
        ("dead", "it ended early", "ended early"),
        ("parricide", "its code failed|it ended", "PermissionError|returned None|ended early"),
        ("family", "it ended early", "ended early"),
        ("nan", "its code failed", "training run 1: .* holds nan"),
        ("turned", "its code failed", r"shape \(27, 64\)"),
        ("noisy", "its code failed", "line 5, in q_learning"),
    ],
)
def test_of_hidden_chains_only_a_fixed_sentence_is_told_and_of_the_public_one_the_error(
    board, name, told, reason
):
    row = row_of(board, name)
    assert row.reason in set(Reason) and re.match(told, row.reason)
    assert row.rank is None and not row.played
    shown = next(row for row in board[0].public.rows if row.name == name)
    assert re.search(reason, shown.reason)
    assert len(shown.reason) <= run.LONGEST and "\x1b" not in shown.reason
    assert shown.short_reason in html.unescape((board[1] / "leaderboard.html").read_text("utf-8"))


def test_the_files_agree(board):
    made, out = board
    figures = json.loads((out / "leaderboard.json").read_text(encoding="utf-8"))
    with (out / "leaderboard.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    page = (out / "leaderboard.html").read_text(encoding="utf-8")
    assert [row["name"] for row in figures["rows"]] == [row.shown for row in made.rows]
    for known, cells in zip(figures["rows"], table):
        assert cells["rank"] == str(known["rank"] or "")
        if "profit" in known:
            assert float(cells["profit"]) == pytest.approx(known["profit"], abs=0.01)
            assert float(cells["low"]) < known["profit"] < float(cells["high"])
            assert f"{known['profit']:,.0f}" in page


def test_the_same_board_gives_the_same_bytes(board, tmp_path):
    made, out = board
    write(made, tmp_path)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert {"leaderboard.json", "leaderboard.html", "leaderboard.csv"} <= set(names)
    assert all((out / name).read_bytes() == (tmp_path / name).read_bytes() for name in names)


def test_the_hashes_are_those_of_what_was_played(board):
    made, out = board
    name = row_of(board, "right").shown
    known = next(row for row in figures(made)["rows"] if row["name"] == name)
    with np.load(out / "q_tables.npz", allow_pickle=False) as tables:
        [stored] = tables[f"final/student/{name}"]
    assert known["q_tables_sha256"] == [digest(stored)]
    assert known["q_tables_sha256"] != [digest(np.nextafter(stored, 2))]


def test_names_and_messages_do_nothing(board, tmp_path):
    made, out = board[0], tmp_path
    shown, on_public = (
        [replace(row, pseudonym="") for row in part.rows] for part in (made, made.public)
    )  # as with --names
    write(replace(made, rows=shown, public=replace(made.public, rows=on_public)), out)
    page = (out / "leaderboard.html").read_text(encoding="utf-8")
    assert page.count("<script") == 1 and "&lt;script&gt;" in page
    assert "<b>$x" not in page and "&lt;b&gt;$x" in page
    with (out / "leaderboard.csv").open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert any(cell.startswith("'=1+1") for cell in cells)
    assert not any(cell.startswith(("=", "@", "+")) for cell in cells)


def test_students_are_called_by_pseudonyms_that_only_the_instructor_can_read(board):
    made, out = board
    given = json.loads((out / "names.json").read_text(encoding="utf-8"))
    assert set(given) == {row.name for row in made.rows if row.kind == "student"}
    for path in out.glob("leaderboard*"):
        text = path.read_text(encoding="utf-8")
        assert given["right"] in text and "x_y" not in text, path


def test_the_page_stands_alone(board):
    page = (board[1] / "leaderboard.html").read_text(encoding="utf-8")
    assert "<svg" in page and (board[1] / "leaderboard_part.html").read_text() in page
    assert not re.search(r"""(src|href)\s*=\s*["'](?!#)|@import|url\((?!#)""", page)


@pytest.mark.parametrize("name", ["absent", "empty"])
def test_a_folder_without_algorithms_is_refused(tmp_path, name):
    (tmp_path / "empty").mkdir()
    with pytest.raises(UnusableArgument, match="give the folder|07_challenge.py"):
        find(tmp_path / name, tmp_path)


@pytest.mark.slow
def test_the_command_ranks_the_sample_class(tmp_path):
    sample = CHECKOUT / "autograde" / "sample_class"
    arguments = ["benchmark", str(sample), "--out", str(tmp_path), "--seed", "7", "--names"]
    arguments += ["--bounds", "2", "--runs", "3", "--chains", "1", "--public-runs", "2"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    profit = {row["name"]: row.get("profit") for row in
              json.loads((tmp_path / "leaderboard.json").read_text())["rows"]}  # fmt: skip
    assert profit["dalia"] is None and "budget of 500 episodes" in result.output
    assert profit["(s, S)"] > profit["amina"] > profit["chen"] > 0
