"""Pyodide's files: the right ones from the first place that has them, or one line about it."""

import gzip
import urllib.error
from hashlib import sha256

import pytest

from autograde.live.python import files, packages
from autograde.live.python.files import PyodideFile


@pytest.fixture
def two(monkeypatch):
    """Let the table name two small files."""
    contents = {"a.wasm": b"one", "b.whl": b"two"}
    table = [
        PyodideFile("core", name, len(content), sha256(content).hexdigest())
        for name, content in contents.items()
    ]
    monkeypatch.setattr(files, "table", lambda: table)
    return contents


def places(tmp_path):
    variables = {files.MIRROR: str(tmp_path / "mirror"), "XDG_CACHE_HOME": str(tmp_path / "caches")}
    for folder in files.folders(variables):
        folder.mkdir(parents=True, exist_ok=True)
    return variables, *files.folders(variables)


def test_the_mirror_comes_before_the_cache_and_a_wrong_file_does_not_count(tmp_path, two):
    variables, mirror, cache = places(tmp_path)
    assert files.found(variables) is None
    for folder in (mirror, cache):
        for name, content in two.items():
            (folder / name).write_bytes(content)
    assert set(files.found(variables).values()) == {mirror / name for name in two}
    (mirror / "b.whl").write_bytes(b"TWO")
    assert files.found(variables) == {"a.wasm": mirror / "a.wasm", "b.whl": cache / "b.whl"}
    (cache / "b.whl").unlink()
    assert files.found(variables) is None


def test_what_is_nowhere_is_fetched_once(tmp_path, two):
    variables, mirror, _ = places(tmp_path)
    (mirror / "a.wasm").write_bytes(b"one")
    asked = []

    def get(address):
        asked.append(address)
        return two[address.rpartition("/")[2]]

    assert files.fetch(variables, get) == "" and files.found(variables)
    assert files.fetch(variables, get) == ""
    assert asked == [f"{files.PUBLIC}b.whl"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (OSError("refused"), "a.wasm could not be fetched: refused"),
        (urllib.error.HTTPError("x", 404, "Not Found", {}, None), "a.wasm could not be fetched"),
        (b"another", "a.wasm came with another content"),
    ],
)
def test_where_nothing_comes_one_line_says_so_and_how_to_mend_it(tmp_path, two, answer, words):
    variables, _, cache = places(tmp_path)
    asked = []

    def get(address):
        asked.append(address)
        if isinstance(answer, Exception):
            raise answer
        return answer

    told = files.fetch(variables, get)
    assert words in told and "\n" not in told and files.MIRROR in told
    assert len(asked) == 1 and not list(cache.iterdir())


def test_the_packages_are_the_same_bytes_each_time_and_hold_no_answer():
    first = packages.zipped()
    assert first == packages.zipped()
    names = packages.zipfile.ZipFile(packages.io.BytesIO(first)).namelist()
    assert {"supplychain/dynamics.py", "gymnasium/__init__.py", "page_python/cells.py"} <= {*names}
    assert not [name for name in names if "autograde" in name or "solution" in name]


@pytest.mark.slow
def test_the_first_use_of_numpy_is_not_more_than_was_promised():
    paths = files.found()
    if paths is None:
        pytest.skip(f"the files of Pyodide are not at hand: set {files.MIRROR}")
    first = [
        paths[file.name].read_bytes() for file in files.table() if file.needed_for != "figures"
    ]
    first.append(packages.zipped())
    assert sum(map(len, first)) <= 18e6
    assert sum(len(gzip.compress(content, 6)) for content in first) <= 10e6
