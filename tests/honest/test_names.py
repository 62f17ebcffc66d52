"""Names and places of files that still say whose and which assignment change no mark.

The command is slow and students are many: one example is a class in which each student has names
and places of their own, so a few examples try some hundred of them.
"""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from . import class_run
from .chapters import FULL, HALF, LEARNING, handed_in, write_course
from .drawn import classes, packed
from .situation import roster

pytestmark = [pytest.mark.slow, pytest.mark.needs_bwrap]
STUDENTS, EXAMPLES = 40, 3  # in each of six forms; the first example is the plain one
FORMS = (
    ("moodle", True), ("older moodle", True), ("flat moodle", True), ("canvas", True),
    ("folders", True), ("folders", False),
)  # fmt: skip


def marks_of(number):
    """Return the marks due to a student, so that work which is exchanged shows."""
    return FULL if number % 2 else HALF


@pytest.mark.parametrize(("platform", "zipped"), FORMS)
def test_names_and_places_change_no_mark(platform, zipped):
    # A class that fails is told as it is: shrinking would grade it a hundred times.
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(classes(platform, STUDENTS))
    def each_has_the_own_marks(drawn):
        found, wrong = grade(drawn, zipped), []
        for number, (person, files) in enumerate(drawn.items()):
            row = found.rows.get((person.student, LEARNING), {"score": "0", "reason": "no row"})
            if float(row["score"]) != marks_of(number):
                wrong.append(f"{person.name}: {row['score']} ({row['reason']}) of {list(files)}")
        known = {person.student for person in drawn}
        strangers = sorted({student for student, _ in found.rows} - known)
        assert not wrong and not strangers, "\n".join([*wrong, *strangers, found.terminal[-500:]])

    each_has_the_own_marks()


def grade(drawn, zipped):
    """Grade a class that was drawn; return the `Graded`."""
    works = [handed_in(right=1), handed_in()]
    files = {
        name: packed(about, works[number % 2])
        for number, given_files in enumerate(drawn.values())
        for name, about in given_files.items()
    }
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        folder = Path(place)
        write_course(folder / "course")
        (folder / "roster.csv").write_bytes(roster(drawn))
        handed = class_run.hand_in(folder / "class", files, zipped)
        arguments = ["grade", handed, "--out", folder / "out", "--course", folder / "course"]
        ended = class_run.command(*arguments, "--roster", folder / "roster.csv", "--jobs", "2")
        return class_run.graded(folder / "out", ended)
