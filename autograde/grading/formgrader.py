"""What nbgrader's formgrader shows of a graded class: its settings, one notebook per submission.

The notebooks hold what was examined, the student's cells and the tests with what they said, as text
only: no output, HTML or Markdown of a student gets into the browser of whoever gives marks.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nbformat import v4

from autograde.course.cells import nbgrader
from autograde.examination.result import Result, Test
from autograde.grading.grades_folder import OURS
from autograde.kit.errors import UnusableArgument
from autograde.kit.own_files import OwnFiles
from autograde.kit.progress import note
from autograde.kit.text import for_file_name

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
    said = {test.name: test for test in result.tests}
    printed = {exercise.cell: exercise.output for exercise in result.exercises}
    cells, own = [], [_cell(text) for name, text in answers.items() if name.startswith("own ")]
    for cell in source["cells"]:
        marks = nbgrader(cell)
        name = marks.get("grade_id")
        if marks.get("solution"):
            text = answers.get(name, "# This cell was not handed in.")
            cells.append(_cell(text, marks, printed.get(name)))
        elif marks.get("grade"):
            test = said.get(name, Test(str(name), True, 0, 0, "not run"))
            verdict = f"{test.score:g} of {test.max_score:g}  {test.hint}".rstrip()
            cells.append(_cell(cell["source"], marks, verdict))
    cells += own
    for number, cell in enumerate(cells):  # else drawn at random, and no two runs alike
        cell["id"] = f"cell-{number}"
    return v4.new_notebook(cells=cells)


def _cell(text: str, marks: Any = None, shown: str | None = None) -> Any:
    outputs = [v4.new_output("stream", name="stdout", text=shown)] if shown else []
    metadata = {"nbgrader": dict(marks)} if marks else {}
    return v4.new_code_cell(text, metadata=metadata, outputs=outputs)


def serve(folder: Path, port: int) -> None:
    """Show a class in nbgrader's formgrader until somebody ends it.

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
    command = [sys.executable, "-m", "jupyter_server", f"--ServerApp.root_dir={folder.resolve()}"]
    command += [f"--ServerApp.port={port}", "--ServerApp.default_url=/formgrader/gradebook"]
    # Formgrader alone: no kernels to edit code with, no shell, and only the address is printed.
    command += [f"--ServerApp.jpserver_extensions={EXTENSIONS}", "--ServerApp.log_level=ERROR"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    command.append(f"--ServerApp.tornado_settings={HEADERS}")
    # Somebody's own settings of Jupyter would load other extensions as well.
    subprocess.run(command, cwd=folder, env={**os.environ, "JUPYTER_NO_CONFIG": "1"}, check=False)
