"""An exercise to find a bug: its stub is the function with the broken line, and earns nothing."""

import pytest

from autograde.course.cells import kind
from autograde.course.chapter import read_source, released
from autograde.course.course import Course
from autograde.kit.errors import CourseError

COURSE = Course()
NAME = "01_supply_chain"
BROKEN = "on_order -= orders[day]"
MENDED = "on_order -= orders[day - lead_time]"


@pytest.fixture(scope="module")
def source():
    return read_source(COURSE.source(NAME))


def track(notebook):
    (cell,) = [
        cell
        for cell in notebook.cells
        if kind(cell) == "solution" and cell.metadata.exercise.provides == "position_track"
    ]
    return cell.source


def test_students_receive_the_function_with_its_bug_and_nothing_points_to_it(source):
    stub, answer = track(released(source)), track(source)
    assert BROKEN in stub.splitlines()[-3].strip()
    assert "NotWritten" not in stub and "SOLUTION" not in stub and MENDED not in stub
    lines = [line for line in answer.splitlines() if "SOLUTION" not in line]
    assert [a.strip() for a, b in zip(lines, stub.splitlines(), strict=True) if a != b] == [MENDED]
    compile(stub, "stub", "exec")


@pytest.mark.parametrize("broken, told", [
    ('"on_order -= orders[day - lead_time]"', "nothing is to be mended"),
    ('"on_order -= orders["', "it is not plain Python"),
    ('"a = 1\\nb = 2"', "one line of code"),
    ("7", "one line of code"),
])  # fmt: skip
def test_a_broken_line_that_cannot_be_mended_is_refused(tmp_path, broken, told):
    text = COURSE.source(NAME).read_text(encoding="utf-8")
    assert text.count(f'broken: "{BROKEN}"') == 1
    path = tmp_path / f"{NAME}.md"
    path.write_text(text.replace(f'broken: "{BROKEN}"', f"broken: {broken}"), encoding="utf-8")
    with pytest.raises(CourseError, match=told):
        read_source(path)


def test_each_chapter_but_the_challenge_has_one():
    found = {}
    for name in COURSE.assignments():
        cells = [
            cell for cell in read_source(COURSE.source(name)).cells if kind(cell) == "solution"
        ]
        found[name] = [
            c.metadata.exercise.provides for c in cells if "broken" in c.metadata.exercise
        ]
    assert {name: len(names) for name, names in found.items()} == {
        name: int(name != "07_challenge") for name in found
    }
