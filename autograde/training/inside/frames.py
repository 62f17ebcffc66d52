"""The frames that cross the pipes while an algorithm trains in the jail.

The trainer asks, the referee outside answers; both sides know only this file. A question is one
frame of fixed size. Text or a table may follow it, of as many bytes as the frame says.

    question  kind, number   RESET · STEP action · HAND_IN size · RETURN size · FAIL size · READY
    answer    kind, state, reward, terminated; for a refusal the state is the size of a text

A table is raw little-endian float64, row after row: nothing in it can be anything but numbers.
"""

import os
import struct

QUESTION = struct.Struct("<Bq")
ANSWER = struct.Struct("<BqdB")
SIZES = struct.Struct("<II")  # before the work order: bytes of its JSON, bytes of the submission
RESET, STEP, HAND_IN, RETURN, FAIL, READY = range(6)
DONE, EXHAUSTED, WRONG, NOT_RUNNING = range(4)
LONGEST = 4000  # bytes of a text
TABLE = "<f8"


class Closed(EOFError):
    """The other end is closed."""


def read(descriptor, size):
    """Return exactly `size` bytes.

    Raises
    ------
    Closed
        If they do not come.
    """
    data = os.read(descriptor, size)
    if len(data) == size:
        return data
    parts, missing = [data], size - len(data)
    while missing:
        if not parts[-1]:
            raise Closed("the other end of the pipe is closed")
        parts.append(os.read(descriptor, missing))
        missing -= len(parts[-1])
    return b"".join(parts)


def write(descriptor, data):
    """Write all bytes."""
    while data:
        data = data[os.write(descriptor, data) :]
