"""A test that needs a missing program is skipped with the install line, and fails in CI."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

NEEDS_A_JAIL = """
import pytest

@pytest.mark.needs_bwrap
def test_needs_a_jail():
    pass
"""


def run_without_programs(folder, ci):
    """Run a test that needs bubblewrap on an empty PATH; return pytest's exit status and words."""
    shutil.copy(Path(__file__).with_name("conftest.py"), folder)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = needs_bwrap: starts a jail\n")
    (folder / "test_jail.py").write_text(NEEDS_A_JAIL)
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-rsE", "-p", "no:cacheprovider", "test_jail.py"],
        cwd=folder,
        env={**os.environ, "PATH": str(folder), "CI": ci},
        capture_output=True,
        text=True,
        check=False,
    )
    return run.returncode, run.stdout


def test_without_the_program_a_test_is_skipped_with_the_line_that_installs_it(tmp_path):
    status, words = run_without_programs(tmp_path, ci="")
    assert status == 0
    assert "1 skipped" in words
    assert "sudo apt-get install bubblewrap" in words


def test_in_ci_nothing_is_skipped_silently(tmp_path):
    status, words = run_without_programs(tmp_path, ci="true")
    assert status == 1
    assert "1 error" in words
    assert "CI does not skip" in words


def test_an_empty_or_false_ci_variable_is_not_ci(tmp_path):
    assert run_without_programs(tmp_path, ci="false")[0] == 0


NEEDS_GROUPS = """
import pytest

@pytest.mark.needs_cgroup_v1
def test_of_version_1():
    pass

@pytest.mark.needs_cgroup_v2
def test_of_version_2():
    pass
"""


def test_what_no_kernel_has_both_of_is_skipped_by_name_in_ci_too(tmp_path):
    shutil.copy(Path(__file__).with_name("conftest.py"), tmp_path)
    markers = "markers =\n  needs_cgroup_v1: one\n  needs_cgroup_v2: two\n"
    (tmp_path / "pytest.ini").write_text(f"[pytest]\n{markers}")
    (tmp_path / "test_groups.py").write_text(NEEDS_GROUPS)
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-rs", "-p", "no:cacheprovider", "test_groups.py"],
        cwd=tmp_path,
        env={**os.environ, "CI": "true", "PYTHONPATH": str(Path(__file__).parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0 and re.search(r"no cgroup v[12] to be used here", run.stdout)
    assert "failed" not in run.stdout and "error" not in run.stdout
