"""A student objects with a text from the page; a teacher finds the case by its receipt."""

import hashlib
import html
import re

import pytest

from autograde.grading import receipts
from tests.support.here import command
from tests.support.tiny_class import COURSE, MEAN, NAME, handed_in, put

pytestmark = pytest.mark.needs_bwrap
RECEIPT = re.compile(r"Receipt: <code>([0-9A-Z-]+)</code>")
TEXT = re.compile(r"<textarea[^>]*>(.*?)</textarea>", re.DOTALL)
WRONG = handed_in({"mean_stock": MEAN + "return 4.0"})


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("objections")
    put(folder / "class", "ada", WRONG)
    put(folder / "class", "bo", handed_in())
    (folder / "rules.toml").write_text(
        'site = "https://course.example"\ncontact = "course@uni.example"\n'
    )
    run = command("grade", folder / "class", "--out", folder / "out", "--course", COURSE.root,
                  "--rules", folder / "rules.toml")  # fmt: skip
    assert run.returncode == 0, run.stderr
    return folder


def page(graded, student="ada"):
    return (graded / "out" / "feedback" / student / f"{NAME}.html").read_text()


def receipt(graded, student="ada"):
    return RECEIPT.search(page(graded, student))[1]


def explain(graded, given, *more):
    return command("grade", graded / "class", "--out", graded / "out", "--course", COURSE.root,
                   "--explain", given, *more)  # fmt: skip


def files(folder):
    return {path: hashlib.sha256(path.read_bytes()).digest()
            for path in sorted(folder.rglob("*")) if path.is_file()}  # fmt: skip


def test_other_work_has_another_receipt_and_each_can_be_read_aloud(graded):
    mine, other = receipt(graded), receipt(graded, "bo")
    assert mine != other
    assert receipts.plain(mine.lower().replace("-", " ").replace("0", "o")) == receipts.plain(mine)


def test_a_hundred_thousand_results_share_no_receipt():
    assert len({receipts.of(str(n), "05_q_learning") for n in range(100_000)}) == 100_000


def test_the_text_to_send_names_exercise_verdict_receipt_and_versions(graded):
    _, text, _ = TEXT.findall(page(graded))
    text = html.unescape(text)
    for said in (NAME, "mean_stock", "ada", "1 of 2 points", receipt(graded), "Python 3",
                 "Every day counts once, the last one too."):  # fmt: skip
        assert said in text
    assert "mailto:course@uni.example?subject=" in page(graded)


def test_a_lost_exercise_leads_to_its_section_and_shows_the_code(graded):
    text = page(graded)
    address = "https://course.example/chapters/01_tiny.html#exercise-2-mean-stock-2-points"
    assert f'<a href="{address}">A tiny chapter: Exercise 2: mean stock (2 points)</a>' in text
    assert "return 4.0" in text and "What to do next" in text
    assert "What to do next" not in page(graded, "bo")


def test_both_verdicts_and_the_words_of_the_hidden_test_are_for_the_teacher(graded):
    before = files(graded / "out")
    run = explain(graded, receipt(graded).lower(), "--exercise", "mean_stock")
    assert run.returncode == 0, run.stderr
    assert "mean_stock: kept 1 of 2, fresh 1 of 2" in run.stdout and "ada" in run.stdout
    hint = "0 of 1  Every day counts once, the last one too."
    assert f"kept:    {hint}" in run.stdout and f"fresh:   {hint}" in run.stdout
    assert "unseen_stock = np.array([0, 17, 1])" in run.stdout
    assert "inventory_position" not in run.stdout
    assert files(graded / "out") == before
    assert "unseen_stock" not in page(graded)


@pytest.mark.parametrize("given, more, told", [
    ("9M20-1Z6G-B8PZ", (), "no result in"),
    ("", ("--exercise", "mean_stock"), "goes with --explain"),
    (None, ("--exercise", "mean_stok"), "has no exercise mean_stok; expected one of"),
])  # fmt: skip
def test_what_cannot_be_found_is_told(graded, given, more, told):
    run = explain(graded, receipt(graded) if given is None else given, *more)
    assert run.returncode == 2 and told in run.stderr


def test_a_notebook_that_is_another_one_now_is_not_taken_for_the_one_that_was_graded(graded):
    path, given = graded / "class" / "ada" / f"{NAME}.ipynb", receipt(graded)
    kept = path.read_bytes()
    try:
        put(graded / "class", "ada", handed_in())
        run = explain(graded, given)
        assert run.returncode == 2 and "give the submissions as they were" in run.stderr
    finally:
        path.write_bytes(kept)
