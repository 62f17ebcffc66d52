"""The Q-tables of a board in one file: what `verify` plays again."""

from io import BytesIO
from typing import Any
from zipfile import BadZipFile

import numpy as np

from autograde.kit.errors import CourseError
from autograde.kit.files import write_whole

TABLES = "q_tables.npz"


def write_tables(board, out):
    """Write all Q-tables of a board, and how often their cells were tried, into one file.

    ``track/kind/name`` → float array (n_chains, n_runs, n_states, n_actions), and
    ``visits/track/kind/name`` → int array of the same shape.
    """
    arrays: dict[str, Any] = {}
    for track, part in (("final", board), ("public", board.public)):
        for row in part.rows:
            if row.q_tables:
                name = f"{track}/{row.kind}/{row.shown}"
                arrays[name] = np.array(row.q_tables)
                arrays[f"visits/{name}"] = np.array(row.visits, dtype=np.int32)
    file = BytesIO()
    # A name that is a keyword of NumPy's would not be ours: all of ours hold a slash.
    np.savez_compressed(file, **arrays)
    write_whole(out / TABLES, file.getvalue())


def read_tables(out):
    """Return the arrays of `write_tables` by their names.

    Raises
    ------
    CourseError
        If the file is absent or damaged.
    """
    try:
        with np.load(out / TABLES, allow_pickle=False) as stored:
            return {name: stored[name] for name in stored.files}
    except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
        raise CourseError(f"{out / TABLES} holds no Q-tables: {error!r}") from None
