"""A file that cannot be read within bounds costs that file; the others are read as ever."""

import json
import os

import psutil
import pytest

from autograde.handin import notebook as notebooks
from autograde.handin import reader, submissions
from autograde.handin.reader import Reader

from .classes import KNOWN, LEARNING, collected, notebook

FILE = f"{LEARNING}.ipynb"


def put(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.fixture
def greedy(tmp_path):
    """A file below the largest size that takes a hundred times its size in memory."""
    return put(tmp_path, "greedy.ipynb", '{"cells": [' + "[]," * 4_000_000 + "[]]}")


@pytest.fixture
def slow(tmp_path):
    """A file above the largest size, with more brackets than can be walked through in a second."""
    return put(tmp_path, "slow.ipynb", '{"cells": [' + "[[]]," * 5_000_000 + "[]]}")


def test_a_file_that_takes_too_much_memory_is_told_as_that_and_the_next_is_read(tmp_path, greedy):
    good = put(tmp_path, FILE, notebook())
    with Reader(KNOWN, memory=150_000_000) as reading:
        found, _ = reading.content(greedy, ".ipynb")
        assert "memory" in found.fault
        after, whole = reading.content(good, ".ipynb")
        assert whole and after.answers[LEARNING] == 2


def test_a_file_that_takes_too_long_ends_the_program_and_no_more(tmp_path, slow):
    good = put(tmp_path, FILE, notebook())
    with Reader(KNOWN, seconds=1) as reading:
        target = tmp_path / "copy"
        assert "more than 1 s" in reading.leave_out(slow, target) and not target.exists()
        assert reading.content(good, ".ipynb")[1]


def test_who_hands_in_many_files_that_take_long_waits_alone(tmp_path, slow):
    good = put(tmp_path, FILE, notebook())
    with Reader(KNOWN, seconds=1, in_sum=2) as reading:
        said = [reading.leave_out(slow, tmp_path / f"{n}", "eve") for n in range(400)]
        assert [f"more than {n} s" in why for n, why in ((1, said[0]), (1, said[1]), (2, said[2]))]
        assert len({*said[2:]}) == 1 and "in sum" in said[-1]
        # Her own good file too; a classmate's is read.
        found, whole = reading.content(good, ".ipynb", "eve")
        assert "in sum" in found.fault and not whole
        assert reading.content(good, ".ipynb", "bo")[0].answers[LEARNING] == 2


def test_what_is_read_to_its_end_is_counted_too(tmp_path):
    good = put(tmp_path, FILE, notebook())
    with Reader(KNOWN, in_sum=1e-9) as reading:
        assert reading.content(good, ".ipynb", "eve")[1]
        assert "in sum" in reading.content(good, ".ipynb", "eve")[0].fault
        assert all(reading.content(good, ".ipynb")[1] for _ in range(3))  # nobody's


def test_in_a_class_the_files_of_one_student_have_a_reason_each(monkeypatch):
    """What is over a student's time is told file by file; nobody else loses anything."""
    monkeypatch.setattr(Reader.__init__, "__defaults__", (reader.MEMORY, reader.SECONDS, 1e-9))
    given = {f"eve/{n}.ipynb": notebook() for n in range(5)} | {f"bo/{FILE}": notebook()}
    found = collected(given, roster=None)
    bo = [one for one in found.submissions if one.student == "bo"]
    assert [(one.answers, one.fault) for one in bo] == [(2, "")]
    eves = [one for one in found.submissions if one.student == "eve"]
    others = [one for one in found.others if "eve" in one.students]
    assert sum(not one.fault for one in eves) == 1 and len(eves) + len(others) == 5
    assert all("in sum" in one.why for one in others)


def test_a_killed_program_costs_the_file_that_it_read(tmp_path, monkeypatch):
    """Of three students, the second one's file ends the program."""
    asked = Reader._asked

    def ended(self, question):
        if "bo" in str(question.get("content")):
            self._process.kill()
            self._process.wait()
        return asked(self, question)

    monkeypatch.setattr(Reader, "_asked", ended)
    files = [put(tmp_path, f"class/{name}/{FILE}", notebook()) for name in ("ada", "bo", "cy")]
    (tmp_path / "scratch").mkdir()
    found = submissions.find(tmp_path / "class", tmp_path / "scratch", known=KNOWN)
    got = {one.student: (one.answers, one.path, one.fault) for one in found.submissions}
    assert got["ada"] == (2, files[0], "") and got["cy"] == (2, files[2], "")
    assert got["bo"][1] is None and got["bo"][2] == reader.ENDED.format(reader.SECONDS)


def test_a_class_is_sorted_out_by_a_program_that_reads_none_of_it(monkeypatch):
    def refused(*_, **__):
        raise AssertionError("a notebook was read here")

    monkeypatch.setattr(notebooks, "read", refused)
    monkeypatch.setattr("autograde.handin.content.read", refused)
    [one] = collected({f"ada/{FILE}": notebook()}).submissions
    assert (one.assignment, one.answers) == (LEARNING, 2)


def test_no_reader_is_left_behind(tmp_path):
    before = set(psutil.Process().children())
    with Reader(KNOWN) as reading:
        reading.content(put(tmp_path, FILE, json.dumps({"cells": []})), ".ipynb")
        [reads] = set(psutil.Process().children()) - before
        # Whoever interrupts grading from the keyboard interrupts no reading: no file is blamed.
        assert os.getpgid(reads.pid) != os.getpgid(0)
    assert set(psutil.Process().children()) <= before
