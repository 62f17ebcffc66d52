"""Backup and restore, export in full, one person's data, and its deletion."""

import io
import json
import os
import subprocess
import sys
import zipfile
from datetime import timedelta

from tests.portal.conftest import DUE, NOTEBOOK, ROOT, notebook


def command(data, *arguments, check=True):
    run = subprocess.run(
        [sys.executable, "-m", "autograde", "portal", *arguments], cwd=ROOT, text=True,
        env=os.environ | {"PORTAL_DATA": str(data)}, capture_output=True, check=False,
    )  # fmt: skip
    assert not check or run.returncode == 0, run.stderr
    return run


def test_what_was_backed_up_comes_back_whole_and_receipts_hold(portal, tmp_path, monkeypatch):
    from autograde.portal import exporting, finals
    from autograde.portal.backup import backup

    moment = DUE - timedelta(microseconds=4_321)  # no whole millisecond: it stands on the receipt
    one = portal.hand_in("ada", at=moment)
    portal.hand_in("di", notebook("di"), moment)
    portal.recognise()
    finals.commit("teacher")
    receipt = portal.student("ada").get(f"/hand-in/{one.pk}/receipt.txt").content
    (tmp_path / "receipt.txt").write_bytes(receipt)
    backup(tmp_path / "portal.zip")
    assert (tmp_path / "portal.zip").stat().st_mode & 0o077 == 0
    exporting.write(tmp_path / "before")

    monkeypatch.delenv("DATABASE_URL", raising=False)  # into SQLite, wherever it came from
    data = tmp_path / "new"
    command(data, "restore", str(tmp_path / "portal.zip"))
    command(data, "export", str(tmp_path / "after"))
    before, after = (
        {str(p.relative_to(tmp_path / d)): p.read_bytes() for p in (tmp_path / d).rglob("*.*")
         if p.is_file()} for d in ("before", "after")
    )  # fmt: skip
    assert before == after and len(before) > 6
    (data / "portal.sqlite3").unlink()
    said = command(data, "verify-receipt", str(tmp_path / "receipt.txt")).stdout
    assert "the signature is right" in said
    (tmp_path / "receipt.txt").write_bytes(receipt.replace(b"student: ada", b"student: bob"))
    refused = command(data, "verify-receipt", str(tmp_path / "receipt.txt"), check=False)
    assert refused.returncode == 1 and "was changed" in refused.stderr
    again = command(data, "restore", str(tmp_path / "portal.zip"), check=False)
    assert again.returncode == 2 and "not empty" in again.stderr


def test_one_person_gets_all_that_is_kept_of_them_and_can_be_forgotten(portal):
    from autograde.portal import people
    from autograde.portal.models import Audit, Final, HandIn, Mark, Person, Run, Stored

    together = portal.hand_in("ada", at=DUE)
    alone = portal.hand_in("ada", b"print('mine')", DUE, "07_challenge.py", "07_challenge")
    client = portal.student("ada")
    client.post(f"/hand-in/{together.pk}/count/")
    run = Run.objects.create(
        assignment="05_q_learning", by="t", table="student,score\nada,1\nbo,2\n"
    )
    for student in ("ada", "bo"):
        Mark.objects.create(run=run, student=student, score=1, max_score=2, row={"score": 1},
                            page=f"the page of {student}")  # fmt: skip
    Final.objects.create(assignment="07_challenge", names={"ada": "oak robin", "bo": "elm wren"})
    archive = zipfile.ZipFile(io.BytesIO(people.data_of("ada")))
    about = json.loads(archive.read("data.json"))
    assert {one["number"] for one in about["hand_ins"]} == {str(together.pk), str(alone.pk)}
    files = [archive.read(name) for name in archive.namelist()]
    assert NOTEBOOK in files and b"the page of ada" in files and b"the page of bo" not in files
    assert [one["hand_in"] for one in about["picks"]] == [str(together.pk)]
    assert [one["action"] for one in about["log"]] == ["picked what counts"]

    people.forget("ada")
    run.refresh_from_db()
    assert run.table == "student,score\nbo,2\n"
    assert [mark.student for mark in run.marks.all()] == ["bo"]
    assert Final.objects.get().names == {"bo": "elm wren"}
    assert not Person.objects.filter(student="ada").exists()
    assert list(HandIn.objects.all()) == [together] and Stored.objects.count() == 1
    assert [one.student for one in together.members.all()] == ["bo"], "bo keeps the group's"
    assert not Audit.objects.filter(about__contains="ada").exists()
    assert client.get("/")["Location"] == "/enter/"


def test_a_roster_taken_over_again_makes_no_second_token(portal, tmp_path):
    from autograde.portal import people

    (tmp_path / "roster.csv").write_text("student,group\nada,g2\nnew,g2\n")
    assert list(people.take(tmp_path / "roster.csv")) == ["new"]
    assert portal.person("ada").group.name == "g2" and portal.person("bo")
    assert people.person_of(portal.tokens["ada"]).student == "ada"
