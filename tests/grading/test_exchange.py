"""A term by nbgrader's own commands: release, fetch, submit, collect, our grade, the way back.

Two users of their own, an assignment that is called otherwise than its notebook, one with two
notebooks, an exchange in Los Angeles's summer, feedback of others in the folder.
"""

import csv
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograde.course.chapter import read_source, solved
from autograde.course.course import Course
from autograde.kit.files import CHECKOUT
from tests.support.exchange_users import SETTINGS, User

pytestmark = [
    pytest.mark.slow,
    pytest.mark.needs_bwrap,
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),  # of nbgrader alone
]
TINY = Path(__file__).parents[1] / "data" / "tiny_course"
ASSIGNMENTS = {"ps5": ["05_alone"], "ps6": ["06_first", "06_second"]}
RIGHT = {
    cell.id: cell.source
    for cell in solved(read_source(Course(TINY).source("01_tiny"))).cells
    if cell.id in ("inventory_position", "mean_stock")
}
WRONG = "def inventory_position(on_hand, on_order, backlog):\n    return on_hand + on_order"
ANSWERS = {
    ("ada", "05_alone"): RIGHT,
    ("ada", "06_first"): RIGHT,
    ("ada", "06_second"): RIGHT | {"inventory_position": WRONG},
    ("bo", "05_alone"): {"inventory_position": WRONG},
    ("bo", "06_first"): {},
    ("bo", "06_second"): {"mean_stock": RIGHT["mean_stock"]},
}
SCORES = {"ada": {"ps5": 5, "ps6": 8}, "bo": {"ps5": 1, "ps6": 2}}
FOREIGN = {"feedback/ada/ps1/ps1.html": "hers", "feedback/zoe/ps5/05_alone.html": "hers"}


class Course101:
    """The course folder, the exchange and the two students."""

    def __init__(self, folder):
        self.root, self.folder = folder / "course", folder / "rl101"
        self.graded, self.exchange = folder / "graded", folder / "exchange"
        self.exchange.mkdir()
        self.exchange.chmod(0o777)
        for name in sum(ASSIGNMENTS.values(), []):
            target = self.root / "solutions" / f"{name}.md"
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(TINY / "solutions" / "01_tiny.md", target)
        homes = folder / "homes"
        homes.mkdir()
        self.users = [
            User(name, 60_001 + number, homes / name, self.exchange)
            for number, name in enumerate(("ada", "bo"))
        ]
        for user in self.users:
            user.prepare()

    def run(self, *arguments, where=None):
        """Run a command of the instructor's; return what it said."""
        run = subprocess.run(
            [sys.executable, "-m", *map(str, arguments)], cwd=where or self.folder, text=True,
            capture_output=True, check=False, env={**os.environ, "EXCHANGE": str(self.exchange)},
        )  # fmt: skip
        assert run.returncode == 0, f"{arguments}\n{run.stdout}{run.stderr}"
        return run.stdout + run.stderr

    def autograde(self, *arguments):
        return self.run("autograde", *arguments, where=CHECKOUT)

    def release(self):
        words = [f"--as={name}={','.join(held)}" for name, held in ASSIGNMENTS.items()]
        said = self.autograde(
            "release", "--course", self.root, "--nbgrader", self.folder, *words
        ).splitlines()
        lacking = next(i for i, line in enumerate(said) if "lacks these lines" in line)
        lines = "\n".join(line for line in said[lacking + 1 :] if line != "c = get_config()")
        (self.folder / "nbgrader_config.py").write_text(f"{SETTINGS}\n{lines}\n")
        for name in ASSIGNMENTS:
            self.run("nbgrader", "release_assignment", name)

    def answer(self, user, name, answers):
        """Write answers into a fetched notebook, as JupyterLab would save it."""
        (path,) = user.home.glob(f"*/{name}.ipynb")
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            cell.source = answers.get(cell.id, cell.source)
        nbformat.write(notebook, path)

    def submit(self):
        for user in self.users:
            for assignment, names in ASSIGNMENTS.items():
                user.nbgrader("fetch_assignment", assignment)
                if (user.name, assignment) == ("ada", "ps5"):
                    user.nbgrader("submit", assignment, hour=19)  # a first, empty version
                for name in names:
                    self.answer(user, name, ANSWERS[user.name, name])
                user.nbgrader("submit", assignment, hour=20)
        for name in ASSIGNMENTS:
            self.run("nbgrader", "collect", name)

    def give_back(self):
        for user in self.users:
            for name in ASSIGNMENTS:
                user.nbgrader("fetch_feedback", name)

    def scores(self, folder):
        """Return the scores in a folder's gradebook, by student and assignment."""
        with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
            return {
                user.name: {n: book.find_submission(n, user.name).score for n in ASSIGNMENTS}
                for user in self.users
            }


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course of which everything was handed back."""
    course = Course101(tmp_path_factory.mktemp("exchange"))
    course.release()
    course.submit()
    for name, text in FOREIGN.items():
        path = course.folder / name
        path.parent.mkdir(parents=True)
        path.write_text(text)
    shutil.copytree(course.folder, course.folder.parent / "plain" / "rl101")
    course.autograde("grade", course.folder, "--out", course.graded, "--course", course.root)
    course.first = course.autograde("hand-back", course.graded, "--nbgrader", course.folder)
    course.before = contents(course.folder)
    course.autograde("hand-back", course.graded, "--nbgrader", course.folder)
    # A page without its time and secret stops nbgrader's release of them all.
    (course.folder / "feedback" / "zoe" / "ps5" / "05_alone.html").rename(course.root / "zoe.html")
    for name in ASSIGNMENTS:
        course.run("nbgrader", "release_feedback", name)
    course.give_back()
    return course


def contents(folder):
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_each_student_fetches_the_very_page_that_was_graded(course):
    for user in course.users:
        for assignment, names in ASSIGNMENTS.items():
            found = {p.name: p for p in user.home.glob(f"{assignment}/feedback/*/*.html")}
            assert set(found) == {f"{name}.html" for name in names}
            for name in names:
                page = course.graded / "feedback" / user.name / f"{name}.html"
                assert found[f"{name}.html"].read_bytes() == page.read_bytes()


def test_only_the_version_that_counted_has_feedback_in_the_summer_of_the_zone(course):
    for user in course.users:
        times = {path.name for path in user.home.glob("*/feedback/*")}
        assert times == {"2026-07-01 13:00:00.000000 PDT"}


def test_the_abbreviation_of_a_zone_in_summer_is_its_time(course):
    with (course.graded / "grades.csv").open(newline="") as file:
        times = {row["submitted"] for row in csv.DictReader(file)}
    assert times == {"2026-07-01 20:00:00+00:00"}  # 13:00 PDT; nbgrader itself reads it as 13:00


def test_no_hidden_test_reached_a_student(course):
    for user in course.users:
        shown = [p.read_text() for p in user.home.rglob("*") if p.suffix in (".html", ".ipynb")]
        assert len(shown) > 5 and not any("unseen" in text for text in shown)


def test_handing_back_twice_changes_nothing_and_leaves_what_is_of_others(course):
    for name, text in FOREIGN.items():
        assert course.before[course.folder / name] == text.encode()
    now = contents(course.folder)
    gone = {course.folder / "feedback" / "zoe" / "ps5" / "05_alone.html"}  # moved by the fixture
    assert {path: now.get(path) for path in course.before.keys() - gone} == {
        path: content for path, content in course.before.items() if path not in gone
    }


def test_marks_are_those_of_plain_nbgrader(course):
    plain = course.folder.parent / "plain" / "rl101"
    for name in ASSIGNMENTS:
        course.run("nbgrader", "generate_assignment", name, "--force", where=plain)
        course.run("nbgrader", "autograde", name, where=plain)
    assert course.scores(course.folder) == course.scores(plain) == SCORES


def test_nobody_else_can_read_the_grades(course):
    assert stat.S_IMODE(course.graded.stat().st_mode) == 0o700
