"""What people read about a class. No submission runs here: an examiner is told what to find."""

import csv

import pytest

from autograde.examination.result import Exercise, Result
from autograde.examination.result import Test as OneTest
from autograde.grading import class_page, feedback, marks
from autograde.grading.gradebook import ClassBook
from autograde.kit.errors import UnusableArgument
from tests.support.told import ADA, NAME, ROSTER, RULES, Told, late_by


def test_lateness_costs_in_the_table_and_in_nbgraders_book(grade):
    rules = RULES.format(group_work="false")
    row = grade({ADA: {}, **late_by(2)}, rules)["ada"]
    assert (row["score"], row["deduction"], row["submitted"]) == (4, 1, "2026-03-03 11:00:00+00:00")
    assert "day 2 after the deadline: 20 % of full marks" in row["reason"]
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{grade.out / 'gradebook.db'}") as book:
        submission = book.find_submission(NAME, "ada")
        assert (submission.score, submission.late_submission_penalty) == (5, 1)
    # Another rule examines nobody again.
    before = len(Told.examined)
    row = grade({ADA: {}, **late_by(2)}, "", resume=True)["ada"]
    assert row["score"] == 5 and len(Told.examined) == before


def test_an_extension_for_nobody_is_refused_before_anything_is_written(grade):
    rules = RULES.format(group_work="false") + "extensions = {adda = 3}\n"
    with pytest.raises(UnusableArgument, match="nobody is called adda; did you mean ada?"):
        grade({ADA: {}}, rules)
    with pytest.raises(UnusableArgument, match="nobody is called zoe; expected a name from those"):
        grade({ADA: {}}, rules.replace("adda", "zoe"), roster=None)
    with pytest.raises(UnusableArgument, match="0.1 is read as 0.1 %"):
        grade({ADA: {}}, rules.replace("deduction_per_day = 10", "deduction_per_day = 0.1"))
    assert not grade.out.exists()
    assert grade({ADA: {}, **late_by(2)}, rules.replace("adda", "ada"))["ada"]["score"] == 5
    assert grade({ADA: {}, **late_by(2)}, rules.replace("adda", "ada"), roster=None)


@pytest.mark.parametrize("extension", ["{bo = 2}", "{bo = 2026-03-03}", "{ada = 1, bo = 2}"])
def test_a_partners_extension_holds_for_the_group(grade, extension):
    rules = RULES.format(group_work="true") + f"extensions = {extension}\n"
    rows = grade({ADA: {}, **late_by(2)}, rules)
    assert [rows[student]["deduction"] for student in ("ada", "bo")] == [0, 0]
    rows = grade({ADA: {}, **late_by(3)}, rules)
    assert [rows[student]["deduction"] for student in ("ada", "bo")] == [0.5, 0.5]


def test_times_without_a_zone_are_noted_on_the_terminal(grade, capsys):
    grade({ADA: {}}, RULES.format(group_work="true").replace('time_zone = "UTC"', ""))
    assert "course.toml: time_zone is not given, so times are read as UTC" in capsys.readouterr()[1]


def test_rules_of_this_class_go_before_those_of_the_course(grade, tmp_path):
    (tmp_path / "term.toml").write_text(RULES.format(group_work="false"))
    row = grade({ADA: {}, **late_by(2)}, "", rules_file=tmp_path / "term.toml")["ada"]
    assert row["deduction"] == 1


def test_no_deduction_makes_a_score_negative(grade):
    said = {"test": {"score": 0.0, "hint": "No."}}
    row = grade({ADA: said, **late_by(2)}, RULES.format(group_work="false"))["ada"]
    assert (row["score"], row["deduction"]) == (0, 0)


def test_who_handed_in_something_else_is_told_so(grade):
    files = {ADA: {}, "bo/answers.pdf": "%PDF", "bo/homework.ipynb": {}, "eve/01_tiny.py": ""}
    (grade.out.parent / "roster.csv").write_text(f"{ROSTER}eve,2,,,\n")
    rows = grade(files)
    for student, file in (("bo", "answers.pdf, homework.ipynb"), ("eve", "01_tiny.py")):
        assert rows[student]["status"] in ("missing", "invalid")
        table = (grade.out / "grades.csv").read_text()
        assert f"no {NAME}.ipynb was handed in, but there is {file}" in table
    assert rows["zoe"]["reason"] == "nothing was handed in"


def test_who_handed_in_another_assignment_is_told_so_and_holds_up_nobody(grade):
    source = (grade.root / "solutions" / f"{NAME}.md").read_text()
    (grade.root / "solutions" / "02_twin.md").write_text(source)
    files = {f"1_77_assignsubmission_file_/{NAME}.ipynb": {},
             "Zoë Ek_125_assignsubmission_file_/02_twin.ipynb": {}}  # fmt: skip
    rows = grade(files, RULES.format(group_work="true"), only=("02_twin",))
    told = f"no 02_twin.ipynb was handed in, but there is {NAME}.ipynb"
    assert [rows[student]["reason"] for student in ("ada", "bo")] == [told] * 2
    assert rows["zoe"]["score"] == 5
    assert grade(files, roster=None, only=("02_twin",))["1"]["reason"] == told


def test_a_file_that_goes_away_meanwhile_costs_nobody_else_a_mark(grade):
    path = grade.out.parent / "class" / ADA
    files = {ADA: {}, f"bo/{NAME}.ipynb": {}}
    rows = grade(files, tell=lambda line: path.unlink(missing_ok=True))  # once all are found
    assert rows["ada"]["status"] == "invalid"
    assert "the file cannot be read: No such file" in rows["ada"]["reason"]
    assert rows["bo"]["score"] == 5


def test_of_two_just_as_good_notebooks_the_higher_mark_counts_and_both_are_named(grade):
    zero = {"test": {"score": 0.0, "hint": "No."}}
    files = {f"ada/{NAME}_a.ipynb": zero, f"ada/{NAME}_b.ipynb": {}}
    row = grade(files)["ada"]
    assert row["score"] == 5
    assert f"{NAME}_b.ipynb counts, which has the higher mark, not {NAME}_a.ipynb" in row["reason"]
    again, before = grade(files, resume=True)["ada"], len(Told.examined)
    assert (again["score"], again["reason"], before) == (5, row["reason"], 2)
    assert grade({**files, f"ada/{NAME}_c.ipynb": {"flags": ["x"]}}, resume=True)["ada"][
        "score"
    ] == 5  # fmt: skip


def test_nothing_is_graded_where_nobody_of_the_roster_is_found(grade):
    with pytest.raises(UnusableArgument, match="0 of 1 files found an owner.*--anyway"):
        grade({f"eve/{NAME}.ipynb": {}})
    many = {f"eve{n}/{NAME}.ipynb": {} for n in range(7)}
    with pytest.raises(UnusableArgument, match="1 of 8 files found an owner"):
        grade({**many, ADA: {}})
    assert not grade.out.exists()
    said = []
    rows = grade(many, anyway=True, tell=said.append)
    assert rows["eve1"]["score"] == 5 and said[0] == "0 of 7 files found an owner"
    page = (grade.out / "class.html").read_text()
    assert "0 of 7 files found an owner" in page and "eve1: 01_tiny.ipynb: not on the" in page


def test_names_that_look_the_same_leave_nobodys_marks_and_both_rows_say_why(grade):
    names = ("Ada Byron_5501", "ada  byron_5599")
    files = {f"{name}_assignsubmission_file/{NAME}.ipynb": {} for name in names}
    rows = grade({**files, f"bo/{NAME}.ipynb": {}})
    assert rows["ada"]["status"] == "missing" and "the same name as" in rows["ada"]["reason"]
    for name in ("Ada Byron 5501", "ada  byron 5599"):
        assert "nothing says which one is ada" in rows[name]["reason"]


def test_canvas_knows_that_a_file_came_in_time_and_moodle_does_not(grade):
    rules = RULES.format(group_work="false")
    files = {f"byronada_123_55_{NAME}.ipynb": {}, f"cmd_LATE_124_56_{NAME}.ipynb": {},
             f"Zoë Ek_125_assignsubmission_file/{NAME}.ipynb": {}}  # fmt: skip
    rows = grade(files, rules)
    assert rows["ada"]["reason"] == "" and rows["bo"]["deduction"] == 0.5
    assert "time is unknown" in rows["zoe"]["reason"]


def test_an_assignments_name_may_be_spelt_in_other_letter_case(grade):
    assert grade({f"ada/{NAME.upper()}.ipynb": {}})["ada"]["score"] == 5


def test_an_assignment_of_one_point_has_its_place_on_the_page_of_the_class():
    passed = Exercise.of("f", "f", (OneTest("test_f", False, 1.0, 1.0, ""),))
    found = Result("01_one", "graded", "", 1.0, 1.0, (passed,))
    page = class_page.page({("ada", "01_one"): found},
                           {("ada", "01_one"): (marks.mark("ada", found), None)}, {})  # fmt: skip
    assert "<h2>01_one</h2>" in page


def test_a_flag_is_shown_once_with_all_who_have_it(grade):
    shared, own = "repaired: setup cell a was changed", "import: pandas (in mean_stock)"
    grade({ADA: {"flags": [shared]}, f"bo/{NAME}.ipynb": {"flags": [shared, own]}})
    page = (grade.out / "class.html").read_text()
    assert f"<li>{own}: bo</li>\n<li>{shared}: ada, bo</li>" in page


def test_tests_that_were_not_run_are_no_mistakes_of_the_class(grade):
    grade({ADA: {"status": "invalid", "test": {"score": 0.0, "hint": "This test was not run."}}})
    page = (grade.out / "class.html").read_text()
    assert "invalid 1" in page and "Checks that failed" not in page


def test_imports_cost_only_where_the_instructor_says_so(grade):
    said = {"flags": ["import: pandas (in mean_stock)"]}
    assert grade({ADA: said, **late_by(0)})["ada"]["score"] == 5
    row = grade({ADA: said, **late_by(0)}, RULES.format(group_work="false"))["ada"]
    assert row["score"] == 4 and "imports cost 20 %" in row["reason"]
    assert "import: pandas" in (grade.out / "class.html").read_text()


def test_a_groups_work_is_examined_once_and_counts_for_all(grade):
    rows = grade({ADA: {}}, RULES.format(group_work="true"))
    assert [rows[student]["score"] for student in ("ada", "bo", "zoe")] == [5, 5, 0]
    assert rows["zoe"]["status"] == "missing" and len(Told.examined) == 1


def test_a_mark_by_hand_survives_another_hand_in_and_its_absence(grade):
    grade({ADA: {}})
    with ClassBook(grade.out / "gradebook.db") as book:
        mark = book._book.find_grade("test_mean_stock", NAME, NAME, "ada")
        mark.manual_score = 0.25
        comment = book._book.find_comment("mean_stock", NAME, NAME, "ada")
        comment.manual_comment = "Nearly! <b>"
        book._book.db.commit()
    for submissions in ({ADA: {"status": "crashed"}}, {f"bo/{NAME}.ipynb": {}}):
        row = grade(submissions)["ada"]
        expected = 4.25 if ADA in submissions else 0.25
        assert (row["score"], row["by_hand"]) == (expected, True)
        # The first says the same as before, the second does not.
        assert ("by hand before the examiner found" in row["reason"]) == (ADA not in submissions)
    row = grade({ADA: {}})["ada"]
    page = (grade.out / "feedback" / "ada" / f"{NAME}.html").read_text()
    assert (
        row["score"] == 4.25 and "Nearly! &lt;b&gt;" in page and "passed (marked by hand)" in page
    )


def test_a_mark_by_hand_for_what_the_examiner_still_says_needs_no_second_look(grade):
    grade({ADA: {}})
    with ClassBook(grade.out / "gradebook.db") as book:
        book._book.find_grade("test_mean_stock", NAME, NAME, "ada").manual_score = 0.25
        book._book.db.commit()
    assert grade({ADA: {}})["ada"]["reason"] == ""


def test_a_hand_in_that_cannot_be_examined_loses_the_old_score(grade):
    assert grade({ADA: {}})["ada"]["score"] == 5
    zero = {"status": "crashed", "test": {"score": 0.0, "hint": "x"}}
    assert grade({ADA: zero}, resume=True)["ada"]["score"] == 0
    assert grade({f"bo/{NAME}.ipynb": {}}, resume=True)["ada"]["status"] == "missing"


EVIL = '<script>alert(1)</script><img src=x onerror="alert(1)">'


def test_nothing_that_students_wrote_is_alive_anywhere(grade):
    name = f"<img src=x onerror=alert(1)>=\x1b[31m/{NAME}.ipynb"
    said = {"output": EVIL, "flags": [EVIL], "test": {"hint": EVIL, "score": 0.0}}
    rows = grade({name: said, ADA: said, f"{EVIL.replace('/', '')}/{NAME}.ipynb": {}})
    assert len(rows) == 5
    for path in grade.out.rglob("*.html"):
        text = path.read_text()
        assert "<script" not in text and "<img" not in text and "\x1b" not in text
        assert "default-src 'none'" in text
    assert "\x1b" not in (grade.out / "grades.csv").read_text()


@pytest.mark.parametrize("text", ["&" * 100_000, "\u2028'\"<" * 100_000, "\U0001f600" * 100_000])
def test_a_feedback_page_is_small_whatever_was_printed(grade, text):
    said = {"output": text, "test": {"hint": text, "score": 0.0}}
    grade({ADA: said})
    page = grade.out / "feedback" / "ada" / f"{NAME}.html"
    assert page.stat().st_size < feedback.LARGEST
    assert (grade.out / "class.html").stat().st_size < feedback.LARGEST


def test_a_page_is_cut_that_is_as_large_as_none_may_be(monkeypatch):
    exercise = Exercise.of("f", "f", (OneTest("test_f", False, 0.0, 1.0, "No."),), "x" * 1000)
    found = Result("01_one", "graded", "", 0.0, 1.0, (exercise,))
    mark = marks.mark("ada", found)
    whole = feedback.page(found, mark)
    for more, is_whole in ((0, False), (1, True)):
        monkeypatch.setattr(feedback, "LARGEST", len(whole.encode()) + more)
        assert (feedback.page(found, mark) == whole) == is_whole


def test_tables_of_platforms_hold_everybody_and_no_formula(grade):
    grade({ADA: {}, f"eve/{NAME}.ipynb": {}})
    with (grade.out / "canvas.csv").open(newline="") as file:
        head, points, *rows = csv.reader(file)
    assert head[-1] == NAME and points[0] == "Points Possible" and points[-1] == "5"
    assert [(row[0], row[1], row[-1]) for row in rows] == [
        ("Ada Byron", "123", "5"), ("'=cmd()", "124", ""), ("Zoë Ek", "125", ""),
    ]  # fmt: skip
    with (grade.out / "moodle.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["Email address"], row[NAME]) for row in rows][0] == ("ada@uni.example", "5")


def test_whoever_is_not_on_the_roster_is_graded_and_named(grade):
    row = grade({f"eve/{NAME}.ipynb": {}, ADA: {}})["eve"]
    assert row["score"] == 5 and "not on the roster" in row["reason"]


def test_no_sandbox_is_stamped_everywhere(grade):
    row = grade({ADA: {"box": "none"}})["ada"]
    assert row["sandbox"] == "none" and "without a sandbox" in row["reason"]
    for name in ("class.html", "grades.csv"):
        assert "without a sandbox" in (grade.out / name).read_text()
    assert "sandbox" not in (grade.out / f"feedback/ada/{NAME}.html").read_text()
    assert "ada,01_tiny,mean_stock,2,2,graded,,,1,none" in (grade.out / "exercises.csv").read_text()
    for name in ("canvas.csv", "moodle.csv"):
        assert f"{NAME} (no sandbox)" in (grade.out / name).read_text().splitlines()[0]


def test_copies_are_listed_but_not_within_a_group(grade):
    source = "\n".join(f"value_{n} = step_{n}(stock, owed) + {n}" for n in range(20))
    cell = {
        "cell_type": "code", "source": source, "outputs": [],
        "metadata": {"nbgrader": {"solution": True, "grade_id": "mean_stock"}},
    }  # fmt: skip
    said = {"cells": [cell]}
    grade({ADA: said, f"zoe/{NAME}.ipynb": said, f"bo/{NAME}.ipynb": {}})
    text = (grade.out / "class.html").read_text()
    assert "ada and zoe: 100 %" in text and "no proof" in text
    grade({f"1/{NAME}.ipynb": said})
    assert "Nearly identical" not in (grade.out / "class.html").read_text()
