"""What nbgrader's formgrader shows: the notebooks on which a person gives marks."""

import nbformat

from autograde.course.chapter import read_source
from autograde.course.course import Course
from autograde.examination.result import Exercise, Result, WrittenCell
from autograde.examination.result import Test as OneTest
from autograde.grading import formgrader
from autograde.kit.own_files import OwnFiles
from tests.support.told import TINY

NAME = "01_tiny"


def notebook(tmp_path, cells, student="ada", output=""):
    test = OneTest("test_inventory_position", True, 0.0, 2.0, "Count.")
    exercise = Exercise.of("inventory_position", "inventory_position", (test,), output)
    result = Result(NAME, "graded", "", 0.0, 2.0, (exercise,), "none", (), tuple(cells))
    source = read_source(Course(TINY).source(NAME))
    formgrader.write_notebook(OwnFiles(tmp_path), student, result, source)
    path = tmp_path / "autograded" / student / NAME / f"{NAME}.ipynb"
    return nbformat.read(path, as_version=4) if path.exists() else None


def test_the_answer_stands_above_its_tests_and_what_they_said(tmp_path):
    answer = WrittenCell("inventory_position", "def inventory_position(): return 1")
    cells = notebook(tmp_path, [answer, WrittenCell("own code cell 3", "x = 1")]).cells
    names = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in cells]
    first = names.index("inventory_position")
    assert cells[first].source == answer.source
    below = names[first + 1 :].index("test_inventory_position") + first + 1
    assert "0 of 2  Count." in cells[below].outputs[0].text
    others = cells[names.index("test_mean_stock")]  # of which the result says nothing
    assert others.outputs[0].text == "0 of 0  not run"
    assert cells[-1].source == "x = 1" and names[-1] is None


def test_nothing_of_a_student_is_more_than_text(tmp_path):
    page = "<script>alert(1)</script>"
    answer = WrittenCell("inventory_position", page)
    found = notebook(tmp_path, [answer], output=page)
    nbformat.validate(found)
    assert {cell.cell_type for cell in found.cells} == {"code"}
    kinds = {(o.output_type, o.name) for cell in found.cells for o in cell.outputs}
    assert kinds == {("stream", "stdout")}


def test_a_name_that_is_no_folder_leaves_no_notebook(tmp_path):
    assert notebook(tmp_path, [], student="../ada") is None
    assert not list(tmp_path.parent.glob("ada"))
