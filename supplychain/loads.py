"""What a piece of code takes from the notebook around it, by Python's rules of scope.

A name that is local to a function, an argument, the variable of a loop in a function or of a
comprehension is nobody else's business. What remains are *global loads*: names that a statement
takes from the notebook, with the attributes that follow them (``np.linalg.norm`` is one load).
"""

import ast
from typing import Any, NamedTuple

from . import names

MODULE_LOADERS = ("__import__", "import_module")


class Load(NamedTuple):
    """A name that is taken from the notebook, or a module that a function imports for itself."""

    path: tuple  # of str: the name and the attributes that follow it
    later: bool = False  # not when the statement runs, but when a function that it defines does
    imported: bool = False  # the path begins with a module


class _Scope:
    """The names of a function, class or comprehension."""

    def __init__(self, node: ast.AST) -> None:
        self.names, self.is_class = names.bound(node, inside=True), isinstance(node, ast.ClassDef)
        self.declared: set[str] = set()  # global names
        self.paths: dict[str, set[tuple]] = {}  # what a local name stands for
        waiting = list(names.body(node))
        while waiting:
            one = waiting.pop()
            if isinstance(one, ast.Global):
                self.declared |= set(one.names)
            for name, path in names.imported(one):
                self.paths.setdefault(name, set()).add((path, True))
            if isinstance(one, ast.Assign) and names.dotted(one.value):
                for target in one.targets:
                    if isinstance(target, ast.Name):
                        self.paths.setdefault(target.id, set()).add(
                            (names.dotted(one.value), False)
                        )
            waiting += [] if isinstance(one, names.SCOPES) else names.parts(one)


def loads(node: ast.AST) -> set[Load]:
    """Return what a piece of code takes from the notebook around it.

    Annotations do not count: they tell a reader something, and take nothing.

    Parameters
    ----------
    node : ast.AST
        A statement at the top of a cell, or an expression in one.

    Returns
    -------
    set of Load
    """
    found: set[Load] = set()
    waiting: list[tuple[ast.AST, tuple[_Scope, ...], bool]] = [(node, (), False)]
    while waiting:
        one, scopes, later = waiting.pop()
        if isinstance(one, names.SCOPES):
            waiting += [(part, scopes, later) for part in names.outer(one)]
            inner, delayed = (*scopes, _Scope(one)), isinstance(one, (*names.FUNCTIONS, ast.Lambda))
            waiting += [(part, inner, later or delayed) for part in names.body(one)]
            continue
        parts, paths = _taken(one)
        for path, is_module in paths:
            known = {(path, True)} if is_module else _resolved(path, scopes)
            found |= {Load(full, later, module) for full, module in known}
        waiting += [(part, scopes, later) for part in parts]
    return found


def _taken(node: ast.AST) -> tuple[list[ast.AST], list[tuple[tuple, bool]]]:
    """Return the parts of a node that are to be read yet, and the paths that it takes itself.

    Returns
    -------
    list of node, list of (path, whether it begins with a module)
    """
    if isinstance(node, ast.Import | ast.ImportFrom):
        return [], [(path, True) for _, path in names.imported(node)]
    root, attributes = names.owner(node)
    written_out = _written_out(root)
    if written_out is not None:
        parts, paths = written_out
        return parts, [((*path, *attributes), is_module) for path, is_module in paths]
    if isinstance(root, ast.Name):
        is_read = attributes or isinstance(root.ctx, ast.Load)
        return [], [((root.id, *attributes), False)] if is_read else []
    return _evaluated(node), []


def _evaluated(node: ast.AST) -> list[ast.AST]:
    """Return the parts of a node but for annotations."""
    unused = getattr(node, "annotation", None)
    return [part for part in names.parts(node) if part is not unused]


def _written_out(node: Any) -> tuple[list, list[tuple[tuple, bool]]] | None:
    """Return what ``getattr(x, "name")`` and the like stand for, None for everything else.

    Returns
    -------
    (list of node, list of (path, whether it begins with a module)) or None
    """
    call: Any = node.value if isinstance(node, ast.Subscript) else node
    path = names.dotted(call.func) if isinstance(call, ast.Call) else None
    if path is None:
        return None
    arguments = [getattr(argument, "value", None) for argument in call.args]
    if isinstance(node, ast.Subscript):
        key = getattr(node.slice, "value", None)
        return ([], [((key,), False)]) if path == ("globals",) and isinstance(key, str) else None
    if path == ("getattr",) and len(arguments) > 1 and isinstance(arguments[1], str):
        owner = names.dotted(call.args[0])
        others = call.args[2:] if owner else [call.args[0], *call.args[2:]]
        return others, [((*owner, *arguments[1].split(".")), False)] if owner else []
    text = arguments[0] if arguments and isinstance(arguments[0], str) else None
    if path[-1] in MODULE_LOADERS and text is not None:
        return call.args[1:], [(tuple(text.split(".")), True)]
    if path in (("eval",), ("exec",)) and text is not None:
        return [*names.statements(text), *call.args[1:]], []
    return None


def _resolved(
    path: tuple, scopes: tuple[_Scope, ...], seen: frozenset[tuple[str, int]] = frozenset()
) -> set[tuple[tuple, bool]]:
    """Return the global paths that a path stands for, none where its name is a local one."""
    for depth in range(len(scopes) - 1, -1, -1):
        scope = scopes[depth]
        if path[0] in scope.declared:
            break
        if path[0] in scope.names and (not scope.is_class or depth == len(scopes) - 1):
            found, seen = set(), seen | {(path[0], depth)}
            for known, is_module in scope.paths.get(path[0], ()):
                full = (*known, *path[1:])
                if is_module:
                    found.add((full, True))
                elif (known[0], depth) not in seen:  # two names may stand for each other
                    found |= _resolved(full, scopes[: depth + 1], seen)
            return found
    return {(path, False)}
