"""The syllabus: every chapter has a row, and points and shares add up."""

import shutil
from pathlib import Path

from autograde.course.chapter import read_source
from autograde.course.course import Course
from autograde.release import syllabus
from autograde.release.release import _write_syllabus, read_chapters

TINY = Course(Path(__file__).parents[1] / "data" / "tiny_course")


def rows(leaderboard=0.0):
    chapters = [(name, read_source(TINY.source(name))) for name in TINY.assignments()]
    table = syllabus.table(chapters, leaderboard)
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]


def test_a_chapter_has_its_exercises_and_points():
    text = TINY.source("01_tiny").read_text(encoding="utf-8")
    worth = sum(int(part.split(",")[0]) for part in text.split("points: ")[1:])
    assert rows()[2][:4] == ["[1 · A tiny chapter](01_tiny.ipynb)", "2", str(worth), "100 %"]
    fast, slow = map(int, rows()[2][4].split("–"))
    assert 0 < fast < slow
    assert rows()[-1][1:3] == ["2", str(worth)]


def test_the_leaderboard_takes_its_share(tmp_path):
    chapter, board, together = rows(15.0)[2:]
    worth = float(chapter[2])
    share = f"{100 * 15 / (15 + worth):.0f} %"
    assert board == ["[Leaderboard](leaderboard.md)", "", "15", share, ""]
    assert float(together[2]) == 15 + worth


def syllabus_of(course):
    _write_syllabus(course, read_chapters(course))
    return (course.build / "syllabus.md").read_text()


def test_the_leaderboards_points_are_those_of_course_toml(tmp_path):
    course = Course(Path(shutil.copytree(TINY.root, tmp_path / "course")))
    assert "Leaderboard" not in syllabus_of(course)  # without its page, no course has one
    course.chapters.mkdir()
    (course.chapters / "leaderboard.md").touch()
    assert "| [Leaderboard](leaderboard.md) |  | 10 |" in syllabus_of(course)
    course.rules.write_text("[leaderboard]\nsteps = [{share = 0.5, points = 20}]\n")
    assert "| [Leaderboard](leaderboard.md) |  | 20 |" in syllabus_of(course)


def test_a_chapter_that_is_only_read_has_neither_exercises_nor_points():
    name = "08_beyond_the_table"
    chapters = [(name, read_source(Course().source(name)))]
    line = syllabus.table([(n, read_source(TINY.source(n))) for n in TINY.assignments()] + chapters)
    read = [cell.strip() for cell in line.splitlines()[3].strip("|").split("|")]
    assert read[0] == f"[8 · Beyond the table]({name}.ipynb)" and read[1:4] == ["", "", ""]
    assert name not in Course().assignments() and name in Course().chapter_names()
