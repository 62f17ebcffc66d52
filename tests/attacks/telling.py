"""Telling: an answer that fails in a way that hangs on what a hidden test hands over.

Each of these functions gets a secret from a hidden test and fails, whatever it is; how it fails
says which secret it was. Nothing that is written about the student may differ with it.
"""

import json
import subprocess
import sys
from functools import partial

from autograde.course.assignment import Assignment, Cell
from autograde.examination.examiner import examine
from autograde.grading import class_page, feedback, marks, tables

from .trial import Outcome, Trial

SECRETS = 3, 8
LIMIT = 1.5  # seconds
VISIBLE = "from supplychain.checks import check_equal\ncheck_equal(f(0), 0, 'Begin with 0.')"
HIDDEN = (
    "import numpy as np\nfrom supplychain.checks import check_close, check_equal, check_that\n"
    "got = f({secret})\ncheck_{kind}(got, {wanted}, 'Go on from there.')"
)
BUILTINS = "[e for e in vars(__import__('builtins')).values() if type(e) is type and "
BUILTINS += "issubclass(e, Exception) and e.__module__ == 'builtins']"
LINES = "".join(f"    if x == {n}:\n        raise ValueError\n" for n in range(1, 10))
ENDS = "import os, signal\n    os.kill(os.getpid(), signal.SIGKILL if x == 3 else signal.SIGTERM)"

# What f(x) does where x is no 0, by what shall tell x.
WAYS = {
    "the shape of an answer": "return np.zeros((0, x, 7))",
    "the length of an answer": "return [0] * (100 * x)",
    "the type of an answer": "return [None, 'a', {}, (), b'', 1j, 0.5, True, [1], -1][x]",
    "the dtype of an answer": "return np.zeros(3, 'bhilfdFDSU'[x])",
    "the depth of an answer": "a = 1\n    for _ in range(x):\n        a = [a]\n    return a",
    "ragged rows": "return [[1], [1, 2]] if x == 3 else [[1, 2], [1, 2]]",
    "nan, infinity or a number": "return [0, float('nan'), -1.0][1 + (x > 3)]",
    "the payload of nan": "return np.array([2047 * 2**52 + x]).view(float)",
    "the digits of a number": "return 10 ** (50 * x)",
    "the text of an answer": "return f'it is {x}'",
    "what cannot travel": "return {x} if x == 3 else object()",
    "the message of an error": "raise ValueError(f'it is {x}')",
    "the choice of an error": f"raise {BUILTINS}[x]",
    "the name of an error": "raise type(f'Error{x}', (Exception,), {})",
    "an error that ends Python": "raise SystemExit(x)",
    "the line of an error": LINES.strip(),
    "the line of a padded program": "exec(compile('\\n' * x + '1 / 0', 'cell f', 'exec'))",
    "the name of the program": "exec(compile('1 / 0', f'cell own code cell {x}', 'exec'))",
    "what is not written yet": "raise NotWritten(f'f{x}')",
    "the text of a warning": "import warnings\n    warnings.warn(f'it is {x}')\n    return -1",
    "what is printed": "print('it is', x)\n    return -1",
    "what goes to stderr": "import os\n    os.write(2, b'x' * x)\n    return -1",
    "how Python ends": ENDS,
    "the exit status": "import os\n    os._exit(x)",
    "how long it takes": "import time\n    time.sleep(x / 10)\n    return -1",
    "an endless loop or an end": "while x == 3: pass\n    __import__('os')._exit(0)",
}
# These speak to the examiner behind the back of the program in the jail.
CALLER = "import sys\n    frame = sys._getframe()\n    while '_told' not in frame.f_globals:\n"
CALLER += "        frame = frame.f_back\n    own = frame.f_globals\n"
PATCHED = {
    "places that are no cells": CALLER
    + "    own['_told'] = lambda e: ('error', 'E', '', [['f', 2]] * x)\n    raise ValueError",
    "a line with many digits": CALLER
    + "    own['_told'] = lambda e: ('error', 'E', '', [['f', 1 << 9 * x]])\n    raise ValueError",
    "a name of a cell": CALLER
    + "    own['_told'] = lambda e: ('error', 'E', '', [[f'own {x}', 1]])\n    raise ValueError",
    "the byte at which a message breaks": CALLER
    + "    own['wire'].encode = lambda value: b'l\\xff\\0\\0\\0' + b'0' * x\n    return 1",
    "the length of a broken message": CALLER
    + "    own['wire'].frame = lambda value: b'sc\\x01' + bytes([x, 0, 0, 0]) + b'?' * x\n"
    "    return 1",
    "junk in place of a message": CALLER
    + "    own['wire'].frame = lambda value: bytes([x]) * 99\n    return 1",
}


def answer(way):
    """Return the cell of an exercise that fails in one of the ways."""
    return f"import numpy as np\ndef f(x):\n    if x == 0:\n        return 0\n    {way}\n"


def assignment(secret, kind="equal", wanted="[1, [2, 3]]"):
    """Return an assignment with a visible test, and a hidden one that hands over a secret."""
    hidden = HIDDEN.format(secret=secret, kind=kind, wanted=wanted)
    setup = "import numpy as np\nfrom supplychain.checks import NotWritten"
    stub = "def f(x):\n    raise NotWritten('f')"
    return Assignment(
        "01_one",
        [
            Cell("setup", "start", setup, "", 0.0, False, "", LIMIT, []),
            Cell("solution", "f", "def f(x): ...", "f", 0.0, False, stub, LIMIT, []),
            Cell("test", "test_f_example", VISIBLE, "f", 1.0, False, "", LIMIT, []),
            Cell("test", "test_f", hidden, "f", 2.0, True, "", LIMIT, []),
        ],
    )


def notebook(folder, source):
    """Write a notebook with one answer; return its path."""
    marks = {"nbgrader": {"grade_id": "f", "solution": True}}
    cell = {"cell_type": "code", "source": source, "metadata": marks, "id": "c"}
    path = folder / "01_one.ipynb"
    path.write_text(json.dumps({"nbformat": 4, "cells": [cell]}))
    return path


def told(folder, secret, way, **more):
    """Return all that is written about a student whose answer met a secret, and the result."""
    found = examine(notebook(folder, answer(way)), assignment(secret, **more))
    return written(folder, found), found


def written(folder, found):
    """Return every text that `grade` writes about a result."""
    mark = marks.mark("eve", found)
    who = {("eve", mark.assignment): found}
    tables.write_exercises(folder / "exercises.csv", who, {key: (mark, None) for key in who})
    tables.write_grades(folder / "grades.csv", [mark])
    return {
        "result": json.dumps(found.to_json()),
        "page": feedback.page(found, mark),
        "notebook": feedback.notebook(found, mark),
        "class": class_page.page(who, dict.fromkeys(who, (mark, None)), {}),
        **{path.name: path.read_text() for path in folder.glob("*.csv")},
    }


def attempt(way, folder):
    """Return what comes out of a hidden test."""
    texts = [told(folder, secret, way)[0] for secret in SECRETS]
    differing = [name for name in texts[0] if texts[0][name] != texts[1][name]]
    return Outcome(read=", ".join(differing))


PLAINLY = """
import sys
source, secret = sys.argv[1], int(sys.argv[2])
class NotWritten(Exception): pass
space = {"NotWritten": NotWritten}
exec(source, space)
def shown(a):
    if isinstance(a, (list, tuple)):
        return f"{type(a)} of {len(a)}: {list(map(shown, a))[:9]}"
    return f"{type(a)} {getattr(a, 'shape', '')} {getattr(a, 'dtype', '')} {str(a)[:999]}" + (
        a.tobytes().hex() if hasattr(a, "tobytes") else "")
import re, time
began = time.monotonic()
got = space["f"](secret)
print(shown(got), round(time.monotonic() - began, 1))
"""


def control(way, folder):
    """Whether a grader that shows what it sees tells the secrets apart."""
    seen = []
    for secret in SECRETS:
        command = [sys.executable, "-c", PLAINLY, answer(way), str(secret)]
        try:
            ended = subprocess.run(command, capture_output=True, timeout=5, cwd=folder, check=False)
            seen.append((ended.returncode, ended.stdout, ended.stderr))
        except subprocess.TimeoutExpired:
            seen.append("it does not end")
    return seen[0] != seen[1]


TRIALS = [
    Trial(name, "telling", partial(attempt, way), partial(control, way))
    for name, way in WAYS.items()
]
