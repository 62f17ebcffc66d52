"""When it came: what a platform or nbgrader says, never the time of packing."""

import zipfile
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from autograde.handin.times import of_moodle, of_nbgrader

from .classes import LEARNING, collected, dealt, notebook

BERLIN, COAST = ZoneInfo("Europe/Berlin"), ZoneInfo("America/Los_Angeles")
FILE, GOOD = f"{LEARNING}.ipynb", notebook()
MOODLE = f"Ada Byron_401_assignsubmission_file/{FILE}"
SHEET = (
    "Identifier,Full name,Email address,Status,Last modified (submission)\r\n"
    'Participant 401,Ada Byron,ada.b@uni.example,Submitted,"{time}"\r\n'
    "Participant 402,Bo Ek,bo@uni.example,,-\r\n"
)


@pytest.mark.parametrize(("text", "zone", "expected"), [
    ("2026-11-25 07:18:39 PST", COAST, "2026-11-25 07:18:39-08:00"),
    ("2026-07-25 07:18:39.123456 PDT\n", COAST, "2026-07-25 07:18:39.123456-07:00"),
    ("2026-11-25 07:18:39 PST", BERLIN, "2026-11-25 16:18:39+01:00"),
    ("2026-07-25 07:18:39 CEST", BERLIN, "2026-07-25 07:18:39+02:00"),
    ("2026-07-25 07:18:39 EDT", ZoneInfo("America/New_York"), "2026-07-25 07:18:39-04:00"),
    ("2026-07-25 07:18:39 JST", ZoneInfo("Asia/Tokyo"), "2026-07-25 07:18:39+09:00"),
    ("2026-07-25 07:18:39 JST", BERLIN, "2026-07-25 00:18:39+02:00"),
    ("2026-07-25 07:18:39 BST", ZoneInfo("Europe/London"), "2026-07-25 07:18:39+01:00"),
    ("2026-07-25 07:18:39 -03", ZoneInfo("America/Sao_Paulo"), "2026-07-25 07:18:39-03:00"),
    ("2026-10-25 02:30:00 CEST", BERLIN, "2026-10-25 02:30:00+02:00"),
    ("2026-10-25 02:30:00 CET", BERLIN, "2026-10-25 02:30:00+01:00"),
    ("2026-02-02 15:58:23.948203 America/Los_Angeles", BERLIN, "2026-02-03 00:58:23.948203+01:00"),
    ("2026-02-02 15:58:23 +0100", BERLIN, "2026-02-02 15:58:23+01:00"),
    ("2026-02-02T15:58:23Z", BERLIN, "2026-02-02 16:58:23+01:00"),
    ("2026-02-02 15:58 UTC", BERLIN, "2026-02-02 16:58:00+01:00"),
    ("2026-02-02 15:58:23", BERLIN, "2026-02-02 15:58:23+01:00"),
    ("2026-02-02", BERLIN, "2026-02-02 00:00:00+01:00"),
])  # fmt: skip
def test_timestamps_are_read_as_nbgrader_writes_them(text, zone, expected):
    found = of_nbgrader(text, zone)
    assert (found.time.isoformat(" "), found.remark) == (expected, "")


@pytest.mark.parametrize("text", ["soon", "", "2026-13-01 10:00 UTC", "2026-02-02 10:00 Mars/Base",
                                  "2026-02-02 10:00 XYZ", "9999-12-31 23:59 HST"])  # fmt: skip
def test_a_time_that_cannot_be_read_is_told(text):
    found = of_nbgrader(text, BERLIN)
    assert found.time is None and "cannot be read" in found.remark and text[:9] in found.remark


def test_an_ambiguous_abbreviation_is_read_near_the_course_and_told():
    found = of_nbgrader("2026-07-25 07:18:39 IST", ZoneInfo("Asia/Tokyo"))
    assert found.time.isoformat(" ") == "2026-07-25 10:48:39+09:00" and "+0530" in found.remark
    assert of_nbgrader("2026-07-25 07:18:39 IST", ZoneInfo("Asia/Kolkata")).remark == ""
    found = of_nbgrader("2026-07-25 07:18:39 BST", BERLIN)
    assert found.time.isoformat(" ") == "2026-07-25 08:18:39+02:00" and "+0100" in found.remark
    found = of_nbgrader("2026-07-25 07:18:39 BST", ZoneInfo("Asia/Dhaka"))
    assert found.time.isoformat(" ") == "2026-07-25 07:18:39+06:00" and "+0600" in found.remark


@pytest.mark.parametrize(("text", "expected"), [
    ("Friday, 27 November 2026, 11:59 PM", (11, 27, 23, 59)),
    ("Sunday, 1 March 2026, 12:05 AM", (3, 1, 0, 5)),
    ("Friday, November 27, 2026, 11:59 PM", (11, 27, 23, 59)),
    ("Freitag, 27. November 2026, 23:59", (11, 27, 23, 59)),
    ("Donnerstag, 5. M\u00e4rz 2026, 08:00", (3, 5, 8, 0)),
    ("vendredi 5 juin 2026, 08:00", (6, 5, 8, 0)),
    ("viernes, 27 de noviembre de 2026, 23:59", (11, 27, 23, 59)),
])  # fmt: skip
def test_worksheets_are_read_as_moodle_writes_them(text, expected):
    assert of_moodle(text, BERLIN).time == datetime(2026, *expected, tzinfo=BERLIN)


def test_a_worksheet_without_a_time_and_one_that_cannot_be_read():
    assert of_moodle("-", BERLIN) == (None, "")
    assert "gestern abend" in of_moodle("gestern abend", BERLIN).remark


@pytest.mark.parametrize("name", [MOODLE, MOODLE.replace("/", "_"), f"byronada_401_55_{FILE}",
                                  f"wrapped 2026-03-05 10-00/{MOODLE}"])  # fmt: skip
def test_the_zip_of_a_platform_knows_no_time(name):
    stamp = f"{name.rpartition('/')[0]}/timestamp.txt".lstrip("/")
    members = {name: GOOD, stamp: "2026-01-01 00:00", zipfile.ZipInfo("x/a.ipynb"): GOOD}
    assert dealt(members)["ada", LEARNING].time is None


def test_canvas_says_late_or_not():
    late = dealt({f"byronada_LATE_401_55_{FILE}": GOOD})["ada", LEARNING]
    good = dealt({f"byronada_401_55_{FILE}": GOOD})["ada", LEARNING]
    assert (late.late, late.in_time, good.late, good.in_time) == (True, False, False, True)


def test_moodles_worksheet_says_when_and_who(tmp_path):
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(SHEET.format(time="Sunday, 1 March 2026, 11:10 PM"), encoding="utf-8-sig")
    found = dealt({MOODLE.replace("Ada Byron", "Participant"): GOOD}, worksheets=[sheet],
                  zone=BERLIN)  # fmt: skip
    assert found["ada", LEARNING].time == datetime(2026, 3, 1, 23, 10, tzinfo=BERLIN)
    sheet.write_text(SHEET.format(time="soon"))
    assert "cannot be read" in dealt({MOODLE: GOOD}, worksheets=[sheet])["ada", LEARNING].remark


def test_the_worksheet_knows_the_institutions_numbers(tmp_path):
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("Identifier;ID number;Full name\nParticipant 8001;401;Somebody Else\n")
    name = MOODLE.replace("Ada Byron_401", "Somebody Else_8001")
    assert set(dealt({name: GOOD}, worksheets=[sheet])) == {("ada", LEARNING)}


def test_the_worksheet_of_another_assignment_is_refused(tmp_path):
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(SHEET)
    with pytest.raises(Exception, match="knows 0 of the 1 participants"):
        collected({MOODLE.replace("401", "999"): GOOD}, worksheets=[sheet])
    sheet.write_text("student\nada\n")
    with pytest.raises(Exception, match="is no grading worksheet"):
        collected({MOODLE: GOOD}, worksheets=[sheet])


def times(members, roster=None):
    return {one.student: one.time and one.time.hour
            for one in collected(members, roster, zone=BERLIN).submissions}  # fmt: skip


def at(name, hour):
    return zipfile.ZipInfo(name, (2026, 3, 3, hour, 0, 0))


def test_what_lies_below_changes_no_time():
    members = {
        f"ada/ps5/{FILE}": GOOD, "ada/ps5/timestamp.txt": "2026-03-01 10:00 CET",
        "ada/ps5/old/timestamp.txt": "2026-03-09 11:00 CET",
        f"bo/ps5/deep/{FILE}": GOOD, "bo/ps5/deep/timestamp.txt": "2026-03-09 11:00 CET",
        f"cy/ps5/deep/er/{FILE}": GOOD, "cy/ps5/timestamp.txt": "2026-03-09 12:00 CET",
        f"di_2026-03-02-09-30-00/{FILE}": GOOD,
    }  # fmt: skip
    assert times(members) == {"ada": 10, "bo": None, "cy": 12, "di": 9}


def test_a_stamp_that_cannot_be_read_is_not_replaced_by_another_time():
    members = {at(f"ada/{FILE}", 12): GOOD, "ada/timestamp.txt": "soon", at(f"bo/{FILE}", 18): GOOD}
    found = {one.student: one for one in collected(members, None, zone=BERLIN).submissions}
    assert found["ada"].time is None and "soon" in found["ada"].remark
    assert found["bo"].time.hour == 18


def test_a_class_that_was_packed_at_once_has_no_times():
    assert times({f"ada/{FILE}": GOOD, f"bo/{FILE}": GOOD}) == {"ada": None, "bo": None}
    assert times({at(f"ada/{FILE}", 12): GOOD, at(f"bo/{FILE}", 13): GOOD}) == {
        "ada": 12, "bo": 13,
    }  # fmt: skip


def test_times_in_a_students_own_zip_are_the_students_word(tmp_path):
    inner = tmp_path / "x.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr(at(FILE, 1), GOOD)
    members = {at("ada/x.zip", 12): inner.read_bytes(), at(f"bo/{FILE}", 18): GOOD}
    assert times(members)["ada"] is None
