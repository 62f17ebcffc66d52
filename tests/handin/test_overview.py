"""The look before anybody is graded: who is whose, which, when, and what is nobody's."""

import sys
from pathlib import Path

import pytest

from autograde.cli import main
from autograde.handin import overview
from autograde.kit.errors import UnusableArgument

from .classes import CLASS, LEARNING, collected, notebook, scratch, written, zipped

ROOT = Path(__file__).parents[1] / "data" / "tiny_course"
FILE, GOOD = f"{LEARNING}.ipynb", notebook()


def strangers(number):
    return {f"Gina{n} Guest_9{n}_assignsubmission_file/{FILE}": GOOD for n in range(number)}


@pytest.mark.parametrize(("found", "foreign", "refused"), [
    (0, 1, True), (0, 9, True), (1, 6, False), (1, 7, True), (2, 6, False), (3, 0, False),
])  # fmt: skip
def test_a_run_stops_where_nearly_nobody_was_found(found, foreign, refused):
    owned = {f"{one}/{FILE}": GOOD for one in list(CLASS)[:found]}
    collection = collected({**owned, **strangers(foreign)})
    assert overview.summary(collection) == f"{found} of {found + foreign} files found an owner"
    if not refused:
        return overview.refuse(collection, Path("class.zip"), CLASS)
    with pytest.raises(UnusableArgument, match="'Gina0 Guest'.*'ada Ada Byron 401'.*--anyway"):
        overview.refuse(collection, Path("class.zip"), CLASS)


def test_a_notebook_of_no_assignment_has_an_owner_too():
    found = collected({"ada/scratch.ipynb": scratch(), "ada/data.json": "[1]", "ada/a.csv": "1"})
    assert overview.summary(found) == "2 of 2 files found an owner"
    overview.refuse(found, Path("class.zip"), CLASS)


def test_without_a_roster_nothing_is_refused():
    overview.refuse(collected(strangers(2), None), Path("class.zip"), None)


def test_what_is_nobodys_is_told_line_by_line_and_not_without_end():
    loose = {f"Default group_assignsubmission_file/{n}/{FILE}": GOOD for n in range(60)}
    lines = overview.nobodys(collected({**loose, f"ada/{FILE}": GOOD}))
    assert len(lines) == 41 and lines[-1] == "nobody's: 20 more"
    assert "Moodle's folder of those who are in no group" in lines[0]


def collect(monkeypatch, capsys, *arguments, width="80"):
    monkeypatch.setenv("COLUMNS", width)
    monkeypatch.setattr(sys, "argv", ["autograde", "collect", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert not ended.value.code
    return capsys.readouterr().out


def test_collect_shows_all_and_writes_nothing(tmp_path, monkeypatch, capsys):
    place = zipped(tmp_path / "class.zip", {
        f"Ada Byron_401_assignsubmission_file/{FILE}": GOOD,
        f"Ek, Bo_402_assignsubmission_file/Copy of {FILE}": GOOD,
        f"Gina Guest_999_assignsubmission_file/{FILE}": GOOD,
        "Ada Byron_401_assignsubmission_file/07_challenge.py": "def q_learning(): pass",
    })  # fmt: skip
    (tmp_path / "roster.csv").write_text("student,name\ns1,Ada Byron\ns2,Bo Ek\ns3,Cy\n")
    roster = tmp_path / "roster.csv"
    before = sorted(tmp_path.iterdir())
    said = collect(monkeypatch, capsys, place, "--roster", roster)
    assert "3 of 4 files found an owner" in said and "nothing from: s3" in said
    assert "nobody's: Gina Guest: 05_q_learning.ipynb: not on the roster" in said
    assert all(len(line) <= 80 for line in said.splitlines() if "nobody's" not in line)
    said = collect(monkeypatch, capsys, place, "--roster", roster, width="200")
    (bo,) = [line for line in said.splitlines() if line.startswith("s2")]
    assert "05_q_learning" in bo and "unknown, counted in time" in bo and "from Ek, Bo" in bo
    assert [line.split()[1] for line in said.splitlines() if line.startswith("s1")] == [
        "05_q_learning", "07_challenge",
    ]  # fmt: skip
    assert sorted(tmp_path.iterdir()) == before


def test_collect_shows_nothing_that_a_terminal_would_obey(tmp_path, monkeypatch, capsys):
    place = written(tmp_path / "class", {f"\x1b[31m[red]ada/{FILE}": GOOD, f"bo/{FILE}": GOOD})
    said = collect(monkeypatch, capsys, place)
    assert "[red]ada" in said and "\x1b" not in said
