"""Who may import whom: the rooms of the grader, and what runs in a jail."""

import ast
import re
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import grimp
import pytest

from autograde.examination.processes import CHAPTERS
from autograde.grading import results as grading_results
from autograde.kit import files
from autograde.kit.files import CHECKOUT
from autograde.scoring import bounds, play
from autograde.training import results as training_results
from autograde.training.run import BENCHMARK

GRADER = CHECKOUT / "autograde"
ROOMS = sorted(path.parent.name for path in GRADER.glob("*/__init__.py"))
PROFILES = {"examination": CHAPTERS, "training": BENCHMARK}
# What a profile offers beside its own files: the packages that our programs in there may use.
INSTALLED = {"numpy"}
DOORS = re.compile(r"\A[^\n]+\.\n\nDoors: (`\w+`(?:,\s`\w+`)*)\.\n\Z")


def imported(path):
    """Return the modules that a file imports when it is loaded, with dots, as it names them."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def rooms_entered():
    """Return (importing file, room, module) of every import of another room's module."""
    found = set()
    for path in GRADER.rglob("*.py"):
        here = path.relative_to(GRADER).parts[0]
        for name in imported(path):
            parts = name.split(".")
            if parts[0] == "autograde" and len(parts) > 2 and parts[1] not in (here, "inside"):
                found.add((str(path.relative_to(CHECKOUT)), parts[1], parts[2]))
    return found


def doors_of(room):
    """Return the modules of a room that others may import."""
    text = import_module(f"autograde.{room}").__doc__
    return set(re.findall(r"`(\w+)`", DOORS.fullmatch(text)[1]))


def test_rooms_import_only_what_the_arrows_allow():
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    run = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


def test_every_room_has_its_arrows():
    text = (CHECKOUT / "pyproject.toml").read_text(encoding="utf-8")
    assert [room for room in ROOMS if f'source_modules = ["autograde.{room}"]' not in text] == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_what_it_is_for_and_which_its_doors_are(room):
    tree = ast.parse((GRADER / room / "__init__.py").read_text(encoding="utf-8"))
    assert len(tree.body) == 1 and DOORS.fullmatch(ast.get_docstring(tree, clean=False)), (
        "a room's __init__ holds one sentence and its doors, and imports nothing"
    )
    entered = {module for _, other, module in rooms_entered() if other == room}
    assert entered == doors_of(room)


@pytest.mark.parametrize("room", PROFILES)
def test_what_runs_in_a_jail_imports_only_what_is_bound_there(room):
    """A module that stands outside would be missing at the first hand-in."""
    inside, bound = GRADER / room / "inside", PROFILES[room].modules
    own = {path.stem for path in inside.glob("*.py") if path.stem != "__init__"}
    assert own == {Path(name).stem for name in bound if name.endswith(".py") and "/" not in name}
    allowed = own | INSTALLED | {"__main__"} | set(sys.stdlib_module_names)
    for path in inside.glob("*.py"):
        for name in imported(path):
            root = name.partition(".")[0]
            assert root in allowed or is_bound(name, bound), f"{path.name} imports {name}"


def is_bound(name, bound):
    """Whether a module of `supplychain` is in a jail, with all that it imports in turn."""
    if not name.startswith("supplychain"):
        return False
    if "supplychain" in bound:
        return True
    module = name.split(".")[1]
    path = bound.get(f"supplychain/{module}.py")
    if path is None:
        return False
    others = {n for n in imported(path) if n.startswith("supplychain.") and "." in n}
    return all(is_bound(other, bound) for other in others)


# What is kept of earlier runs → where its program begins, and which rooms its key names. What
# `handin` finds for a training run is in that key by itself: the text of the algorithm.
KEYS = {
    "examinations": ("autograde.examination", grading_results.ROOMS, set()),
    "training runs": ("autograde.training.run", training_results.ROOMS, {"handin", "course"}),
    "bounds": ("autograde.scoring.bounds", [path.name for path in bounds.ROOMS], set()),
    "profits": ("autograde.scoring.play", [path.name for path in play.ROOMS], set()),
}


@pytest.mark.parametrize("what", KEYS)
def test_a_key_names_every_room_that_decides(what):
    begin, rooms, told_otherwise = KEYS[what]
    graph = grimp.build_graph("autograde", "supplychain", cache_dir=None)
    used = graph.find_upstream_modules(begin, as_package=True) | {begin}
    ours = {name.split(".")[1] for name in used if name.startswith("autograde.")}
    assert ours - told_otherwise <= set(rooms)


def test_a_comment_in_a_room_changes_the_keys_that_name_it_and_no_other(tmp_path, monkeypatch):
    copy = tmp_path / "course"
    for part in ("autograde", "supplychain"):
        shutil.copytree(CHECKOUT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(files, "CHECKOUT", copy)

    def keys():
        files.programs_fingerprint.cache_clear()
        return {
            what: files.programs_fingerprint(
                *(copy / "autograde" / room for room in rooms if room != "supplychain"),
                copy / "supplychain",
            )
            for what, (_, rooms, _) in KEYS.items()
        }

    before = keys()
    for name, changed in (
        ("autograde/leaderboard/drawings.py", set()),
        ("autograde/grading/class_page.py", set()),
        ("autograde/examination/forbidden.py", {"examinations"}),
        ("autograde/training/inside/trainer.py", {"training runs"}),
        ("autograde/jail/seccomp.py", {"examinations", "training runs"}),
        ("autograde/scoring/clairvoyant.py", {"bounds", "profits"}),
        ("supplychain/dynamics.py", set(KEYS)),
    ):
        text = (copy / name).read_text()
        (copy / name).write_text(text + "# a comment\n")
        after = keys()
        (copy / name).write_text(text)
        assert {what for what in KEYS if after[what] != before[what]} == changed, name
    files.programs_fingerprint.cache_clear()
