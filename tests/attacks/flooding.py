"""Flooding: answers that cost their sender little and the examiner, outside of the jail, much."""

import subprocess
import sys
from functools import partial

from autograde.examination.pool import Examiners

from .telling import CALLER, assignment, notebook
from .trial import Outcome, Trial

# The encoder in the jail has the same bounds, and is the student's to change.
LIFTED = """import numpy as np, sys
import wire
for name in vars(wire):
    if name.startswith(("MOST", "LARGEST", "DEEPEST", "LONGEST")):
        setattr(wire, name, 10 ** 9)
"""
COLLIDING = "2 ** 61 - 1"
FLOODS = {  # what f returns, and what a plain program does with it that has 1 GB and 8 s
    "rows without columns": ("np.zeros((25_000_000, 0))", "list(value)"),
    "columns without rows": ("np.zeros((0, 25_000_000))", "list(value.T)"),
    "an axis of no length between others": ("np.zeros((5000, 0, 5000))",
                                            "[[list(column) for column in row] for row in "
                                            "np.moveaxis(value, 1, 2)]"),
    "keys that collide": (
        f"[{{k * ({COLLIDING}): 0 for k in range(10_000)}} for _ in range(45)]",
        "[dict([*one.items()]) for one in value]"),
    "keys that collide in tuples": (
        f"[{{(0, k * ({COLLIDING})): 0 for k in range(7_000)}} for _ in range(60)]",
        "[dict([*one.items()]) for one in value]"),
    "long numbers that collide": (
        f"{{k * ({COLLIDING}) + 2 ** 32_000 * ({COLLIDING}): 0 for k in range(9_000)}}",
        "[dict([*value.items()]) for _ in range(20)]"),
    "a number of a million digits": ("10 ** 1_000_000", "str(value)"),
    "a list in a list in a list": ("nested(500)", "__import__('json').dumps(nested(10 ** 5))"),
    "a million arrays": ("[np.zeros(())] * 1_000_000",
                         "[[one.copy() for one in value] for _ in range(9)]"),
    "ten million numbers": ("list(range(10_000_000))",
                            "[np.array(one) for one in value]"),
    "a text of 500 MB": ("'x' * 500_000_000", "(value + '.', value.encode(), value.upper())"),
}  # fmt: skip
NESTED = """def nested(depth):
    a = 0
    for _ in range(depth):
        a = [a]
    return a
"""
FORGED = {
    "a header of 4 GB":
        "own['wire'].frame = lambda value: b'sc\\x01' + b'\\xff' * 4\n    return 1",
    "a list of 4 billion": "own['wire'].encode = lambda value: b'l' + b'\\xff' * 4\n    return 1",
    "an array that announces more than it has":
        "own['wire'].encode = lambda value: b'a\\0\\3\\2<f8' + b'\\xff' * 8\n    return 1",
    "a million messages at once":
        "own['wire'].frame = lambda value: (b'sc\\x01\\1\\0\\0\\0' + b'0') * 10 ** 6\n    return 1",
}  # fmt: skip
PLAINLY = """
import resource, signal, sys
import numpy as np
resource.setrlimit(resource.RLIMIT_AS, (2 ** 30, 2 ** 30))
signal.alarm(8)
source, use = sys.argv[1:]
{nested}
value = eval(source)
eval(use)
"""


def plan():
    """Return an assignment with two exercises, of which the second is answered rightly."""
    first = assignment(3)
    second = [cell._replace(name=cell.name.replace("f", "g"), exercise="g",
                            source=cell.source.replace("f(", "g(").replace("[1, [2, 3]]", "3"))
              for cell in first.cells[1:]]  # fmt: skip
    return first._replace(cells=[*first.cells, *second])


def attempt(body, folder):
    """Return what a flood did beyond its own exercise."""
    lines = f"def f(x):\n    if x == 0:\n        return 0\n    {body}\ndef g(x):\n    return x\n"
    path = notebook(folder, LIFTED + NESTED + lines)
    with Examiners(1) as examiners:
        ((_, found),) = examiners.examine([("one", path, plan())])
    flooded, other = found.exercises
    forged = flooded.score > 1
    harmed = "" if other.score == 3 else f"the other exercise: {found.reason}"
    return Outcome(forged=forged, harmed=harmed)


def control(source, use, folder):
    """Whether a plain program with a gigabyte comes to its end with what was sent."""
    program = PLAINLY.format(nested=NESTED)
    command = [sys.executable, "-c", program, source, use]
    return subprocess.run(command, capture_output=True, check=False).returncode != 0


def trusts(name, folder):
    """Whether a program that believes what a message says of itself takes more than it has."""
    claims = {"a header of 4 GB": "bytearray(2 ** 32 - 1)", "a list of 4 billion": "[0] * 2 ** 32",
              "an array that announces more than it has": "np.empty(2 ** 32)",
              "a million messages at once": "[[0] * 99 for _ in range(10 ** 7)]"}  # fmt: skip
    return control("0", claims[name], folder)


TRIALS = [
    Trial(name, "flooding", partial(attempt, f"return {source}"), partial(control, source, use))
    for name, (source, use) in FLOODS.items()
]
TRIALS += [
    Trial(name, "flooding", partial(attempt, CALLER + "    " + body), partial(trusts, name))
    for name, body in FORGED.items()
]
