"""Rosters as spreadsheets and platforms write them, and one clear line where one is broken."""

import pytest

from autograde.handin.roster import Roster, Student, read
from autograde.kit.errors import UnusableArgument

from .classes import CLASS

PLAIN = "student,group,email,lms_id,name\nzo\u00eb,3,z@uni.example,17,Zo\u00eb Ek\nbo,,,,Bo Li\n"
ZOE = Student("zo\u00eb", "3", "z@uni.example", "17", "Zo\u00eb Ek")
MOODLE = (
    '"First name","Last name","ID number","Email address",Roles,Groups\n'
    'Ada,"van Byron",s1,ada@uni.example,Student,"A, G1_1"\n'
    "Tea,Cher,t1,tea@uni.example,Teacher,\n"
    "Bo,Ek,,bo@uni.example,Student,G2\n"
)
CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,05_q_learning (123)\n"
    "    Points Possible,,,,,16\n"
    '"Byron, Ada",9001,s1,ada,"Section 1",\n'
    '"Ek, Bo",9002,,bo,"Section 1",\n'
    '"Student, Test",9009,,f00ba4,"Section 1",\n'
)


def roster(tmp_path, content, encoding="utf-8"):
    path = tmp_path / "roster.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return read(path)


SEMICOLONS, TABS = PLAIN.replace(",", ";"), PLAIN.replace(",", "\t")


@pytest.mark.parametrize(("text", "encoding"), [
    (PLAIN, "utf-8"), (PLAIN, "utf-8-sig"), (PLAIN, "cp1252"), (SEMICOLONS, "cp1252"),
    (TABS, "utf-16"), (TABS, "utf-16-le"), ("sep=;\r\n" + SEMICOLONS, "utf-8-sig"),
    ('"sep=;"\n' + SEMICOLONS, "utf-8"), ("sep=,\n" + PLAIN, "utf-8"), (TABS, "utf-8"),
    (PLAIN.replace("\n", "\r\n"), "utf-8"), (PLAIN.replace("\n", "\r"), "utf-8"),
    (PLAIN.replace("student", "Student ").replace("email", "E-Mail"), "utf-8"),
    (PLAIN.replace("student,group,email,lms_id,name", "STUDENT,GROUP,EMAIL,LMS_ID,NAME"), "utf-8"),
    (PLAIN.replace(",", " , ") + ",,,,\n\n", "utf-8"),
    (PLAIN.replace("\n", ",x\n").replace("student,", "student,").replace("name,x", "name,more"),
     "utf-8"),
])  # fmt: skip
def test_a_roster_is_read_in_whatever_form(tmp_path, text, encoding):
    found = roster(tmp_path, text, encoding)
    assert found.students["zo\u00eb"] == ZOE and list(found) == ["zo\u00eb", "bo"]


def test_moodles_participants_are_a_roster_as_they_are(tmp_path):
    found = roster(tmp_path, MOODLE)
    assert list(found) == ["s1", "bo@uni.example"]
    assert found.who("Ada van Byron") == found.who("ada") == found.who("G1_1") == ["s1"]


def test_canvas_gradebook_is_a_roster_as_it_is(tmp_path):
    found = roster(tmp_path, CANVAS)
    assert list(found) == ["s1", "bo"]
    assert found.numbered("9001") == "s1" and found.who("byronada") == found.who("ada") == ["s1"]


@pytest.mark.parametrize(("text", "message"), [
    ("name\namal\n", "has the columns name; one must be: student"),
    ("student\nada\nada\n", "names twice: ada"),
    ("student,lms_id\nada,1\nbo,1\n", "names twice: 1"),
    ("student\n\n", "names no student"),
    ("", "is empty"),
    (b"PK\3\4" + bytes(99), "save it as CSV"),
    (PLAIN.replace("Zo\u00eb Ek", '"Zo\u00eb Ek'), "line 2: a quotation mark is opened"),
    (PLAIN.replace("Zo\u00eb Ek", '"Zo\u00eb').replace("Bo Li", '"Bo Li"'), "line 2: a quot"),
    (PLAIN + 'cy,,,,"Cy\n', "line 4: a quotation mark is opened"),
    (PLAIN + f"cy,{'x' * 200_000},,,\n", "line 4: a value is too large"),
    ("sep=,\n" + PLAIN + f"cy,{'x' * 200_000},,,\n", "line 5: a value is too large"),
    (PLAIN + "cy,,,,Twombly, Cy\n", "line 4: 6 values for 5 columns"),
])  # fmt: skip
def test_an_unusable_roster_is_refused_in_one_line(tmp_path, text, message):
    with pytest.raises(UnusableArgument, match=message) as told:
        roster(tmp_path, text)
    assert "\n" not in str(told.value)


def test_a_roster_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(UnusableArgument, match="does not exist"):
        read(tmp_path / "absent.csv")


def test_a_roster_knows_its_students_by_all_their_names():
    for owner in ("ada", "Ada Byron", "byronada", "Byron, Ada", "ada.b@uni.example", "ada.b"):
        assert CLASS.who(owner) == ["ada"]
    assert CLASS.who("vantwomblycy") == CLASS.who("twomblycyvan") == ["cy"]
    assert CLASS.who("1") == ["ada", "bo"] and CLASS.who("nobody") == []
    assert CLASS.numbered("0401.0") == "ada" and CLASS.numbered("7") == ""


@pytest.mark.parametrize(("given", "kept", "asked"), [
    ("0012345", "0012345", "12345"), ("9021.0", "9021", "9021"), ("1.02E+5", "102000", "102000"),
    ("s-12e4x", "s-12e4x", "s-12e4x"),
])  # fmt: skip
def test_numbers_stay_as_they_are_written_unless_a_spreadsheet_changed_them(
    tmp_path, given, kept, asked
):
    found = roster(tmp_path, f"student,lms_id\nada,{given}\n")
    assert found.students["ada"].lms_id == kept and found.numbered(asked) == "ada"


def test_a_login_goes_before_the_names_of_others():
    both = Roster([Student("ada"), Student("x1", name="Ada"), Student("x2", email="x1@a.example")])
    assert both.who("Ada") == ["ada"] and both.who("x1") == ["x1"]
