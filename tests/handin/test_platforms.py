"""What platforms call files, as they write them today."""

import pytest

from autograde.handin.platforms import looks_like, readings

FILE = "05_q_learning.ipynb"


@pytest.mark.parametrize(
    ("name", "owner", "number", "file", "late"),
    [
        ("Ada Byron_401_assignsubmission_file", "Ada Byron", "401", "", False),
        ("Ada Byron_401_assignsubmission_file_", "Ada Byron", "401", "", False),
        (f"Ada Byron_401_assignsubmission_file_{FILE}", "Ada Byron", "401", FILE, False),
        ("Gruppe A_77_assignsubmission_file", "Gruppe A", "77", "", False),
        ("7_83_assignsubmission_file", "7", "83", "", False),
        ("Default group_assignsubmission_file", "Default group", "", "", False),
        ("Participant_401_assignsubmission_file", "Participant", "401", "", False),
        ("Ada Byron_401_assignsubmission_onlinetext", "Ada Byron", "401", "", False),
        ("Jan Novak_2_401_assignsubmission_file", "Jan Novak_2", "401", "", False),
        (f"byronada_9006_55506_{FILE}", "byronada", "9006", FILE, False),
        (f"byronada_LATE_9006_55506_{FILE}", "byronada", "9006", FILE, True),
        (f"o_neilpat_9006_55506_{FILE}", "o_neilpat", "9006", FILE, False),
        (f"o_neilpat_LATE_9006_55506_{FILE}", "o_neilpat", "9006", FILE, True),
        (f"lateann_9011_57511_{FILE}", "lateann", "9011", FILE, False),
        (f"digitdag_9027_55527_2026_1_{FILE}", "digitdag", "9027", f"2026_1_{FILE}", False),
        (f"anon_1aB2c_555_{FILE}", "anon_1aB2c", "", FILE, False),
        (f"anon_12345_555_{FILE}", "anon_12345", "", FILE, False),
        (f"LATE_anon_1aB2c_555_{FILE}", "anon_1aB2c", "", FILE, True),
        ("byronada_9006_text.html", "byronada", "9006", "text.html", False),
        ("byronada_LATE_9006_text.html", "byronada", "9006", "text.html", True),
    ],
)
def test_names_are_read_as_platforms_write_them(name, owner, number, file, late):
    found = readings(name, is_file=True)[0]
    assert (found.owner, found.number, found.file, found.late) == (owner, number, file, late)


@pytest.mark.parametrize("name", ["ada", "05_q_learning", "my_homework", "ada_05.ipynb", "1_2"])
def test_a_folder_made_by_hand_is_no_platforms(name):
    assert not readings(name, is_file=False) and not readings(name, is_file=True)


@pytest.mark.parametrize(
    ("file", "stem", "version"),
    [
        (f"b_9_55_{FILE}", "05_q_learning", 0),
        ("b_9_55_05_q_learning-1.ipynb", "05_q_learning", 1),
        ("b_9_55_05_q_learning-12.ipynb", "05_q_learning", 12),
    ],
)
def test_canvas_counts_resubmissions(file, stem, version):
    found = readings(file, is_file=True)[0]
    assert (found.stem, found.version) == (stem, version)


def test_the_number_that_somebody_else_appended_is_no_resubmission():
    found = readings("Ada Byron_401_assignsubmission_file_05_q_learning-2.ipynb", True)[0]
    assert (found.stem, found.version) == ("05_q_learning-2", 0)


def test_nbgraders_inbound_folder_names_owner_and_time():
    found = readings("ada+ps5+2026-03-01 10:00:00 UTC+x3f", is_file=False)[0]
    assert (found.owner, found.time) == ("ada", "2026-03-01 10:00:00 UTC")


@pytest.mark.parametrize(
    ("name", "platform"),
    [
        ("weird_55506_05_q_learning.ipynb", "Canvas"),
        ("_401_assignsubmission_", "Moodle"),
        ("05_q_learning.ipynb", ""),
    ],
)
def test_a_name_that_resembles_a_platforms_is_known_as_such(name, platform):
    assert looks_like(name, is_file=True) == platform
    assert not platform or not readings(name, is_file=True)
