"""What the course asks of nbgrader: the passes that make a student's notebook, the gradebook.

nbgrader reads no configuration file here; its parts are called with what is written below.
"""

import sqlite3
from contextlib import closing

from alembic.script import ScriptDirectory
from nbgrader.api import Gradebook
from nbgrader.dbutil import ALEMBIC_DIR


def open_gradebook(path):
    """Open nbgrader's gradebook, made if it does not exist.

    Parameters
    ----------
    path : Path
        The database file.
    """
    if not path.exists():
        _begin(path)
    return Gradebook(gradebook_url(path))


def _begin(path):
    """Write the version of nbgrader's tables into a new database.

    For a database without any table, nbgrader would ask a program on PATH for the version, which
    takes seconds where it is found, and leaves a gradebook that cannot be opened where it is not.
    """
    version = ScriptDirectory(ALEMBIC_DIR).get_current_head()
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        database.execute("INSERT INTO alembic_version VALUES (?)", [version])


def gradebook_url(path):
    """Return the address of a gradebook, patient with a formgrader that has it open."""
    return f"sqlite:///{path.resolve()}?timeout=60"
