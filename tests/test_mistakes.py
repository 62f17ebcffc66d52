"""Do the exercises' tests see through what learners get wrong, and let other right answers pass?

Every exercise has a file of wrong and right answers, tried by both judges: the cells of a notebook
in a plain Jupyter kernel, and the examiner, which calls the answer through the wall of its jail.
"""

import ast
import re
from difflib import SequenceMatcher

import pytest

from autograde.course.course import Course
from supplychain.checks import Hint
from tests.support import variants

CHAPTERS = Course().assignments()
FEWEST = {"wrong": 4, "right": 3}


def cases(chapter, kind):
    """Return the wrong or the right variants of a chapter."""
    listed = [one for group in variants.variants(chapter).values() for one in group]
    return [one for one in listed if (one.hint is not None) == (kind == "wrong")]


@pytest.mark.parametrize("kind", FEWEST)
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_exercise_has_enough_answers_to_try(chapter, kind):
    found = [one.exercise for one in cases(chapter, kind)]
    counts = {exercise: found.count(exercise) for exercise in variants.variants(chapter)}
    assert counts, f"{chapter} has no exercise"
    few = {exercise: count for exercise, count in counts.items() if count < FEWEST[kind]}
    assert few == {}, f"fewer than {FEWEST[kind]} {kind} answers in tests/mistakes/{chapter}"


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_mistake_that_is_a_change_to_the_reference_is_written_as_that_change(chapter):
    """Else the reference moves on, and its mistakes stay behind in words of their own."""
    references, copied = variants.references(chapter), []
    for one in cases(chapter, "wrong"):
        if one.whole:
            theirs, ours = lines(references[one.exercise]), lines(one.source)
            blocks = SequenceMatcher(None, theirs, ours, autojunk=False).get_matching_blocks()
            if sum(block.size for block in blocks) > max(len(theirs), len(ours)) / 2:
                copied.append(f"{one.exercise}, {one.title}")
    assert copied == [], "write these as changes: see tests/support/variants.py"


def lines(source):
    """Return the lines of an answer without comments, layout and docstring."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and ast.get_docstring(node):
            del node.body[0]
    return ast.unparse(tree).splitlines()


@pytest.mark.slow
@pytest.mark.needs_bwrap
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_wrong_answers_lose_marks_and_the_hint_names_the_misconception(chapter):
    told = variants.in_the_examiner(chapter)
    missed = []
    for one in cases(chapter, "wrong"):
        hints = [hint for hint in told[one.exercise, one.title].values() if hint]
        if not any(re.search(one.hint, hint, re.IGNORECASE) for hint in hints):
            shown = " / ".join(hints) or "full marks"
            missed.append(f"{one.exercise}, {one.title}: {shown}, not /{one.hint}/")
    assert not missed, "\n".join(missed)


@pytest.mark.slow
@pytest.mark.needs_bwrap
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_right_answers_in_another_style_earn_all(chapter):
    told = variants.in_the_examiner(chapter)
    refused = [
        f"{one.exercise}, {one.title}: {hint}"
        for one in cases(chapter, "right")
        for hint in told[one.exercise, one.title].values()
        if hint
    ]
    assert not refused, "\n".join(refused)


@pytest.mark.slow
@pytest.mark.needs_bwrap
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_notebook_and_the_examiner_agree(chapter):
    notebook, examiner = variants.in_a_notebook(chapter), variants.in_the_examiner(chapter)
    assert verdicts(notebook) == verdicts(examiner)


def verdicts(told):
    """Return which tests each variant passed."""
    return {key: {name: not hint for name, hint in tests.items()} for key, tests in told.items()}


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_visible_tests_accept_what_is_right(chapter):
    plan = variants.assignment(chapter)
    setup = "\n".join(cell.source for cell in plan.cells if cell.kind == "setup")
    for one in cases(chapter, "right"):
        space = {"__name__": "notebook"}
        exec(setup + "\n" + one.source, space)
        visible = [test for test in plan.tests(one.exercise) if not test.hidden]
        for test in visible:
            try:
                exec(test.source, space)
            except Hint as hint:
                pytest.fail(f"{one.exercise}, {one.title}: {hint}")


GOOD = "# %% wrong: one too many\n# hint: count\ndef f(x):\n    return x + 1\n"


def test_a_file_of_variants_is_read_cell_by_cell():
    one, other = variants.parse(f"{GOOD}\n# %% right: as asked\ndef f(x):\n    return x\n", "f")
    assert one == ("f", "one too many", "count", GOOD.split("\n", 1)[1].strip(), True)
    assert (other.title, other.hint) == ("as asked", None)


REFERENCE = """def f(x):
    total = 0
    for one in x:
        total += one
        total += 1
    return total"""
CHANGE = """# %% wrong: the last one alone
# hint: all
#- total += one
#+ total = one
#+ x = []
#- return total
#+ return total + 1
"""


def test_a_mistake_can_be_a_change_to_the_reference():
    (one,) = variants.parse(CHANGE, "f", REFERENCE)
    assert one.source == (
        "def f(x):\n    total = 0\n    for one in x:\n        total = one\n        x = []\n"
        "        total += 1\n    return total + 1"
    )
    assert not one.whole


def test_a_mistake_can_be_a_change_to_a_right_answer():
    right = "# %% right: at once\ndef f(x):\n    return sum(x)\n"
    wrong = "# %% wrong: mean\n# hint: sum\n# of: at once\n#- return sum(x)\n#+ return max(x)\n"
    one, other = variants.parse(f"{right}\n{wrong}", "f", REFERENCE)
    assert (one.title, other.source) == ("at once", "def f(x):\n    return max(x)")
    with pytest.raises(ValueError, match="no right answer is called that"):
        variants.parse(f"{right}\n{wrong.replace('of: at once', 'of: at last')}", "f", REFERENCE)


@pytest.mark.parametrize(
    ("reference", "times"),
    [
        (REFERENCE.replace("+= one", "+= 2"), 0),
        (f"{REFERENCE}\n    return total", 2),
        (REFERENCE.replace("total += one", "subtotal += one"), 0),
    ],
)
def test_a_change_to_lines_that_are_not_there_once_is_refused(reference, times):
    with pytest.raises(ValueError, match=f"occur {times} times"):
        variants.parse(CHANGE, "f", reference)


@pytest.mark.parametrize("mark", ["#-", "#+"])
def test_a_change_without_its_blank_is_refused_in_words(mark):
    close = CHANGE.replace(f"{mark} total", f"{mark}total", 1)
    assert close != CHANGE
    said = re.escape(f"needs a blank after {mark}: '{mark} …'")
    with pytest.raises(ValueError, match=f"f.py, .*the last one alone.*{said}"):
        variants.parse(close, "f", REFERENCE)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# hint: count\n", ""),
        ("wrong:", "right:"),
        ("wrong:", "false:"),
        ("def f(", "def g("),
        ("# %% wrong", "import os\n# %% wrong"),
        (GOOD, GOOD + GOOD),
    ],
)
def test_a_cell_that_says_too_little_is_refused(old, new):
    assert old in GOOD
    with pytest.raises(ValueError, match="f.py"):
        variants.parse(GOOD.replace(old, new), "f")
