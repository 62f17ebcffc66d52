"""The file of a gradebook has one way in: what only reads it cannot change it."""

import ast

import pytest
from nbgrader.api import InvalidEntry
from sqlalchemy.exc import OperationalError

from autograde.grading import gradebook_file
from autograde.kit.files import CHECKOUT

OURS = "autograde/grading/gradebook_file.py"


@pytest.mark.parametrize("folder", ["plain", "two words", "100% #1 ü?x=1&y"])
def test_what_reads_a_gradebook_cannot_write_into_it(tmp_path, folder):
    path = tmp_path / folder / "gradebook.db"
    path.parent.mkdir()
    with gradebook_file.to_write(path) as book:
        book.add_student("ada")
    before = path.read_bytes()
    with gradebook_file.to_read(path) as book:
        assert [student.id for student in book.students] == ["ada"]
        with pytest.raises(InvalidEntry, match="readonly"):
            book.add_student("bo")
    assert path.read_bytes() == before


def test_reading_makes_no_gradebook(tmp_path):
    with pytest.raises(OperationalError):
        gradebook_file.to_read(tmp_path / "gradebook.db")
    assert not list(tmp_path.iterdir())


def test_no_other_program_of_ours_opens_one():
    opening = []
    for path in (CHECKOUT / "autograde").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("nbgrader"):
                opening += [path for alias in node.names if alias.name == "Gradebook"]
    assert {path.relative_to(CHECKOUT).as_posix() for path in opening} == {OURS}
