"""A board is what it says: made again from tables and secret, and found out where a bit differs."""

import json
import shutil
import struct

import numpy as np
import pytest
from typer.testing import CliRunner

from autograde.cli import app
from autograde.course.points import Step
from autograde.kit.errors import UnusableArgument
from autograde.leaderboard import make
from autograde.leaderboard.benchmark import Settings, benchmark
from autograde.leaderboard.q_tables import TABLES
from autograde.leaderboard.seal import BOARD, sealed
from autograde.leaderboard.verify import (
    FORGIVEN,
    SHOWN_ON,
    Retraining,
    _commitment,
    differences,
    published,
    verify,
)
from autograde.training import tracks, workers
from autograde.training.commitment import COMMITMENT, SECRET
from tests.support.tuning import tune_little

ALGORITHM = "import numpy as np\n\ndef q_learning(env, **budget):\n    env.reset()\n"
ALGORITHM += "    q = np.zeros((64, 27))\n    q[:, {}] = env.step(13)[1]\n    return q, []\n"
WISHES = {"n_chains": 2, "n_runs": 2, "n_scenarios": 30, "n_bounds": 1}
PUBLIC = {"public_runs": 2, "public_scenarios": 30, "names": True}

pytestmark = pytest.mark.needs_bwrap


def hand_in(place, student, action):
    (place / student).mkdir()
    (place / student / "07_challenge.py").write_text(ALGORITHM.format(action))


def quicken(patch):
    """Leave out what takes long and is looked at elsewhere: own learners, the drawing."""
    patch.setattr("autograde.leaderboard.benchmark.learners", list)
    tune_little(patch)


def board_secret(out):
    return json.loads((out / SECRET).read_text())["secret"]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A class, its board and the folder of that; the secret is revealed."""
    place, out = tmp_path_factory.mktemp("class"), tmp_path_factory.mktemp("out")
    hand_in(place, "ada", 13)
    hand_in(place, "bob", 14)
    with pytest.MonkeyPatch.context() as patch:
        quicken(patch)
        board = benchmark(place, out, Settings(wishes=WISHES, **PUBLIC))
        hidden = CliRunner().invoke(app, ["verify", str(out / BOARD), "--without-commitment"])
        assert "not revealed yet" in str(hidden.exception)
        told = json.loads((out / BOARD).read_text())
        assert told["secret"] is None
        assert [chain["parameters"] for chain in told["chains"]] == [None, None]
        assert "Parameters of the chains" not in (out / "leaderboard.html").read_text()
        said = CliRunner().invoke(app, ["reveal", str(out)]).output
        assert "leaderboard.html shows the chains" in said
        page = (out / "leaderboard.html").read_text()
        [dc] = board.chains[1].dcs
        assert f'<td class="number">{dc.retailers[0].price}</td>' in page
        # The figures stay as they were sealed: their hash may be published already.
        assert json.loads((out / BOARD).read_text()) == told | {"secret": board_secret(out)}
        yield place, out, board


@pytest.fixture
def copy(made, tmp_path):
    """A board that may be spoilt."""
    for name in (BOARD, TABLES):
        shutil.copy(made[1] / name, tmp_path / name)
    return tmp_path


def test_an_untouched_board_holds_to_the_bit(made):
    found = verify(made[1] / BOARD)
    assert found[:2] == ([], True)
    [learners] = [said for said in found.trusted if "these learners of the course" in said]
    assert "SARSA" in learners and "base-stock" not in learners  # which learns nothing
    path = str(made[1] / COMMITMENT)
    said = CliRunner().invoke(app, ["verify", str(made[1] / BOARD), "--commitment", path]).output
    assert "every figure matches, to the bit" in said
    assert "taken on trust: that the Q-tables are what the submissions learn" in said
    assert "that this secret is the one" not in said


def test_without_the_published_commitment_nothing_is_proved(made):
    command = ["verify", str(made[1] / BOARD)]
    refused = CliRunner().invoke(app, command).exception
    assert refused.exit_status == 2 and "--without-commitment" in str(refused)
    said = CliRunner().invoke(app, [*command, "--without-commitment"]).output
    assert "taken on trust: that this secret is the one that was published" in said


def test_a_commitment_is_a_file_or_its_digits_and_nothing_else(made, tmp_path):
    digits = json.loads((made[1] / COMMITMENT).read_text())["commitment"]
    assert published(str(made[1] / COMMITMENT)) == published(f" {digits.upper()}") == digits
    (tmp_path / "other.json").write_text('{"commitment": 3}')
    for wrong in (str(tmp_path / "other.json"), digits[:-1], "commitment.json"):
        with pytest.raises(UnusableArgument, match="commitment"):
            published(wrong)


def test_a_board_that_was_made_for_another_secret_is_found(made, tmp_path, monkeypatch):
    quicken(monkeypatch)
    benchmark(made[0], tmp_path, Settings(wishes=WISHES, seed=5, **PUBLIC))
    assert verify(tmp_path / BOARD).wrong == []
    digits = published(str(made[1] / COMMITMENT))
    assert "another secret" in verify(tmp_path / BOARD, commitment=digits).wrong[0]


def trained_again(folder, place, n_runs=8):
    return verify(folder / BOARD, retraining=Retraining(place, n_runs, "bubblewrap"))


def test_runs_that_are_trained_again_give_the_same_tables(made):
    found = trained_again(made[1], made[0])
    assert found.wrong == [] and found.others == ()
    assert any("8 of 8 Q-tables trained again" in sentence for sentence in found.computed)
    command = ["verify", str(made[1] / BOARD), "--without-commitment", "--retrain", "2"]
    assert "--submissions" in str(CliRunner().invoke(app, command).exception)
    said = CliRunner().invoke(app, [*command, "--submissions", str(made[0])]).output
    assert "2 of 2 Q-tables trained again" in said


def without(folder, name):
    """Remove a row from a board as somebody would who can seal it again."""
    with np.load(folder / TABLES) as stored:
        tables = {key: stored[key] for key in stored.files if not key.endswith(f"/{name}")}
    np.savez(folder / TABLES, **tables)

    def spoil(known):
        committed = _commitment(known)
        final = tracks.final(committed.secret, committed.configuration)
        public = tracks.public(known["public_runs"], known["public_scenarios"])
        for part in (known, known["public"]):
            part["rows"] = [row for row in part["rows"] if row["name"] != name]
        about = committed.about | {key: known[key] for key in SHOWN_ON}
        made_again = make.again(known, tables, final, public, about)
        known |= json.loads(json.dumps(made_again)) | {"secret": known["secret"]}

    change(folder, spoil)


def test_a_board_without_its_winner_is_found_where_the_submissions_are_at_hand(made, copy):
    without(copy, "ada")
    assert verify(copy / BOARD).wrong == []  # its figures hold among themselves
    assert trained_again(copy, made[0], 0).wrong == [
        f"the submission of ada (hash {row_of(made, 'ada')['file_sha256'][:12]}…) "
        "has no row on the board"
    ]


def test_a_row_that_nobody_handed_in_is_found(made, tmp_path):
    shutil.copytree(made[0], tmp_path / "class")
    shutil.rmtree(tmp_path / "class" / "bob")
    [wrong] = trained_again(made[1], tmp_path / "class", 0).wrong
    assert wrong.startswith("bob stands on the board")


def test_exchanged_tables_are_told_by_training_again(made, copy):
    with np.load(copy / TABLES) as stored:
        tables = {name: stored[name] for name in stored.files}
    for track in ("final", "public"):
        ada, bob = f"{track}/student/ada", f"{track}/student/bob"
        tables[ada], tables[bob] = tables[bob], tables[ada]
    np.savez(copy / TABLES, **tables)

    def spoil(known):
        committed = _commitment(known)
        final = tracks.final(committed.secret, committed.configuration)
        public = tracks.public(known["public_runs"], known["public_scenarios"])
        about = committed.about | {key: known[key] for key in SHOWN_ON}
        made_again = make.again(known, tables, final, public, about)
        known |= json.loads(json.dumps(made_again)) | {"secret": known["secret"]}

    change(copy, spoil)
    assert verify(copy / BOARD).wrong == []
    found = trained_again(copy, made[0], 4)
    assert found.wrong == [] and len(found.others) == 4
    assert all("gives another table here" in sentence for sentence in found.others)


def row_of(made, name):
    known = json.loads((made[1] / BOARD).read_text())
    return next(row for row in known["rows"] if row["name"] == name)


def change(folder, mend, reseal=True):
    """Change the figures of a board, as somebody would who knows how they are sealed."""
    known = json.loads((folder / BOARD).read_text())
    mend(known)
    (folder / BOARD).write_text(json.dumps(sealed(known) if reseal else known))


def flipped(value):
    """Return a float whose last bit is another one."""
    [bits] = struct.unpack("<q", struct.pack("<d", value))
    return struct.unpack("<d", struct.pack("<q", bits ^ 1))[0]


def test_one_flipped_bit_in_a_figure_is_found(copy):
    def spoil(known):
        known["rows"][0]["profit"] = flipped(known["rows"][0]["profit"])

    change(copy, spoil, reseal=False)
    assert "their hash" in verify(copy / BOARD).wrong[0]


def test_a_figure_that_was_improved_and_sealed_again_is_found(copy):
    def spoil(known):
        known["rows"][1]["profit"] += 0.01

    change(copy, spoil)
    [wrong] = verify(copy / BOARD).wrong
    assert "rows[1].profit" in wrong and "computed again" in wrong


def test_one_flipped_bit_in_a_table_is_found(copy):
    with np.load(copy / TABLES) as stored:
        tables = {name: stored[name] for name in stored.files}
    tables["final/student/ada"].view(np.uint8).flat[5] ^= 1
    np.savez(copy / TABLES, **tables)
    wrong = verify(copy / BOARD).wrong
    assert wrong and all("q_tables_sha256" in one for one in wrong)


def test_one_flipped_bit_in_the_secret_is_found(copy):
    def spoil(known):
        known["secret"] = bytes([int(known["secret"][:2], 16) ^ 1]).hex() + known["secret"][2:]

    change(copy, spoil, reseal=False)
    assert "committed to" in verify(copy / BOARD).wrong[0]


def test_another_configuration_than_the_committed_one_is_found(copy):
    change(copy, lambda known: known["configuration"].update(n_scenarios=29))
    assert "committed to" in verify(copy / BOARD).wrong[0]


def test_what_changed_since_is_named(made, monkeypatch):
    rows = [row for row in make.RIVALS if row.name != "base-stock"]
    monkeypatch.setattr(make, "RIVALS", rows)
    first, second = verify(made[1] / BOARD).wrong[:2]
    assert "not as in this checkout: the policies beside the class" in first
    entries = len(made[2].public.rows)
    assert f"rows has {entries} entries; computed again it has {entries - 1}" in second


def test_other_points_are_named_but_other_libraries_are_not(made, monkeypatch, tmp_path):
    monkeypatch.setattr("autograde.leaderboard.figures._versions", dict)
    assert verify(made[1] / BOARD)[:2] == ([], True)
    first = verify(made[1] / BOARD, steps=[Step(0.0, 1.0)]).wrong[0]
    assert "not as in this course: the leaderboard's steps" in first and "--course" in first
    # What it says to write is what the board was made with.
    (tmp_path / "course.toml").write_text(first.partition(":\n")[2])
    said = CliRunner().invoke(
        app, ["verify", str(made[1] / BOARD), "--course", str(tmp_path), "--without-commitment"]
    )
    assert "every figure matches" in said.output


def test_tables_that_are_gone_or_of_another_shape_are_named(copy):
    with np.load(copy / TABLES) as stored:
        tables = {name: stored[name][..., :-1] for name in stored.files}
    np.savez(copy / TABLES, **tables)
    assert "cannot be played" in verify(copy / BOARD).wrong[0]
    (copy / TABLES).write_bytes(b"PK no tables")
    said = CliRunner().invoke(app, ["verify", str(copy / BOARD), "--without-commitment"])
    assert "holds no Q-tables" in str(said.exception)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"rows": []}'])
def test_what_is_no_board_is_named(tmp_path, text):
    (tmp_path / BOARD).write_text(text)
    said = CliRunner().invoke(app, ["verify", str(tmp_path / BOARD), "--without-commitment"])
    assert "is no leaderboard.json" in str(said.exception)


def test_what_rounding_alone_changes_is_forgiven():
    a, b = {"x": [1.0, 2]}, {"x": [1.0 + 1e-12, 2]}
    assert differences(a, b, 0.0) and not differences(a, b, FORGIVEN)
    for other in ({"x": [1.0, 2.0]}, {"x": [1.0]}, {"y": [1.0, 2]}, {"x": [1.0 + 1e-6, 2]}):
        assert differences(a, other, FORGIVEN)


class Counting(workers.Workers):
    """Counts the runs that are really done."""

    done = 0

    def do(self, units, alone=False):
        Counting.done += len(units)
        return super().do(units, alone)


def test_one_more_submission_costs_its_own_runs_only(made, monkeypatch):
    place, out, before = made
    monkeypatch.setattr("autograde.leaderboard.benchmark.Workers", Counting)
    quicken(monkeypatch)
    Counting.done = 0
    again = benchmark(place, out, Settings(**PUBLIC))
    assert Counting.done == 0
    assert again.figures()["rows"] == before.figures()["rows"]
    # The secret is revealed by now, so what is made anew tells the chains.
    assert "Parameters of the chains" in (out / "leaderboard.html").read_text()
    [shop, _] = again.figures()["chains"][0]["parameters"]["dcs"][0]["retailers"]
    assert shop["price"] == again.chains[0].retailers[0].price
    assert verify(out / BOARD)[:2] == ([], True)
    hand_in(place, "cyd", 4)
    after = benchmark(place, out, Settings(**PUBLIC))
    assert Counting.done == 2 * 2 + 2
    old = {row["name"]: row["profit_by_run"] for row in before.figures()["rows"]}
    new = {row["name"]: row["profit_by_run"] for row in after.figures()["rows"]}
    assert new.keys() - old.keys() == {"cyd"} and all(new[name] == old[name] for name in old)
