"""The statements of a notebook's cells, and the names that they bind, by Python's rules of scope.

It reads text and runs nothing, so the grader may use it on what it does not trust.
"""

import ast
import warnings
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

LARGEST = 200_000  # characters of a cell that is read
SHORT = 10_000  # characters of one that is kept beside dozens of others
TIMING = ("time", "timeit", "capture", "prun")  # magics that run what stands in them
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
SCOPES = (*FUNCTIONS, ast.Lambda, ast.ClassDef, *COMPREHENSIONS)


def statements(source: str) -> list[ast.stmt]:
    """Return the statements at the top of a cell, none where it is not Python.

    Parameters
    ----------
    source : str
        Plain Python, or what IPython makes of a magic: the code below ``%%time`` counts as well.
    """
    return [part for one in _parsed(source) or [] for part in _without_magic(one)]


def is_python(source: str) -> bool:
    """Whether a cell is plain Python, as this Python knows it, and not too long to be read."""
    return _parsed(source) is not None


def same(one: Sequence[ast.AST], other: Sequence[ast.AST]) -> bool:
    """Whether two lists of statements are the same program, however they are laid out."""
    return [ast.dump(part) for part in one] == [ast.dump(part) for part in other]


def _parsed(source: str) -> list[ast.stmt] | None:
    if len(source) > LARGEST:
        return None
    return _short(source) if len(source) <= SHORT else _long(source)


def _read(source: str) -> list[ast.stmt] | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


_short, _long = lru_cache(64)(_read), lru_cache(4)(_read)  # a notebook's cells; a few large ones


def _without_magic(statement: ast.stmt) -> list[ast.stmt]:
    """Return the statements below a timing magic, else the statement itself."""
    call: Any = getattr(statement, "value", None)
    name = getattr(getattr(call, "func", None), "attr", "")
    if name in ("run_cell_magic", "run_line_magic") and call.args:
        texts = [getattr(argument, "value", None) for argument in call.args]
        if texts[0] in TIMING and isinstance(texts[-1], str):
            return statements(texts[-1])
    return [statement]


def simple(statement: ast.stmt) -> Iterator[tuple[ast.stmt, bool]]:
    """Yield the simple statements in a statement at the top of a cell, and whether each must run.

    What a loop or a branch holds may or may not run.
    """
    waiting = [(statement, True)]
    while waiting:
        one, certain = waiting.pop(0)
        if isinstance(one, SCOPES) or not _blocks(one):
            yield one, certain
            continue
        yield _head(one), False
        waiting = [(part, False) for part in _blocks(one)] + waiting


def _blocks(statement: ast.stmt) -> list[ast.stmt]:
    """Return the statements inside a compound one."""
    blocks = [getattr(statement, part, []) for part in ("body", "orelse", "finalbody")]
    blocks += [part.body for part in getattr(statement, "handlers", [])]
    blocks += [part.body for part in getattr(statement, "cases", [])]
    return [one for block in blocks if isinstance(block, list) for one in block]


def _head(statement: ast.stmt) -> ast.stmt:
    """Return a compound statement without what it holds."""
    nothing: dict[str, list] = {"body": [], "orelse": [], "finalbody": []}
    fields = {name: nothing.get(name, part) for name, part in ast.iter_fields(statement)}
    for part in ("handlers", "cases"):
        if part in fields:
            fields[part] = [
                type(one)(**{n: [] if n == "body" else v for n, v in ast.iter_fields(one)})
                for one in fields[part]
            ]
    return type(statement)(**fields)


def pieces(statement: ast.AST) -> Iterator[tuple[set[str], ast.AST, bool]]:
    """Yield (names, node, whether it replaces their values) for what a simple statement binds.

    ``a, b = 1, 2`` are two pieces.
    """
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target, value = statement.targets[0], statement.value
        sides = (getattr(target, "elts", []), getattr(value, "elts", []))
        starred = any(isinstance(one, ast.Starred) for side in sides for one in side)
        if len(sides[0]) == len(sides[1]) > 0 and not starred:
            for left, right in zip(*sides):
                yield from pieces(ast.Assign(targets=[left], value=right))
            return
    yield bound(statement), statement, not isinstance(statement, ast.AugAssign)


def binds_at_top(statement: ast.AST) -> set[str]:
    """Return all names of the notebook that a simple statement binds, also by ``global``."""
    if imported(statement):
        return {name for name, _ in imported(statement)}
    return bound(statement) | {
        name for node in ast.walk(statement) if isinstance(node, ast.Global) for name in node.names
    }


def parts(node: ast.AST) -> list[ast.AST]:
    """Return the nodes that a node consists of, without those that say nothing, as ``Load()``.

    They are kept with the node: one statement is read a dozen times, and looked through each time.
    """
    kept = vars(node)
    if "_parts" not in kept:
        kept["_parts"] = [part for part in ast.iter_child_nodes(node) if part._fields]
    return kept["_parts"]


def makes_function(node: object) -> bool:
    """Whether a piece of code defines a function or class."""
    return isinstance(node, (*FUNCTIONS, ast.ClassDef, ast.Lambda))


def called(node: object) -> str | None:
    """Return the plain name that a piece of code calls, None if it is another one."""
    return getattr(node.func, "id", None) if isinstance(node, ast.Call) else None


def bound(node: ast.AST, inside: bool = False) -> set[str]:
    """Return the names that a piece of code binds in the scope in which it stands.

    Parameters
    ----------
    node : ast.AST
        A statement.
    inside : bool
        Whether `node` is what makes a scope, and the names in that scope are asked for.
    """
    found, declared = set(), set()
    waiting = list(body(node)) if inside else [node]
    found |= _arguments(node) if inside else set()
    while waiting:
        one = waiting.pop()
        found |= _binds(one)
        if isinstance(one, ast.Global | ast.Nonlocal):
            declared |= set(one.names)
        if isinstance(one, COMPREHENSIONS):
            found |= _walrus_names(one)
        waiting += outer(one) if isinstance(one, SCOPES) else parts(one)
    if inside and isinstance(node, COMPREHENSIONS):
        found -= _walrus_names(node)
    return found - declared


def _walrus_names(comprehension: ast.AST) -> set[str]:
    """Return the names that ``:=`` binds in a comprehension: it does so in the scope around it.

    What a function in there binds stays in that function.
    """
    found, waiting = set(), [comprehension]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.NamedExpr):
            found.add(node.target.id)
        waiting += outer(node) if makes_function(node) else parts(node)
    return found


def _binds(node: ast.AST) -> set[str]:
    """Return the names that one node binds by itself."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
        return {node.id}
    if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {(alias.asname or alias.name).partition(".")[0] for alias in node.names} - {"*"}
    if isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
        return {node.name}
    if isinstance(node, ast.MatchMapping) and node.rest:
        return {node.rest}
    return set()


def _arguments(node: ast.AST) -> set[str]:
    arguments = getattr(node, "args", None)
    if not isinstance(arguments, ast.arguments):
        return set()
    return {one.arg for one in parts(arguments) if isinstance(one, ast.arg)}


def body(scope: Any) -> list[ast.AST]:
    """Return the parts of a function, class or comprehension that stand in its own scope."""
    if isinstance(scope, COMPREHENSIONS):
        first, *others = scope.generators
        results = [getattr(scope, part, None) for part in ("elt", "key", "value")]
        return [first.target, *first.ifs, *others, *filter(None, results)]
    return scope.body if isinstance(scope.body, list) else [scope.body]


def outer(scope: Any) -> list[ast.AST]:
    """Return the parts that stand in the scope around it: decorators, defaults, bases."""
    if isinstance(scope, COMPREHENSIONS):
        return [scope.generators[0].iter]
    if isinstance(scope, ast.ClassDef):
        return [*scope.decorator_list, *scope.bases, *scope.keywords]
    defaults = [*scope.args.defaults, *filter(None, scope.args.kw_defaults)]
    return [*getattr(scope, "decorator_list", []), *defaults]


def imported(node: ast.AST) -> list[tuple[str, tuple[str, ...]]]:
    """Return (name, path) for each name that an import statement binds; ``*`` is one."""
    if isinstance(node, ast.Import):
        pairs = [(alias.asname, tuple(alias.name.split("."))) for alias in node.names]
        return [(name or path[0], path if name else path[:1]) for name, path in pairs]
    if isinstance(node, ast.ImportFrom) and node.module:
        module = tuple(node.module.split("."))
        return [(alias.asname or alias.name, (*module, alias.name)) for alias in node.names]
    return []


def dotted(node: object) -> tuple[str, ...] | None:
    """Return the parts of ``np.linalg.norm``, or None for what is no plain name with attributes."""
    root, attributes = owner(node)
    return (root.id, *attributes) if isinstance(root, ast.Name) else None


def owner(node: Any) -> tuple[Any, tuple[str, ...]]:
    """Return what an expression takes attributes of, and these."""
    attributes = []
    while isinstance(node, ast.Attribute):
        attributes.append(node.attr)
        node = node.value
    return node, tuple(reversed(attributes))
