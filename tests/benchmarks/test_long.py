"""`make test-long`: what is written with which stamp, and which committed results are old."""

import json
import subprocess

import pytest

from benchmarks import long, stamp


@pytest.mark.parametrize("name", long.MEASUREMENTS)
def test_the_committed_result_is_of_these_programs(name):
    known = long.measured(name)
    if known is None:
        pytest.skip(f"never measured: `python -m benchmarks.long {name}`")
    assert set(known) == {"command", "day", "fingerprint", "figures"}
    if not long.is_current(name):
        pytest.skip(f"out of date since {known['day']}: `python -m benchmarks.long {name}`")


PROGRAM = """
import json, sys
from pathlib import Path
Path(sys.argv[2]).write_text(json.dumps({"rate": 3}))
"""


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout with one measurement of one folder."""
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "one.py").write_text("x = 1\n")
    (tmp_path / "measuring.py").write_text(PROGRAM)
    (tmp_path / ".gitignore").write_text("*.tmp\n")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    for module in (long, stamp):
        monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(long, "RESULTS", tmp_path / "results")
    only = {"rate": long.Measurement(("measuring",), ("room",))}
    monkeypatch.setattr(long, "MEASUREMENTS", only)
    return tmp_path


def test_a_result_is_current_until_what_it_measured_changes(checkout):
    assert not long.is_current("rate")
    assert long.measure("rate") == 0
    assert long.measured("rate")["figures"] == {"rate": 3}
    assert long.is_current("rate")
    (checkout / "room" / "made.tmp").write_text("ignored")
    (checkout / "elsewhere.py").write_text("y = 2\n")
    assert long.is_current("rate")
    (checkout / "room" / "one.py").write_text("x = 2\n")
    assert not long.is_current("rate")
    assert long.measure("rate") == 0 and long.is_current("rate")
    (checkout / "room" / "two.py").write_text("")
    assert not long.is_current("rate")


def test_a_program_that_fails_leaves_the_old_result(checkout):
    long.measure("rate")
    before = (checkout / "results" / "rate.json").read_bytes()
    (checkout / "measuring.py").write_text("raise SystemExit(3)\n")
    assert long.measure("rate") == 3
    assert (checkout / "results" / "rate.json").read_bytes() == before


def test_programs_that_change_meanwhile_are_no_result(checkout, capsys):
    changing = "open('room/one.py', 'a').write('y = 1\\n')\n"
    (checkout / "measuring.py").write_text(PROGRAM + changing)
    assert long.measure("rate") == 1
    assert "changed while" in capsys.readouterr().out
    assert not (checkout / "results" / "rate.json").exists()


def test_the_stamp_names_command_and_day(checkout):
    long.measure("rate")
    document = json.loads((checkout / "results" / "rate.json").read_text())
    assert document["command"] == "python -m measuring"
    assert len(document["day"]) == len("2026-01-01")
