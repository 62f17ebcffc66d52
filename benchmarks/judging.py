"""What the tests of an exercise say about one answer, with one choice of seeds.

A graded test runs with the seeds that its author wrote down. Here all of them are replaced, and
what a test compares with a threshold is noted.
"""

import ast
import copy
import hashlib
import random
import signal
import types
import warnings
from functools import cache
from typing import NamedTuple

import numpy as np

from supplychain import batch, checks
from tests.support import variants

LONGEST = 60  # seconds for the tests of one answer
SEEDED = ("default_rng", "Random", "SeedSequence")


class Verdict(NamedTuple):
    """What the tests of an exercise say about one answer, with one choice of seeds."""

    hint: str  # of the first test that failed, "" if all passed
    figures: dict  # "test: comparison" → (figure, operator, threshold)
    by_luck: bool = True  # whether a seed was read, or luck drawn from anywhere else


class Reseed(ast.NodeTransformer):
    """Lets a test ask `_reseeded` for its seeds, and tell `_noted` what it compares."""

    def visit_Call(self, node):
        """Replace the seeds of a call, and note the comparisons of a check."""
        self.generic_visit(node)
        name = getattr(node.func, "attr", None) or getattr(node.func, "id", None)
        if name in SEEDED and node.args:
            node.args[0] = _call("_reseeded", node.args[0])
        for keyword in node.keywords:
            if keyword.arg == "seed":
                keyword.value = _call("_reseeded", keyword.value)
        if name == "check_that" and isinstance(node.args[0], ast.Compare):
            node.args[0] = _noting(node.args[0])
        return node


def _noting(condition):
    """Return a comparison that tells its figure: ``figure > 3``, or ``0.2 < figure < 0.8``."""
    text, sides = ast.unparse(condition), [condition.left, *condition.comparators]
    signs = ["<" if isinstance(one, ast.Lt | ast.LtE) else ">" for one in condition.ops]
    orders = all(isinstance(one, ast.Lt | ast.LtE | ast.Gt | ast.GtE) for one in condition.ops)
    limits = [getattr(side, "value", None) for side in sides]
    # Less than 1e-6 only means: apart from rounding.
    if orders and len(sides) == 2 and _is_number(limits[1]) and limits[1] > 1e-6:
        sides[0] = _call("_noted", text, sides[0], signs[0], limits[1])
    elif orders and len(sides) == 3 and _is_number(limits[0]) and _is_number(limits[2]):
        turned = "<" if signs[0] == ">" else ">"
        first = _call("_noted", f"{text}, left", sides[1], turned, limits[0])
        sides[1] = _call("_noted", f"{text}, right", first, signs[1], limits[2])
    return ast.Compare(sides[0], condition.ops, sides[1:])


def _is_number(value):
    return isinstance(value, int | float) and not isinstance(value, bool)


def _call(name, *arguments):
    nodes = [one if isinstance(one, ast.AST) else ast.Constant(one) for one in arguments]
    return ast.Call(ast.Name(name, ast.Load()), nodes, [])


@cache
def compiled(source):
    """Return the code of a test whose seeds can be replaced."""
    return compile(ast.fix_missing_locations(Reseed().visit(ast.parse(source))), "<test>", "exec")


def reseeded(seed, choice):
    """Return another seed for a seed, the same one each time; choice 0 leaves it as it is."""
    if seed is None or choice == 0:
        return seed
    digest = hashlib.sha256(f"{np.asarray(seed).tolist()} {choice}".encode()).digest()
    return int.from_bytes(digest[:6], "little")


class Luck:
    """Notices where a run draws luck: from a seed, the system, or a generator of everybody's."""

    def __enter__(self):
        self.drawn = False
        self._entropy, random._urandom = random._urandom, self._from_the_system
        self._before = self._shared()
        return self

    def __exit__(self, *error):
        random._urandom = self._entropy
        self.drawn = self.drawn or self._shared() != self._before

    def _from_the_system(self, n):
        self.drawn = True
        return self._entropy(n)

    @staticmethod
    def _shared():
        name, keys, *others = np.random.get_state()  # noqa: NPY002 (others may use it)
        return random.getstate(), name, keys.tobytes(), others


def judged(chapter, variant, choice):
    """Return the `Verdict` on a variant.

    Parameters
    ----------
    chapter : str
    variant : Variant
    choice : int
        Which seeds; 0 are those of the tests as they stand.
    """
    figures, hint = {}, ""
    tests = variants.assignment(chapter).tests(variant.exercise)
    before = signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(LONGEST)
    with Luck() as luck, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of NumPy about what an answer computes
        try:
            space = _after_setup(chapter)
            exec(_answer(variant.source), space)
            for test in tests:
                exec(compiled(test.source), space | hooks(test.name, choice, figures, luck))
        except Exception as error:
            known = isinstance(error, checks.Hint)
            hint = str(error) if known else f"{type(error).__name__}: {error}"
        finally:
            signal.alarm(0)
            signal.signal(signal.SIGALRM, before)
    # An answer that looks at the clock may decide by it.
    return Verdict(hint, figures, luck.drawn or "time" in variant.source)


@cache
def _answer(source):
    return compile(source, "<answer>", "exec")


@cache
def _setup(chapter):
    # Short plays are compiled as well: the same figures, and here they are played again and again.
    batch.WORTH_COMPILING = min(batch.WORTH_COMPILING, 0 if batch.has_numba() else np.inf)
    space = {"__name__": "notebook"}
    for cell in variants.assignment(chapter).cells:
        if cell.kind == "setup":
            exec(cell.source, space)
    return space


def _after_setup(chapter):
    """Return the names of the setup cells; what an answer changes, the next one does not see."""
    seen = {}
    return {
        name: value if isinstance(value, types.ModuleType) else copy.deepcopy(value, seen)
        for name, value in _setup(chapter).items()
        if name != "__builtins__"
    }


def _too_long(number, frame):
    raise TimeoutError(f"it takes more than {LONGEST} seconds")


def hooks(test, choice, figures, luck):
    """Return what a rewritten test calls.

    Parameters
    ----------
    test : str
        Its name.
    choice : int
        Which seeds.
    figures : dict
        Where figures are noted.
    luck : Luck
        Which is told that a seed was read.
    """

    def seeds(seed):
        luck.drawn = True
        return reseeded(seed, choice)

    def noted(text, figure, sign, threshold):
        key = f"{test}: {text}"
        value = float(figure)
        if key in figures:  # in a loop, the nearest to the threshold
            value = (max if sign == "<" else min)(value, figures[key][0])
        figures[key] = (value, sign, float(threshold))
        return figure

    return {"_reseeded": seeds, "_noted": noted}
