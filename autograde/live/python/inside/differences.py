"""Where the browser's Python would answer otherwise than a reader's own, it is mended here.

The standard library lacks processes; the clock of a process stands still, so a loop that it bounds
would never end; the default integer of NumPy has 32 bits, and five functions refuse to take places
that are given in 64, which is what generators and scenarios give.
"""

import builtins
import functools
import logging
import os
import sys
import time
import types


def mend():
    """Mend them, once, before anything of the course is imported."""
    os.environ["MPLBACKEND"] = "Agg"
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # that it takes a moment
    time.process_time = time.perf_counter
    time.process_time_ns = time.perf_counter_ns
    _pretend_locks_between_processes()
    _refuse_input()
    _take_long_places()


def _pretend_locks_between_processes():
    """Let gymnasium import the standard library's multiprocessing, which nothing uses here."""
    locks = types.ModuleType("_multiprocessing")
    vars(locks).update(
        SemLock=type("SemLock", (), {"SEM_VALUE_MAX": 1}), sem_unlink=lambda name: None
    )
    sys.modules.setdefault("_multiprocessing", locks)


def _refuse_input():
    def no_input(prompt=""):
        raise RuntimeError(
            "input() does not work in this page: nobody could type an answer while Python runs. "
            "Write the value into the code instead."
        )

    builtins.input = no_input


def _take_long_places():
    import numpy as np

    # The arguments that are places or counts of each function, by position and by name.
    for name, places in {
        "bincount": {"x": 0},
        "repeat": {"repeats": 1},
        "take": {"indices": 1},
        "choose": {"a": 0},
        "put": {"ind": 1},
    }.items():
        setattr(np, name, _shortened(getattr(np, name), places, np))


def _shortened(function, places, np):
    """Return a function that takes its places in 64 bits where they fit into fewer."""

    def short(value):
        if isinstance(value, list | tuple):
            value = np.asarray(value)
        is_long = getattr(value, "dtype", None) in (np.int64, np.uint64)
        if is_long and np.all(value == value.astype(np.intp)):
            return value.astype(np.intp)
        return value

    @functools.wraps(function)
    def called(*given, **keywords):
        arguments = list(given)
        for name, position in places.items():
            if position < len(arguments):
                arguments[position] = short(arguments[position])
            elif name in keywords:
                keywords[name] = short(keywords[name])
        return function(*arguments, **keywords)

    return called
