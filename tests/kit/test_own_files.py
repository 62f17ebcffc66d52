"""What others keep in a folder stays: only files of the list are replaced or removed."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from autograde.kit import own_files
from autograde.kit.own_files import OwnFiles


def test_a_file_of_somebody_else_is_neither_replaced_nor_removed(tmp_path):
    theirs = tmp_path / "feedback" / "ada" / "ps1.html"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("theirs")
    own = OwnFiles(tmp_path)
    assert not own.write(theirs, "ours")
    own.write(tmp_path / "feedback" / "ada" / "05.html", "ours")
    own.prune(tmp_path / "feedback", [])
    own.remove(theirs)
    assert [path.name for path in theirs.parent.iterdir()] == ["ps1.html"]
    assert theirs.read_text() == "theirs"


def test_what_is_not_kept_goes_with_the_folder_that_is_empty_then(tmp_path):
    own = OwnFiles(tmp_path)
    for student in ("ada", "bo"):
        own.write(tmp_path / "feedback" / student / "05.html", "page")
    own.prune(tmp_path / "feedback", [tmp_path / "feedback" / "ada" / "05.html"])
    assert [path.name for path in (tmp_path / "feedback").iterdir()] == ["ada"]


def test_a_folder_that_a_person_removed_is_no_obstacle(tmp_path):
    own = OwnFiles(tmp_path)
    for student in ("ada", "bo"):
        own.write(tmp_path / "results" / student / "05.json", "{}")
    shutil.rmtree(tmp_path / "results" / "bo")  # as the book says, to delete a student
    own.prune(tmp_path / "results", [tmp_path / "results" / "ada" / "05.json"])
    own.close()
    assert "bo" not in own.path.read_text() and (tmp_path / "results" / "ada").is_dir()


def test_no_folder_above_that_of_the_list_is_removed(tmp_path):
    own = OwnFiles(tmp_path / "course" / "out")
    own.write(own.folder / "a", "1")
    shutil.rmtree(own.folder)  # by a person, and nothing else is in the folder above
    own.remove(own.folder / "a")
    assert (tmp_path / "course").is_dir()


def test_another_run_knows_the_files_and_whether_they_are_as_they_were(tmp_path):
    first = OwnFiles(tmp_path)
    for name in ("a", "b"):
        first.write(tmp_path / name, "1")
    first.close()
    (tmp_path / "b").write_text("by hand")
    again = OwnFiles(tmp_path)
    assert again.made(tmp_path / "a") and again.unchanged(tmp_path / "a")
    assert again.made(tmp_path / "b") and not again.unchanged(tmp_path / "b")
    assert not again.made(tmp_path / "c") and again.unchanged(tmp_path / "c")


def test_the_same_content_is_not_written_again(tmp_path):
    own, path = OwnFiles(tmp_path), tmp_path / "a"
    own.write(path, "1")
    before = path.stat().st_ino
    assert own.write(path, "1") and path.stat().st_ino == before


def test_a_run_that_is_killed_before_or_after_a_file_knows_it_as_its_own(tmp_path, monkeypatch):
    path = tmp_path / "a"
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        OwnFiles(tmp_path).write(path, "1")
    monkeypatch.undo()
    [part] = tmp_path.glob(".a.*")
    part.rename(tmp_path / f".a.0{own_files.PART}")  # that run had another number
    theirs = tmp_path / f".b.0{own_files.PART}"  # and nobody here makes a file b
    theirs.write_text("theirs")
    again = OwnFiles(tmp_path)
    assert again.write(path, "2")
    again.close()
    assert path.read_text() == "2" and not list(tmp_path.glob(".a.*")) and theirs.exists()


def test_a_part_that_another_run_ends_meanwhile_is_no_obstacle(tmp_path, monkeypatch):
    own, part = OwnFiles(tmp_path), tmp_path / f".a.0{own_files.PART}"
    own.write(tmp_path / "a", "1")
    part.write_text("2")
    glob = Path.glob

    def seen_too_early(folder, pattern):
        found = [*glob(folder, pattern)]
        part.replace(tmp_path / "a")
        return found

    monkeypatch.setattr(Path, "glob", seen_too_early)
    own.close()
    assert (tmp_path / "a").read_text() == "2" and OwnFiles(tmp_path).made(tmp_path / "a")


def test_to_begin_keeps_the_list_that_is_there(tmp_path):
    OwnFiles(tmp_path).begin()
    assert (tmp_path / own_files.NAME).read_text() == ""
    first = OwnFiles(tmp_path)
    first.write(tmp_path / "a", "1")
    first.close()
    OwnFiles(tmp_path).begin()
    assert OwnFiles(tmp_path).made(tmp_path / "a")


def test_files_of_an_older_version_become_its_own(tmp_path):
    (tmp_path / "a").write_text("1")
    own = OwnFiles(tmp_path)
    assert not own.made(tmp_path / "a")
    own.adopt([tmp_path / "a"])
    assert own.made(tmp_path / "a") and own.unchanged(tmp_path / "a")


def test_the_list_is_what_sha256sum_checks(tmp_path):
    own = OwnFiles(tmp_path)
    own.write(tmp_path / "x y" / "ü.html", "page")
    own.close()
    command = ["sha256sum", "--check", "--strict", own_files.NAME]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
