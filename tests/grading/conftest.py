"""What tests of the grades share: a class that is graded without an examination."""

import json
import shutil
from contextlib import nullcontext
from pathlib import Path

import pytest

from autograde.course.course import Course
from autograde.examination.forks import Forks
from autograde.grading import grade as grading
from autograde.grading import grade_one, preflight
from autograde.jail import choose
from tests.support.told import ROSTER, TINY, Told


@pytest.fixture
def grade(tmp_path, monkeypatch):
    """Return a function that grades submissions, given as (name, what the examiner says)."""
    monkeypatch.setattr(Forks, "begin", lambda self: None)
    monkeypatch.setattr(preflight, "check", lambda *_, **__: None)
    monkeypatch.setattr(preflight, "begin", lambda *_, **__: lambda: None)
    monkeypatch.setattr(choose, "for_class", lambda *_: "bubblewrap")
    monkeypatch.setattr(grade_one, "Examiners", lambda *_, **__: nullcontext(Told()))
    monkeypatch.setattr(grading, "Examiners", lambda *_, **__: nullcontext(Told()))
    monkeypatch.setattr(Told, "examined", [])
    root = Path(shutil.copytree(TINY, tmp_path / "course"))
    (tmp_path / "roster.csv").write_text(ROSTER)

    def run(submissions, rules="", rules_file=None, **options):
        (root / "course.toml").write_text(rules)
        shutil.rmtree(tmp_path / "class", ignore_errors=True)
        for name, said in submissions.items():
            path = tmp_path / "class" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(said if isinstance(said, str) else json.dumps(said))
        options = {"roster": tmp_path / "roster.csv", "rules": rules_file} | options
        rows = grading.grade(Course(root), tmp_path / "class", tmp_path / "out", 1, **options)
        return {row["student"]: row for row in rows}

    run.out, run.root = tmp_path / "out", root
    return run
