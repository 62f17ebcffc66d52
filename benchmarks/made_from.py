"""What the row of an answer was measured on: a hash of all that its verdicts depend on.

These are the cells that run before it, its tests, the answer, and the modules of `supplychain` that
they use, in turn. Comments, docstrings and types do not count, nor do imports that only types use,
nor the text of a chapter.
"""

import ast
import hashlib
import re
from functools import cache
from pathlib import Path

import supplychain
from supplychain import names
from tests.support import variants

WORLD = Path(supplychain.__file__).parent
FOR_TYPES = {"__future__", "typing", "collections.abc", "numpy.typing"}
ELSEWHERE = {
    "attempts",
    "forbidden",
    "waiting",
    "plotting",
    "storyboard",
}  # seen, and judged by nobody


def key(chapter, variant):
    """Return the hash that belongs to the row of a variant."""
    plan = variants.assignment(chapter)
    setup = [cell.source for cell in plan.cells if cell.kind == "setup"]
    own = [*(test.source for test in plan.tests(variant.exercise)), variant.source]
    modules = _modules("\n".join(own)) | _used(setup, own)
    return programs(modules, *setup, *own)


def programs(modules, *texts):
    """Return the hash of texts and of what modules of `supplychain` say, and those they import."""
    plain = [_plain(text) for text in texts]
    plain += [_plain((WORLD / f"{name}.py").read_text(encoding="utf-8"))
              for name in reached(frozenset(modules))]  # fmt: skip
    digest = hashlib.sha256()
    for text in plain:
        digest.update(f"{len(text)}\0{text}".encode())
    return digest.hexdigest()[:32]


@cache
def reached(modules):
    """Return the modules of `supplychain` that some of them import, in turn, in order."""
    found, waiting = set(), set(modules)
    while waiting:
        name = waiting.pop()
        if name not in found | ELSEWHERE and (WORLD / f"{name}.py").exists():
            found.add(name)
            waiting |= _modules((WORLD / f"{name}.py").read_text(encoding="utf-8"), inside=True)
    return sorted(found)


def _used(setup, own):
    """Return the modules of those names of the setup cells that are used in them or below."""
    statements = [part for text in setup for part in names.statements(text)]
    imports = [part for part in statements if names.imported(part)]
    texts = [*own, *(ast.unparse(part) for part in statements if part not in imports)]
    found = set()
    for part in imports:
        for alias in part.names:
            if any(re.search(rf"\b{alias.asname or alias.name}\b", text) for text in texts):
                found |= _modules(ast.unparse(type(part)(**vars(part) | {"names": [alias]})))
    return found


@cache
def _modules(text, inside=False):
    """Return the modules of `supplychain` that a text imports."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom):
            parts = (node.module or "").split(".")
            if parts[0] == "supplychain" or (inside and node.level):
                path = parts[1:] if parts[0] == "supplychain" else [one for one in parts if one]
                asked = [alias.name for alias in node.names]
                found |= {path[0]} if path else {_home(name) for name in asked}
        elif isinstance(node, ast.Import):
            found |= {one.name.split(".")[1] for one in node.names if "supplychain." in one.name}
    return found


def _home(name):
    return supplychain._HOME.get(name, name)


@cache
def _plain(text):
    """Return a program without comments, docstrings and types."""
    tree = _Plain().visit(ast.parse(text))
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return ast.dump(_Used(used).visit(tree))


class _Plain(ast.NodeTransformer):
    """Takes out what changes nothing that a program does."""

    def __init__(self):
        self._fields = set()

    def visit_Module(self, node):
        return self._without_docstring(node)

    def visit_ClassDef(self, node):
        # The fields of a record need a type, whatever it says; a name elsewhere needs none.
        fields = [one for one in node.body if isinstance(one, ast.AnnAssign)]
        for one in fields:
            one.annotation = ast.Constant(None)
        self._fields.update(fields)
        return self._without_docstring(node)

    def visit_FunctionDef(self, node):
        node.returns = None
        return self._without_docstring(node)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_arg(self, node):
        node.annotation = None
        return node

    def visit_AnnAssign(self, node):
        if node in self._fields:
            return self.generic_visit(node)
        return self.generic_visit(ast.Assign([node.target], node.value)) if node.value else None

    def visit_If(self, node):
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return None
        return self.generic_visit(node)

    def visit_Import(self, node):
        return None if all(alias.name in FOR_TYPES for alias in node.names) else node

    def visit_ImportFrom(self, node):
        return None if node.module in FOR_TYPES and not node.level else node

    def _without_docstring(self, node):
        first = getattr(node.body[0], "value", None) if node.body else None
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            node.body = node.body[1:] or [ast.Pass()]
        return self.generic_visit(node)


class _Used(ast.NodeTransformer):
    """Takes out imports of names that nothing but types used.

    Parameters
    ----------
    names : set of str
        Those that the program still has.
    """

    def __init__(self, names):
        self._names = names

    def visit_ImportFrom(self, node):
        node.names = [one for one in node.names if (one.asname or one.name) in self._names]
        return node if node.names else None
