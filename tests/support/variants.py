"""Wrong and right answers to exercises, and what the two judges of a course say about them.

A file ``tests/mistakes/<chapter>/<exercise>.py`` holds variants, one below the other:

    # %% wrong: what is owed is forgotten
    # hint: owed
    def inventory_position(...):
        ...

    # %% right: with a loop
    def inventory_position(...):
        ...

Below ``# hint:`` stands a regular expression; a hint that the learner sees must match it.

A mistake that is one change to the reference is written as that change, and follows the reference:

    # %% wrong: the smallest value
    # hint: largest
    #- best = int(np.argmax(action_values))
    #+ best = int(np.argmin(action_values))

Lines after ``#-`` and a blank must occur once in the reference, those after ``#+`` and a blank take
their place with the same indentation. With ``# of: with a loop``, it is a change to that right
answer instead.
"""

import re
import tempfile
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

from autograde.course.assignment import from_notebooks
from autograde.course.cells import BEGIN_SOLUTION, END_SOLUTION
from autograde.course.chapter import read_source, released
from autograde.course.course import Course
from autograde.examination.examiner import examine
from autograde.release.execute import ARGUMENTS, kernel_variables, manager

CHAPTERS = Course().assignments()
MISTAKES = Path(__file__).parents[1] / "mistakes"
HEAD = re.compile(r"^# %% (.*)$", re.MULTILINE)
CASE = re.compile(r"(wrong|right): (.+)")
HINT = re.compile(r"^# hint: (.+)$", re.MULTILINE)
BASE = re.compile(r"^# of: (.+)$", re.MULTILINE)
CHANGE = re.compile(r"((?:^#-.*\n?)+)((?:^#\+.*\n?)*)", re.MULTILINE)
NO_MESSAGE = "an error without a message"
# Between variants a kernel forgets all names but those of the setup cells.
REMEMBER = "_kept = set(globals())"
FORGET = """
for _name in set(globals()) - _kept:
    if not _name.startswith("_"):
        del globals()[_name]
"""


class Variant(NamedTuple):
    """One answer to an exercise."""

    exercise: str
    title: str
    hint: str | None  # regular expression that a hint must match; None for a right answer
    source: str
    whole: bool = True  # written out, not as a change to another answer


def parse(text, exercise, reference=""):
    """Return the variants in the text of a file of ``tests/mistakes``.

    Parameters
    ----------
    text : str
    exercise : str
    reference : str
        The answer of the chapter, which changes change.

    Raises
    ------
    ValueError
        If a cell is neither wrong with a hint nor right, does not define the exercise, or changes
        lines that are not there, or more than once.
    """
    before, *parts = HEAD.split(text)
    if before.strip():
        raise ValueError(f"{exercise}.py must begin with a line such as: # %% wrong: off by one")
    found = []
    for title, source in zip(parts[::2], parts[1::2]):
        case, hint = CASE.fullmatch(title.strip()), HINT.search(source)
        if not case or (case[1] == "wrong") != bool(hint):
            raise ValueError(
                f"{exercise}.py, cell {title!r}: expected '# %% wrong: …' with a line "
                "'# hint: …' below, or '# %% right: …' without one"
            )
        whole = not CHANGE.search(source)
        if not whole:
            names = (one.removeprefix("right: ").strip() for one in parts[::2])
            bases = {None: reference} | dict(zip(names, parts[1::2]))
            source = _changed(source, f"{exercise}.py, cell {title!r}", bases)
        if f"def {exercise}(" not in source:
            raise ValueError(f"{exercise}.py, cell {title!r}: it does not define {exercise}")
        if case[2] in [one.title for one in found]:
            raise ValueError(f"{exercise}.py has two cells {title!r}: each needs its own words")
        found.append(Variant(exercise, case[2], hint and hint[1].strip(), source.strip(), whole))
    return found


def _changed(source, title, bases):
    """Return an answer with the changes that a cell describes."""
    named = BASE.search(source)
    name = named and named[1].strip()
    if name not in bases:
        raise ValueError(f"{title} changes {name!r}, and no right answer is called that")
    for line in source.splitlines():
        if line[:2] in ("#-", "#+") and line[2:3] not in ("", " "):
            raise ValueError(f"{title}: {line!r} needs a blank after {line[:2]}: '{line[:2]} …'")
    lines, changes = bases[name].strip().splitlines(), []
    for old, new in CHANGE.findall(source):
        old, new = ([line[3:] for line in part.splitlines()] for part in (old, new))
        places = [
            (at, indent)
            for at in range(len(lines) - len(old) + 1)
            if (indent := _indent(lines[at], old[0])) is not None
            and lines[at : at + len(old)] == [f"{indent}{line}".rstrip() for line in old]
        ]
        if len(places) != 1:
            what = "\n".join(old)
            raise ValueError(f"{title} changes lines that occur {len(places)} times:\n{what}")
        ((at, indent),) = places
        changes.append((at, len(old), [f"{indent}{line}" for line in new]))
    for at, length, new in sorted(changes, reverse=True):  # what stands above keeps its place
        lines[at : at + length] = new
    return "\n".join(lines)


def _indent(line, wanted):
    """Return what stands before `wanted` in a line, None if that is more than blanks."""
    before = line.removesuffix(wanted)
    return before if before != line and not before.strip() else None


@cache
def assignment(chapter):
    """Return the assignment that a source of ``solutions/`` describes."""
    source = read_source(Course().source(chapter))
    return from_notebooks(chapter, source, released(source))


def references(chapter):
    """Return the answers of a chapter itself, by exercise."""
    return {
        cell.exercise: _without_marks(cell.source)
        for cell in assignment(chapter).cells
        if cell.kind == "solution"
    }


@cache
def variants(chapter):
    """Return the variants of a chapter: a dict from exercise to list of `Variant`."""
    answers = references(chapter)
    paths = {exercise: MISTAKES / chapter / f"{exercise}.py" for exercise in answers}
    return {
        exercise: parse(path.read_text(encoding="utf-8"), exercise, answers[exercise])
        if path.exists()
        else []
        for exercise, path in paths.items()
    }


def _without_marks(source):
    """Return an answer without nbgrader's marks around it."""
    marks = (BEGIN_SOLUTION, END_SOLUTION)
    return "\n".join(line for line in source.splitlines() if line.strip() not in marks)


@cache
def in_the_examiner(chapter):
    """Return what the examiner says: a dict from (exercise, title) to {test: hint, "" if passed}.

    The k-th submission holds the k-th variant of every exercise.
    """
    plan, said = assignment(chapter), {}
    for chosen in zip_longest(*variants(chapter).values()):
        answers = {variant.exercise: variant for variant in chosen if variant}
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{chapter}.ipynb"
            nbformat.write(_submission(plan, answers), path)
            result = examine(path, plan)
        for exercise in result.exercises:
            if exercise.name in answers:
                told = {test.name: test.hint for test in exercise.tests}
                said[exercise.name, answers[exercise.name].title] = told
    return said


def _submission(plan, answers):
    """Return a notebook with one answer for each exercise, a stub where there is none."""
    notebook = nbformat.v4.new_notebook()
    for cell in plan.cells:
        marks = {"nbgrader": {"grade_id": cell.name, cell.kind: True, "grade": cell.kind == "test"}}
        source, metadata = cell.stub, marks
        if cell.kind == "setup":
            metadata = {"tags": ["setup"]}
        elif cell.kind == "solution" and cell.exercise in answers:
            source = answers[cell.exercise].source
        made = nbformat.v4.new_code_cell(source, metadata=metadata)
        made.id = cell.name
        notebook.cells.append(made)
    return notebook


@cache
def in_a_notebook(chapter):
    """Return what a plain Jupyter kernel says, in the form of `in_the_examiner`."""
    plan, notebook, tests = assignment(chapter), nbformat.v4.new_notebook(), {}

    def add(source):
        notebook.cells.append(nbformat.v4.new_code_cell(source))
        return notebook.cells[-1]

    for cell in plan.cells:
        if cell.kind == "setup":
            add(cell.source)
        elif cell.kind == "solution":
            add(REMEMBER)
            for variant in variants(chapter)[cell.exercise]:
                add(variant.source)
                tests[cell.exercise, variant.title] = {
                    test.name: add(test.source) for test in plan.tests(cell.exercise)
                }
                add(FORGET)
    _run(notebook)
    return {
        key: {name: _error(cell) for name, cell in cells.items()} for key, cells in tests.items()
    }


def run_plainly(sources):
    """Return the message with which each of some cells failed in a plain kernel, "" if none did."""
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(source) for source in sources]
    _run(notebook)
    return [_error(cell) for cell in notebook.cells]


def _run(notebook):
    with tempfile.TemporaryDirectory() as scratch:
        client = NotebookClient(
            notebook,
            km=manager(AsyncKernelManager),
            extra_arguments=ARGUMENTS,
            allow_errors=True,
            resources={"metadata": {"path": scratch}},
        )
        client.execute(env=kernel_variables(Path(scratch)))


def _error(cell):
    """Return the message with which a cell failed, "" if it did not."""
    errors = [output.evalue for output in cell.outputs if output.output_type == "error"]
    return errors[0] or NO_MESSAGE if errors else ""
