"""New versions pulled over a copy that a student worked on: nothing of the student is lost.

The pulls are git's, with the options of nbgitpuller: commit all, then merge, and where both changed
a line the student's stays.
"""

import json
import re
import subprocess
from pathlib import Path

import nbformat
import pytest

from autograde.course.chapter import read_source, released, write_notebook

TINY = Path(__file__).parents[1] / "data" / "tiny_course" / "solutions" / "01_tiny.md"
CHAPTER = "01_tiny.ipynb"
NEW_TEXT = "\n+++\n\nA paragraph more, which the author forgot at first.\n\n+++\n\n"
NEW_CODE = '```{code-cell} ipython3\n:tags: [demo]\nprint("a demo more")\n```\n\n'
SECOND = re.compile(r"## Exercise 2.*?(?=## What you learned)", re.DOTALL)
ANSWERS = {
    "inventory_position": "def inventory_position(on_hand, on_order, backlog):\n"
    '    """Return it."""\n    return on_hand + on_order - backlog',
    "mean_stock": "def mean_stock(on_hand):\n    # mine\n    return sum(on_hand) / len(on_hand)",
}


def git(folder, *arguments):
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    run = subprocess.run(["git", *who, *arguments], cwd=folder, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.fixture
def author(tmp_path):
    """Where new versions are published."""
    folder = tmp_path / "author"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main")
    publish(folder, lambda text: text)
    return folder


def publish(folder, edit):
    """Release the chapter with an edited source."""
    source = folder.parent / "source.md"
    source.write_text(edit(source.read_text() if source.exists() else TINY.read_text()))
    write_notebook(released(read_source(source)), folder / CHAPTER)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=version")


def clone(author):
    git(author.parent, "clone", "--quiet", str(author), "student")
    return author.parent / "student"


def pull(folder):
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message=Automatic commit by nbgitpuller")
    git(folder, "fetch", "--quiet")
    git(folder, "merge", "--quiet", "-Xours", "origin/main")


def read(folder):
    # As it lies there: nbformat's reader gives cells of the same id another one.
    raw = [cell["id"] for cell in json.loads((folder / CHAPTER).read_text())["cells"]]
    assert len(set(raw)) == len(raw)
    notebook = nbformat.read(folder / CHAPTER, as_version=4)
    nbformat.validate(notebook)
    return notebook


def work(folder):
    """Answer, run everything, add a cell and save, as JupyterLab writes it."""
    notebook = read(folder)
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "code":
            cell.execution_count = number
            cell.source = ANSWERS.get(cell.id, cell.source)
            cell.outputs = [nbformat.v4.new_output("stream", text=f"ran {number}\n")]
    own = nbformat.v4.new_code_cell("my_notes = 1", id="0b5e7d3a")
    notebook.cells.insert(4, own)
    (folder / CHAPTER).write_text(nbformat.writes(notebook) + "\n")


def ids(notebook):
    return [cell.id for cell in notebook.cells]


def answers(notebook):
    return {cell.id: cell.source for cell in notebook.cells if cell.id in ANSWERS}


def test_two_pulls_keep_every_answer_and_no_id_occurs_twice(author):
    student = clone(author)
    work(student)
    publish(
        author, lambda text: text.replace("# A tiny chapter\n", f"# A tiny chapter\n{NEW_TEXT}")
    )
    pull(student)
    assert answers(read(student)) == ANSWERS
    publish(author, lambda text: text.replace("## What", f"{NEW_CODE}## What"))
    publish(author, lambda text: text.replace("that the machinery", "that all machinery"))
    pull(student)
    found = read(student)
    assert answers(found) == ANSWERS and "0b5e7d3a" in ids(found)
    assert [name for name in ids(found) if name != "0b5e7d3a"] == ids(read(author))
    text = "\n".join(cell.source for cell in found.cells)
    assert "which the author forgot" in text and "a demo more" in text and "all machinery" in text


def test_a_paragraph_that_was_removed_is_gone(author):
    publish(
        author, lambda text: text.replace("# A tiny chapter\n", f"# A tiny chapter\n{NEW_TEXT}")
    )
    student = clone(author)
    work(student)
    publish(author, lambda text: text.replace(NEW_TEXT, ""))
    pull(student)
    found = read(student)
    assert "which the author forgot" not in "\n".join(cell.source for cell in found.cells)
    assert answers(found) == ANSWERS


def test_an_answered_exercise_that_was_removed_stays_with_its_own_name(author):
    student = clone(author)
    work(student)
    publish(author, lambda text: SECOND.sub("", text))
    pull(student)
    found = read(student)
    # What a student wrote is never thrown away; the grade_id says of which exercise it was.
    assert answers(found) == ANSWERS
    left = [cell for cell in found.cells if cell.id == "mean_stock"]
    assert [cell.metadata.nbgrader.grade_id for cell in left] == ["mean_stock"]


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text.replace("# A tiny chapter\n", f"# A tiny chapter\n{NEW_TEXT}"),
        lambda text: text.replace("(3 points)", "(4 points)"),
        lambda text: text.replace("## What you learned", f"{NEW_CODE}## What you learned"),
    ],
)
def test_an_edit_changes_the_ids_of_no_other_cell(author, edit):
    before = ids(read(author))
    publish(author, edit)
    after = ids(read(author))
    assert [name for name in after if name in before] == before
    assert len(after) <= len(before) + 3


def test_cells_that_are_alike_are_told_apart(tmp_path):
    source = tmp_path / "x.md"
    source.write_text(TINY.read_text().replace("## What you learned", 2 * NEW_CODE + "## What"))
    found = ids(released(read_source(source)))
    assert len(set(found)) == len(found)
    assert [name for name in found if name.endswith("-2")] == [
        f"{name}-2" for name in found if f"{name}-2" in found
    ]
