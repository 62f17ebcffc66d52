"""Whatever a platform packs, each file finds its student, and a bad one harms nobody else."""

import stat
import zipfile
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from autograde.course import deadlines
from autograde.handin import archives, owners, platforms
from autograde.handin.roster import Roster, Student, read
from autograde.handin.submissions import find, read_time
from autograde.kit.errors import UnusableArgument

BERLIN = ZoneInfo("Europe/Berlin")
CLASS = Roster(
    [
        Student("ada", "1", "ada@uni.example", "123", "Ada Byron"),
        Student("bo", "1", "bo@uni.example", "124", "Bo Ek"),
        Student("cy", "2", "cy@uni.example", "125", "Cy Twombly"),
    ]
)


def zipped(tmp_path, members):
    """Return a zip of (name, content) pairs; a name may be a ZipInfo."""
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    (tmp_path / "scratch").mkdir()
    return path


def found(tmp_path, members, **options):
    return find(zipped(tmp_path, members), tmp_path / "scratch", **options).submissions


@pytest.mark.parametrize(
    ("parts", "owner", "stem", "lms_id", "late", "version"),
    [
        (("ada", "01_tiny.ipynb"), "ada", "01_tiny", "", False, 0),
        (("class", "ada", "01_tiny", "01_tiny.ipynb"), "ada", "01_tiny", "", False, 0),
        (
            ("Ada Byron_123_assignsubmission_file_", "01_tiny (2).ipynb"),
            *("Ada Byron", "01_tiny", "123", False, 2),
        ),
        (
            ("Ada Byron_123_assignsubmission_file_01_tiny.ipynb",),
            *("Ada Byron", "01_tiny", "123", False, 0),
        ),
        (("byronada_LATE_123_456_01_tiny-1.ipynb",), "byronada", "01_tiny", "123", True, 1),
        (("byronada_123_456_01_tiny.ipynb",), "byronada", "01_tiny", "123", False, 0),
    ],
)
def test_names_of_platforms_are_understood(parts, owner, stem, lms_id, late, version):
    named = platforms.named(parts)
    assert (named.owner, named.stem, named.lms_id) == (owner, stem, lms_id)
    assert (named.late, named.version) == (late, version)


def test_a_file_in_nobodys_folder_is_nobodys():
    assert platforms.named(("01_tiny.ipynb",)) is None


def test_the_last_of_several_versions_counts_and_says_so(tmp_path):
    names = [f"byronada_123_45{n}_01_tiny-{n}.ipynb" for n in (1, 3, 2)]
    (one,) = found(tmp_path, [(name, name) for name in names])
    assert one.version == 3 and one.path.read_text() == names[1]
    assert one.remark == "3 versions were handed in; the last one counts"


def test_namesakes_stay_two_students(tmp_path):
    names = [f"Ada Byron_{n}_assignsubmission_file_/01_tiny.ipynb" for n in (123, 999)]
    handed_in = found(tmp_path, [(name, "{}") for name in names])
    assert [one.student for one in handed_in] == ["Ada Byron 123", "Ada Byron 999"]
    assert set(owners.deal(handed_in, CLASS, deadlines.Rules())) == {
        ("ada", "01_tiny"),
        ("Ada Byron 999", "01_tiny"),
    }


def test_a_platforms_file_is_of_the_one_assignment_that_is_graded(tmp_path):
    members = [("Ada Byron_123_assignsubmission_file_/final really.ipynb", "{}")]
    (one,) = found(tmp_path, members, only=("01_tiny",))
    assert one.assignment == "01_tiny"


def link(name):
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("../../eve/01_tiny.ipynb", "{}", "leads out"),
        ("/eve/01_tiny.ipynb", "{}", "leads out"),
        ("C:/eve/01_tiny.ipynb", "{}", "leads out"),
        (link("eve/01_tiny.ipynb"), "/etc/passwd", "a link"),
        ("eve/01_tiny.ipynb", b"0" * (archives.LARGEST + 1), "larger than 20 MB"),
        ("eve/01_tiny.ipynb", b"0" * 10_000_000, "times its size"),
    ],
)
def test_a_bad_member_is_its_own_students_fault_only(tmp_path, name, content, fault):
    bad, good = sorted(
        found(tmp_path, [(name, content), ("ada/01_tiny.ipynb", "{}")]),
        key=lambda one: one.student,
        reverse=True,
    )
    assert (bad.student, bad.path) == ("eve", None) and fault in bad.fault
    assert good.path.read_text() == "{}" and not good.fault
    assert {path.name for path in tmp_path.iterdir()} == {"class.zip", "scratch"}


@pytest.mark.parametrize("name", ["", ".", "/", "\\"])
def test_a_member_without_a_name_is_nobodys(tmp_path, name):
    info = zipfile.ZipInfo("x")
    info.filename = name
    (one,) = found(tmp_path, [(info, "{}"), ("ada/01_tiny.ipynb", "{}")])
    assert one.student == "ada" and one.path


def test_a_damaged_member_is_named(tmp_path):
    path = zipped(tmp_path, [("ada/01_tiny.ipynb", "{}"), ("bo/01_tiny.ipynb", "x" * 5000)])
    content = bytearray(path.read_bytes())
    place = content.rindex(b"bo/01_tiny.ipynb", 0, content.index(b"PK\x01\x02")) + 18
    content[place : place + 4] = b"\xff\xff\xff\xff"
    path.write_bytes(content)
    ada, bo = find(path, tmp_path / "scratch").submissions
    assert ada.path and bo.path is None and "damaged" in bo.fault


def test_links_in_a_folder_are_not_followed(tmp_path):
    for student in ("ada", "eve"):
        (tmp_path / "class" / student).mkdir(parents=True)
    (tmp_path / "class" / "ada" / "01_tiny.ipynb").write_text("{}")
    (tmp_path / "class" / "eve" / "01_tiny.ipynb").symlink_to("../ada/01_tiny.ipynb")
    collection = find(tmp_path / "class", tmp_path)
    ada, eve = collection.submissions
    assert ada.path and eve.path is None and "no ordinary file" in eve.fault
    assert collection.folders == ["ada", "eve"]


def test_a_file_that_is_no_zip_is_refused(tmp_path):
    (tmp_path / "class.rar").write_bytes(b"Rar!")
    with pytest.raises(UnusableArgument, match="neither a folder nor a zip"):
        find(tmp_path / "class.rar", tmp_path)


def test_times_come_from_the_stamp_then_the_name_then_the_zip(tmp_path):
    info = zipfile.ZipInfo("cy/01_tiny.ipynb", (2026, 3, 3, 12, 0, 0))
    members = [
        (zipfile.ZipInfo("ada/01_tiny.ipynb", (2026, 3, 3, 12, 0, 0)), "{}"),
        ("ada/timestamp.txt", "2026-03-01 20:00:00.5 UTC"),
        ("bo_2026-03-02-09-30-00/01_tiny.ipynb", "{}"),
        (info, "{}"),
    ]
    times = {one.student: one.time for one in found(tmp_path, members, zone=BERLIN)}
    assert times == {
        "ada": datetime(2026, 3, 1, 21, 0, 0, 500_000, BERLIN),
        "bo_2026-03-02-09-30-00": datetime(2026, 3, 2, 9, 30, tzinfo=BERLIN),
        "cy": datetime(2026, 3, 3, 12, 0, tzinfo=BERLIN),
    }


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-02-02 15:58:23.948203 America/Los_Angeles", 0),
        ("2026-02-02 15:58:23.948203 +0100", 15),
        ("2026-02-02 15:58:23", 15),
        ("2026-02-02 15:58:23 Mars/Olympus", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_timestamps_are_read_as_nbgrader_writes_them(tmp_path, text, hour):
    (tmp_path / "timestamp.txt").write_text(text)
    time = read_time(tmp_path / "timestamp.txt", BERLIN)
    assert (time and time.hour) == hour


@pytest.mark.parametrize(
    ("name", "only"),
    [
        ("Ada Byron_123_assignsubmission_file_/01_tiny.ipynb", ()),
        ("Ada Byron_123_assignsubmission_file_/2026-01-01_00-00_01_tiny.ipynb", ("01_tiny",)),
        ("Ada Byron_123_assignsubmission_file_2026-01-01_00-00.ipynb", ("01_tiny",)),
        ("byronada_LATE_123_456_2026-01-01_00-00.ipynb", ("01_tiny",)),
    ],
)
def test_no_student_sets_the_time_of_what_a_platform_collected(tmp_path, name, only):
    stamp = f"{name.rpartition('/')[0]}/timestamp.txt".lstrip("/")
    members = [(zipfile.ZipInfo(name, (2026, 3, 3, 12, 0, 0)), "{}"), (stamp, "2026-01-01 00:00")]
    (one,) = found(tmp_path, members, only=only)
    assert one.time == datetime(2026, 3, 3, 12, tzinfo=one.time.tzinfo)


@pytest.mark.parametrize(("folder", "owner"), [("ada", "ada"), ("1", "bo"), ("chapter 1", "bo")])
def test_a_file_in_a_students_folder_is_that_students_whatever_its_name(tmp_path, folder, owner):
    name = "Bo Ek_9_assignsubmission_file_01_tiny-99.ipynb"
    handed_in = found(tmp_path, [(f"{folder}/{name}", "{}")])
    assert set(owners.deal(handed_in, CLASS, deadlines.Rules())) == {(owner, "01_tiny")}


def test_a_roster_knows_its_students_by_all_their_names():
    for owner, lms_id in (("ada", ""), ("Ada Byron", ""), ("byronada", ""), ("?", "123")):
        assert CLASS.who(owner, lms_id) == ["ada"]
    assert CLASS.who("ada@uni.example") == ["ada"]
    assert CLASS.who("1") == ["ada", "bo"]
    assert CLASS.who("nobody", "7") == []


def test_a_groups_folder_counts_for_its_members_and_own_work_goes_first(tmp_path):
    handed_in = found(tmp_path, [("1/01_tiny.ipynb", "group"), ("ada/01_tiny.ipynb", "own")])
    dealt = owners.deal(handed_in, CLASS, deadlines.Rules())
    texts = {student: one.path.read_text() for (student, _), one in dealt.items()}
    assert texts == {"ada": "own", "bo": "group"}


def test_group_work_of_one_counts_for_all_and_otherwise_does_not(tmp_path):
    handed_in = found(tmp_path, [("ada/01_tiny.ipynb", "{}")])
    alone = owners.deal(handed_in, CLASS, deadlines.Rules())
    rules = deadlines.Rules(assignments={"01_tiny": deadlines.Rule(group_work=True)})
    together = owners.deal(handed_in, CLASS, rules)
    assert {student for student, _ in alone} == {"ada"}
    assert {student for student, _ in together} == {"ada", "bo"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name\namal\n", "one must be: student"),
        ("student\nada\nada\n", "names twice: ada"),
        ("student,lms_id\nada,1\nbo,1\n", "names twice: 1"),
        ("student\n\n", "names no student"),
    ],
)
def test_an_unusable_roster_is_refused(tmp_path, text, message):
    (tmp_path / "roster.csv").write_text(text)
    with pytest.raises(UnusableArgument, match=message):
        read(tmp_path / "roster.csv")


def test_a_roster_of_a_european_spreadsheet_is_read(tmp_path):
    (tmp_path / "roster.csv").write_text("\ufeffstudent;group\nzoë;3\n", encoding="utf-8")
    assert read(tmp_path / "roster.csv").students["zoë"].group == "3"
