"""Forging: wrong answers that bend the grader, its libraries or its messages."""

from .attack import MEAN, POSITION, RIGHT_POSITION, WRONG, Attack

# Tests as they are usually written: on the answer itself, in the student's process.
PLAIN = {
    "test_inventory_position_example": "assert inventory_position(25, 10, 0) == 35",
    "test_inventory_position": "for b in (1, 8):\n    assert inventory_position(4, 7, b) == 11 - b",
    "test_mean_stock_example": "assert np.allclose(mean_stock(np.array([3, 5])), 4.0)",
    "test_mean_stock": "error = abs(mean_stock(np.array([0, 17, 1])) - 6.0)\n"
    "if np.any(error > 1e-9):\n    raise AssertionError('wrong')",
}


def plain(**tests):
    """Return usual tests, some of them written in another usual way."""
    return {**PLAIN, **tests}


def forging(name, own, **more):
    more = {"answers": WRONG, "statuses": ("graded", "tampered"), **more}
    return Attack(name, "forging", own=own, **more)


CHECKS = """
import supplychain.checks
for name in ("check_equal", "check_close", "check_that"):
    globals()[name] = lambda *arguments, **options: None
    setattr(supplychain.checks, name, globals()[name])
"""

TRANSFORMER = """
import ast
class NoAssert(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.copy_location(ast.Pass(), node)
    def visit_Raise(self, node):
        return ast.copy_location(ast.Pass(), node)
try:
    get_ipython().ast_transformers.append(NoAssert())
except Exception:
    pass
"""

COMPILER = """
import builtins
real_compile, real_exec = builtins.compile, builtins.exec
def lenient(source, *arguments, **options):
    if isinstance(source, str):
        source = source.replace("assert ", "None and ").replace("raise ", "None and ")
    return real_compile(source, *arguments, **options)
builtins.compile = lenient
try:
    get_ipython().input_transformers_cleanup.append(
        lambda lines: [line.replace("assert ", "0 and ") for line in lines])
except Exception:
    pass
"""

NUMPY = """
import numpy as np
np.allclose = np.isclose = np.array_equal = np.all = lambda *a, **o: True
np.any = np.isnan = lambda *a, **o: False
np.ndarray = np.ndarray
"""

TESTING = """
import numpy.testing as testing
for name in dir(testing):
    if name.startswith("assert"):
        setattr(testing, name, lambda *a, **o: None)
"""

ISCLOSE = """
import math
import numpy as np
math.isclose = np.isclose = lambda *a, **o: True
"""

BUILTINS = """
import builtins
builtins.abs = lambda value: 0.0
builtins.AssertionError = type("Quiet", (StopIteration,), {})
"""

EVERYWHERE = """
import gc, types
def nothing(*arguments, **options):
    return None
for thing in gc.get_objects():
    if isinstance(thing, types.FunctionType) and thing.__name__.startswith("check_"):
        thing.__code__ = nothing.__code__
"""

CALLER = (
    POSITION
    + """    import sys
    frame = sys._getframe(1)
    while frame is not None:
        space = frame.f_globals
        if "check_equal" in space:
            space["check_equal"] = space["check_close"] = space["check_that"] = lambda *a: None
        frame = frame.f_back
    return -1000
"""
)

DISPLAYED = """
try:
    hook = get_ipython().displayhook
except Exception:
    import sys
    hook = sys.displayhook
"""

DISPLAY = {
    "inventory_position": POSITION + "    hook(2.0)\n    raise KeyError",
    "mean_stock": MEAN + "    hook(1.0)\n    raise KeyError",
}

# A value of its own at the end of a test is displayed, and read as a partial mark.
PARTIAL = {"mean_stock": MEAN + "    hook(1e9)\n    return -1000.0"}

REPLIES = r"""
import os
FORGED = (b"1\n2\n1\n1\n", b'{"score": 5, "status": "graded"}\n',
          b'{"result": {"score": 5.0, "max_score": 5.0, "status": "graded"}}\n')
def to_everybody(messages=FORGED):
    for number in range(3, 64):
        for message in messages:
            try:
                os.set_blocking(number, False)
                os.write(number, message)
            except OSError:
                pass
"""

REPLAY = r"""
import os
real_write = os.write
heard = {}
def write(number, message):
    if number > 2:
        for old in heard.setdefault(number, []):
            real_write(number, old)
        heard[number].append(bytes(message))
    return real_write(number, message)
os.write = write
"""

# Whatever module of the grader is in reach, each of its functions says what was said before.
ENCODER = r"""
import sys, json, struct
def again(function):
    replies = []
    def patched(*arguments, **options):
        if len(replies) < 3:
            replies.append(function(*arguments, **options))
        return replies[0]
    return patched
def points(*arguments, **options):
    return "1000.0"
json.dumps = json.encoder.JSONEncoder.encode = points
for module in list(sys.modules.values()):
    name = getattr(module, "__name__", "")
    if name.split(".")[-1] in ("wire", "cell_runner", "encoding", "__main__"):
        for key, thing in list(vars(module).items()):
            if callable(thing) and any(w in key for w in ("enc", "send", "write", "pack", "dump")):
                setattr(module, key, again(thing))
"""

ANSWERS_FOR_ALL = """
import sys
class Sneaky(dict):
    def __missing__(self, name):
        return 0
for name in ("score", "points", "max_score", "grade", "status"):
    globals()[name] = 5
sys.modules["__main__"].score = 5
sys.stdout.write('{"score": 5.0, "result": {"score": 5.0}}\\n')
sys.__stdout__.write('{"score": 5.0, "result": {"score": 5.0}}\\n')
"""

SKIPPED = {
    "inventory_position": POSITION + "    import unittest\n    raise unittest.SkipTest('later')",
    "mean_stock": MEAN + "    raise SystemExit(0)",
}

ASSERTED = {
    "inventory_position": POSITION + "    raise KeyboardInterrupt",
    "mean_stock": MEAN + "    raise GeneratorExit",
}

TRIED = plain(
    test_mean_stock="try:\n    assert mean_stock(np.array([0, 17, 1])) == 6.0\n"
    "except Exception:\n    raise AssertionError('wrong')"
)

CLOSE = plain(
    test_mean_stock="import math\nassert math.isclose(mean_stock(np.array([0, 17, 1])), 6.0)"
)
NP_TESTING = plain(
    test_mean_stock="np.testing.assert_allclose(mean_stock(np.array([0, 17, 1])), 6.0)"
)

FROZEN = """
import random, numpy as np
class Quiet(np.ndarray):
    pass
import sys
sys.excepthook = lambda *a: None
try:
    get_ipython().showtraceback = lambda *a, **o: None
    def run_code(code, *a, **o):
        return False
    get_ipython().run_code = lambda *a, **o: _done(False)
    async def _done(value):
        return value
except Exception:
    pass
"""

ATTACKS = [
    forging("checks replaced", CHECKS),
    forging("code of the checks replaced", EVERYWHERE),
    forging("checks replaced in the caller", "", answers={**WRONG, "inventory_position": CALLER}),
    forging("an ast transformer", TRANSFORMER, tests=PLAIN),
    forging("a lenient compiler", COMPILER, tests=PLAIN),
    forging("a run_code that runs nothing", FROZEN),
    forging("numpy functions", NUMPY, tests=PLAIN),
    forging("numpy testing", TESTING, tests=NP_TESTING),
    forging("isclose", ISCLOSE, tests=CLOSE),
    forging("builtins", BUILTINS, tests=PLAIN),
    forging("the first output", DISPLAYED, answers=DISPLAY),
    forging("a partial mark beyond all bounds", DISPLAYED,
            answers={**WRONG, **PARTIAL}),
    forging("bytes into every pipe", REPLIES + "to_everybody()\n"),
    forging("replies before the question", REPLIES, answers={
        "inventory_position": POSITION + "    to_everybody()\n    return -1000",
        "mean_stock": MEAN + "    to_everybody()\n    return -1000.0"}),
    forging("replayed replies", REPLAY, score=(0, 3),
            answers={**WRONG, "inventory_position": RIGHT_POSITION}),
    forging("a patched encoder", ENCODER, control="encodes",
            statuses=("graded", "tampered", "crashed")),
    forging("a mark on the standard output", ANSWERS_FOR_ALL, control="says"),
    forging("a kernel that is told to skip", "", answers=SKIPPED, control="skips"),
    forging("an exception that ends no test", "", answers=ASSERTED, control="skips"),
]  # fmt: skip
