"""Whatever is wrong with one student's file, it is that student's: the others keep everything."""

import io
import os
import shutil
import struct
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograde.handin import __main__ as reading
from autograde.handin import archives, packed, reader, submissions
from autograde.handin.content import Chapter, Content
from autograde.handin.submissions import find
from autograde.kit.errors import CourseError

from .classes import CLASS, KNOWN, LEARNING, notebook, written

FILE, GOOD = f"{LEARNING}.ipynb", notebook()
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
LOCAL, CENTRAL = b"PK\x03\x04", b"PK\x01\x02"
often = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def packed_as(files, method=zipfile.ZIP_DEFLATED):
    """Return the bytes of a zip."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def collected(place):
    """Return what a class handed in, by student, with what each file that can be read holds."""
    with tempfile.TemporaryDirectory() as scratch:
        found = find(place, Path(scratch), known=KNOWN, roster=CLASS)
        rows = {}
        for one in found.submissions:
            held = one.path.read_bytes() if one.path else None
            rows.setdefault(one.student, []).append((held, one.fault or one.unreadable))
        return rows, found


def others_keep_all(place, eve="cy"):
    """Whether everybody but one student has exactly what they handed in; return what she has."""
    rows, found = collected(place)
    for student in ("ada", "bo"):
        assert rows[student] == [(GOOD.encode(), "")]
    named = [other.why for other in found.others if eve in other.students]
    mine = rows.get(eve, [])
    assert mine or named, "her file vanished without a word"
    assert all(content is not None or fault for content, fault in mine)
    return mine, named


def class_folder(folder, hers):
    """Write a class in which one student handed in something else."""
    files = {f"ada/{FILE}": GOOD, f"bo/{FILE}": GOOD, f"cy/{hers[0]}": hers[1]}
    return written(folder / "class", files)


def damaged(content, draw):
    """Return bytes of which some were exchanged, cut off or added."""
    content = bytearray(content)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(content) - 1))
        content[place] ^= draw(st.integers(1, 255))
    end = draw(st.sampled_from((len(content), draw(st.integers(0, len(content))))))
    return bytes(content[:end]) + draw(st.binary(max_size=8))


@often
@given(st.data(), st.sampled_from(METHODS))
def test_a_damaged_zip_is_its_own_students(data, method):
    zipped = packed_as({FILE: GOOD, "data.csv": "1,2\n" * 99, "timestamp.txt": "now"}, method)
    with tempfile.TemporaryDirectory() as folder:
        others_keep_all(class_folder(Path(folder), ("a.zip", damaged(zipped, data.draw))))


@often
@given(st.data())
def test_a_damaged_notebook_is_its_own_students(data):
    with tempfile.TemporaryDirectory() as folder:
        hers = FILE, damaged(GOOD.encode(), data.draw)
        others_keep_all(class_folder(Path(folder), hers))


def class_zip(method):
    """Return the bytes of a class's zip, and where the packed file of one student begins and ends.

    What stands before it and at the end of the zip is the platform's, not the student's.
    """
    names = [f"ada/{FILE}", f"cy/{FILE}", f"bo/{FILE}"]
    content = packed_as(dict.fromkeys(names, GOOD), method)
    starts = [content.rindex(LOCAL, 0, content.index(name.encode())) for name in names]
    return content, starts[1] + 30 + len(names[1]), starts[2]


@often
@given(st.data(), st.sampled_from(METHODS))
def test_a_damaged_member_of_a_class_is_its_own_students(data, method):
    content, begin, end = class_zip(method)
    content = bytearray(content)
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(begin, end - 1))] ^= data.draw(st.integers(1, 255))
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "class.zip").write_bytes(content)
        others_keep_all(Path(folder) / "class.zip")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("claimed", [*METHODS, 1, 6, 9, 93, 98, 65535])
def test_a_member_that_claims_another_form_is_its_own_students(tmp_path, method, claimed):
    content, begin, _ = class_zip(method)
    content = bytearray(content)
    central = content.index(CENTRAL, content.index(CENTRAL) + 1)
    local = content.rindex(LOCAL, 0, begin)
    for place in (local + 8, central + 10):
        content[place : place + 2] = struct.pack("<H", claimed)
    (tmp_path / "class.zip").write_bytes(content)
    mine, _ = others_keep_all(tmp_path / "class.zip")
    if claimed == method:
        assert mine == [(GOOD.encode(), "")]
    else:
        assert mine[0][0] is None and mine[0][1]


@pytest.mark.parametrize("bit", range(16))
def test_a_member_with_any_mark_is_its_own_students(tmp_path, bit):
    content, begin, _ = class_zip(zipfile.ZIP_DEFLATED)
    content = bytearray(content)
    central = content.index(CENTRAL, content.index(CENTRAL) + 1)
    for place in (content.rindex(LOCAL, 0, begin) + 6, central + 8):
        mark = struct.unpack_from("<H", content, place)[0] ^ (1 << bit)
        content[place : place + 2] = struct.pack("<H", mark)
    (tmp_path / "class.zip").write_bytes(content)
    mine, _ = others_keep_all(tmp_path / "class.zip")
    assert bit or "encrypted" in mine[0][1]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_members_of_the_same_name_are_two_files_of_one_student(tmp_path):
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        for name, content in [(f"ada/{FILE}", GOOD), (f"cy/{FILE}", "{"), (f"bo/{FILE}", GOOD),
                              (f"cy/{FILE}", GOOD), (f"cy/{FILE}", GOOD)]:  # fmt: skip
            archive.writestr(name, content)
    mine, _ = others_keep_all(tmp_path / "class.zip")
    assert sorted(content for content, _ in mine) == sorted([b"{", GOOD.encode(), GOOD.encode()])


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_member_that_swells_beyond_its_size_is_stopped_there(tmp_path, method, monkeypatch):
    """A few thousand bytes of bzip2 hold gigabytes, whatever size the zip claims."""
    made = bytearray(packed_as({FILE: b" " * 50_000_000}, method))
    for place in (made.index(LOCAL) + 22, made.index(CENTRAL) + 24):
        made[place : place + 4] = struct.pack("<I", 5_000)
    sizes = []
    with zipfile.ZipFile(io.BytesIO(bytes(made))) as archive:
        with pytest.raises(zipfile.BadZipFile):
            for piece in packed.pieces(archive, archive.infolist()[0]):
                sizes.append(len(piece))
    assert sum(sizes) <= 5_000
    (mine,), _ = others_keep_all(class_folder(tmp_path, ("a.zip", bytes(made))))
    assert mine[0] is None and "damaged" in mine[1]


@pytest.mark.parametrize("method", METHODS)
def test_pieces_are_what_was_packed(method):
    content = os.urandom(3_000) * 700
    with zipfile.ZipFile(io.BytesIO(packed_as({"a": content, "b": b""}, method))) as archive:
        both = [b"".join(packed.pieces(archive, info)) for info in archive.infolist()]
    assert both == [content, b""]


class Here(reader.Reader):
    """Reads in this very process what the program for it reads."""

    def content(self, path, ending, whose=None):
        known = {name: Chapter.from_json(one) for name, one in self._known.items()}
        said = reading._content(path, ending, known)
        whole = not said.pop("broken", False)
        return Content(**said), whole


def as_nobody(look, place):
    """Return what a function of a folder returns to an ordinary user, for whom modes hold."""
    if os.geteuid():
        return look(place)
    for path in [place, *place.rglob("*")]:
        os.chown(path, 65534, 65534)
    reading, writing = os.pipe()
    if not (child := os.fork()):
        said = "the child ended early"
        try:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
            submissions.Reader = Here  # who is nobody may not run the Python of root
            said = repr(look(place))
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"
        finally:
            os.write(writing, said.encode())
            os._exit(0)
    os.close(writing)
    with open(reading, "rb") as said:
        text = said.read().decode()
    os.waitpid(child, 0)
    return text


@pytest.fixture
def open_folder():
    """A folder that everybody can enter, which pytest's own ones are not."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    for path in folder.rglob("*"):
        path.chmod(0o755)
    shutil.rmtree(folder)


UNREADABLE = {
    "the file": ((f"cy/{FILE}", 0o000), "you may not read it"),
    "a file to write into": ((f"cy/{FILE}", 0o200), "you may not read it"),
    "the folder": (("cy", 0o000), "cannot be looked into"),
    "a folder to list only": (("cy", 0o444), "you may not read it"),
    "a folder to enter only": (("cy", 0o111), "cannot be looked into"),
    "a folder in the folder": (("cy/chapters", 0o000), "cannot be looked into"),
    "a zip": (("cy/a.zip", 0o000), "you may not read it"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_may_not_be_read_is_its_own_students(open_folder, name):
    (where, mode), told = UNREADABLE[name]
    hers = (FILE, GOOD)
    if "chapters" in where:
        hers = f"chapters/{FILE}", GOOD
    elif "zip" in where:
        hers = "a.zip", packed_as({FILE: GOOD})
    place = class_folder(open_folder, hers)
    place.chmod(0o755)

    def look(place):
        (place / where).chmod(mode)
        return others_keep_all(place)

    assert told in str(as_nobody(look, place))


def test_a_time_that_may_not_be_read_costs_nothing(open_folder):
    place = class_folder(open_folder, (FILE, GOOD))
    (place / "cy" / "timestamp.txt").write_text("2026-03-01 15:58:23 UTC")
    (place / "cy" / "timestamp.txt").chmod(0o000)
    assert repr(GOOD.encode()) in str(as_nobody(others_keep_all, place))


def test_a_file_that_is_gone_when_it_is_read_is_its_own_students(tmp_path, monkeypatch):
    place, plain = class_folder(tmp_path, (FILE, GOOD)), reader.Reader.content

    def gone(self, path, ending, whose=None):
        if path and "/cy/" in str(path):
            raise RuntimeError("a disk that fails")
        return plain(self, path, ending, whose)

    monkeypatch.setattr(reader.Reader, "content", gone)
    (mine,), _ = others_keep_all(place)
    assert mine[0] is None and "a disk that fails" in mine[1]


def test_no_path_of_this_machine_is_told(open_folder):
    place = class_folder(open_folder, (FILE, GOOD))
    place.chmod(0o755)

    def look(place):
        (place / "cy" / FILE).chmod(0o000)
        return others_keep_all(place)

    said = str(as_nobody(look, place))
    assert "you may not read it" in said and str(open_folder) not in said


def test_the_whole_of_a_class_that_is_no_zip_is_refused_with_a_reason(tmp_path):
    content = packed_as({f"ada/{FILE}": GOOD})
    (tmp_path / "class.zip").write_bytes(content.replace(CENTRAL, b"PK\x01\x09"))
    with pytest.raises(archives.UnusableArgument, match="cannot be opened as a zip"):
        collected(tmp_path / "class.zip")


def test_a_program_that_cannot_be_started_is_nobodys_fault(tmp_path, monkeypatch):
    """Else a whole class would have handed in nothing that can be read."""
    monkeypatch.setattr(reader.sys, "executable", str(tmp_path / "no python"))
    with pytest.raises(CourseError, match="does not start"):
        collected(class_folder(tmp_path, (FILE, GOOD)))
