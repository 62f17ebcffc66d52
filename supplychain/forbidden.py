"""What an exercise forbids: which of those names an answer uses, followed through a whole notebook.

An answer uses what it loads from the notebook, the attributes of that, and what it imports; and so
does everything that it loads, cell by cell. ``solve = shop.optimum`` in a cell of its own counts
where the answer calls ``solve``, and so does ``tools.append(shop.optimum)`` where it uses `tools`.
A cell that neither binds nor changes a name which the answer loads does not count, whatever it
does.

The grader and the visible tests of a notebook apply this same rule, with the same words.
"""

import ast
import builtins
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from . import mutations, names
from .loads import Load, loads
from .mutations import Kind

# A cell that begins with this line is the course's own: answers may use what it makes.
SETUP_MARK = "# Setup: your answers may use what stands here."
FREE = (("supplychain", "checks"),)  # what stubs and tests use
LONGEST_PATH = 20  # names with dots between them
MOST_STEPS = 20_000  # of a search: a cell can be written so that it would never end
MOST_HELD = 100  # names whose values one other name holds
# Functions that look names up as a program runs: nobody can say beforehand which.
DYNAMIC = {"getattr", "eval", "exec", "__import__", "globals", "vars", "import_module"}


class Binding(NamedTuple):
    """What one statement gives a name."""

    loads: frozenset  # of Load
    before: dict  # what the names that it loads at once were bound to: name → Chain
    path: tuple | None = None  # the value is what this path leads to: of an import or a plain name
    own: bool = False  # a function, class or plain value that the student wrote
    kind: Kind = Kind.UNKNOWN
    parts: frozenset = frozenset()  # of str: names whose values it may be or hold


class Chain(NamedTuple):
    """The values that a name may have: a branch or a loop adds one to what was there."""

    last: Binding
    others: "Chain | None"


def _after(old: Chain | None, binding: Binding) -> Chain:
    """Return the values of a name that may still be what it was, and holds what that held."""
    held = frozenset() if old is None else old.last.parts
    if not held <= binding.parts and len(held) < MOST_HELD:
        binding = binding._replace(parts=binding.parts | held)
    return Chain(binding, old)


class History:
    """The cells of a notebook in the order in which they ran."""

    def __init__(self) -> None:
        self._bound: dict[str, Chain | None] = {}
        self._stars: list[tuple] = []  # modules of which everything was imported

    def add(self, source: str, given: bool = False) -> None:
        """Add a cell.

        Parameters
        ----------
        source : str
            Plain Python.
        given : bool
            Whether it is the course's own: then only its imports are followed.
        """
        for statement in names.statements(source):
            for part, certain in names.simple(statement):
                self._add(part, certain, given)
                value: Any = getattr(part, "value", None)
                if names.called(value) == "exec":
                    text = getattr((*value.args, None)[0], "value", None)
                    self.add(text if isinstance(text, str) else "", given)

    def _add(self, statement: ast.AST, certain: bool, given: bool) -> None:
        for found, binding, replaces in self._bindings(statement, given):
            for name in found:
                old = None if replaces and certain else self._bound.get(name)
                self._bound[name] = _after(old, binding) if binding else old

    def _bindings(
        self, statement: ast.AST, given: bool
    ) -> Iterator[tuple[set[str], Binding | None, bool]]:
        """Yield (names, binding, whether it replaces what was there) for a simple statement."""
        imported = names.imported(statement)
        for name, path in imported:
            if name == "*":
                self._stars.append(path[:-1])
            else:
                yield {name}, Binding(frozenset(), {}, path, kind=Kind.MODULE), True
        if imported:
            return
        # What a statement changes it changes before it binds: ``box, f = box.add(f), None``.
        changed = set() if given else self._changed(statement)
        if changed:
            change = self._change(statement, changed)
            for name in changed:
                yield {name}, change._replace(kind=self._kind(name)), False
        for found, node, replaces in names.pieces(statement):
            if found:
                yield found, None if given else self._binding(node), replaces

    def _binding(self, node: ast.AST) -> Binding:
        taken, before = self._taken(node)
        value = getattr(node, "value", node)
        path = names.dotted(value)
        own = path is None and self._is_own(value, taken)
        kind = mutations.kind_of(value) if own else Kind.UNKNOWN
        parts = frozenset(mutations.parts_of(getattr(node, "iter", value)))
        return Binding(taken, before, path, own, kind, parts)

    def _change(self, statement: ast.AST, changed: set[str]) -> Binding:
        """Return what a statement adds to the values of names that it changes."""
        taken, before = self._taken(statement)
        path = names.dotted(getattr(statement, "value", None))
        others = {load.path[0] for load in taken} - changed
        own = path is None and all(map(self._is_written_here, others))
        own = own or names.makes_function(statement)
        held = mutations.parts_of(getattr(statement, "value", None))
        held = held.union(*(call.given for call in mutations.calls(statement)))
        return Binding(taken, before, path, own, parts=frozenset(held))

    def _taken(self, node: ast.AST) -> tuple[frozenset[Load], dict[str, Chain | None]]:
        taken = frozenset(loads(node))
        at_once = {load.path[0] for load in taken if not load.later and not load.imported}
        return taken, {name: self._bound.get(name) for name in at_once}

    def _changed(self, statement: ast.AST) -> set[str]:
        """Return the names whose values a statement changes, by whatever name it calls them."""
        found = mutations.stored(statement)
        for call in mutations.calls(statement):
            found |= mutations.changed_by(call, self._kind)
        waiting = list(found)
        while waiting and len(found) < MOST_HELD:
            known = self._bound.get(waiting.pop())
            parts = known.last.parts if known else ()
            held = {name for name in parts if self._kind(name) is Kind.OBJECT} - found
            waiting += held
            found |= held
        return found

    def _kind(self, name: str) -> Kind:
        known = self._bound.get(name)
        return known.last.kind if known else Kind.UNKNOWN

    def _is_written_here(self, name: str) -> bool:
        known = self._bound.get(name)
        return known.last.own if known else hasattr(builtins, name)

    def _is_own(self, value: ast.AST, taken: frozenset[Load]) -> bool:
        """Whether a value is written here: a function, a class, an object of it, or literals."""
        if names.makes_function(value):
            return True
        maker = names.called(value)
        if maker and maker in self._bound:
            return self._is_written_here(maker)
        return all(hasattr(builtins, load.path[0]) for load in taken)

    def uses(self, name: str) -> tuple[set[tuple], set[str]]:
        """Return the paths of all that a name leads to, and those of what looks names up.

        Returns
        -------
        (set of tuple, set of str)
        """
        search = self._search(name)
        return search.paths, search.dynamic

    def needs(self, name: str) -> set[str]:
        """Return the names of the notebook that a name leads to, itself among them."""
        return {name, *self._search(name).names}

    def _search(self, name: str) -> "_Search":
        search = _Search(self._bound, self._stars)
        search.follow(self._bound.get(name))
        return search


class _Search:
    """Follows what names lead to, each piece once."""

    def __init__(self, bound: dict[str, Chain | None], stars: list[tuple]) -> None:
        self._bound, self._stars = bound, stars
        self.paths: set[tuple] = set()
        self.dynamic: set[str] = set()
        self.names: set[str] = set()
        self._seen: set[tuple] = set()
        self._waiting: list[tuple[Chain | None, tuple | None]] = []

    def follow(self, chain: Chain | None) -> None:
        """Find all that the values of a name use."""
        self._waiting.append((chain, None))
        while self._waiting and len(self._seen) < MOST_STEPS:
            chain, path = self._waiting.pop()
            if chain is None or (id(chain), path) in self._seen:
                continue
            self._seen.add((id(chain), path))
            self._waiting.append((chain.others, path))
            if path is None:
                self._take(chain.last)
            else:
                self._go_through(chain.last, path)
        if self._waiting:
            self.dynamic.add("so many names, one for another,")

    def _take(self, binding: Binding) -> None:
        """Note what the making of a value uses."""
        if binding.path and not binding.loads:  # an import
            self.paths.add(binding.path)
        for load in binding.loads:
            first = load.path[0]
            self.names |= set() if load.imported else {first}
            known = self._bound.get(first) if load.later else binding.before.get(first)
            if load.imported or known is None:
                self._note(load)
            else:
                self._waiting += [(known, None), (known, load.path)]

    def _note(self, load: Load) -> None:
        """Note what no cell has bound: a module, a name of a setup cell, or one of Python's own."""
        self.paths.add(load.path)
        if not load.imported and load.path[-1] in DYNAMIC:
            self.dynamic.add(load.path[-1])
        if not load.imported and not hasattr(builtins, load.path[0]):
            self.paths |= {(*module, *load.path) for module in self._stars}

    def _go_through(self, binding: Binding, path: tuple) -> None:
        """Note what a path stands for whose first name has this value."""
        if binding.own:
            return
        full = (*(binding.path or path[:1]), *path[1:])[:LONGEST_PATH]
        self.paths.add(full)
        if binding.path:
            self._waiting.append((binding.before.get(full[0]), full))
        if full[-1] in DYNAMIC:
            self.dynamic.add(full[-1])


def forbidden_uses(history: History, exercise: str, forbid: Sequence[str]) -> str:
    """Return what an answer uses of what its exercise forbids, in words; "" if it is nothing.

    Parameters
    ----------
    history : History
    exercise : str
        The function that answers.
    forbid : sequence of str
        Names, some with dots: ``np.linalg.norm``.

    Examples
    --------
    >>> history = History()
    >>> history.add("shop = Shop()", given=True)
    >>> history.add("solve = shop.optimum")
    >>> history.add("def best(orders):\\n    shop = 3\\n    return solve().orders[shop]")
    >>> forbidden_uses(history, "best", ["optimum", "lfilter"])
    'This exercise may not use optimum; write it yourself.'
    """
    if not forbid:
        return ""
    found, dynamic = history.uses(exercise)
    paths = [path for path in map(_spelt, found) if path[:2] not in FREE]
    used = [name for name in forbid if any(_holds(path, _spelt(name.split("."))) for path in paths)]
    if used:
        return f"This exercise may not use {', '.join(sorted(used))}; write it yourself."
    if dynamic:
        return (
            f"This exercise may not use {', '.join(sorted(dynamic))} to look up what is not "
            "written out as a plain string: write the name itself."
        )
    return ""


def _spelt(path: Sequence[str]) -> tuple[str, ...]:
    return ("numpy", *path[1:]) if path[0] == "np" else tuple(path)


def _holds(path: tuple[str, ...], part: tuple[str, ...]) -> bool:
    return any(path[at : at + len(part)] == part for at in range(len(path) - len(part) + 1))
