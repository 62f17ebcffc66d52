"""The file of a gradebook has one way in: what only reads it cannot change it."""

import ast
import sqlite3
from contextlib import closing

import pytest
from nbgrader.api import InvalidEntry
from sqlalchemy.exc import OperationalError

from autograde.grading import gradebook_file
from autograde.grading.gradebook import ClassBook
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


def test_a_new_gradebook_has_the_version_that_nbgrader_says(tmp_path):
    from alembic.script import ScriptDirectory
    from nbgrader.dbutil import ALEMBIC_DIR

    gradebook_file.to_write(tmp_path / "gradebook.db").close()
    with closing(sqlite3.connect(tmp_path / "gradebook.db")) as database:
        [found] = database.execute("SELECT version_num FROM alembic_version").fetchall()
    assert found == (ScriptDirectory(ALEMBIC_DIR).get_current_head(),)


def test_what_is_entered_at_once_is_there_whole_or_not_at_all(tmp_path):
    path = tmp_path / "gradebook.db"
    with ClassBook(path) as book:
        with book.at_once():
            book.add_student("ada")
            assert listed(path) == []  # whoever looks meanwhile
            book.add_student("bo")
        assert listed(path) == ["ada", "bo"]
        with pytest.raises(KeyboardInterrupt), book.at_once():
            book.add_student("cy")
            raise KeyboardInterrupt
        book.add_student("di")
    assert listed(path) == ["ada", "bo", "di"]


def listed(path):
    """Return the students whom another program finds."""
    with closing(sqlite3.connect(path)) as database:
        return [name for (name,) in database.execute("SELECT id FROM student ORDER BY id")]


def test_no_other_program_of_ours_opens_one():
    opening = []
    for path in (CHECKOUT / "autograde").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("nbgrader"):
                opening += [path for alias in node.names if alias.name == "Gradebook"]
    assert {path.relative_to(CHECKOUT).as_posix() for path in opening} == {OURS}
