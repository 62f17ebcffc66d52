"""Whatever is handed in: marks are right, hidden tests hidden, the next student unharmed."""

import csv
import re
import unicodedata

import pytest

from autograde.handin.archives import readable

from . import controls, every
from .class_run import result_of, tags
from .conftest import ALL_IN_A_PROCESS
from .verdict import verdict

pytestmark = pytest.mark.needs_bwrap


def named(attacks):
    return [pytest.param(one, id=one.name.replace(" ", "-")) for one in attacks]


def holds(run, one):
    found = verdict(run, one)
    why = result_of(run, one)["reason"]
    assert found.score in one.score, f"it earns {found.score}: {why}"
    assert found.status in one.statuses, f"it ends as {found.status}: {why}"
    assert not found.read
    assert not found.harmed


@pytest.mark.as_user
@pytest.mark.parametrize("one", named(every.QUICK))
def test_attack_gains_nothing_and_harms_nobody(attacked, one):
    holds(attacked, one)


@pytest.mark.slow
@pytest.mark.as_user
@pytest.mark.parametrize("one", named(every.ATTACKS))
def test_attack_among_all_gains_nothing_and_harms_nobody(attacked_by_all, one):
    holds(attacked_by_all, one)


BY_ITSELF = [one for one in every.ATTACKS if one.control in controls.ALONE]


@pytest.mark.slow
@pytest.mark.parametrize("one", named(ALL_IN_A_PROCESS))
def test_attack_works_in_a_naive_grader(undefended_all, one):
    seen = undefended_all[one.name]
    assert controls.SEEN[one.control](one, seen), seen


@pytest.mark.parametrize("one", named(BY_ITSELF))
def test_attack_works_on_plain_readers_and_writers(one):
    assert controls.ALONE[one.control](one)


def test_plain_reader_reads_a_plain_notebook():
    from .malformed import PLAIN

    controls.read_plainly(PLAIN.encode())


def test_there_are_enough_attacks_and_each_has_a_control():
    assert len(every.ATTACKS) >= 40
    assert len({one.name for one in every.ATTACKS}) == len(every.ATTACKS)
    assert len(every.QUICK) == len(every.QUICK_NAMES) >= 40
    assert len(ALL_IN_A_PROCESS) + len(BY_ITSELF) == len(every.ATTACKS)


# What a page shows of the student's own answers.
OWN = re.compile(r"<summary>(?:Your code|What you wrote)</summary>\s*<pre.*?</pre>", re.DOTALL)


@pytest.fixture(scope="session", params=["quick", pytest.param("all", marks=pytest.mark.slow)])
def any_class(request):
    """A class of attackers: the quick ones, and all of them."""
    return request.getfixturevalue({"quick": "attacked", "all": "attacked_by_all"}[request.param])


@pytest.mark.as_user
def test_nothing_that_a_submission_started_is_left(any_class):
    assert "LEFT BEHIND" not in any_class.terminal


def test_everybody_has_a_row(any_class):
    handed_in = {readable(path.name) for path in any_class.place.iterdir()}
    assert set(any_class.results) == handed_in
    assert len(any_class.rows) == len(handed_in)


@pytest.mark.as_user
def test_nothing_is_unpickled_or_evaluated(any_class):
    assert not (any_class.out / "executed").exists()


def test_pages_hold_nothing_of_students_that_runs(any_class):
    honest = next(path for path in (any_class.out / "feedback").glob("*honest*/*.html"))
    ordinary = {str(tag) for tag in tags(honest.read_text(encoding="utf-8"))}
    for page in (any_class.out / "feedback").rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert {str(tag) for tag in tags(text)} <= ordinary, page
        assert len(text.encode()) < 300_000, page
    text = (any_class.out / "class.html").read_text(encoding="utf-8")
    assert {str(tag) for tag in tags(text)} <= ordinary


def test_tables_hold_nothing_that_calculates(any_class):
    for table in any_class.out.glob("*.csv"):
        with table.open(newline="", encoding="utf-8") as file:
            for row in csv.reader(file):
                # Elsewhere in the world, semicolons divide what commas divide here.
                for cell in (part for whole in row for part in re.split(r"[;|\t]", whole)):
                    assert not cell.lstrip(' "').startswith(controls.CALCULATES), (table.name, row)


def test_terminal_is_not_painted(any_class):
    strange = {c for c in any_class.terminal if unicodedata.category(c) in ("Cc", "Cf")}
    strange -= set("\n\u200c\u200d")  # the last two join letters, as names in some scripts do
    assert not strange


def test_hidden_tests_are_on_no_page_of_a_student(any_class):
    from .attack import HIDDEN_WORDS, LOOT

    for page in (any_class.out / "feedback").rglob("*.html"):
        text = OWN.sub("", page.read_text(encoding="utf-8"))
        assert not [word for word in (*HIDDEN_WORDS, LOOT) if word in text], page
