"""What a student's cells use: imports that the course did not ask for, and what is forbidden.

Both are read from the text of the cells. That is a rule for honest people: a name that is put
together at run time is not found. What must not happen, the jail prevents.
"""

import ast
import warnings

ALLOWED = {"numpy", "time", "tqdm", "matplotlib", "math", "random", "typing", "dataclasses"}
ALLOWED |= {"collections", "itertools", "functools", "supplychain", "__future__"}
LARGEST = 200_000  # characters of a cell that is read


def foreign_imports(steps):
    """Return a flag for each module outside the course that a submission imports.

    Parameters
    ----------
    steps : list of Step
    """
    found = {}
    for step in steps:
        if step.kind in ("solution", "own"):
            for name in _imports(parse(step.source)):
                if name.partition(".")[0] not in ALLOWED:
                    found.setdefault(name.partition(".")[0], step.name)
    return [f"import: {name} (in {place})" for name, place in found.items()]


def barred(steps):
    """Return the exercises whose answer uses what the exercise forbids, and what it is.

    Parameters
    ----------
    steps : list of Step
    """
    helpers = {}
    for step in steps:
        if step.kind in ("solution", "own"):
            for statement in parse(step.source).body:
                for name in _defined(statement):
                    helpers.setdefault(name, []).append(statement)
    found = {}
    for step in steps:
        if step.kind == "solution" and step.cell.forbid:
            used = _used(parse(step.source), helpers) & set(step.cell.forbid)
            if used:
                found[step.cell.exercise] = (
                    f"This exercise may not use {', '.join(sorted(used))}; write it yourself."
                )
    return found


def parse(source):
    """Return a cell's syntax tree, an empty one where it has none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source if len(source) <= LARGEST else "")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])


def _imports(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def _defined(statement):
    """Return the names that a statement at the top of a cell gives a value."""
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
        return [statement.name]
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return [(alias.asname or alias.name).partition(".")[0] for alias in statement.names]
    nodes = ast.walk(statement)
    return [n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]


def _used(tree, helpers):
    """Return all names that a tree uses, and those that its helpers use."""
    used, waiting, seen = set(), [tree], set()
    while waiting:
        new = _names(waiting.pop()) - used
        used |= new
        for name in new - seen:
            seen.add(name)
            waiting += helpers.get(name, [])
    return used


def _names(tree):
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
            found.add(ast.unparse(node) if _is_dotted(node) else node.attr)
        elif isinstance(node, ast.alias):
            found |= {node.name, node.name.rpartition(".")[2]}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def _is_dotted(node):
    """Whether an attribute is one of a plain name, a few dots deep: ``np.linalg.solve``."""
    for _ in range(6):
        if isinstance(node, ast.Name):
            return True
        if not isinstance(node, ast.Attribute):
            return False
        node = node.value
    return False
