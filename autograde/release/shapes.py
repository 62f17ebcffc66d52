"""Answers under other names: code is compared by its syntax, with the names left out.

A line of an answer that somebody rewrites with names of their own is no secret line any more, but
it is still the answer. So answers and hidden tests are compared as trees: names by the order in
which they first occur, without comments, layout and docstrings.
"""

import ast
import builtins
import textwrap

from autograde.course.cells import BEGIN_HIDDEN, BEGIN_SOLUTION, END_HIDDEN, END_SOLUTION

# Parts of a tree: `return np.maximum(level - position, 0)` has 12 and is everybody's.
SMALLEST = 22
KEPT = set(dir(builtins)) | {"np", "self"}  # names that say what a program does


def secret_shapes(sources):
    """Return the shapes of answers and hidden tests.

    Parameters
    ----------
    sources : iterable of notebooks
        The chapters with all their answers.

    Returns
    -------
    dict of tuple to str
        Shape → the first line of the secret code, to tell where it is from.
    """
    secret = {}
    for notebook in sources:
        for cell in notebook["cells"]:
            if cell["cell_type"] != "code":
                continue
            hidden = _hidden_lines(cell["source"])
            for block in _blocks(cell["source"]):
                inner = [s for s in block if s.lineno in hidden and s.end_lineno in hidden]
                # Who copies an answer into other code leaves its return behind.
                copied = [one for one in inner if not isinstance(one, ast.Return)]
                for part in [inner, copied, *([one] for one in inner)]:
                    if part and len(_shape(part)) >= SMALLEST:
                        secret.setdefault(_shape(part), ast.unparse(part[0]).splitlines()[0])
    return secret


def same_shapes(code, secrets):
    """Return the secrets that occur in some code, as the first lines of the answers.

    Parameters
    ----------
    code : str
        Python; what cannot be parsed has no shape.
    secrets : dict of tuple to str
        From `secret_shapes`.
    """
    # Flattening each run of statements would take minutes: most differ in their kinds already.
    kinds = {shape[0] for shape in secrets}
    found = set()
    for block in _blocks(code):
        for part in _parts(block):
            if _kinds(part) in kinds:
                found.add(secrets.get(_shape(part)))
    return sorted(found - {None})


def _hidden_lines(text):
    """Return the numbers of the lines between marks, the marks left out."""
    found, hidden = set(), False
    for number, line in enumerate(text.splitlines(), start=1):
        if BEGIN_SOLUTION in line or BEGIN_HIDDEN in line:
            hidden = True
        elif END_SOLUTION in line or END_HIDDEN in line:
            hidden = False
        elif hidden:
            found.add(number)
    return found


def _blocks(code):
    """Yield every list of statements in some code, docstrings left out."""
    try:
        tree = ast.parse(textwrap.dedent(code))
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list) and block:
                is_text = isinstance(block[0], ast.Expr) and isinstance(
                    block[0].value, ast.Constant
                )
                yield block[1:] if is_text else block


def _parts(block):
    """Yield every run of neighbouring statements."""
    for first in range(len(block)):
        for last in range(first + 1, len(block) + 1):
            yield block[first:last]


def _shape(statements):
    """Return a tree as a flat tuple; its first parts are the kinds of the statements."""
    numbers = {}
    flat = [_kinds(statements)]

    def name(text):
        return text if text in KEPT else numbers.setdefault(text, len(numbers))

    def walk(node):
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif isinstance(node, ast.Name):
            flat.append(name(node.id))
        elif isinstance(node, ast.arg):
            flat.append(name(node.arg))
        elif isinstance(node, ast.Constant):
            flat.append(repr(node.value))
        elif isinstance(node, ast.AST) and not isinstance(node, ast.expr_context):
            flat.append(type(node).__name__)
            for field, value in ast.iter_fields(node):
                if isinstance(value, str):
                    is_own = isinstance(node, ast.FunctionDef) and field == "name"
                    flat.append(name(value) if is_own else value)
                else:
                    walk(value)

    walk(statements)
    return tuple(flat)


def _kinds(statements):
    return tuple(type(one).__name__ for one in statements)
