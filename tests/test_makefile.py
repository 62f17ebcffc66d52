"""What `make` makes again: a file that something depends on must never be forgotten."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
STAMPS = {
    "install": ".venv/installed",
    "student": "build/student.stamp",
    "class": "build/class.stamp",
    "leaderboard": "build/leaderboard.stamp",
    "book": "build/book.stamp",
}
MADE, NEWER = 1_700_000_000, 1_700_000_100  # [s] of all files, and of one that was changed
# A file of each kind → what must be made again because of it.
ALL = {"student", "class", "leaderboard", "book"}
KINDS = {
    "supplychain/dynamics.py": ALL,
    "supplychain/course.mplstyle": ALL,
    "solutions/05_q_learning.md": {"student", "class", "book"},
    "autograde/course/points.py": ALL,
    "autograde/kit/text.py": ALL,
    "autograde/kit/templates/style.css": ALL,
    "autograde/release/student_bundle/START.md": {"student", "class", "book"},
    "autograde/live/scripts/run.js": {"book"},
    "autograde/examination/inside/wire.py": {"class"},
    "autograde/grading/templates/feedback.html": {"class"},
    "autograde/handin/roster.py": {"class", "leaderboard", "book"},
    "autograde/leaderboard/templates/leaderboard_part.html": {"leaderboard", "book"},
    "autograde/leaderboard/rivals/q.py": {"leaderboard", "book"},
    "autograde/sample_class/roster.csv": {"class", "leaderboard", "book"},
    "autograde/sample_class/course.toml": {"class", "leaderboard", "book"},
    "autograde/sample_class/amina/07_challenge.py": {"class", "leaderboard", "book"},
    "chapters/index.md": {"book"},
    "_static/custom.css": {"book"},
    "references.bib": {"book"},
    "constraints.txt": {"install"} | ALL,
    "README.md": set(),
    "tests/test_makefile.py": set(),
}


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A copy of this checkout in which everything is made."""
    copy = tmp_path_factory.mktemp("made") / "course"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, copy / name)
            os.utime(copy / name, (MADE, MADE))
    for number, stamp in enumerate(STAMPS.values(), start=1):
        (copy / stamp).parent.mkdir(parents=True, exist_ok=True)
        (copy / stamp).touch()
        os.utime(copy / stamp, (MADE + number, MADE + number))
    return copy


def outdated(checkout):
    """Return the targets that `make -q` says must be made again."""

    def is_outdated(target):
        asked = ["make", "-q", target]
        run = subprocess.run(asked, cwd=checkout, capture_output=True, text=True, check=False)
        assert run.returncode in (0, 1), run.stderr
        return run.returncode == 1

    return set(filter(is_outdated, STAMPS))


def test_nothing_is_made_again_where_nothing_changed(checkout):
    assert outdated(checkout) == set()


@pytest.mark.parametrize("name", KINDS)
def test_what_depends_on_a_file_is_made_again(checkout, name):
    assert (checkout / name).is_file()
    os.utime(checkout / name, (NEWER, NEWER))
    try:
        found = outdated(checkout)
    finally:
        os.utime(checkout / name, (MADE, MADE))
    assert found == KINDS[name]


def test_a_course_toml_that_is_new_moves_syllabus_and_board(checkout):
    path = checkout / "course.toml"
    path.write_text("[leaderboard]\nsteps = [{share = 0.5, points = 4}]\n")
    try:
        assert outdated(checkout) == ALL
    finally:
        path.unlink()
