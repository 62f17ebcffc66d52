"""Silence for libraries that print past Python, in the midst of what Python shows."""

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

STANDARD_OUTPUT = 1  # as the system numbers it


@contextmanager
def libraries_are_quiet() -> Iterator[None]:
    """Let what compiled code prints go nowhere, from any thread; what Python prints is shown.

    A library that says something of its own does so on the file descriptor, whatever its level of
    logging: there is nothing to ask it.
    """
    shown, nowhere = os.dup(STANDARD_OUTPUT), os.open(os.devnull, os.O_WRONLY)
    python = sys.stdout
    python.flush()
    _flush_libraries()
    os.dup2(nowhere, STANDARD_OUTPUT)
    os.close(nowhere)
    try:
        with open(os.dup(shown), "w", encoding=python.encoding, buffering=1) as file:
            if _is_standard_output(python):
                sys.stdout = file
            try:
                yield
            finally:
                sys.stdout = python
                _flush_libraries()  # what they keep in a buffer would come out later
    finally:
        os.dup2(shown, STANDARD_OUTPUT)
        os.close(shown)


def _is_standard_output(stream: Any) -> bool:
    with suppress(AttributeError, OSError, ValueError):  # it may be no file at all
        return bool(stream.fileno() == STANDARD_OUTPUT)
    return False


def _flush_libraries() -> None:
    with suppress(OSError, AttributeError, TypeError):  # not every system has one C library
        ctypes.CDLL(None).fflush(None)
