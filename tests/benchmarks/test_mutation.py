"""Mutants: what is drawn, how a change is judged, and of which tree the committed score is."""

import json
from collections import Counter

import pytest

from benchmarks import mutation
from benchmarks.stamp import fingerprint

pytest.importorskip("cosmic_ray", reason="`make maintain` installs it")


def test_the_committed_score_is_of_this_tree():
    path = mutation.RESULTS / "mutation.json"
    if not path.is_file():
        pytest.skip("never measured: `python -m benchmarks.mutation`")
    document = json.loads(path.read_text(encoding="utf-8"))
    assert len(document["rows"]) >= mutation.MUTANTS
    assert mutation.table(document) + "\n" == path.with_suffix(".md").read_text(encoding="utf-8")
    if document["fingerprint"] != fingerprint(*mutation.MEASURED):
        pytest.skip("out of date: `make test-long`, and commit benchmarks/results/mutation.*")


@pytest.mark.slow
def test_changes_are_spread_over_rooms_and_the_same_for_the_same_seed():
    rooms = ["kit", "jail"]
    mutants = mutation.drawn(rooms, 21, seed=3)
    assert mutants == mutation.drawn(rooms, 21, seed=3) != mutation.drawn(rooms, 21, seed=4)
    assert Counter(one["room"] for one in mutants) == {"kit": 10, "jail": 11}
    spots = {(one["file"], one["line"], one["operator"], one["occurrence"]) for one in mutants}
    assert len(spots) == 21


def test_annotations_are_left_alone():
    source = "def f(x: int | None) -> int | str:\n    y: int | None = x\n    return y | 2\n"
    assert mutation._lines_of_types(source) == {1, 2}


SUMS = "def total(a, b):\n    return a + b\n\n\nUNSEEN = 1 < 2\n"


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A checkout with one room, whose tests see one of its two lines."""
    import subprocess

    (tmp_path / "room").mkdir()
    (tmp_path / "tests").mkdir()
    (tmp_path / "room" / "sums.py").write_text(SUMS)
    (tmp_path / "tests" / "test_sums.py").write_text(
        "from room.sums import total\n\n\ndef test_total():\n    assert total(2, 3) == 5\n"
    )
    (tmp_path / "pyproject.toml").write_text("[tool.pytest.ini_options]\nmarkers = ['slow: x']\n")
    for command in (["init", "-q"], ["add", "."]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    monkeypatch.setattr(mutation, "ROOT", tmp_path)
    monkeypatch.setattr(mutation, "CACHE", tmp_path / "cache")
    monkeypatch.setattr(mutation, "ROOMS", {"room": ("room", "tests")})
    monkeypatch.setattr(mutation, "fingerprint", lambda *folders: "one")
    return tmp_path


@pytest.mark.slow
def test_a_change_is_noticed_where_a_test_sees_it_and_only_there(small):
    rows = mutation.measure(["room"], 9, seed=0, jobs=1)  # fewer can be made
    assert {(row["line"], row["noticed"]) for row in rows} == {(2, True), (5, False)}
    assert len(rows) == 4  # a sum, a comparison, two numbers
    assert (small / "room" / "sums.py").read_text() == SUMS
    document = {"command": "x", "seed": 0, "rows": rows}
    assert "| all | 4 | 1 | 1 | 25 % | 0 | 3 |" in mutation.table(document)


@pytest.mark.slow
def test_what_nobody_noticed_is_tried_again_where_it_stands_now(small):
    document = {"command": "x", "seed": 0, "rows": mutation.measure(["room"], 9, 0, jobs=1)}
    compared, *numbers = sorted(
        (row for row in document["rows"] if not row["noticed"]),
        key=lambda row: "Number" in row["operator"],
    )
    numbers[0]["why"] = "nobody can see it"
    test = small / "tests" / "test_sums.py"
    test.write_text(test.read_text() + "\n\ndef test_unseen():\n    assert UNSEEN is True\n")
    test.write_text(test.read_text().replace("import total", "import UNSEEN, total"))
    (small / "room" / "sums.py").write_text(f"# One line more.\n\n{SUMS}")
    mutation.tried_again(document, jobs=1)
    for row in (compared, numbers[1]):
        assert row["since"] == ("not noticed" if _value(row) == "True" else "noticed")
    assert "since" not in numbers[0]
    (small / "room" / "sums.py").write_text(SUMS.replace("1 < 2", "bool(1)"))
    mutation.tried_again(document, jobs=1)
    assert compared["since"] == "gone"
    assert "nobody can see it" in mutation.table(document)


def _value(row):
    """Return what the changed line makes of `UNSEEN`, as text."""
    found = {}
    exec(row["change"][1][1:], found)
    return str(found["UNSEEN"])


def test_tests_of_the_own_file_come_first_and_then_what_is_soon_done(small):
    names = [f"tests/test_{name}.py" for name in ("long", "soon", "sums")]
    for name in names:
        (small / name).touch()
    mutant, seconds = {"room": "room", "file": "room/sums.py"}, dict(zip(names, (9.0, 0.1, 20.0)))
    assert mutation.tests_of(mutant, seconds) == [names[2], names[1], names[0]]


def test_how_long_each_file_takes_is_read_from_a_report(tmp_path):
    cases = (("tests/test_a.py", 0.5), ("tests/test_a.py", 0.25), ("tests/test_b.py", 2.0))
    text = "".join(f'<testcase file="{name}" time="{took}"/>' for name, took in cases)
    (tmp_path / "report.xml").write_text(f"<testsuites><testsuite>{text}</testsuite></testsuites>")
    found = mutation.seconds_of(tmp_path / "report.xml")
    assert found == {"tests/test_a.py": 0.75, "tests/test_b.py": 2.0}


def test_tests_that_fail_without_any_change_stop_the_run(small):
    (small / "tests" / "test_sums.py").write_text("def test_total():\n    assert False\n")
    with pytest.raises(SystemExit, match="fail without any change"):
        mutation.measure(["room"], 1, seed=0, jobs=1)


@pytest.mark.slow
def test_a_few_changes_are_tried_as_all_are():
    """What CI runs of `make test-long`; a score of so few says nothing."""
    rows = mutation.measure(["kit", "scoring"], mutation.SAMPLE, seed=1, jobs=2, keep=False)
    assert len(rows) == mutation.SAMPLE
    assert any(row["noticed"] for row in rows)
