"""All attacks on the tiny course, and the ones that are tried in every run of the tests."""

from . import (
    damaged,
    dying,
    exhausting,
    flooding,
    forging,
    identity,
    lying,
    malformed,
    reading,
    showing,
    telling,
)

MODULES = (reading, forging, lying, exhausting, dying, malformed, showing)
ATTACKS = [one for module in MODULES for one in module.ATTACKS]
# Attacks that are more than one notebook of a class, each with its own question.
TRIALS = [one for module in (telling, flooding, identity, damaged) for one in module.TRIALS]

# At least one of each way to read, forge, lie, exhaust, die, be malformed and show.
QUICK_NAMES = {
    "frames of the callers",
    "cells in the history",
    "inputs in the name of an error",
    "objects of the garbage collector",
    "memory through proc",
    "the hidden tests in the checkout",
    "the next student's work",
    "the gradebook",
    "environment variables",
    "the network",
    "inputs carried over in a file",
    "checks replaced in the caller",
    "an ast transformer",
    "numpy functions",
    "the first output",
    "bytes into every pipe",
    "replies before the question",
    "replayed replies",
    "a patched encoder",
    "an object that equals everything",
    "an object that converts to any float",
    "an int that lies",
    "an array that lies",
    "an object that runs code when unpickled",
    "an empty array",
    "nan",
    "an endless loop",
    "a gigabyte of output",
    "deep recursion",
    "an array of 8 TB",
    "a list that holds itself",
    "os._exit",
    "kill of its parent",
    "closing the pipe",
    "a segfault through ctypes",
    "truncated json",
    "an empty file",
    "cells of every kind",
    "nbformat 3",
    "a notebook of colab",
    "half a character in the output",
    "a script printed",
    "a formula in a message",
    "escape codes in a message",
    "a student named script",
    "a student named formula",
    "a student named in latin 1",
}
QUICK = [one for one in ATTACKS if one.name in QUICK_NAMES]
