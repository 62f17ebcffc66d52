"""Content says which assignment a file is, then its name; of several, never the alphabet."""

import io
import json
import zipfile

import pytest

from autograde.course.course import Course
from autograde.handin import which
from autograde.handin.several import chosen
from autograde.handin.which import named, refuse_unknown
from autograde.kit.errors import UnusableArgument
from tests.support.told import TINY

from .classes import CHALLENGE, KNOWN, LEARNING, SUPPLY, collected, dealt, notebook, scratch, whose

FILE = f"{LEARNING}.ipynb"
GOOD, HALF, BLANK = notebook(), notebook(answered=1), notebook(answered=0)
OTHER = notebook(body="return 2")  # just as many answers


def counts(**files):
    """Return the submission that counts of Ada's files for chapter 5."""
    return dealt({f"ada/{name}": content for name, content in files.items()})["ada", LEARNING]


def in_a_zip(files):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


DECORATED = [
    "Copy of 05_q_learning.ipynb", "Copy of 05_q_learning (1).ipynb", "05_q_learning-Copy1.ipynb",
    "05_q_learning - Copy.ipynb", "05_q_learning - Copy (2).ipynb", "05_q_learning (3).ipynb",
    "05_q_learning-jane.ipynb", "jane_05_q_learning.ipynb", "05_q_learning_final_FINAL_v2.ipynb",
    "05 q learning.ipynb", "05-q-learning.ipynb", "05QLearning.ipynb", "05_q_learning.ipynb.json",
    "05_q_learning.ipynb.txt", "05_q_learning.ipynb (1).json", "05_q_learning.json",
    "q_learning.ipynb", "week5 homework.ipynb", "Untitled.ipynb", "01_supply_chain.ipynb",
]  # fmt: skip


@pytest.mark.parametrize("name", DECORATED)
def test_a_decorated_name_counts_with_a_remark(name):
    one = counts(**{name: GOOD})
    assert one.answers == 2 and name in one.remark


@pytest.mark.parametrize("name", [name for name in DECORATED if "learning" in name.lower()])
def test_a_damaged_file_is_known_by_its_name(name):
    if not name.endswith("learning.json"):  # any table of data may be called so
        assert whose({f"ada/{name}": "{"}) == {("ada", LEARNING)}


@pytest.mark.parametrize("name", [FILE, "05_Q_LEARNING.IPYNB"])
def test_the_assignments_own_name_needs_no_remark(name):
    assert counts(**{name: GOOD}).remark == ""


def test_exchanged_names_are_found_by_content():
    found = dealt({f"ada/{FILE}": notebook(SUPPLY), f"ada/{SUPPLY}.ipynb": GOOD})
    assert {key[1]: one.file for key, one in found.items()} == {
        SUPPLY: FILE, LEARNING: f"{SUPPLY}.ipynb",
    }  # fmt: skip


def test_cells_without_grade_ids_are_known_by_their_functions():
    assert whose({"ada/homework.ipynb": notebook(marked=False)}) == {("ada", LEARNING)}


def test_what_two_chapters_share_is_decided_by_the_rest_then_by_the_name():
    cells = json.loads(notebook())
    cells["cells"] = [one for one in cells["cells"] if "q_learning" in one["source"]]
    assert whose({"ada/07_challenge-2.ipynb": json.dumps(cells)}) == {("ada", CHALLENGE)}


def test_a_notebook_of_no_assignment_is_no_row_but_is_named():
    found = collected({"ada/scratch.ipynb": scratch(), f"bo/{FILE}": GOOD})
    assert {one.assignment for one in found.submissions} == {LEARNING}
    assert [(other.students, other.file) for other in found.others] == [
        (("ada",), "scratch.ipynb"),
    ]  # fmt: skip


def test_a_platforms_only_assignment_is_meant_where_nothing_else_says_it():
    name = "Ada Byron_401_assignsubmission_file/final.ipynb"
    assert whose({name: scratch()}, only=(LEARNING,)) == {("ada", LEARNING)}
    assert whose({name: notebook(SUPPLY)}, only=(LEARNING,)) == {("ada", SUPPLY)}


def test_a_zip_in_the_zip_is_opened_once():
    inner = in_a_zip({f"course/chapters/{FILE}": GOOD, "__MACOSX/._x.ipynb": "x", "a.csv": "1"})
    for name in ("ada/homework.zip", "ada.zip", "Ada Byron_401_assignsubmission_file/x.zip",
                 "byronada_401_55_homework.zip"):  # fmt: skip
        one = dealt({name: inner})["ada", LEARNING]
        assert one.answers == 2 and "zip" in one.remark
    found = collected({"ada/x.zip": in_a_zip({"y.zip": inner}), f"bo/{FILE}": GOOD})
    assert len(found.submissions) == 1 and "a zip in a zip" in found.others[0].why


def test_a_damaged_zip_in_the_zip_is_named():
    found = collected({"ada/x.zip": b"PK\3\4 no zip", f"bo/{FILE}": GOOD})
    assert "the zip is damaged" in found.others[0].why


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "cp1252",
                                      "latin-1"])  # fmt: skip
def test_a_notebook_is_read_in_whatever_encoding(encoding):
    text = notebook().replace("return 1", "return 'caf\u00e9'")
    text = json.dumps(json.loads(text), ensure_ascii=False)
    assert counts(**{FILE: text.encode(encoding)}).answers == 2


def test_more_answers_count_whatever_name_and_order():
    for first, second in ((FILE, "05_a.ipynb"), (FILE, "zz.ipynb"), ("a.ipynb", FILE)):
        for few in (BLANK, HALF):
            one = counts(**{first: few, second: GOOD})
            assert one.file == second and f"{second} counts, which has more answers, not" in (
                one.remark
            )  # fmt: skip


@pytest.mark.parametrize(("fewer", "told"), [(3, "c.ipynb"), (4, "c.ipynb and 1 more"),
                                             (5, "c.ipynb and 2 more")])  # fmt: skip
def test_of_many_files_three_are_named_and_the_rest_is_counted(fewer, told):
    others = {f"{letter}.ipynb": HALF for letter in "abcde"[:fewer]}
    assert counts(**{FILE: GOOD, **others}).remark.endswith(f"not a.ipynb, b.ipynb, {told}")


def test_a_stub_of_another_form_is_no_answer():
    blank = notebook(body="# YOUR CODE HERE\n    raise NotImplementedError")
    assert counts(**{FILE: blank, "a.ipynb": HALF}).file == "a.ipynb"


def test_an_answer_below_its_stub_is_an_answer():
    cells = json.loads(BLANK)
    cells["cells"] += json.loads(notebook(marked=False))["cells"]
    assert counts(**{FILE: HALF, "a.ipynb": json.dumps(cells)}).file == "a.ipynb"


def test_the_later_resubmission_counts_where_canvas_counts():
    members = {f"byronada_401_{50 + n}_{LEARNING}-{n}.ipynb": OTHER if n < 10 else GOOD
               for n in (9, 10)}  # fmt: skip
    one = dealt(members)["ada", LEARNING]
    assert one.version == 10 and not one.rivals and "handed in last" in one.remark


def test_a_known_time_decides_between_equals_and_an_unknown_one_does_not():
    times = {"ada/a/timestamp.txt": "2026-03-01 10:00 UTC", f"ada/a/{FILE}": GOOD,
             f"ada/b/{FILE}": OTHER}  # fmt: skip
    assert len(dealt(times)["ada", LEARNING].rivals) == 1
    one = dealt({**times, "ada/b/timestamp.txt": "2026-02-01 10:00 UTC"})["ada", LEARNING]
    assert not one.rivals and one.time.month == 3


def test_where_nothing_decides_the_higher_mark_counts_and_both_are_named():
    one = counts(**{"05_q_learning_a.ipynb": GOOD, "05_q_learning_b.ipynb": OTHER})
    assert len(one.rivals) == 1
    for best in (0, 1):
        told = chosen((one, *one.rivals), best)
        assert told.file == (one, *one.rivals)[best].file and "the higher mark" in told.remark
        assert "learning_a" in told.remark and "learning_b" in told.remark


def test_the_same_bytes_twice_are_one_notebook():
    one = counts(**{FILE: GOOD, "05_q_learning (1).ipynb": GOOD})
    assert (one.file, one.remark, one.rivals) == (FILE, "", ())


def test_what_cannot_be_read_never_counts_against_what_can():
    assert counts(**{FILE: "{", "05_q_learning-1.ipynb": HALF}).answers == 1


@pytest.mark.parametrize(("stem", "name"), [
    ("my notes", ""), ("notes of the supply chain", SUPPLY), ("challenge", CHALLENGE),
    ("5", ""), ("Copy of 05_q_learning (1)", LEARNING),
])  # fmt: skip
def test_a_name_is_recognised_by_its_longest_part(stem, name):
    assert named(stem, KNOWN) == name


def test_python_counts_for_the_challenge():
    program = "def q_learning(env, **budget):\n    return 1"
    for name in ("07_challenge.py", "07_challenge-2.py", "mine.py", "07_challenge.py.txt"):
        found = dealt({f"ada/{name}": program}, endings=(".py",), only=(CHALLENGE,))
        assert set(found) == {("ada", CHALLENGE)}


def test_an_assignment_that_does_not_exist_is_refused_with_those_that_do():
    refuse_unknown([LEARNING], KNOWN)
    with pytest.raises(
        UnusableArgument, match=f"^no assignment 9_nothing; there are: .*{LEARNING}"
    ):
        refuse_unknown([LEARNING, "9_nothing"], KNOWN)


def test_a_source_that_breaks_the_rules_is_known_by_its_name(tmp_path):
    (tmp_path / "solutions").mkdir()
    broken = Course(TINY).source("01_tiny").read_text().replace("points: 2", "points: many")
    (tmp_path / "solutions" / "01_tiny.md").write_text(broken)
    found = which.chapters(Course(tmp_path))["01_tiny"]
    assert found == which.Chapter("01_tiny")
