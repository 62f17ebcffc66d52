"""Which cells of a chapter take part in its examination, and the files that a chapter becomes."""

import copy

from autograde.course.assignment import from_notebooks
from autograde.course.cells import kind
from autograde.course.chapter import as_text, read_source, released, write_notebook
from autograde.course.course import Course
from autograde.kit.files import CHECKOUT
from tests.support.tiny_class import ASSIGNMENT, SOURCE

WRITTEN = Course(CHECKOUT / "tests" / "data" / "written_course")


def test_cells_for_readers_are_left_out_and_all_below_them_take_part():
    kinds = [kind(cell) for cell in SOURCE.cells if cell.cell_type == "code"]
    assert "solution" in kinds[kinds.index("demo") :]
    assert [cell.kind for cell in ASSIGNMENT.cells] == [k for k in kinds if k != "demo"]
    assert ASSIGNMENT.max_score == 5


def test_what_is_given_with_a_task_ends_at_the_next_exercise():
    source = read_source(WRITTEN.source("01_words"))
    [place] = [number for number, cell in enumerate(source.cells) if kind(cell) == "task"]
    after = [cell.source for cell in source.cells[place + 1 :]]
    assert given(source) == after != []
    source.cells += [copy.deepcopy(cell) for cell in SOURCE.cells if kind(cell) == "solution"]
    source.cells.append(copy.deepcopy(source.cells[place + 1]))
    assert given(source) == after


def given(source):
    [task] = [
        cell for cell in from_notebooks("a", source, released(source)).cells if cell.kind == "task"
    ]
    return task.given


def test_a_notebook_is_written_into_a_new_folder_and_again_into_an_old_one(tmp_path):
    path = tmp_path / "release" / "01_tiny" / "01_tiny.ipynb"
    for notebook in (SOURCE, released(SOURCE)):
        write_notebook(notebook, path)
        assert path.read_bytes() == as_text(notebook).encode()
