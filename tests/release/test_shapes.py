"""Answers that somebody writes again under other names: are they found?"""

import ast

import pytest

from autograde.course.cells import BEGIN_SOLUTION, code_cells
from autograde.course.chapter import read_source
from autograde.course.course import Course
from autograde.release.shapes import KEPT, same_shapes, secret_shapes

SOURCES = [read_source(Course().source(name)) for name in Course().assignments()]
ANSWERS = [
    cell["source"]
    for source in SOURCES
    for cell in code_cells(source)
    if BEGIN_SOLUTION in cell["source"]
]
# Their answers are one or two short lines, which say the formula that stands above them, or mend
# the one line that is wrong.
TOO_SHORT = {"bellman_backup", "greedy_policy"} | {
    "position_track", "odds_over_days", "variance_of_difference", "follow_plan", "smoothed",
}  # fmt: skip


@pytest.fixture(scope="module")
def secrets():
    return secret_shapes(SOURCES)


class Renamed(ast.NodeTransformer):
    """Gives every variable and argument another name, and every function."""

    def visit_Name(self, node):
        return node if node.id in KEPT else ast.Name(f"{node.id}_too", node.ctx)

    def visit_arg(self, node):
        return ast.arg(f"{node.arg}_too")

    def visit_FunctionDef(self, node):
        self.generic_visit(node)
        node.name += "_too"
        return node


def rewritten(code):
    """Return code with other names, without comments and docstrings."""
    tree = Renamed().visit(ast.parse(code))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and ast.get_docstring(node):
            node.body = node.body[1:]
    return ast.unparse(ast.fix_missing_locations(tree))


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda text: text.split("(")[0].split()[-1])
def test_every_answer_is_found_under_other_names(answer, secrets):
    name = answer.split("(")[0].split()[-1]
    buried = f"x = 1\nfor week in range(3):\n    pass\n{rewritten(answer)}\ny = 2\n"
    assert bool(same_shapes(buried, secrets)) == (name not in TOO_SHORT)


def test_an_answer_without_its_function_is_found(secrets):
    (answer,) = (text for text in ANSWERS if text.startswith("def td_update("))
    (function,) = ast.parse(rewritten(answer)).body
    lines = "\n".join(ast.unparse(one) for one in function.body[:-1])
    assert same_shapes(f"def other():\n    first = 1\n{_indented(lines)}\n    return 2", secrets)


def _indented(lines):
    return "\n".join(f"    {line}" for line in lines.splitlines())


def test_other_code_of_the_same_words_is_none(secrets):
    code = "target = reward\nif over:\n    target -= gamma * table.max()"
    assert same_shapes(code, secrets) == []
    assert same_shapes("this is no Python (", secrets) == []
