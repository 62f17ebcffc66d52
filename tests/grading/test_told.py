"""No student reads of the machinery that grades: every source of a sentence is walked through."""

import ast
import re
from dataclasses import replace

import pytest

from autograde.course.assignment import from_notebooks
from autograde.course.chapter import read_source, released
from autograde.course.course import Course
from autograde.examination import status
from autograde.examination.result import Result
from autograde.grading import feedback, marks
from autograde.kit.files import CHECKOUT
from tests.support.told import NAME, TINY

MACHINERY = re.compile(
    r"sandbox|\bjail|examin|bubblewrap|\bprocess(es)?\b|\bfork|\bpipe|\bchannel|worker|traceback"
    r"|seccomp|namespace\b|stderr|stdout",
    re.IGNORECASE,
)
# Whose texts can come to a student: reasons, remarks, hints and the page itself.
SOURCES = [
    *(CHECKOUT / "autograde" / "examination").rglob("*.py"),
    *(CHECKOUT / "autograde" / "handin").glob("*.py"),
    *(CHECKOUT / "supplychain").glob("*.py"),
    *(CHECKOUT / "autograde" / "course").glob("*.py"),
    *(CHECKOUT / "autograde" / "grading" / name for name in
      ("told.py", "feedback.py", "objections.py", "pointers.py", "marks.py", "earned.py",
       "entering.py", "receipts.py")),
]  # fmt: skip
# Texts that speak of it all the same, and why no student reads them.
CRASH = "only where the hand-in crashed, whose reason students are not told"
CODE = "no sentence: the name of a field, a module, a message or a part of a command"
TEACHERS = "for whoever runs the command, before anybody is graded or on the page of the class"
EXCEPTIONS = {
    "the examiner ended early: ": CRASH,
    " ended the jail": CRASH,
    "the jail did not start": CRASH,
    "the jail did not start: ": CRASH,
    "no process could be started for a test": CRASH,
    "no process could be started for a test: ": CRASH,
    "no process could be started: ": CRASH,
    "your code ended processes that it did not start": CRASH,
    "the program that forks examiners ended": CRASH,
    "the channel is closed": "`Gone`, in place of which the page says that the Python was ended",
    "a mark was given by hand before the examiner found something else: look again": TEACHERS,
    "examined without a sandbox": TEACHERS,
    "a handle from the jail": CODE,
    "autograde.examination": CODE,
    "sandbox": CODE,
    "fork": CODE,
    "Fork": CODE,
}
KNOWN = [*EXCEPTIONS, "bubblewrap", "/jail/x", "Traceback (most recent call last)"]


def sentences(path):
    """Yield the strings of a program that are no docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body and isinstance(node.body[0], ast.Expr)
    }  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


def test_each_sentence_that_speaks_of_the_machinery_is_known_and_kept_from_students():
    found = {text for path in SOURCES for text in sentences(path) if MACHINERY.search(text)}
    assert found <= set(EXCEPTIONS)


def test_the_template_speaks_of_nothing_else():
    folder = CHECKOUT / "autograde" / "grading" / "templates"
    assert not MACHINERY.search((folder / "feedback.html").read_text(encoding="utf-8"))


def student_reads(found, remarks=()):
    mark = marks.mark("ada", found, remarks=remarks)
    return feedback.page(found, mark) + feedback.notebook(found, mark)


@pytest.mark.parametrize("ended", [status.CRASHED, status.TAMPERED])
@pytest.mark.parametrize("reason", KNOWN)
def test_what_is_for_teachers_stays_on_their_page(ended, reason):
    source = read_source(Course(TINY).source(NAME))
    assignment = from_notebooks(NAME, source, released(source))
    found = replace(Result.of(assignment, ended, [reason]), sandbox="none")
    text = student_reads(found)
    # The text to send names the status, by which a teacher finds the rest.
    assert reason in marks.mark("ada", found).reason
    assert not MACHINERY.search(text.replace(f"{ended}\n", ""))


@pytest.mark.parametrize("ended", [status.GRADED, status.TIMEOUT, status.INVALID, status.MISSING])
def test_what_a_student_can_mend_is_told(ended):
    source = read_source(Course(TINY).source(NAME))
    assignment = from_notebooks(NAME, source, released(source))
    found = Result.of(assignment, ended, ["cell mean_stock was stopped after 2 s"])
    assert "cell mean_stock was stopped after 2 s" in student_reads(found)
