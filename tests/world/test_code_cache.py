"""Machine code on the disk: never out of date, nobody else's, and never in the way."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from supplychain import batch, code_cache

PACKAGE = Path(batch.__file__).parent
pytestmark = pytest.mark.skipif(not hasattr(os, "getuid"), reason="keeps code on POSIX only")
needs_numba = pytest.mark.skipif(
    not batch.has_numba(), reason="Numba is not installed: pip install 'supplychain[fast]'"
)

EVALUATE = """
import sys
from supplychain import SupplyChain, evaluate, poisson_scenarios, policies
scenarios = poisson_scenarios(SupplyChain(), 20, seed=0)
policy = policies.constant([30, 30, 90])
for engine in sys.argv[1:]:
    print(evaluate(policy, scenarios, engine=engine).mean)
print("numba" in sys.modules)
"""


@pytest.fixture
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    return tmp_path


def evaluated(*engines, package=PACKAGE, program=EVALUATE, **environment):
    """Return what a new process says: mean profits by engine, and whether it imported Numba."""
    done = subprocess.run(
        [sys.executable, "-c", program, *engines],
        cwd=package.parent,  # what `-c` imports first
        env={**os.environ, **environment},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    *means, imported = done.stdout.split()
    return *map(float, means), imported == "True"


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """A copy of the package, what a process that compiled it said, and where it kept the code."""
    copy = tmp_path_factory.mktemp("lib") / "supplychain"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    kept = {"XDG_CACHE_HOME": str(tmp_path_factory.mktemp("caches"))}
    return copy, evaluated("compiled", "interpreted", package=copy, **kept), kept


@needs_numba
def test_a_second_process_runs_what_the_first_compiled_without_numba(first):
    copy, (compiled, interpreted, imported), kept = first
    assert imported
    assert evaluated("compiled", package=copy, **kept) == (compiled, False)
    assert compiled == interpreted


@needs_numba
def test_a_rule_that_was_changed_is_compiled_anew(first):
    copy, (before, *_), kept = first
    rules = (copy / "dynamics.py").read_text()
    try:
        (copy / "dynamics.py").write_text(rules.replace("(0.75 * capacity)", "(0.25 * capacity)"))
        after, interpreted, imported = evaluated("compiled", "interpreted", package=copy, **kept)
        assert imported
        assert evaluated("compiled", package=copy, **kept) == (after, False)
    finally:
        (copy / "dynamics.py").write_text(rules)
    assert after == interpreted != before


@pytest.mark.slow
@needs_numba
def test_a_rule_that_was_changed_under_a_running_process_is_compiled_anew(home):
    copy = home / "lib" / "supplychain"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    changed = (copy / "dynamics.py").read_text().replace("(0.75 * capacity)", "(0.25 * capacity)")
    (home / "changed.py").write_text(changed)
    program = "import shutil, supplychain.batch\n"
    program += f"shutil.copy({str(home / 'changed.py')!r}, {str(copy / 'dynamics.py')!r})"
    old = evaluated("compiled", package=copy, program=program + EVALUATE)
    compiled, interpreted, imported = evaluated("compiled", "interpreted", package=copy)
    assert (compiled, imported) == (interpreted, True) != old


@pytest.mark.slow
@needs_numba
def test_processes_that_start_at_once_do_not_disturb_each_other(home):
    command = [sys.executable, "-c", EVALUATE, "compiled"]
    started = [
        subprocess.Popen(command, cwd=PACKAGE.parent, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    said = {process.communicate()[0].split()[0] for process in started}
    assert said == {str(evaluated("compiled")[0])}
    assert len(os.listdir(code_cache.folder_path())) == 1


@pytest.mark.parametrize("damage", [b"", b"x", b"x" * 5000])
def test_a_damaged_file_counts_as_none_and_is_replaced(home, damage):
    code_cache.write("name", b"content")
    (code_cache.folder_path() / "name").write_bytes(damage)
    assert code_cache.read("name") is None
    code_cache.write("name", b"content")
    assert code_cache.read("name") == b"content"


def test_what_was_kept_is_read_again_by_nobody_else(home):
    code_cache.write("name", b"content")
    assert code_cache.read("name") == b"content"
    assert code_cache.read("other") is None
    folder = code_cache.folder_path()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [file.stat().st_mode & 0o777 for file in folder.iterdir()] == [0o600]


def opened_to_others(folder, name):
    folder.chmod(0o770)


def another_users(folder, name):
    os.chown(folder, 12345, -1)


def a_link(folder, name):
    folder.rename(folder.with_name("elsewhere"))
    folder.symlink_to(folder.with_name("elsewhere"))


def a_file_others_can_write(folder, name):
    (folder / name).chmod(0o666)


def a_linked_file(folder, name):
    (folder / name).rename(folder / "target")
    (folder / name).symlink_to(folder / "target")


@pytest.mark.parametrize(
    "spoil", [opened_to_others, another_users, a_link, a_file_others_can_write, a_linked_file]
)
def test_code_that_others_could_have_written_is_not_run(home, spoil):
    if spoil is another_users and os.getuid():
        pytest.skip("only root can give a folder away")
    code_cache.write("name", b"content")
    spoil(code_cache.folder_path(), "name")
    assert code_cache.read("name") is None


@pytest.mark.parametrize("spoil", [opened_to_others, a_link])
def test_a_folder_that_others_can_write_is_not_written(home, spoil):
    code_cache.write("name", b"content")
    spoil(code_cache.folder_path(), "name")
    code_cache.write("another", b"content")
    assert os.listdir(code_cache.folder_path()) == ["name"]


@needs_numba
@pytest.mark.parametrize("place", ["/proc", "file"])
def test_where_nothing_can_be_kept_the_rules_are_compiled_each_time(home, place):
    (home / "file").touch()
    place = place.replace("file", str(home / "file"))
    compiled, interpreted, imported = evaluated("compiled", "interpreted", XDG_CACHE_HOME=place)
    assert (compiled, imported) == (interpreted, True)


def test_the_oldest_are_removed(home, monkeypatch):
    monkeypatch.setattr(code_cache, "KEPT", 3)
    for k in range(5):
        code_cache.write(f"file {k}", b"")
        os.utime(code_cache.folder_path() / f"file {k}", (k, k))
    code_cache.write("newest", b"")
    assert sorted(os.listdir(code_cache.folder_path())) == ["file 3", "file 4", "newest"]
