"""`make release-check`: what files say of the version, and what a wheel may hold."""

import importlib.util
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMES = ("supplychain/__init__.py", "CITATION.cff", "CHANGELOG.md")


@pytest.fixture(scope="module")
def program():
    spec = importlib.util.spec_from_file_location("release_check", ROOT / ".ci/release_check.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def checkout(tmp_path):
    (tmp_path / "supplychain").mkdir()
    for name in NAMES:
        shutil.copyfile(ROOT / name, tmp_path / name)
    return tmp_path


def test_these_files_agree(program):
    assert program.problems(ROOT) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_version_that_was_forgotten_is_named(program, checkout, name):
    path, version = checkout / name, program.versions(ROOT)[name]
    path.write_text(path.read_text().replace(version, "9.8.7", 1))
    (problem,) = program.problems(checkout)
    assert f"{name} says 9.8.7" in problem


def test_a_version_without_a_date_is_none(program, checkout):
    path = checkout / "CHANGELOG.md"
    path.write_text("\n".join(line.split(" - ")[0] for line in path.read_text().splitlines()))
    assert any("CHANGELOG.md says nothing" in problem for problem in program.problems(checkout))


def test_changes_that_belong_to_no_version_are_remarked_on(program, checkout):
    path = checkout / "CHANGELOG.md"
    path.write_text(
        "# Changelog\n\n## [Unreleased]\n\n- More.\n\n## [0.1.0] - 2026-11-25\n\n- All.\n"
    )
    (remark,) = program.remarks(checkout)
    assert "Unreleased" in remark and program.versions(checkout)["CHANGELOG.md"] in remark
    path.write_text(path.read_text().replace("- More.\n", ""))
    assert program.remarks(checkout) == []


def test_a_wheel_holds_the_package_and_nothing_else(program):
    inside = ["supplychain/model.py", "supplychain-0.1.0.dist-info/METADATA"]
    outside = ["solutions/05_q_learning.md", "autograde/cli.py", "tests/supplychain/x.py"]
    assert program.strangers(inside + outside) == outside
