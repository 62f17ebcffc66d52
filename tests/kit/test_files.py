"""Files that are whole, and private where that is asked for; hashes that follow every program."""

import os
import stat

import pytest

from autograde.kit import files


def test_only_its_owner_reads_a_private_file(tmp_path):
    before = os.umask(0)
    try:
        files.write_whole(tmp_path / "secret", "x", private=True)
        files.write_whole(tmp_path / "page", "x")
    finally:
        os.umask(before)
    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("secret", "page")]
    assert modes == [0o600, 0o666]


def test_a_file_that_must_not_be_replaced_stays_and_leaves_no_part(tmp_path):
    files.write_whole(tmp_path / "new" / "a", "1", replace=False)
    with pytest.raises(FileExistsError):
        files.write_whole(tmp_path / "new" / "a", "2", replace=False)
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["a"]
    assert (tmp_path / "new" / "a").read_text() == "1"


def test_the_hash_of_a_folder_changes_with_each_program_and_name_in_it(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "CHECKOUT", tmp_path)
    seen = set()

    def look():
        files.programs_fingerprint.cache_clear()  # another program, which reads them anew
        seen.add(files.programs_fingerprint(tmp_path))

    for name, text in (("a.py", "1"), ("b/c.py", "2"), ("b/c.py", "3"), ("b/d.py", "")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
        look()
    (tmp_path / "b" / "d.py").rename(tmp_path / "b" / "e.py")
    look()
    files.programs_fingerprint.cache_clear()
    assert len(seen) == 5
