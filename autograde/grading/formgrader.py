"""What nbgrader's formgrader shows of a graded class: its settings, one notebook per submission.

The notebooks hold what was examined, the student's cells and the tests with what they said, as text
only: no output, HTML or Markdown of a student gets into the browser of whoever gives marks.
"""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from textwrap import fill
from typing import Any

from autograde.course.cells import (
    BEGIN_SCHEME,
    BEGIN_SOLUTION,
    BY_HAND,
    END_SCHEME,
    END_SOLUTION,
    kind,
    nbgrader,
)
from autograde.course.sources import Source
from autograde.examination import status
from autograde.examination.result import UNWRITTEN, Exercise, Result
from autograde.grading.grades_folder import OURS
from autograde.kit.errors import UnusableArgument
from autograde.kit.files import CHECKOUT
from autograde.kit.own_files import OwnFiles
from autograde.kit.progress import note
from autograde.kit.text import for_file_name

WIDTH = 100  # characters of a line; a paragraph of text is often one line
TITLES = {
    BEGIN_SOLUTION: "**Model answer**\n",
    END_SOLUTION: "",
    BEGIN_SCHEME: "\n**What marks are given for**\n",
    END_SCHEME: "",
}
EXTENSIONS = {"nbgrader.server_extensions.formgrader": True}
# Formgrader's pages load MathJax from another site, for formulas that none of these notebooks has.
SOURCES = "default-src 'self' 'unsafe-inline' 'unsafe-eval' data:; frame-ancestors 'self'"
HEADERS = {"headers": {"Content-Security-Policy": SOURCES}}
SETTINGS = (
    OURS
    + ''' <this folder>

This is no course folder: assignments are released and feedback is handed back from one of yours,
see "With nbgrader's exchange" in the book.
"""

from pathlib import Path

from nbgrader.preprocessors import NbGraderPreprocessor

c = get_config()  # noqa: F821
c.CourseDirectory.root = str(Path(__file__).resolve().parent)
c.CourseDirectory.db_url = f"sqlite:///{c.CourseDirectory.root}/gradebook.db?timeout=60"
# Nothing is exchanged, but nbgrader looks for a place, and lets everybody write into it.
c.Exchange.root = f"{c.CourseDirectory.root}/exchange"


class NoFeedback(NbGraderPreprocessor):
    """nbgrader's pages of feedback show the hidden tests; those in feedback/ do not."""

    def preprocess(self, nb, resources):
        raise RuntimeError(
            "nbgrader generate_feedback would show all hidden tests; hand out the pages in "
            "feedback/, or run: python -m autograde hand-back <this folder> --nbgrader <course>"
        )


c.GenerateFeedback.preprocessors = [NoFeedback]
'''
)


def write_settings(own: OwnFiles, assignments: Iterable[str]) -> None:
    """Let nbgrader's formgrader find a folder of grades.

    Parameters
    ----------
    own : OwnFiles
        Of the folder of the gradebook.
    assignments : iterable of str
        What was graded.
    """
    path = own.folder / "nbgrader_config.py"
    if not (own.unchanged(path) and own.write(path, SETTINGS)):
        note(f"{path} was changed by hand and is left alone; remove it to get the usual one")
    for name in assignments:  # formgrader lists an assignment if it has a folder here
        (own.folder / "source" / name).mkdir(parents=True, exist_ok=True)
    (own.folder / "exchange").mkdir(mode=0o700, exist_ok=True)


def write_class(
    own: OwnFiles, results: dict[tuple[str, str], Result], sources: dict[str, Source]
) -> None:
    """Write what formgrader shows of a class, and remove what an earlier run wrote of others.

    Parameters
    ----------
    own : OwnFiles
        Of the folder of the gradebook.
    results : dict of (student, assignment) to Result
    sources : dict of str to Source
        Of the assignments that are graded.
    """
    write_settings(own, sources)
    written = [
        write_notebook(own, student, found, sources[name].notebook)
        for (student, name), found in results.items()
        if name in sources and found.status != status.MISSING
    ]
    own.prune(own.folder / "autograded", filter(None, written))


def write_notebook(own: OwnFiles, student: str, result: Result, source: Any) -> Path | None:
    """Write the notebook on which a person gives marks and comments; return where.

    Parameters
    ----------
    own : OwnFiles
        Of the folder of the gradebook.
    student : str
        Who handed in.
    result : Result
    source : notebook
        The chapter with all its answers and tests.
    """
    if for_file_name(student) != student:
        return None  # formgrader looks for folders by the student's very name
    name = result.assignment
    path = own.folder / "autograded" / student / name / f"{name}.ipynb"
    if not own.write(path, json.dumps(_notebook(result, source), indent=1) + "\n"):
        note(f"{path} was not made by this command and is left alone; formgrader shows it")
    return path


def _notebook(result: Result, source: Any) -> Any:
    answers = {cell.name: cell.source for cell in result.cells}
    said = {
        test.name: f"{test.score:g} of {test.max_score:g}  {test.hint}".rstrip()
        for test in result.tests
    }
    printed = {exercise.cell: exercise.output for exercise in result.exercises}
    written = {exercise.cell: exercise for exercise in result.exercises}
    cells, own = [], [_cell(text) for name, text in answers.items() if name.startswith("own ")]
    for cell in source["cells"]:
        marks = nbgrader(cell)
        name = str(marks.get("grade_id"))
        if kind(cell) in BY_HAND:
            cells += _by_hand(cell, marks, written.get(name))
        elif marks.get("solution"):
            text = answers.get(name, "# This cell was not handed in.")
            cells.append(_cell(text, marks, printed.get(name)))
        elif marks.get("grade"):
            cells.append(_cell(cell["source"], marks, said.get(name, "0 of 0  not run")))
    cells += own
    for number, cell in enumerate(cells):  # else drawn at random, and no two runs alike
        cell["id"] = f"cell-{number}"
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}


def _by_hand(cell: Any, marks: Any, exercise: Exercise | None) -> list[Any]:
    """Return what a person needs to mark an exercise: what was asked for, and what was written."""
    text = exercise.text if exercise else ""
    # As code, of which nothing is interpreted; a task's box for the mark is that of an answer.
    marks = {**marks, "solution": True, "grade": True, "task": False}
    wrapped = "\n".join(fill(line, WIDTH) if len(line) > WIDTH else line
                        for line in text.splitlines())  # fmt: skip
    is_code = cell["cell_type"] == "code"
    return [
        _cell(cell["source"]) if is_code else _markdown(_scheme(cell["source"])),
        _cell(wrapped or UNWRITTEN, marks, exercise.output if exercise else None),
    ]


def _scheme(text: str) -> str:
    """Return the text of an exercise with headings in place of nbgrader's marks."""
    for mark, title in TITLES.items():
        text = text.replace(mark, title)
    return text


def _cell(text: str, marks: Any = None, shown: str | None = None) -> dict[str, Any]:
    # As nbformat's own functions make cells; these look at each against the schema, which takes
    # longer than all the rest.
    printed = {"output_type": "stream", "name": "stdout", "text": shown}
    return {
        "id": "",
        "cell_type": "code",
        "metadata": {"nbgrader": dict(marks)} if marks else {},
        "execution_count": None,
        "source": text,
        "outputs": [printed] if shown else [],
    }


def _markdown(text: str) -> dict[str, Any]:
    return {"id": "", "cell_type": "markdown", "source": text, "metadata": {}}


def serve(folder: Path, port: int) -> None:
    """Show a class in nbgrader's formgrader until this command ends, however it ends.

    Parameters
    ----------
    folder : Path
        What `grade` wrote.
    port : int
        Of the address on this computer.

    Raises
    ------
    UnusableArgument
        If the folder holds no gradebook.
    """
    if not (folder / "gradebook.db").is_file():
        raise UnusableArgument(f"{folder} holds no gradebook.db: give the --out folder of grade")
    # -P: what lies in the folder, where the server looks for its settings, is none of its modules.
    command = [sys.executable, "-P", "-m", "autograde.grading.formgrader_server"]
    command.append(f"--ServerApp.root_dir={folder.resolve()}")
    command += [f"--ServerApp.port={port}", "--ServerApp.default_url=/formgrader/gradebook"]
    # Formgrader alone: no kernels to edit code with, no shell, and only the address is printed.
    command += [f"--ServerApp.jpserver_extensions={EXTENSIONS}", "--ServerApp.log_level=ERROR"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    command.append(f"--ServerApp.tornado_settings={HEADERS}")
    # Somebody's own settings of Jupyter would load other extensions as well.
    found = os.pathsep.join(filter(None, [str(CHECKOUT), os.environ.get("PYTHONPATH")]))
    variables = {**os.environ, "JUPYTER_NO_CONFIG": "1", "PYTHONPATH": found}
    with subprocess.Popen(command, cwd=folder, env=variables, stdin=subprocess.PIPE) as server:
        with contextlib.suppress(KeyboardInterrupt):  # which the server was told as well
            server.wait()
