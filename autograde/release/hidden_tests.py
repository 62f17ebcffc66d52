"""The hidden tests, for everybody to run once marks are final.

Each chapter becomes a notebook in which they can be read, and a program that runs them on what
somebody handed in. Neither holds an answer.
"""

import copy
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from autograde.course import course_toml, deadlines
from autograde.course.cells import BEGIN_HIDDEN, END_HIDDEN, code_cells, kind, name_of
from autograde.course.chapter import read_source, released, ungraded, write_notebook
from autograde.course.course import Course
from autograde.kit.errors import UnusableArgument
from autograde.kit.files import write_whole

# Folders out of which pages, bundle and chapters are published, or from which they are made.
PUBLISHED = ("_build", "build", "dist", "chapters", "solutions", "supplychain", "_static")
MARKS = (BEGIN_HIDDEN, END_HIDDEN)
ASK = "--marks-are-final writes them all the same"
NOTE = (
    "These are the tests, the hidden ones too. Put your answers into their cells, or run the "
    "program beside this notebook on the one that you handed in."
)
PROGRAM = '''"""All tests of {name}, the hidden ones too, on a notebook that you handed in.

    python {name}_tests.py my_notebook.ipynb

Your cells run on this computer, as in Jupyter; install the course's package first.
"""

import json
import re
import sys

# (what the cell is, its name, its text)
CELLS = {cells}


def main(path):
    with open(path, encoding="utf-8") as file:
        notebook = json.load(file)
    space = {{"__name__": "__main__"}}
    for _, name, text in (cell for cell in CELLS if cell[0] == "setup"):
        run(name, text, space)
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code" or is_ours(cell):
            continue
        text = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
        run("a cell of yours", re.sub(r"(?m)^\\s*[%!].*$", "", text), space)
    for what, name, text in CELLS:
        if what != "setup":
            try:
                exec(compile(text, name, "exec"), dict(space))
                print(f"passed  {{what}} {{name}}")
            except Exception as error:
                print(f"FAILED  {{what}} {{name}}: {{error}}")


def is_ours(cell):
    """Whether a cell is a test, or one for readers."""
    marks = cell["metadata"].get("nbgrader", {{}})
    tags = cell["metadata"].get("tags", [])
    return (marks.get("grade") and not marks.get("solution")) or "demo" in tags or "setup" in tags


def run(name, text, space):
    try:
        exec(compile(text, name, "exec"), space)
    except Exception as error:
        print(f"note: {{name}} stopped: {{type(error).__name__}}: {{error}}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("give your notebook: python {name}_tests.py my_notebook.ipynb")
    main(sys.argv[1])
'''


def write(
    course: Course, out: Path, final: bool = False, now: datetime | None = None
) -> Iterator[str]:
    """Write the hidden tests of the chapters that nobody can hand in any more.

    Parameters
    ----------
    course : Course
        Whose ``course.toml`` says until when somebody can hand in.
    out : Path
        The folder for them.
    final : bool
        Write all, whatever the deadlines.
    now : datetime, optional
        In place of the present time.

    Yields
    ------
    str
        What was done, one line each, and what was not, and why.

    Raises
    ------
    UnusableArgument
        If the folder is one that is published or that holds sources, or all chapters are open.
    """
    _refuse_place(course, out)
    names = course.assignments()
    rules = course_toml.read(course.rules, names)
    now = now or datetime.now(UTC)
    still = {} if final else {name: _open(rules.of(name), now) for name in names}
    ready = [name for name in names if not still.get(name)]
    if not ready:
        told = [f"{name}: {still[name]}" for name in names]
        raise UnusableArgument("\n".join(["no hidden test was written:", *told, ASK]))
    for name in ready:
        source = read_source(course.source(name))
        notebook, program = out / f"{name}.ipynb", out / f"{name}_tests.py"
        write_notebook(_notebook(source), notebook)
        write_whole(program, PROGRAM.format(name=name, cells=_cells(source)))
        yield f"{notebook}, {program.name}: written"
    yield from (f"{name}: not written; {why}" for name, why in still.items() if why)


def _refuse_place(course: Course, out: Path) -> None:
    here, root = out.resolve(), course.root.resolve()
    inside = here.relative_to(root).parts if root in (here, *here.parents) else None
    if inside is not None and (not inside or inside[0] in PUBLISHED):
        raise UnusableArgument(
            f"{out} is a folder that is published, or that sources lie in: hidden tests would get "
            "to students of the next term. Give a folder of its own, such as ../hidden_tests"
        )
    if out.exists() and not out.is_dir():
        raise UnusableArgument(f"{out} is a file; --hidden-tests is a folder, which need not exist")


def _open(rule: deadlines.Rule, now: datetime) -> str:
    """Return why somebody can still hand in an assignment, "" if nobody can."""
    if rule.due is None:
        return "course.toml has no due time for it, so nobody knows whether marks are final"
    last = deadlines.last_that_counts(rule)
    if last is None:
        return "by course.toml a hand-in counts however late it comes; cut_off_days ends that"
    if now <= last:
        return f"somebody may still hand it in until {last.isoformat(' ', 'minutes')}"
    return ""


def _notebook(source: Any) -> Any:
    """Return a chapter as students received it, but with all tests."""
    notebook = copy.deepcopy(ungraded(released(source)))
    tests = {name_of(cell): cell["source"] for cell in code_cells(source) if kind(cell) == "test"}
    for cell in notebook.cells:
        if cell["id"] in tests:
            cell["source"] = _shown(tests[cell["id"]])
    first = next(cell for cell in notebook.cells if cell["cell_type"] == "markdown")
    first["source"] += f"\n\n{NOTE}"
    return notebook


def _cells(source: Any) -> str:
    """Return the cells of the program, as Python writes them."""
    found = []
    for cell in code_cells(source):
        if kind(cell) in ("setup", "test"):
            hidden = BEGIN_HIDDEN in cell["source"]
            what = "setup" if kind(cell) == "setup" else "hidden test" if hidden else "visible test"
            found.append((what, name_of(cell), _shown(cell["source"])))
    return "[\n" + "".join(f"    {cell!r},\n" for cell in found) + "]"


def _shown(text: str) -> str:
    """Return a test without the marks around what was hidden."""
    lines = text.split("\n")
    return "\n".join(line for line in lines if line.strip() not in MARKS)
