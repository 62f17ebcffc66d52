"""Whatever honest people do: everybody has the own marks, and nobody another's."""

import pytest

from . import checks, commands, every, rosters
from .chapters import FULL, HALF, LEARNING, SUPPLY, handed_in, with_outputs, write_course
from .class_run import command, hand_in
from .class_run import graded as graded_class
from .encodings import NOTE
from .verdict import elsewhere, strange_assignments, verdict

BWRAP, SLOW = pytest.mark.needs_bwrap, pytest.mark.slow
# Graded in every run of the tests; the other classes take longer.
QUICK = ("blind Moodle without a roster", "anonymous Canvas")


def marks(run):
    return (BWRAP,) if run.name in QUICK else (BWRAP, SLOW)


def spelt(name):
    return name.replace(" ", "-")


def situations():
    for run, one in every.SITUATIONS:
        yield pytest.param(run, one, id=spelt(f"{run.name}: {one.name}"), marks=marks(run))


def runs():
    for run in every.RUNS:
        yield pytest.param(run, id=spelt(run.name), marks=marks(run))


def asked():
    quick = {one.name for one in (*commands.STOPS, *commands.RULES, *rosters.REFUSED)}
    for one in every.COMMANDS:
        needs = () if one.verb == "collect" else (BWRAP,)
        slow = () if one.name in quick and one.refused else (SLOW,)
        yield pytest.param(one, id=spelt(one.name), marks=(*needs, *slow))


def holds(found):
    assert found.right, "\n".join(found.faults)


@pytest.mark.parametrize(("run", "one"), [*situations()])
def test_honest_work_has_its_owner_and_its_marks(graded, run, one):
    holds(verdict(run, one, graded(run)))


@pytest.mark.parametrize("run", [*runs()])
def test_nobody_else_has_marks(graded, run):
    assert not elsewhere(run, graded(run))


@pytest.mark.parametrize("run", [*runs()])
def test_no_assignment_has_rows_that_does_not_exist(graded, run):
    assert not strange_assignments(graded(run))


@pytest.mark.parametrize("one", [*asked()])
def test_command_tells_what_an_instructor_can_mend(ended, one):
    holds(commands.verdict(one, ended(one)))


@pytest.mark.slow
@pytest.mark.needs_bwrap
@pytest.mark.parametrize("one", [pytest.param(c, id=spelt(c.name)) for c in every.CHECKS])
def test_marks_find_their_way_back(graded, regraded, one):
    holds(checks.verdict(one, graded, lambda: regraded))


@pytest.mark.slow
@pytest.mark.needs_bwrap
def test_control_the_same_work_under_plain_names_has_its_marks(tmp_path):
    works = {
        ("full", LEARNING): (handed_in(), FULL),
        ("half", LEARNING): (handed_in(right=1), HALF),
        ("stub", LEARNING): (handed_in(right=0), 0.0),
        ("wrong", LEARNING): (handed_in(right=0, wrong=2), 0.0),
        ("bare", LEARNING): (handed_in(marked=False), FULL),
        ("supply", SUPPLY): (handed_in(SUPPLY), FULL),
        ("noted", LEARNING): (handed_in(note=NOTE), FULL),
        ("printed", LEARNING): (with_outputs(1_000_000), FULL),
    }
    files = {f"{who}/{name}.ipynb": content for (who, name), (content, _) in works.items()}
    write_course(tmp_path / "course")
    place = hand_in(tmp_path / "class", files, zipped=False)
    course, out = tmp_path / "course", tmp_path / "out"
    ended = command("grade", place, "--out", out, "--course", course, "--jobs", "2")
    rows = graded_class(out, ended).rows
    scores = {key: (float(rows[key]["score"]), rows[key]["status"]) for key in works}
    assert scores == {key: (score, "graded") for key, (_, score) in works.items()}


def test_there_are_enough_situations_and_each_has_one_name():
    names = [(run.name, one.name) for run, one in every.SITUATIONS]
    names += [("command", one.name) for one in (*every.COMMANDS, *every.CHECKS)]
    assert len(set(names)) == len(names) >= 150
    assert len(every.RUNS) <= 15
    kinds = {one.kind for _, one in every.SITUATIONS}
    kinds |= {one.kind for one in (*every.COMMANDS, *every.CHECKS)}
    assert kinds == set(every.KINDS)
