"""The syllabus: every chapter has a row, and points and shares add up."""

from pathlib import Path

from autograde.course import points
from autograde.course.chapter import read_source
from autograde.course.course import Course
from autograde.release import syllabus

TINY = Course(Path(__file__).parents[1] / "data" / "tiny_course")


def rows(leaderboard=0.0):
    chapters = [(name, read_source(TINY.source(name))) for name in TINY.assignments()]
    table = syllabus.table(chapters, leaderboard)
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]


def test_a_chapter_has_its_exercises_and_points():
    text = TINY.source("01_tiny").read_text(encoding="utf-8")
    worth = sum(int(part.split(",")[0]) for part in text.split("points: ")[1:])
    assert rows()[2] == ["[1 · A tiny chapter](01_tiny.ipynb)", "2", str(worth), "100 %"]
    assert rows()[-1][1:3] == ["2", str(worth)]


def test_the_leaderboard_takes_its_share(tmp_path):
    config = tmp_path / "points.toml"
    assert points.leaderboard_points(config) == 0
    config.write_text("[[step]]\nshare = 0\npoints = 2\n[[step]]\nshare = 0.5\npoints = 15\n")
    most = points.leaderboard_points(config)
    chapter, board, together = rows(most)[2:]
    worth = float(chapter[2])
    share = f"{100 * 15 / (15 + worth):.0f} %"
    assert board == ["[Leaderboard](leaderboard.md)", "", "15", share]
    assert float(together[2]) == 15 + worth
