"""What an author must write so that a person can mark an answer, and students see none of it."""

import pytest

from autograde.course.assignment import from_notebooks
from autograde.course.chapter import read_source, released, solved
from autograde.course.course import Course
from autograde.kit.errors import CourseError
from autograde.kit.files import CHECKOUT
from autograde.release.leaks import leaks, secret_lines

COURSE = Course(CHECKOUT / "tests" / "data" / "written_course")
NAME = "01_words"
TEXT = COURSE.source(NAME).read_text(encoding="utf-8")
MODEL = "Demand is not known when orders are placed, and customers do not wait."
SCHEME = "=== BEGIN MARK SCHEME ===\nThree points for the week"


def read(tmp_path, old, new):
    assert old in TEXT
    path = tmp_path / f"{NAME}.md"
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    return read_source(path)


@pytest.mark.parametrize("old, new, told", [
    ("### BEGIN SOLUTION\nDemand", "Demand", "its model answer must stand between the lines"),
    ('"points": 4', '"points": 0', "must be worth points > 0, not 0"),
    ('"why_stock"', '"own_week"', "its grade_id occurs twice"),
    ('"why_stock"', '"position"', "a function is called like it"),
    (SCHEME, "Three points for the week", "what marks are given for must stand between"),
    ('"grade": false, "grade_id": "own_week"', '"grade": true, "grade_id": "own_week"',
     "a task has solution: false and grade: false"),
    ("Some questions have no test.", f"### BEGIN SOLUTION\n{MODEL}\n### END SOLUTION",
     "an answer, hidden tests or a mark scheme but no nbgrader metadata"),
    ('"solution": true, "task": false}}\n\nWhy', '"solution": false, "task": false}}\n\nWhy',
     "solution: true and grade: true make a written answer of it"),
])  # fmt: skip
def test_what_breaks_a_rule_is_told_with_its_cell(tmp_path, old, new, told):
    with pytest.raises(CourseError, match=told):
        read(tmp_path, old, new)


def test_a_line_of_a_model_answer_or_a_scheme_elsewhere_is_found():
    source = read_source(COURSE.source(NAME))
    secrets, given = secret_lines([source]), released(source)
    assert leaks(given, secrets) == []
    for line in (MODEL, "Two points for uncertainty, two for lead time."):
        shown = released(source)
        shown.cells[-1].source += f"\n\n{line}"
        assert leaks(shown, secrets) == [f"cell {shown.cells[-1].id} holds the line: {line}"]


def test_the_solved_chapter_has_the_answers_and_no_mark_schemes():
    text = "\n".join(cell.source for cell in solved(read_source(COURSE.source(NAME))).cells)
    assert MODEL in text and "whole_position" in text
    assert "MARK SCHEME" not in text and "Two points" not in text and "SOLUTION" not in text


def test_full_marks_count_what_a_person_gives():
    source = read_source(COURSE.source(NAME))
    made = from_notebooks(NAME, source, released(source))
    assert made.max_score == 14
    assert [(cell.name, cell.points) for cell in made.by_hand] == [
        ("why_stock", 4), ("cheapest_line", 3), ("own_week", 5),
    ]  # fmt: skip
