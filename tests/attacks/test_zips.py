"""Zips that nobody vouches for, and folders with links: graded through the command."""

import io
import json
import stat
import subprocess
import sys
import zipfile

import pytest

from tests.support import here

from . import attack
from .attack import CHECKOUT, COURSE, NAME
from .class_run import HONEST, read_results

pytestmark = pytest.mark.needs_bwrap
GOOD = json.dumps(HONEST[0][1]).encode()


def link(name, target):
    """Return a member of a zip that is a symbolic link."""
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return info, str(target)


def evil_zip(path, folder):
    """Write a class whose zip tries to write, read and swell beyond its own folder."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"amal/{NAME}.ipynb", GOOD)
        archive.writestr(f"../../escaped/{NAME}.ipynb", GOOD)
        archive.writestr(f"bo/../../../escaped2/{NAME}.ipynb", GOOD)
        archive.writestr(f"{folder}/absolute/{NAME}.ipynb", GOOD)
        archive.writestr(f"..\\..\\windows\\{NAME}.ipynb", GOOD)
        archive.writestr(*link(f"carl/{NAME}.ipynb", COURSE.source(NAME)))
        archive.writestr(*link(f"dora/{NAME}.ipynb", f"../amal/{NAME}.ipynb"))
        archive.writestr(f"emil/{NAME}.ipynb", b" " * 400_000_000)
        archive.writestr(f"ŽŪÑ 李/{NAME}.ipynb", GOOD)
        archive.writestr(f"zoe/{NAME}.ipynb", GOOD)


def run(place, out):
    options = ["--course", COURSE.root, "--jobs", "2"]
    ended = here.command("grade", place, "--out", out, *options)
    assert ended.returncode == 0, ended.stderr
    return read_results(out)


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("zips")
    evil_zip(folder / "class.zip", folder)
    return folder, run(folder / "class.zip", folder / "out")


def test_honest_members_of_an_evil_zip_keep_their_marks(unpacked):
    _, results = unpacked
    for student in ("amal", "zoe", "ŽŪÑ 李"):
        assert (results[student]["score"], results[student]["status"]) == (5, "graded")


def test_no_member_leads_out_of_the_class(unpacked):
    folder, _ = unpacked
    made = {path.name for path in folder.iterdir()}
    assert made == {"class.zip", "out"}
    assert not (folder.parent / "escaped").exists() and not (folder.parent / "escaped2").exists()


@pytest.mark.parametrize("student", ["carl", "dora", "emil"])
def test_links_and_bombs_earn_nothing_and_say_why(unpacked, student):
    _, results = unpacked
    assert (results[student]["score"], results[student]["status"]) == (0, "invalid")
    assert results[student]["reason"]


def test_control_plain_unpacking_follows_links_and_swells(tmp_path, unpacked):
    folder, _ = unpacked
    with zipfile.ZipFile(folder / "class.zip") as archive:
        sizes = {info.filename: info.file_size for info in archive.infolist()}
        assert sizes[f"emil/{NAME}.ipynb"] > 100 * (folder / "class.zip").stat().st_size
        outside = [name for name in archive.namelist() if ".." in name or name.startswith("/")]
    assert len(outside) == 4
    # What the system's unzip does with a link that is a member:
    (tmp_path / "dora.ipynb").symlink_to(COURSE.source(NAME))
    assert "BEGIN SOLUTION" in (tmp_path / "dora.ipynb").read_text()


def test_links_in_a_folder_are_not_followed(tmp_path):
    place = tmp_path / "class"
    for student in ("amal", "bo", "zoe"):
        (place / student).mkdir(parents=True)
    for student in ("amal", "zoe"):
        (place / student / f"{NAME}.ipynb").write_bytes(GOOD)
    (place / "bo" / f"{NAME}.ipynb").symlink_to(place / "amal" / f"{NAME}.ipynb")
    (place / "carl").symlink_to(place / "amal")
    (place / "dora" / f"{NAME}.ipynb").mkdir(parents=True)
    results = run(place, tmp_path / "out")
    assert results["amal"]["score"] == results["zoe"]["score"] == 5
    assert results["bo"]["score"] == 0
    assert results.get("carl", {"score": 0})["score"] == 0


def test_a_name_that_is_no_assignments_makes_no_row_and_no_formula(tmp_path):
    place = tmp_path / "class"
    for student, name in (("amal", NAME), ("bo", "09_other"), ("bo", "=1+1"), ("zoe", NAME)):
        (place / student).mkdir(parents=True, exist_ok=True)
        (place / student / f"{name}.ipynb").write_bytes(GOOD)
    results = run(place, tmp_path / "out")
    assert results["amal"]["score"] == results["zoe"]["score"] == 5
    # The content says which assignment it is: the same notebook twice.
    assert (results["bo"]["score"], results["bo"]["assignment"]) == (5, NAME)
    assert not list((tmp_path / "out" / "results").glob("*/*1+1*"))


def test_a_file_that_is_no_zip_is_refused(tmp_path):
    (tmp_path / "class.zip").write_bytes(io.BytesIO(GOOD[:100]).getvalue())
    command = [sys.executable, "-m", "autograde", "grade", tmp_path / "class.zip"]
    command += ["--out", tmp_path / "out", "--course", attack.COURSE.root]
    ended = subprocess.run(list(map(str, command)), cwd=CHECKOUT, capture_output=True, text=True)
    assert ended.returncode == 2 and "Traceback" not in ended.stderr
