"""The book as a PDF: whoever lacks the program that prints it is told which one."""

import runpy
import sys

import pytest


def test_without_chromium_the_line_that_installs_it_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["pdf", str(tmp_path), str(tmp_path / "build" / "book.pdf")])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("autograde.release.pdf", run_name="__main__")
    assert ended.value.code == "autograde: printing needs Chromium: sudo apt-get install chromium"
    assert not (tmp_path / "build").exists()
