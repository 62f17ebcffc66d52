"""Which cells of a chapter must have run before another one can.

A cell needs the last cell above it that binds a name which it uses, and those in between that may
have changed what the name holds: random numbers go on where the cell before left them. What those
need, it needs too.
"""

import ast
import builtins
import symtable
from collections.abc import Iterable, Sequence

BUILT_IN = frozenset(dir(builtins)) | {"display", "get_ipython"}
# What is made by a call that ends so goes on changing: random numbers, environments, filled arrays.
CHANGING = ("default_rng", "Env", "Sweeps", "zeros", "full", "empty", "zeros_like", "copy", "spawn")


class Uses:
    """What a cell binds, uses and may change.

    Parameters
    ----------
    source : str
        Python.
    """

    def __init__(self, source: str):
        tree = ast.parse(source)
        self.binds = _bound(source)
        self.used = set(_missing(tree, self.binds)) - BUILT_IN
        self.changing = set(_holding(tree))
        self.touches = set(_touched(tree))


def _bound(source: str) -> set[str]:
    """Return the names that a piece of a notebook binds."""
    table = symtable.symtable(source, "cell", "exec")
    return {
        symbol.get_name()
        for symbol in table.get_symbols()
        if symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace()
    }


def _missing(tree: ast.Module, all_bound: set[str]) -> Iterable[str]:
    """Return the names that a cell uses before it binds them itself."""
    bound: set[str] = set()
    for statement in tree.body:
        text = ast.unparse(statement)
        used, here = set(_used(symtable.symtable(text, "cell", "exec"))), _bound(text)
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            yield from used - all_bound  # its body runs later
            bound |= here
            continue
        if isinstance(statement, ast.For | ast.While | ast.With | ast.If | ast.Try):
            used -= here
        added = {
            node.target.id
            for node in ast.walk(statement)
            if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name)
        }
        yield from (used | added) - bound
        bound |= here


def _used(table: symtable.SymbolTable) -> Iterable[str]:
    """Return the names of the notebook that a scope, or one within it, uses."""
    is_top = table.get_type() == "module"
    for symbol in table.get_symbols():
        if symbol.is_referenced() and (is_top or symbol.is_global()):
            yield symbol.get_name()
    for inner in table.get_children():
        yield from _used(inner)


def _holding(tree: ast.Module) -> Iterable[str]:
    """Return the names that are given something that cells may change in passing."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign):
            continue
        values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
        if any(_goes_on_changing(value) for value in values):
            for target in node.targets:
                yield from (one.id for one in ast.walk(target) if isinstance(one, ast.Name))


def _goes_on_changing(value: ast.expr) -> bool:
    if isinstance(value, ast.Call):
        called = value.func
        name = str(getattr(called, "attr", getattr(called, "id", "")))
        return name.endswith(CHANGING)
    return isinstance(value, ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp)


def _touched(tree: ast.Module) -> Iterable[str]:
    """Return the names whose values a cell may change: written into, called upon, passed on."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript | ast.Attribute) and not isinstance(node.ctx, ast.Load):
            yield _root(node)
        elif isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                yield _root(node.func)
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            yield from (one.id for one in given if isinstance(one, ast.Name))


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Subscript | ast.Attribute | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def needs(sources: Sequence[str], parts: Sequence[str]) -> list[list[int]]:
    """Return for each cell the numbers of those that it needs, in the order of the notebook.

    Parameters
    ----------
    sources : sequence of str
        The cells of a notebook.
    parts : sequence of str
        Of each: setup, demo, stub or test. What a learner writes into a stub may use any set-up
        cell above it; nothing needs a test.

    Examples
    --------
    >>> needs(["import numpy as np", "rng = np.random.default_rng(1)", "x = 2", "rng.random()",
    ...        "print(rng.random() + 1)"], ["demo"] * 5)
    [[], [0], [], [0, 1], [0, 1, 3]]
    """
    cells = [Uses(source) for source in sources]
    found: list[list[int]] = []
    for here, cell in enumerate(cells):
        wanted: set[int] = set()
        if parts[here] == "stub":
            wanted |= {k for k in range(here) if parts[k] == "setup"}
        for name in cell.used:
            binders = [k for k in range(here) if name in cells[k].binds and parts[k] != "test"]
            if not binders:
                continue
            last = binders[-1]
            wanted.add(last)
            if name in cells[last].changing:
                between = range(last + 1, here)
                wanted |= {k for k in between if name in cells[k].touches and parts[k] != "test"}
        for k in tuple(wanted):
            wanted |= set(found[k])
        found.append(sorted(wanted))
    return found
