"""The names whose values a statement changes in part, without binding the names anew.

``tools.append(solve)``, ``setattr(desk, "solve", solve)`` and ``tools["solve"] = solve`` leave
`tools` and `desk` bound to what they were bound to, and yet who loads them afterwards gets `solve`
as well. Whether a call does such a thing depends on what is called: `changed_by` says it, given
the `Kind` of each name.
"""

import ast
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from typing import Any, NamedTuple

from . import names

# Methods of Python's and NumPy's own containers that change them.
WRITERS = {"append", "appendleft", "add", "extend", "extendleft", "insert", "update", "setdefault"}
WRITERS |= {"put", "put_nowait", "fill", "itemset", "__setitem__", "__setattr__", "__iadd__"}
# Methods of containers that only read, whatever they are given.
READERS = {"index", "count", "get", "keys", "values", "items", "copy", "join", "format"}
# Functions that change the first thing that they are given.
SETTERS = {"setattr", "setitem", "heappush", "insort", "insort_left", "insort_right"}
SETTERS |= {"copyto", "put", "place", "putmask", "fill_diagonal"}
CLASSES = {"list", "dict", "set", "object", "deque", "OrderedDict", "defaultdict"}
CONTAINERS = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
HOLDERS: tuple[type[ast.AST], ...] = (
    ast.List,
    ast.Tuple,
    ast.Set,
    ast.Dict,
    ast.Starred,
    ast.IfExp,
    ast.BoolOp,
)
HOLDERS = (*HOLDERS, ast.NamedExpr)


class Kind(Enum):
    """What is known about the value of a name."""

    MODULE = "imported"
    OBJECT = "a container, a class or an object of it, that the student wrote"
    CHANGER = "a function that the student wrote, which changes what it is given"
    FIXED = "another function, or a number or text, that the student wrote"
    UNKNOWN = "another one"


class Call(NamedTuple):
    """A call, or a decorator, in a statement."""

    path: tuple  # of str: the name that is called, and the attributes that follow it
    first: frozenset = frozenset()  # of str: names that the first argument is or holds
    given: frozenset = frozenset()  # of str: the same for all arguments


def stored(statement: ast.AST) -> set[str]:
    """Return the names of the notebook into whose values a statement stores something.

    Parameters
    ----------
    statement : ast.AST

    Returns
    -------
    set of str
        The names before ``.x = …`` and ``[…] = …``, and those of `global` statements.

    Examples
    --------
    >>> sorted(stored(ast.parse("a.b[0], c, d[1] = e, f, g").body[0]))
    ['a', 'd']
    """
    return {name for node, local in _nodes(statement) for name in _stored_in(node) - local}


def calls(statement: ast.AST) -> list[Call]:
    """Return the calls in a statement of what the notebook, and no function in it, has named.

    Parameters
    ----------
    statement : ast.AST

    Returns
    -------
    list of Call
    """
    found = []
    for node, local in _nodes(statement):
        called = [node.func] if isinstance(node, ast.Call) else []
        called += getattr(node, "decorator_list", [])
        for path in map(_rooted, called):
            if path and path[0] not in local:
                found.append(Call(path, *(one - local for one in _given(node))))
    return found


def changed_by(call: Call, kind: Callable[[str], Kind]) -> set[str]:
    """Return the names whose values a call may change.

    Parameters
    ----------
    call : Call
    kind : callable
        The `Kind` of a name.

    Returns
    -------
    set of str

    Notes
    -----
    Of what the student wrote, every method may change it, unless it is known to read only; of
    another thing, those that are known to change one. Functions of modules leave the module alone.
    """
    owner, last = kind(call.path[0]), call.path[-1]
    found: set[str] = set()
    if last in SETTERS or (call.path[-2:-1] and call.path[-2] in CLASSES and last in WRITERS):
        found |= call.first
    if len(call.path) > 1 and owner is not Kind.MODULE:
        if last in WRITERS or (owner is Kind.OBJECT and last not in READERS):
            found.add(call.path[0])
    if owner in (Kind.OBJECT, Kind.CHANGER):
        found |= {name for name in call.given if kind(name) is Kind.OBJECT}
    return found


def kind_of(value: ast.AST) -> Kind:
    """Return the kind of what an expression makes that uses only what the student wrote.

    Parameters
    ----------
    value : ast.AST
    """
    if isinstance(value, (*names.FUNCTIONS, ast.Lambda)):
        return Kind.CHANGER if _changes_arguments(value) else Kind.FIXED
    if isinstance(value, ast.Tuple):
        return Kind.OBJECT if any(map(_can_change, value.elts)) else Kind.FIXED
    return Kind.OBJECT if _can_change(value) else Kind.FIXED


def parts_of(value: ast.AST | None) -> set[str]:
    """Return the names whose values a value may be, or hold, as ``{"a": tools}`` holds `tools`.

    Parameters
    ----------
    value : ast.AST or None

    Returns
    -------
    set of str
    """
    found, waiting = set(), [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, ast.Name | ast.Attribute | ast.Subscript):
            found |= {(_rooted(part) or ("",))[0]} - {""}
        elif isinstance(part, HOLDERS):
            waiting += names.parts(part)
    return found


def _nodes(
    node: ast.AST, local: frozenset[str] = frozenset()
) -> Iterator[tuple[ast.AST, frozenset[str]]]:
    """Yield each node of a piece of code with the names that are local where it stands."""
    waiting = [(node, local)]
    while waiting:
        node, local = waiting.pop()
        yield node, local
        if isinstance(node, names.SCOPES):
            waiting += [(part, local) for part in names.outer(node)]
            inner = local | names.bound(node, inside=True)
            waiting += [(part, inner) for part in names.body(node)]
        else:
            waiting += [(part, local) for part in names.parts(node)]


def _stored_in(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Global):
        return set(node.names)
    if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store):
        if isinstance(node, ast.Subscript) and _is_globals(node.value):
            return _texts([node.slice])
        path = _rooted(node)
        return {path[0]} if path else set()
    if isinstance(node, ast.Call) and _is_globals(getattr(node.func, "value", None)):
        keys = [key for one in node.args[:1] for key in getattr(one, "keys", [one])]
        return _texts(keys) | {one.arg for one in node.keywords if one.arg}
    return set()


def _is_globals(node: object) -> bool:
    return isinstance(node, ast.Call) and names.called(node) == "globals"


def _texts(nodes: Iterable[Any]) -> set[str]:
    return {one.value for one in nodes if isinstance(getattr(one, "value", None), str)}


def _given(node: ast.AST) -> tuple[frozenset[str], frozenset[str]]:
    """Return the names that the first argument of a call holds, and those of all; for a
    decorator it is the function that it decorates, which nothing else holds yet.
    """
    if not isinstance(node, ast.Call):
        return frozenset(), frozenset()
    parts = [*node.args, *(keyword.value for keyword in node.keywords)]
    first, *_ = [*map(parts_of, parts), set()]
    return frozenset(first), frozenset(set().union(*map(parts_of, parts)))


def _can_change(value: ast.AST) -> bool:
    return isinstance(value, (*CONTAINERS, ast.Call, ast.ClassDef))


def _changes_arguments(function: Any) -> bool:
    """Whether a function stores into one of its arguments, or calls what changes one."""
    arguments = {one.arg for one in ast.walk(function.args) if isinstance(one, ast.arg)}
    for part in names.body(function):
        changed = stored(part)
        for call in calls(part):
            changed |= changed_by(call, lambda name: Kind.UNKNOWN)
        if not changed.isdisjoint(arguments):
            return True
    return False


def _rooted(node: ast.AST | None) -> tuple[str, ...] | None:
    """Return the name at the root of an expression and its attributes; indices are left out."""
    attributes = []
    while isinstance(node, ast.Attribute | ast.Subscript):
        attributes += [node.attr] if isinstance(node, ast.Attribute) else []
        node = node.value
    return (node.id, *reversed(attributes)) if isinstance(node, ast.Name) else None
