"""Results that are computed once: a file of arrays, named by a hash of all they depend on.

An interrupted command finds what was finished, and one more entry costs one more entry. Nothing is
pickled; a file that is not whole is computed again.
"""

import json
from collections.abc import Callable, Sequence
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from autograde.kit.files import write_whole


def digest(*about: Any) -> str:
    """Return the SHA-256 of values: arrays by their type, shape and bytes, the rest as JSON.

    Examples
    --------
    >>> digest("a", 1) == digest("a", 1), digest(np.zeros(2)) == digest(np.zeros((2, 1)))
    (True, False)
    """
    found = sha256()
    for value in about:
        if isinstance(value, np.ndarray):
            value = np.ascontiguousarray(value, dtype=value.dtype.newbyteorder("<"))
            found.update(f"{value.dtype.str}{value.shape}".encode())
            found.update(value.tobytes())
        else:
            found.update(json.dumps(value).encode())
        found.update(b"\0")
    return found.hexdigest()


def cached(
    folder: Path | None, about: Sequence[Any], compute: Callable[[], Sequence[Any]]
) -> tuple[np.ndarray, ...]:
    """Return the arrays of `compute`, from a file where they were computed before.

    Parameters
    ----------
    folder : Path or None
        Where results are kept; without one they are computed.
    about : sequence
        All that the arrays depend on, for `digest`.
    compute : callable
        ``compute()`` returns a tuple of arrays.

    Returns
    -------
    tuple of numpy.ndarray
    """
    arrays = find(folder, about)
    if arrays is None:
        arrays = tuple(map(np.asarray, compute()))
        keep(folder, about, arrays)
    return arrays


def find(folder: Path | None, about: Sequence[Any]) -> tuple[np.ndarray, ...] | None:
    """Return the arrays that were kept under a key; None if they were not, or are damaged.

    Parameters
    ----------
    folder, about
        As of `cached`.
    """
    if folder is None:
        return None
    try:
        with np.load(_path(folder, about), allow_pickle=False) as stored:
            return tuple(stored[name] for name in stored.files)
    except (OSError, EOFError, ValueError, BadZipFile):  # absent, or not whole
        return None


def keep(folder: Path | None, about: Sequence[Any], arrays: Sequence[np.ndarray]) -> None:
    """Keep arrays under a key; without a folder, nothing is kept.

    Parameters
    ----------
    folder, about
        As of `cached`.
    arrays : sequence of numpy.ndarray
    """
    if folder is not None:
        file = BytesIO()
        np.savez(file, *arrays)
        write_whole(_path(folder, about), file.getvalue())


def _path(folder: Path, about: Sequence[Any]) -> Path:
    return folder / f"{digest(*about)[:32]}.npz"
