"""What the cells of a submission say about its answers: which function they define, and how far.

All of it is read from the text. A cell that is no Python says what it defines by its lines.
"""

import ast
import re
from functools import lru_cache

from autograde.examination.magics import to_python
from supplychain import names

DEFINES = r"^[ \t]*(?:async\s+)?(?:def|class)\s+{}\b|^{}\s*="
EMPTY = {"NotWritten", "NotImplementedError"}  # what a stub raises


def plain(source):
    """Return a cell in plain Python, as far as IPython's syntax can be translated.

    Parameters
    ----------
    source : str
        As it was handed in.
    """
    if names.is_python(source):
        return source
    return to_python(source) or source


def binds(source, exercise):
    """Return how a cell answers an exercise: ``answer``, ``stub``, or "" where it does not.

    Parameters
    ----------
    source : str
        Plain Python, or what somebody took for it.
    exercise : str
        The function that is asked for.
    """
    if not names.is_python(source):
        name = re.escape(exercise)
        defined = re.search(DEFINES.format(name, name), source, re.MULTILINE)
        return "answer" if defined else ""
    return _bound(source).get(exercise, "")


@lru_cache(256)
def _bound(source):
    """Return all names of the notebook that a cell binds, each ``answer`` or ``stub``."""
    found = {}
    for statement in names.statements(source):
        for part, _ in names.simple(statement):
            stub = is_stub(part)
            for name in names.binds_at_top(part):
                found[name] = "stub" if stub and found.get(name) != "answer" else "answer"
    return found


def bound(source):
    """Return the names of the notebook that a cell of plain Python binds."""
    return _bound(source).keys()


def is_stub(statement):
    """Whether a statement is a function that says nothing but that it is not written yet."""
    if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    return all(_says_nothing(part) for part in statement.body)


def _says_nothing(statement):
    if isinstance(statement, ast.Raise):
        raised = getattr(statement.exc, "func", statement.exc)
        return getattr(raised, "id", None) in EMPTY
    constant = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return constant or isinstance(statement, ast.Pass)


def without_stubs(source, exercise):
    """Return a cell in which the stubs of an exercise are blank lines.

    Parameters
    ----------
    source : str
    exercise : str
        The function that is asked for.
    """
    lines = source.split("\n")
    if not names.is_python(source):
        return source
    for statement in names.statements(source):
        if is_stub(statement) and statement.name == exercise:
            first = min([statement.lineno, *(one.lineno for one in statement.decorator_list)])
            lines[first - 1 : statement.end_lineno] = [""] * (statement.end_lineno - first + 1)
    return "\n".join(lines)
