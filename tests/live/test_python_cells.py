"""Which cell of a page is which, what it needs, and how a cell of it answers."""

import subprocess
import sys

import pytest

from autograde.course.course import Course
from autograde.kit.errors import CourseError
from autograde.live.python import chapter_cells, needs
from autograde.live.python.chapter_cells import Cell

PAGE = """<html><head></head><div class="highlight-ipython3 notranslate"><div class="highlight">\
<pre><span></span><span class="n">x</span> <span class="o">&lt;</span> 1
</pre></div></div></html>"""


def cells():
    return [Cell("less", "demo", "x < 1", ("before", "other"))]


def test_a_block_says_which_cell_it_is_and_forgets_it_without_trace():
    marked = chapter_cells.mark(PAGE, cells())
    assert 'data-cell="less"' in marked and 'data-needs="before other"' in marked
    assert 'translate="no"' in marked
    assert chapter_cells.mark(marked, cells()) == marked
    assert chapter_cells.mark(marked, []) == PAGE


def test_a_cell_that_the_page_does_not_show_is_told():
    with pytest.raises(CourseError, match="does not show its cell less"):
        chapter_cells.mark(PAGE.replace("1", "2"), cells())


@pytest.mark.parametrize(
    ("sources", "last"),
    [
        (["a = 1", "b = 2", "a + 1"], [0]),
        (["a = 1", "def f():\n    return a", "f()"], [0, 1]),
        (["def f():\n    a = 1\n    return a", "a = 2", "f()"], [0]),
        (["a = 1", "a = 2", "a"], [1]),
        (["a = 1", "a += 1", "a"], [0, 1]),
        (["seen = []", "seen.append(1)", "len(seen)"], [0, 1]),
        (["import random", "random.random()", "random.random()"], [0]),
        (["fig, ax = 1, 2", "fig, ax = 3, 4\nax"], []),
        (["total = 0", "for k in range(3):\n    total += k"], [0]),
        (["k = 5", "for k in range(3):\n    print(k)"], []),
        (["xs = [1]", "[x for x in xs]"], [0]),
        (["x = 1", "[x for x in (1, 2)]"], []),
    ],
)
def test_a_cell_needs_what_binds_or_changes_the_names_that_it_uses(sources, last):
    assert needs.needs(sources, ["demo"] * len(sources))[-1] == last


def test_an_answer_may_use_every_set_up_cell_and_nothing_needs_a_test():
    sources = ["import numpy as np", "a = 1", "def f():\n    ...", "a = f()", "a"]
    found = needs.needs(sources, ["setup", "demo", "stub", "test", "demo"])
    assert found[2:] == [[0], [0, 2], [1]]


@pytest.mark.slow
def test_every_exercise_of_the_course_has_a_test_that_needs_its_stub():
    course = Course()
    for name in course.assignments():
        found = chapter_cells.of_notebook(course.released(name))
        stubs = {cell.name for cell in found if cell.part == "stub"}
        tested = {need for cell in found if cell.part == "test" for need in cell.needs}
        assert stubs and stubs <= tested, name


PROGRAM = """
import json, sys
sys.path.insert(0, {folder!r})
import inside.cells as cells
out, said = sys.stdout, []
notebook = cells.Cells(lambda kind, text: said.append([kind, text]))
found = []
for source in json.loads(sys.stdin.read()):
    said.clear()
    result = notebook.run("f", source)
    found.append([result, [*said]])
out.write(json.dumps(found))
"""


@pytest.mark.slow
def test_cells_say_what_a_notebook_would():
    import json

    sources = [
        "x = 1\nprint('a')\nx + 1",
        "x;",
        "def f(n):\n    return 1 / n\n\nf(0)",
        "if x\n",
        "print('y' * 300_000)",
        "def g():\n    return g()\ng()",
        "from IPython.display import Markdown\nMarkdown('**b**')",
        "%timeit 1",
        "import sys\nsys.exit()",
        "x",
        "class Board:\n    def _repr_html_(self):\n        return '<b>' * 99_999\n\nBoard()",
    ]
    folder = str(packages_folder())
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(folder=folder)],
        input=json.dumps(sources), capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = json.loads(run.stdout)
    shown = [said for _, said in found]
    assert shown[0] == [["stdout", "a\n"], ["text/plain", "2"]] and shown[1] == []
    assert found[2][0]["lines"] == [
        "f, line 4:  f(0)", "f, line 2:  return 1 / n", "ZeroDivisionError: division by zero",
    ]  # fmt: skip
    assert found[3][0]["kind"] == "SyntaxError" and found[3][0]["lines"][0] == "line 1:"
    assert "200,000 signs" in found[4][0]["message"]
    assert sum(len(text) for _, text in shown[4]) == 200_000
    assert found[5][0]["kind"] == "RecursionError" and len(found[5][0]["lines"]) < 12
    assert shown[6] == [["text/markdown", "**b**"]]
    assert "commands of IPython" in found[7][0]["message"]
    assert found[8][0]["kind"] == "SystemExit"
    assert shown[9] == [["text/plain", "1"]]
    assert shown[10] == [["text/html", "<b>" * 99_999]]


def packages_folder():
    from autograde.live.python import packages

    return packages.INSIDE.parent
