"""The file of a gradebook: the one place that opens it, to write or to read.

A class's and a course folder's are written through here alone, so that who else has one open, a
formgrader for example, is waited for, and a new one is made in the one way that works.
"""

import ast
import copy
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.dbutil import ALEMBIC_DIR
from nbgrader.preprocessors import CheckCellMetadata, ComputeChecksums, SaveCells
from sqlalchemy import URL

PATIENCE = 60  # seconds that others may have it open


def to_write(path: Path) -> Gradebook:
    """Open nbgrader's gradebook, made if it does not exist.

    Parameters
    ----------
    path : Path
        The database file.
    """
    if not path.exists():
        _begin(path)
    return Gradebook(_address(str(path.resolve())))


def to_read(path: Path) -> Gradebook:
    """Open nbgrader's gradebook so that nothing can be written into it.

    Parameters
    ----------
    path : Path
        The database file.
    """
    return Gradebook(_address(path.resolve().as_uri(), mode="ro", uri="true"))


def save_cells(path: Path, assignment: str, name: str, source: Any) -> None:
    """Enter the cells of a notebook into a gradebook.

    Other connections to it know nothing of them: they are closed before, and opened after it.

    Parameters
    ----------
    path : Path
        The database file.
    assignment, name : str
        nbgrader's assignment, and the notebook in it.
    source : notebook
        With all its answers and tests.

    Raises
    ------
    RuntimeError
        nbgrader's word for cells that came or went while somebody has handed in.
    """
    where = {"notebook": name, "assignment": assignment, "db_url": _address(str(path.resolve()))}
    notebook = copy.deepcopy(source)  # the passes write checksums into it
    for make in (CheckCellMetadata, ComputeChecksums, SaveCells):
        make().preprocess(notebook, {"nbgrader": where})


def copy_file(source: Path, target: Path) -> None:
    """Copy a gradebook in one step, whoever has it open."""
    with closing(sqlite3.connect(source, timeout=PATIENCE)) as old:
        with closing(sqlite3.connect(target, timeout=PATIENCE)) as new:
            old.backup(new)


def _begin(path: Path) -> None:
    """Write the version of nbgrader's tables into a new database.

    For a database without any table, nbgrader would ask a program on PATH for the version, which
    takes seconds where it is found, and leaves a gradebook that cannot be opened where it is not.
    """
    version = newest_version(Path(ALEMBIC_DIR, "versions"))
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        database.execute("INSERT INTO alembic_version VALUES (?)", [version])


def newest_version(folder: Path) -> str:
    """Return the version of the tables from which no other one goes on.

    To load alembic, which would say it, takes as long as to examine a submission.

    Parameters
    ----------
    folder : Path
        Holds a program for each version, which names itself and the one before.
    """
    versions: set[str] = set()
    before: set[str | None] = set()  # the first one has none
    for path in folder.glob("*.py"):
        for statement in ast.parse(path.read_text(encoding="utf-8")).body:
            targets = getattr(statement, "targets", [getattr(statement, "target", None)])
            names = {getattr(target, "id", "") for target in targets}
            value: Any = getattr(getattr(statement, "value", None), "value", None)
            versions |= {value} if "revision" in names else set()
            before |= {value} if "down_revision" in names else set()
    (newest,) = versions - before
    return newest


def _address(database: str, **more: str) -> URL:
    # Not as text: of the name of a folder, "?", "%" and "#" would be read as parts of an address.
    return URL.create("sqlite", database=database, query={"timeout": str(PATIENCE), **more})
