"""Page and kernel: does the committed result belong to what is here, and say what it must?"""

import json

import pytest

from benchmarks import page_verdicts
from tests.support import variants

AGAIN = "run `python -m benchmarks.page_verdicts` and commit benchmarks/results/page_verdicts.*"


@pytest.fixture(scope="module")
def document():
    path = page_verdicts.RESULTS / "page_verdicts.json"
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def old(document):
    return page_verdicts.out_of_date(page_verdicts.stored())


@pytest.mark.slow
def test_the_committed_result_is_of_these_exercises_and_of_this_python(document, old):
    if old:
        pytest.skip(f"out of date for {', '.join(old)}: {AGAIN}")
    found = {(row["chapter"], row["exercise"], row["answer"]) for row in document["rows"]}
    assert found == {
        (chapter, one.exercise, one.title)
        for chapter in variants.CHAPTERS
        for one in page_verdicts.answers(chapter)
    }


def test_page_and_kernel_say_the_same_of_every_answer(document):
    assert page_verdicts.faults(document["rows"]) == []
    right = [row for row in document["rows"] if row["kind"] in ("right", "reference")]
    assert right and not [row["answer"] for row in right if any(row["hints"].values())]


def test_the_table_is_that_of_the_result(document):
    path = page_verdicts.RESULTS / "page_verdicts.md"
    assert page_verdicts.table(document) + "\n" == path.read_text(encoding="utf-8")
