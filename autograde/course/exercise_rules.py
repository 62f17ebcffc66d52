"""Rules for exercises: what a chapter's source must keep for its marks to be trusted.

A test cell judges only through `supplychain.checks`, because ``np.allclose([], 5.0)`` is true, an
object can claim to equal everything, and a bare ``assert`` tells a learner nothing.
"""

import ast
import builtins
from collections.abc import Collection
from typing import Any

from autograde.course.by_hand_rules import task_problems, text_problems, written_problems
from autograde.course.cells import (
    BEGIN_HIDDEN,
    BEGIN_SOLUTION,
    BY_HAND,
    END_HIDDEN,
    END_SOLUTION,
    code_cells,
    kind,
    name_of,
    nbgrader,
)

HINT_POSITION = {"check_close": 2, "check_equal": 2, "check_that": 1}
FORBIDDEN_JUDGES = {"allclose", "isclose", "array_equal", "array_equiv", "testing"}


def problems(notebook: Any) -> list[str]:
    """Return what breaks the rules in a chapter's source, one sentence each.

    Parameters
    ----------
    notebook : notebook
        The chapter with all its answers.
    """
    cells = code_cells(notebook)
    provided = {_provides(cell) for cell in cells if kind(cell) == "solution"} - {None}
    found, seen, exercise = [], set(), None
    for cell in notebook["cells"]:
        if kind(cell) == "written":
            sentences = written_problems(cell)
        elif kind(cell) == "task":
            sentences = task_problems(cell)
        elif cell["cell_type"] != "code":
            sentences = text_problems(cell)
        elif kind(cell) == "solution":
            sentences = _solution_problems(cell)
            exercise = _provides(cell)
        elif kind(cell) == "test":
            sentences = _test_problems(cell, provided, exercise)
        else:
            sentences = _plain_problems(cell)
        if kind(cell) in BY_HAND and name_of(cell) in provided:
            sentences.append("a function is called like it; give it another grade_id")
        if nbgrader(cell) and name_of(cell) in seen:
            sentences.append("its grade_id occurs twice; every nbgrader cell needs its own")
        seen.add(name_of(cell))
        found += [f"cell {name_of(cell)}: {sentence}" for sentence in sentences]
    return found


def _provides(cell: Any) -> str | None:
    return cell["metadata"].get("exercise", {}).get("provides")


def _plain_problems(cell: Any) -> list[str]:
    found = []
    if kind(cell) == "own":
        found.append("it is neither setup, demo, solution nor test; give it one of these tags")
    if BEGIN_SOLUTION in cell["source"] or BEGIN_HIDDEN in cell["source"]:
        found.append("it has a solution or hidden tests but no nbgrader metadata")
    return found


def _solution_problems(cell: Any) -> list[str]:
    provides = _provides(cell)
    if not provides:
        return ["a solution cell must say which function it provides: exercise: {provides: name}"]
    tree, error = _parse(cell)
    if error:
        return [error]
    functions = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    found = []
    if provides not in functions:
        found.append(f"it provides {provides} but defines {functions or 'no function'}")
    if BEGIN_SOLUTION not in cell["source"] or END_SOLUTION not in cell["source"]:
        found.append(f"its answer must stand between {BEGIN_SOLUTION} and {END_SOLUTION}")
    return found + _broken_problems(cell["source"], cell["metadata"]["exercise"].get("broken"))


def _broken_problems(source: str, broken: Any) -> list[str]:
    """Say what is wrong with the line that students are to mend, if there is one."""
    if broken is None:
        return []
    if not isinstance(broken, str) or not broken.strip() or "\n" in broken.strip():
        return ["what is broken must be one line of code: exercise: {broken: line}"]
    if broken.strip() in map(str.strip, source.splitlines()):
        return ["its broken line stands in the answer, so nothing is to be mended"]
    before, _, rest = source.partition(BEGIN_SOLUTION)
    try:
        ast.parse(f"{before}{broken}{rest.partition(END_SOLUTION)[2]}")
    except SyntaxError:
        return [f"with its broken line it is not plain Python: {broken}"]
    return []


def _test_problems(cell: Any, provided: Collection[str | None], exercise: str | None) -> list[str]:
    found = []
    points = nbgrader(cell).get("points")
    if isinstance(points, bool) or not isinstance(points, (int, float)) or not points > 0:
        found.append(f"a test cell must be worth points > 0, not {points}")
    if exercise is None:
        found.append("a test must stand below the solution cell that it is about")
    tree, error = _parse(cell)
    if error:
        return [*found, error]
    hidden = BEGIN_HIDDEN in cell["source"]
    if hidden and _code_outside_hidden(cell["source"]):
        found.append("a hidden test cell shows students nothing but comments; move its code")
    return (
        found
        + _judging_problems(tree)
        + _equality_problems(tree, provided)
        + _hint_problems(tree, hidden)
        + _foreign_names(tree, provided)
    )


def _parse(cell: Any) -> tuple[Any, str | None]:
    try:
        return ast.parse(cell["source"]), None
    except SyntaxError as error:
        return None, f"it is not plain Python: {error.msg} in line {error.lineno}"


def _code_outside_hidden(source: str) -> bool:
    before, _, rest = source.partition(BEGIN_HIDDEN)
    after = rest.partition(END_HIDDEN)[2]
    lines = (line.strip() for line in (before + after).splitlines())
    return any(line and not line.startswith("#") for line in lines)


def _judging_problems(tree: ast.AST) -> list[str]:
    found = []
    for node in ast.walk(tree):
        word = getattr(node, "attr", None) or getattr(node, "id", None)
        if isinstance(node, (ast.Assert, ast.Raise)):
            what = type(node).__name__.lower()
            found.append(f"line {node.lineno} judges by {what}; use check_that(condition, hint)")
        elif isinstance(node, (ast.Attribute, ast.Name)) and word in FORBIDDEN_JUDGES:
            found.append(f"line {node.lineno} judges by {word}; use check_close(got, want, hint)")
    return found


def _equality_problems(tree: ast.AST, provided: Collection[str | None]) -> list[str]:
    students = _names_from(tree, provided)
    return [
        f"line {node.lineno} compares a student's value with == or !=; "
        "use check_equal(got, want, hint)"
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare)
        and any(isinstance(operator, (ast.Eq, ast.NotEq)) for operator in node.ops)
        and _mentions(node, students)
    ]


def _foreign_names(tree: ast.AST, provided: Collection[str | None]) -> list[str]:
    """Say which names come from another cell: in an examination every test stands alone."""
    own = {*dir(builtins), *provided, "__name__"}
    nodes = list(ast.walk(tree))
    for node in nodes:
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            own.add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            own.add(node.name)
        elif isinstance(node, ast.arg):
            own.add(node.arg)
        elif isinstance(node, ast.alias):
            own.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.ExceptHandler) and node.name:
            own.add(node.name)
    foreign: dict[str, int] = {}
    for node in nodes:
        if isinstance(node, ast.Name) and node.id not in own:
            foreign.setdefault(node.id, node.lineno)
    return [
        f"line {line} uses {name} of another cell; a test imports or makes what it uses"
        for name, line in foreign.items()
    ]


def _names_from(tree: ast.AST, names: Collection[str | None]) -> set[str]:
    """Return `names` and every name that gets its value from one of them."""
    gets = []  # names, and the names that their value mentions
    for node in ast.walk(tree):
        value = getattr(node, "value", None) or getattr(node, "iter", None)
        target = getattr(node, "target", None) or getattr(node, "targets", None)
        if value is not None and target is not None:
            whole = target if isinstance(target, list) else [target]
            gets.append((set().union(*map(_names_in, whole)), _names_in(value)))
    known = {name for name in names if name}
    while True:
        before = len(known)
        for targets, mentioned in gets:
            if not known.isdisjoint(mentioned):
                known |= targets
        if len(known) == before:
            return known


def _mentions(tree: ast.AST, names: Collection[str]) -> bool:
    return not _names_in(tree).isdisjoint(names)


def _names_in(tree: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def hints_in(source: str) -> list[str]:
    """Return the constant hints of a test, each once, in the order of the source.

    Parameters
    ----------
    source : str
        A graded cell.
    """
    calls: list[Any] = [node for node in ast.walk(ast.parse(source)) if _judge(node)]
    hints: list[Any] = [_hint(call, HINT_POSITION[_judge(call) or ""]) for call in calls]
    found = sorted(filter(_is_text, hints), key=lambda hint: (hint.lineno, hint.col_offset))
    return list(dict.fromkeys(hint.value for hint in found))


def _judge(node: object) -> str | None:
    """Return the check that a node calls, None if it calls none."""
    name = getattr(getattr(node, "func", None), "id", None)
    return name if name in HINT_POSITION else None


def _is_text(node: object) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _hint_problems(tree: ast.AST, hidden: bool) -> list[str]:
    found, checks = [], 0
    for node in ast.walk(tree):
        name = _judge(node)
        if not isinstance(node, ast.Call) or not name:
            continue
        checks += 1
        hint = _hint(node, HINT_POSITION[name])
        if hint is None:
            found.append(f"line {node.lineno} calls {name} without a hint for the learner")
        elif hidden and not _is_text(hint):
            found.append(f"line {node.lineno}: the hint of a hidden test must be a constant string")
    if not checks:
        found.append(f"it judges nothing; call one of {', '.join(HINT_POSITION)}")
    return found


def _hint(call: ast.Call, position: int) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg == "hint":
            return keyword.value
    return call.args[position] if len(call.args) > position else None
