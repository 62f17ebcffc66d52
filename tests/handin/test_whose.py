"""Every file finds its owner, or is named as nobody's; what lies below never changes the owner."""

import pytest

from autograde.course.deadlines import Rule, Rules
from autograde.handin.roster import Roster, Student

from .classes import (
    ADA,
    BO,
    CHALLENGE,
    CLASS,
    CY,
    LEARNING,
    SUPPLY,
    collected,
    dealt,
    notebook,
    scratch,
    whose,
)  # fmt: skip

FILE = f"{LEARNING}.ipynb"
GOOD, HALF = notebook(), notebook(answered=1)


def moodle(name, number, file=FILE, form="_{}_assignsubmission_file/{}"):
    return name + form.format(number, file)


def owners(*names, roster=CLASS, **options):
    return {student for student, _ in whose(dict.fromkeys(names, GOOD), roster, **options)}


@pytest.mark.parametrize("name", [
    moodle("Ada Byron", 401), moodle("Ada Byron", 401, form="_{}_assignsubmission_file_/{}"),
    moodle("Ada Byron", 401, form="_{}_assignsubmission_file_{}"), moodle("Byron, Ada", 9),
    f"course-12345/{moodle('Ada Byron', 401)}", moodle("Ada Byron", 401).replace("/", "\\"),
    moodle("ADA  BYRON", 9), moodle("Ada\u200b Byron", 9), moodle("Ada Byr\u043en", 9),
    moodle("Ada Smith", 401), moodle("Ada Byron", 401, f"chapters/{FILE}"),
    moodle("Participant", 401), f"byronada_401_55506_{FILE}", f"byronada_9_55506_{FILE}",
    f"adasmith_401_55506_{FILE}", f"ada/{FILE}", f"ada/{LEARNING}/{FILE}", f"ada/chapters/{FILE}",
    f"class/ada/course/chapters/{FILE}", f"Ada_Byron/{FILE}", f"Byron, Ada/{FILE}",
    f"ada.b@uni.example/{FILE}", f"ADA/{FILE}", f"ada /{FILE}", f"week 5/ada/{FILE}",
    f"2026/x/y/ada/{FILE}", f"ada/a/b/c/d/e/f/{FILE}", f"ada_2026-03-02-09-30-00/{FILE}",
    f"Ada Byron (401)/{FILE}", f"401 - Ada Byron/{FILE}", f"ada_401/{FILE}", f"ada (2)/{FILE}",
    f"Ada Byron_12345/{FILE}", "ada.ipynb", f"ada_{FILE}", f"{LEARNING}-ada.ipynb",
    f"ada+ps5+2026-03-01 10:00:00 UTC/{FILE}",
])  # fmt: skip
def test_whatever_the_place_it_is_adas(name):
    others = {f"{moodle('Bo Ek', 402)}": GOOD} if "401" in name else {}
    found = whose({name: GOOD, **others})
    assert found == {("ada", LEARNING), *([("bo", LEARNING)] if others else [])}


@pytest.mark.parametrize("inside", [
    f"bo/{FILE}", moodle("Bo Ek", 402), f"ekbo_402_55_{FILE}", f"1/{FILE}", f"{LEARNING}-bo.ipynb",
    f"bo/{LEARNING}/{FILE}", "bo.ipynb",
])  # fmt: skip
@pytest.mark.parametrize("outer", ["ada", moodle("Ada Byron", 401, "x")[:-2]])
def test_what_lies_in_a_students_folder_is_that_students(outer, inside):
    assert owners(f"{outer}/{inside}") == {"ada"}


def test_a_strangers_folder_is_no_classmates():
    assert owners(f"ada/{FILE}", f"{moodle('Gina Guest', 9, f'ada/{FILE}')}") == {
        "ada", "Gina Guest",
    }  # fmt: skip
    assert owners(f"ada/{FILE}", f"eve/{LEARNING}-bo.ipynb") == {"ada", "eve"}


def test_without_a_roster_the_top_folder_is_the_owner_unless_it_holds_the_whole_class():
    tree = ("ada/ps5/x.ipynb", "bob/homework/x.ipynb", "bob/extra.ipynb")
    assert owners(*tree, roster=None) == {"ada", "bob"}
    assert owners(*(f"class/{name}" for name in tree), roster=None) == {"ada", "bob"}
    assert owners(f"class/ada/{LEARNING}/{FILE}", roster=None) == {"ada"}
    assert owners(f"ada/chapters/{FILE}", f"ada/ps5/{FILE}", roster=None) == {"ada"}


def test_without_a_roster_no_students_file_makes_it_another_student():
    names = (f"ada/{FILE}", f"bo/{FILE}", f"eve/ada_12_34_{FILE}")
    assert owners(*names, roster=None) == {"ada", "bo", "eve"}


def test_extra_notebooks_and_data_are_no_students():
    files = {f"ada/ps5/{FILE}": GOOD, "ada/ps5/scratch.ipynb": scratch(), "ada/data/a.csv": "1"}
    for roster in (None, CLASS):
        assert whose({**files, f"bo/ps5/{FILE}": GOOD}, roster) == {
            ("ada", LEARNING), ("bo", LEARNING),
        }  # fmt: skip


def test_the_numbers_of_another_assignment_are_not_asked():
    names = [moodle("Ada Byron", 5501), moodle("Bo Ek", 403), moodle("Cy van Twombly", 5503)]
    assert owners(*names) == {"ada", "bo", "cy"}
    # A range that overlaps: each number is another classmate's.
    names = [moodle("Ada Byron", 402), moodle("Bo Ek", 403), moodle("Cy van Twombly", 404)]
    assert owners(*names) == {"ada", "bo", "cy"}


@pytest.mark.parametrize("shift", [0, 1, 14, 15, 16, 29, 30, 5000])
def test_one_roster_meets_any_range_of_participants_and_finds_everybody(shift):
    people = [Student(f"s{n}", lms_id=f"{400 + n}", name=f"First{n} Last{n}") for n in range(30)]
    names = [moodle(one.name, int(one.lms_id) + shift) for one in people]
    assert owners(*names, roster=Roster(people)) == {one.student for one in people}


def test_a_number_of_another_row_makes_a_stranger():
    found = collected({moodle("Bo Ek", 403): GOOD, moodle("Ada Byron", 401): GOOD})
    bo = next(one for one in found.submissions if one.called == "Bo Ek")
    assert not bo.students and "its name is that of bo, its number that of cy" in bo.why
    assert owners(f"ekbo_403_55_{FILE}", f"byronada_401_56_{FILE}") == {"ada", "ekbo"}


def test_a_folder_with_the_number_of_another_row_is_a_strangers():
    found = collected({f"Bo Ek (403)/{FILE}": GOOD, f"ada/{FILE}": GOOD})
    assert {one.student for one in found.submissions} == {"ada", "Bo Ek (403)"}
    assert found.n_owned == 1


def test_namesakes_are_told_apart_by_their_numbers_or_not_at_all():
    twins = Roster([Student("a1", lms_id="1", name="Ada Byron"), Student("a2", lms_id="2",
                   name="Ada Byron")])  # fmt: skip
    assert owners(moodle("Ada Byron", 1), moodle("Ada Byron", 2), roster=twins) == {"a1", "a2"}
    found = collected({moodle("Ada Byron", 77): GOOD}, twins)
    (one,) = found.submissions
    assert not one.students and "a1 or a2" in one.why and found.n_owned == 0
    found = collected({f"Ada Byron/{FILE}": GOOD}, twins)  # nor does a folder say which of them
    (one,) = found.submissions
    assert not one.students and "a1 or a2" in one.why and one.blamed == ("a1", "a2")


@pytest.mark.parametrize("alike", ["ada  byron", "Ada\u200b Byron", "Ad\u0430 Byron", "ADA BYRON"])
def test_names_that_look_the_same_go_to_nobody_and_both_are_named(alike):
    found = collected({moodle("Ada Byron", 5501): GOOD, moodle(alike, 5599): HALF})
    assert not any(one.students for one in found.submissions)
    assert all("5501" in one.why and "5599" in one.why for one in found.submissions)
    assert {one.blamed for one in found.submissions} == {("ada",)}


@pytest.mark.parametrize(("alone", "alike"), [
    (moodle("Ada Byron", 5501), [f"byronada_77_88_{FILE}", f"byronada_78_89_{FILE}"]),
    (f"byronada_77_88_{FILE}", [moodle("Ada Byron", 5501), moodle("ada  byron", 5599)]),
])  # fmt: skip
def test_two_alike_on_one_platform_are_nobodys_and_one_alone_on_another_is_hers(alone, alike):
    found = collected({alone: GOOD} | dict.fromkeys(alike, HALF))
    assert [one.answers for one in found.submissions if one.students == ("ada",)] == [2]
    assert sum(not one.students for one in found.submissions) == 2


def test_a_known_number_says_which_of_two_alike_it_is():
    names = (moodle("Ada Byron", 401), moodle("ada  byron", 999), moodle("Bo Ek", 402))
    assert owners(*names) == {"ada", "ada  byron 999", "bo"}
    eve = Roster([ADA, BO, CY, Student("eve", lms_id="404", name="Eve Li")])
    names = (moodle("Ada Byron", 401), moodle("ada  byron", 404), moodle("Bo Ek", 402))
    assert owners(*names, roster=eve) == {"ada", "ada  byron 404", "bo"}


def test_of_two_folders_the_one_with_the_rosters_own_name_counts():
    found = dealt({f"ada/{FILE}": GOOD, f"\u0430da/{FILE}": HALF})
    assert found["ada", LEARNING].answers == 2 and len(found) == 2


def test_no_stranger_gets_the_row_of_somebody_on_the_roster():
    roster = Roster([Student("Bo Ek", lms_id="1"), Student("Cy", lms_id="2"), Student("Di")])
    found = whose({moodle("Bo Ek", 2): GOOD, moodle("Cy", 2): GOOD}, roster)
    assert ("Bo Ek", LEARNING) not in found


@pytest.mark.parametrize("group", ["Team Blue", "team_blue", "TEAM  BLUE", "teamblue"])
def test_groups_are_compared_as_people_are(group):
    assert owners(moodle(group, 77)) == {"cy"}
    assert owners(f"{group}/{FILE}") == {"cy"}
    assert owners(f"{group.replace(' ', '').lower()}_403_5_{FILE}") == {"cy"}


def test_a_team_folder_counts_for_its_members_whatever_lies_in_it():
    assert owners(moodle("1", 77)) == {"ada", "bo"}
    assert owners(moodle("1", 77, f"ada/{FILE}")) == {"ada", "bo"}


def test_a_folder_of_a_tutorial_holds_its_members_folders():
    assert owners(f"1/ada/{FILE}") == {"ada"}
    assert owners(f"1/cy/{FILE}") == {"ada", "bo"}


def test_what_one_hands_in_counts_for_the_group_where_the_course_says_so():
    rules = Rules(assignments={LEARNING: Rule(group_work=True)})
    assert set(dealt({f"ada/{FILE}": GOOD}, rules=rules)) == {("ada", LEARNING), ("bo", LEARNING)}
    both = dealt({f"ada/{FILE}": HALF, f"bo/{FILE}": GOOD}, rules=rules)
    assert {one.answers for one in both.values()} == {2}


def test_own_work_goes_before_the_groups():
    found = dealt({f"1/{FILE}": GOOD, f"ada/{FILE}": notebook(body="return 2")})
    assert (found["ada", LEARNING].called, found["bo", LEARNING].called) == ("ada", "1")


@pytest.mark.parametrize(("name", "why"), [
    (f"Default group_assignsubmission_file/{FILE}", "in no group"),
    (FILE, "nobody's folder"),
    (f"weird_55506_{FILE}", "looks like a name that Canvas gave"),
    (f"_401_assignsubmission_/{FILE}", "looks like a name that Moodle gave"),
])  # fmt: skip
def test_what_is_nobodys_is_named_with_the_reason(name, why):
    found = collected({name: GOOD, f"ada/{FILE}": GOOD})
    ((lost, said),) = found.lost
    assert lost == name and why in said
    assert (found.n_owned, found.n_files) == (1, 2)


def test_anonymous_ids_are_students_of_their_own():
    names = [f"anon_{one}_555_{FILE}" for one in ("1aB2c", "1Ab2C", "12345")]
    expected = {"anon_1aB2c", "anon_1Ab2C", "anon_12345"}
    assert owners(*names, roster=None) == expected == owners(*names)


def test_participants_of_a_blind_marking_are_students_of_their_own():
    assert owners(moodle("Participant", 7001), roster=None) == {"Participant 7001"}


def test_several_zips_of_platforms_in_one_place():
    members = {
        f"zip1/{moodle('Ada Byron', 401, f'{SUPPLY}.ipynb')}": notebook(SUPPLY),
        f"zip5/{moodle('Ada Byron', 512)}": GOOD,
        f"zip7/byronada_77_88_{CHALLENGE}.ipynb": notebook(CHALLENGE),
    }
    assert whose(members) == {("ada", name) for name in (SUPPLY, LEARNING, CHALLENGE)}


@pytest.mark.parametrize("number", ["0401", "401.0", "4.01E+2", " 401 "])
def test_a_number_that_went_through_a_spreadsheet_is_the_same(number):
    roster = Roster([Student("ada", lms_id=number, name="Somebody Else"), BO])
    assert owners(moodle("Ada Byron", 401), moodle("Bo Ek", 402), roster=roster) == {"ada", "bo"}


def test_a_team_of_one_and_its_member_are_no_twins():
    assert owners(moodle("Team Blue", 77), moodle("Cy van Twombly", 403)) == {"cy"}


def test_a_second_attempt_in_another_assignment_is_the_same_persons():
    names = (f"first/{moodle('Ada Byron', 5501)}", f"second/{moodle('Ada Byron', 6601)}")
    assert owners(*names) == {"ada"}


@pytest.mark.parametrize("eves", [
    f"evename_404_777_ada_401_5_{FILE}",  # a file of hers that is called like one of Ada's
    f"byronada_401_5_404_777_{FILE}",  # an account that is called like a file of Ada's
    f"Ada Byron_401_assignsubmission_file_404_assignsubmission_file/{FILE}",
    f"Ada Byron_401_assignsubmission_file_x_404_assignsubmission_file_{FILE}",
])  # fmt: skip
def test_no_name_of_a_file_or_an_account_reads_as_a_classmates(eves):
    eve = Roster([ADA, BO, CY, Student("eve", lms_id="404", name="Eve Li")])
    names = (eves, f"ekbo_402_6_{FILE}", moodle("Bo Ek", 402))
    assert "ada" not in owners(*names, roster=eve)


def test_a_number_in_a_loose_files_name_is_no_group():
    found = collected({f"{LEARNING} (1).ipynb": GOOD, f"{LEARNING}-cy.ipynb": GOOD})
    assert [(one.students, one.file) for one in found.submissions] == [
        (("cy",), f"{LEARNING}-cy.ipynb"),
    ]  # fmt: skip
    assert [name for name, _ in found.lost] == [f"{LEARNING} (1).ipynb"]


def test_one_strangers_file_with_a_classmates_name_is_the_strangers():
    assert owners(f"gina/{LEARNING}-bo.ipynb") == {"gina"}
    # Nor is it a class's folder, in which names of files count, for what lies deeper in it.
    assert owners(f"gina/{LEARNING}-bo.ipynb", f"gina/more/{LEARNING}.ipynb") == {"gina"}


def test_a_name_that_looks_like_anothers_with_its_number_gets_its_own_number_too():
    names = (moodle("Bob", 77), moodle("Bob", 78), moodle("Bob 77", 79), moodle("Carl\u3000", 80))
    alike = moodle("Carl", 87)
    assert len(owners(*names, alike, roster=Roster([]))) == 5
