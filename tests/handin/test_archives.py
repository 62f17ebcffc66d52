"""What a folder or a zip holds: a bad file is its own student's, and harms nobody else."""

import io
import json
import stat
import zipfile

import pytest

from autograde.handin import archives, outputs
from autograde.handin.notebook import read
from autograde.handin.submissions import find
from autograde.kit.errors import UnusableArgument

from .classes import CLASS, LEARNING, collected, notebook, written, zipped

FILE, GOOD = f"{LEARNING}.ipynb", notebook()


def found(tmp_path, members, roster=None):
    (tmp_path / "scratch").mkdir()
    place = zipped(tmp_path / "class.zip", members)
    return find(place, tmp_path / "scratch", known=(LEARNING,), roster=roster)


def link(name):
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.parametrize(("name", "content", "fault"), [
    (f"../../eve/{FILE}", "{}", "leads out"),
    (f"/eve/{FILE}", "{}", "leads out"),
    (f"C:/eve/{FILE}", "{}", "leads out"),
    (link(f"eve/{FILE}"), "/etc/passwd", "a link"),
    (f"eve/{'a/' * 20}{FILE}", GOOD, "too long"),
    (f"eve/{'a' * 300}{FILE}", GOOD, "too long"),
    (f"eve/{FILE}", b"0" * (outputs.LARGEST_WITH_OUTPUTS + 1), "larger than 200 MB"),
    (f"eve/{FILE}", b"0" * 21_000_000, "larger than 20 MB even without its outputs"),
    (f"eve/{FILE}", b'{"outputs": [' + b"1," * 11_000_000, "cannot be read: a bracket"),
])  # fmt: skip
def test_a_bad_member_is_its_own_students_fault_only(tmp_path, name, content, fault):
    ada, eve = found(tmp_path, {name: content, f"ada/{FILE}": GOOD}).submissions
    assert (eve.student, eve.path) == ("eve", None) and fault in eve.fault
    assert ada.path.read_text() == GOOD and not ada.fault
    assert {path.name for path in tmp_path.iterdir()} == {"class.zip", "scratch"}


@pytest.mark.parametrize("name", ["", ".", "/", "\\"])
def test_a_member_without_a_name_is_nobodys(tmp_path, name):
    info = zipfile.ZipInfo("x")
    info.filename = name
    (one,) = found(tmp_path, {info: "{}", f"ada/{FILE}": GOOD}).submissions
    assert one.student == "ada" and one.path


def test_a_damaged_member_is_named(tmp_path):
    (tmp_path / "scratch").mkdir()
    path = zipped(tmp_path / "class.zip", {f"ada/{FILE}": GOOD, f"bo/{FILE}": "x" * 5000})
    content = bytearray(path.read_bytes())
    place = content.rindex(f"bo/{FILE}".encode(), 0, content.index(b"PK\x01\x02")) + 18
    content[place : place + 4] = b"\xff\xff\xff\xff"
    path.write_bytes(content)
    ada, bo = find(path, tmp_path / "scratch", known=(LEARNING,)).submissions
    assert ada.path and bo.path is None and "damaged" in bo.fault


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_damaged_member_in_another_form_is_named(tmp_path, method):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(f"ada/{FILE}", GOOD)
        archive.writestr(f"bo/{FILE}", GOOD * 50, method)
    content = made.getvalue()
    place = content.index(f"bo/{FILE}".encode()) + 60
    (tmp_path / "class.zip").write_bytes(content[:place] + b"\xff" * 40 + content[place + 40 :])
    (tmp_path / "scratch").mkdir()
    ada, bo = find(tmp_path / "class.zip", tmp_path / "scratch", known=(LEARNING,)).submissions
    assert ada.path and bo.path is None and bo.fault


def test_links_in_a_folder_are_not_followed(tmp_path):
    place = written(tmp_path / "class", {f"ada/{FILE}": GOOD, "eve/x": "", "fay/x": ""})
    (place / "eve" / FILE).symlink_to(f"../ada/{FILE}")
    (place / "gus").symlink_to(place / "ada")
    (place / "empty").mkdir()
    collection = find(place, tmp_path, known=(LEARNING,))
    ada, eve = collection.submissions
    assert ada.path and eve.path is None and "no ordinary file" in eve.fault
    assert collection.folders == ["ada", "empty", "eve", "fay"]


def test_a_file_that_is_no_zip_is_refused(tmp_path):
    (tmp_path / "class.rar").write_bytes(b"Rar!")
    with pytest.raises(UnusableArgument, match="neither a folder nor a zip"):
        find(tmp_path / "class.rar", tmp_path)


def test_nothing_is_unpacked_that_nobody_reads(tmp_path):
    found(tmp_path, {f"ada/{FILE}": GOOD, "ada/data.csv": "1" * 1000, "ada/a.png": "1"})
    assert len(list((tmp_path / "scratch").iterdir())) == 1


@pytest.mark.parametrize("cap", ["ROOM", "LARGEST_SUM"])
def test_who_hands_in_much_takes_no_room_from_others(tmp_path, monkeypatch, cap):
    monkeypatch.setattr(archives, cap, 20_000)
    many = {f"class/tutorial/ada/{n}/{FILE}": GOOD + " " * 3000 for n in range(9)}
    many |= {f"class/tutorial/ada/{n}.zip": b"PK" + bytes(3000) for n in range(9)}
    collection = found(tmp_path, {**many, f"class/tutorial/bo/{FILE}": GOOD}, CLASS)
    (bo,) = [one for one in collection.submissions if one.student == "bo"]
    assert bo.path and any("unpacks to more than" in one.fault for one in collection.submissions)


@pytest.mark.parametrize("inner", [True, False])
def test_what_nobody_reads_takes_no_room(tmp_path, monkeypatch, inner):
    monkeypatch.setattr(archives, "ROOM", 200_000)
    monkeypatch.setattr(archives, "LARGEST_SUM", 200_000)
    hers = {FILE: GOOD, "data.csv": "1" * 9_000_000, "more/data.csv": "2" * 9_000_000}
    if inner:
        hers = {"all.zip": zipped(tmp_path / "all.zip", hers).read_bytes()}
    members = {f"ada/{name}": content for name, content in hers.items()}
    ada, bo = found(tmp_path, {**members, f"bo/{FILE}": GOOD}).submissions
    assert (ada.fault, bo.fault) == ("", "") and ada.path and bo.path


def large(size, text="x", encoding="utf-8"):
    """Return a notebook whose outputs have so many bytes."""
    output = {"output_type": "stream", "name": "stdout", "text": text * (size // len(text))}
    tricky = {"data": {"text/plain": '"outputs": [ \\" ]'}, "outputs": [{"outputs": []}]}
    return notebook(outputs=[output, tricky]).encode(encoding)


@pytest.mark.parametrize("folder", [True, False])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_outputs_of_a_large_notebook_are_left_out(folder, encoding):
    content = large(22_000_000, '1.0\n "]', encoding)
    collection = collected({f"ada/{FILE}": content}, CLASS, folder)
    (one,) = collection.submissions
    assert not one.fault and one.answers == 2


def test_what_is_left_without_outputs_is_the_same_notebook(tmp_path):
    (tmp_path / "a.ipynb").write_bytes(large(1000, '}]"\\'))
    assert outputs.leave_out(tmp_path / "a.ipynb", tmp_path / "b.ipynb") == ""
    before, after = (json.loads((tmp_path / f"{name}.ipynb").read_text()) for name in "ab")
    assert before["cells"][0].pop("outputs") and after["cells"][0].pop("outputs") == []
    assert before == after
    assert read(tmp_path / "a.ipynb") == read(tmp_path / "b.ipynb")


@pytest.mark.parametrize("text", ["{", '{"outputs": [', '{"outputs": [1', '"', "", "\\", "[]]]"])
def test_leaving_out_copies_any_text_or_says_why_not(tmp_path, text):
    (tmp_path / "a").write_text(text)
    why = outputs.leave_out(tmp_path / "a", tmp_path / "b")
    assert why or (tmp_path / "b").read_text() == text


def test_names_that_macos_does_not_mark_as_utf_8(tmp_path):
    path = zipped(tmp_path / "class.zip", {f"Jxrg/{FILE}": GOOD})
    path.write_bytes(path.read_bytes().replace(b"Jxrg", "J\u00f6g".encode()))
    (tmp_path / "scratch").mkdir()
    (one,) = find(path, tmp_path / "scratch", known=(LEARNING,)).submissions
    assert one.student == "J\u00f6g"
