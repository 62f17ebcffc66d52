"""Whatever a class hands in to the challenge becomes an entry, or a row that says why not."""

import json
import zipfile

import pytest

from autograde.course.course import Course
from autograde.handin import program, reader
from autograde.handin.reader import Reader
from autograde.kit.errors import UnusableArgument
from autograde.training import entries, results, rounds, tracks
from autograde.training.entries import CHALLENGE, LONGEST_NAME, NOTHING

MINE = "def q_learning(env, **budget):\n    return 1"
OTHER = MINE.replace("1", "2")
STUB = 'def q_learning(env, **budget):\n    """Learn."""\n    raise NotWritten("q_learning")'


def cell(source, *tags):
    return {"cell_type": "code", "id": "x", "source": source, "metadata": {"tags": [*tags]},
            "outputs": [], "execution_count": None}  # fmt: skip


def notebook(*cells):
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})


@pytest.fixture
def place(tmp_path):
    (tmp_path / "class").mkdir()
    return tmp_path / "class"


def hand_in(place, student, text, ending=".py"):
    (place / student).mkdir(exist_ok=True)
    path = place / student / f"{CHALLENGE}{ending}"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def found(place, tmp_path, **options):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    return entries.find(place, scratch, course=Course(), **options)


def faults(place, tmp_path):
    return {entry.name: entry.fault for entry in found(place, tmp_path)}


def test_the_tagged_cells_of_a_notebook_are_the_submission(place, tmp_path):
    hand_in(place, "ada", notebook(cell(MINE, "challenge"), cell("1 / 0"), cell(OTHER)), ".ipynb")
    hand_in(place, "bob", notebook(cell(OTHER), cell(MINE), cell("%matplotlib inline")), ".ipynb")
    hand_in(place, "cyd", notebook(cell("x = 1", "challenge"), cell(MINE, "challenge")), ".ipynb")
    ada, bob, cyd = found(place, tmp_path)
    assert ada.source == bob.source == MINE.encode()
    assert cyd.source == f"x = 1\n\n{MINE}".encode()


def test_the_python_file_counts_where_there_are_both(place, tmp_path):
    hand_in(place, "ada", notebook(cell(OTHER)), ".ipynb")
    hand_in(place, "ada", MINE)
    [ada] = found(place, tmp_path)
    assert (ada.source, ada.file) == (MINE.encode(), "07_challenge.py")


def test_an_entry_is_known_by_its_content_whatever_its_name(place, tmp_path):
    hand_in(place, "ada", MINE).rename(place / "ada" / "my algorithm.py")
    hand_in(place, "bob", MINE).rename(place / "bob" / "05_q_learning.py")
    (place / "cyd" / "chapters").mkdir(parents=True)
    hand_in(place, "cyd", MINE).rename(place / "cyd" / "chapters" / "07_challenge-2.py")
    ada, bob, cyd = found(place, tmp_path)
    assert ada.source == cyd.source == MINE.encode() and bob.fault == NOTHING


def test_it_is_told_where_a_file_has_another_name_and_where_one_of_two_counts(place, tmp_path):
    hand_in(place, "ada", MINE).rename(place / "ada" / "mine.py")
    hand_in(place, "bob", MINE).rename(place / "bob" / "07_challenge-2.py")
    hand_in(place, "bob", OTHER)
    hand_in(place, "cyd", MINE)
    told = []
    found(place, tmp_path, tell=told.append)
    assert told[1:] == [
        "ada: mine.py: it is called mine.py",
        "bob: 07_challenge.py: beside 07_challenge-2.py, in which as much is answered",
    ]


def test_a_roster_says_who_is_in_the_competition(place, tmp_path):
    roster = tmp_path / "roster.csv"
    roster.write_text("student,name\na1,Ada Byron\nb1,Bo Ek\n")
    hand_in(place, "Ada Byron", MINE)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    told = []
    ada, bo = entries.find(place, scratch, roster=roster, tell=told.append)
    assert (ada.name, ada.fault, bo.name, bo.fault) == ("a1", "", "b1", NOTHING)
    assert told == ["1 of 1 files found an owner"]


@pytest.mark.parametrize(
    "name, student",
    [
        ("ada/07_challenge.py", "ada"),
        ("class/ada/07_challenge.py", "ada"),
        ("Ada Byron_123_assignsubmission_file_/mine.py", "Ada Byron"),
        ("byronada_LATE_123_456_mine-1.py", "byronada"),
    ],
)
def test_zips_of_a_class_are_read(name, student, tmp_path):
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as members:
        members.writestr(name, MINE)
    [entry] = found(tmp_path / "class.zip", tmp_path)
    assert (entry.name, entry.source, entry.fault) == (student, MINE.encode(), "")


def test_what_cannot_be_trained_is_an_entry_with_a_reason(place, tmp_path):
    hand_in(place, "a folder", MINE).unlink()
    (place / "a folder" / f"{CHALLENGE}.py").mkdir()
    hand_in(place, "a link", MINE).unlink()
    (place / "a link" / f"{CHALLENGE}.py").symlink_to("/etc/passwd")
    hand_in(place, "another chapter", "x = 1").rename(place / "another chapter" / "05_other.py")
    hand_in(place, "large", b"#" * 20_000_001)
    hand_in(place, "no cell", notebook(cell("x = 1")), ".ipynb")
    hand_in(place, "no notebook", "{", ".ipynb")
    for version in (2, 3):  # each fails in a way of its own where it is converted
        old = notebook().replace('"nbformat": 4', f'"nbformat": {version}')
        hand_in(place, f"version {version}", old, ".ipynb")
    hand_in(place, "released", notebook(cell(STUB, "challenge")), ".ipynb")
    reasons = faults(place, tmp_path)
    assert reasons == {
        "a folder": NOTHING,
        "a link": "it is no ordinary file (a link or a device)",
        "another chapter": NOTHING,
        "large": "the file is larger than 20 MB",
        "no cell": "no cell of the notebook is tagged challenge, and none defines q_learning",
        "no notebook": reasons["no notebook"],
        "released": "q_learning is not written yet",
        **{f"version {n}": reasons["version 3"] for n in (2, 3)},
    }
    assert "the file is damaged or not a notebook" in reasons["no notebook"]
    assert reasons["version 3"] == "the file is not a notebook of any version of Jupyter"


def test_a_file_that_cannot_be_read_is_an_entry_with_a_reason(place, tmp_path, monkeypatch):
    read = Reader.program

    def vanished(self, path, *more):  # root may read everything that is there
        path.unlink()
        return read(self, path, *more)

    hand_in(place, "ada", MINE)
    monkeypatch.setattr(Reader, "program", vanished)
    assert faults(place, tmp_path) == {"ada": "the file cannot be read: No such file or directory"}


def test_no_file_is_read_or_parsed_by_the_program_that_ranks(place, tmp_path, monkeypatch):
    def refused(*_, **__):
        raise AssertionError("it was read here")

    for name in ("program.read", "program._defined", "program._of_file", "content.read"):
        monkeypatch.setattr(f"autograde.handin.{name}", refused)
    hand_in(place, "ada", notebook(cell(MINE)), ".ipynb")
    path = hand_in(place, "bo", MINE)
    assert [entry.source for entry in found(place, tmp_path)] == [MINE.encode()] * 2
    assert entries.from_file(path, "bo").source == MINE.encode()


@pytest.mark.parametrize("public", [False, True])
def test_a_notebook_that_takes_too_long_is_an_entry_with_a_reason(
    place, tmp_path, monkeypatch, public
):
    monkeypatch.setattr(Reader.__init__, "__defaults__", (reader.MEMORY, 1, 1))
    slow = hand_in(place, "eve", notebook(*endless()), ".ipynb")
    hand_in(place, "ada", notebook(cell(MINE)), ".ipynb")
    if public:
        hers = entries.from_file(slow, "eve")
    else:
        ada, hers = entries.find(place, tmp_path)
        assert ada.source == MINE.encode()
    assert "took more than 1 s" in hers.fault and not hers.source


def endless():
    """Return cells that keep Python's parser busy for minutes, and are within all sizes."""
    return [cell('f"' + "{a}" * 60_000 + '"') for _ in range(40)]


@pytest.mark.parametrize("left", [STUB, "", "# q_learning: see below"])
def test_an_algorithm_beside_its_cell_counts_as_in_the_grades(place, tmp_path, left):
    """The last one, as the notebook would define it; what was released beats no answer."""
    above = notebook(cell(MINE), cell(left, "challenge"), cell("y = 2"))
    hand_in(place, "above", above, ".ipynb")
    twice = notebook(cell("def q_learning():\n    return 3"), cell(left, "challenge"), cell(MINE))
    hand_in(place, "twice", twice, ".ipynb")
    own = notebook(cell("def q_learning():\n    return 3"), cell(MINE, "challenge"))
    hand_in(place, "own", own, ".ipynb")
    for entry in found(place, tmp_path):
        assert not entry.fault
        space = {}
        exec(entry.source, space)
        assert space["q_learning"](None) == 1


def test_students_whose_names_look_alike_stay_two(place, tmp_path):
    long = "x" * LONGEST_NAME
    for student in (f"{long}1", f"{long}2", "a\x1bb", "a\x1cb"):
        hand_in(place, student, MINE)
    names = [entry.name for entry in found(place, tmp_path)]
    assert len({*names}) == 4 and all(name.isprintable() for name in names)


def test_a_place_without_any_algorithm_is_refused(place, tmp_path):
    with pytest.raises(UnusableArgument, match="07_challenge.py in it"):
        found(place, tmp_path)
    hand_in(place, "ada", "x = 1").rename(place / "ada" / "05_other.py")
    with pytest.raises(UnusableArgument, match="07_challenge.py in it"):
        entries.find(place, tmp_path)


class Nobody:
    """Workers that have nothing to do."""

    def do(self, units, alone=False):
        assert not units
        return ()


def test_what_cannot_be_trained_is_not_trained(place, tmp_path):
    (place / "ada").mkdir()
    hand_in(place, "bob", notebook(), ".ipynb")
    hand_in(place, "cyd", "").unlink()
    (place / "cyd" / f"{CHALLENGE}.py").symlink_to("/etc/passwd")
    given, advanced = found(place, tmp_path), []
    trained = rounds.train_class(
        given, tracks.public(2, 2), results.Results(tmp_path / "runs"), Nobody(),
        lambda name="": advanced.append(name),
    )  # fmt: skip
    assert [one.reason for one in trained] == [entry.fault for entry in given]
    assert all(entry.fault for entry in given) and len(advanced) == 3 * 2


def test_a_cell_of_millions_of_lines_is_left_to_the_jail(place, tmp_path, monkeypatch):
    read, parse = [], program.ast.parse

    def remember(source, *more, **options):
        read.extend([source] if len(source) > program.LONGEST_CELL else [])
        return parse(source, *more, **options)

    monkeypatch.setattr(program.ast, "parse", remember)
    path = hand_in(place, "ada", notebook(cell(f"{MINE}\n" + "x = 1\n" * 100_000)), ".ipynb")
    target = tmp_path / "found"
    wanted = entries.TAG, [entries.FUNCTION]
    assert program.extract(path, ".ipynb", target, *wanted) == "" and not read
    assert target.read_bytes().startswith(MINE.encode())
