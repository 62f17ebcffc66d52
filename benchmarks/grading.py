"""How fast a class is graded, as a ratio against plain nbgrader on the same submissions.

``python -m benchmarks.grading [--submissions 20] [--json FILE]`` prints a table.

nbgrader runs in this process, through its API: autograde and feedback for each student, and
neither its start nor its release of the assignment is counted. Ours is the whole command, its
start, jail, preflight and feedback included; the assignment's source was read once before, and
what was read is kept, as it is between two gradings of a course. Plain nbgrader runs every cell of
a notebook, ours leaves demo cells out; the second ratio is on notebooks without demo cells, so that
both run the same cells. The two take turns, half of nbgrader's students before ours and half after.
"""

import argparse
import contextlib
import copy
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import nbformat

from autograde.course import sources
from autograde.course.cells import kind
from autograde.course.chapter import read_source, write_notebook
from autograde.course.course import Course
from autograde.kit.files import CHECKOUT

NAME = "05_q_learning"
SAMPLE = CHECKOUT / "autograde" / "sample_class"
LOOPS = "farid"  # left out: nbgrader would wait for that loop until its time limit
GOAL = 20.0  # times the throughput of nbgrader
JOBS = 2


def notebooks(n_submissions, with_demos):
    """Return submissions by student: those of the sample class, again and again."""
    students = sorted(path.parent.name for path in SAMPLE.glob(f"*/{NAME}.ipynb"))
    students.remove(LOOPS)
    found = {}
    for number in range(n_submissions):
        path = SAMPLE / students[number % len(students)] / f"{NAME}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        found[f"student{number:03d}"] = notebook if with_demos else without_demos(notebook)
    return found


def without_demos(notebook):
    """Return a notebook without the cells that grading leaves out."""
    notebook = copy.deepcopy(notebook)
    notebook.cells = [
        cell for cell in notebook.cells if cell.cell_type != "code" or kind(cell) != "demo"
    ]
    return notebook


class Plain:
    """nbgrader with its own settings, in a folder of its own.

    Parameters
    ----------
    folder : Path
    submissions : dict of str to notebook
        By student.
    with_demos : bool
        Whether its source holds the cells that our grading leaves out.
    name : str
        The assignment.
    """

    def __init__(self, folder, submissions, with_demos, name=NAME):
        from nbgrader.apps import NbGraderAPI
        from traitlets.config import Config

        # For a new gradebook, nbgrader starts `alembic` by name.
        os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        self._name = name
        source = read_source(Course().source(name))
        source = source if with_demos else without_demos(source)
        write_notebook(source, folder / "source" / name / f"{name}.ipynb")
        for student, notebook in submissions.items():
            path = folder / "submitted" / student / name / f"{name}.ipynb"
            write_notebook(notebook, path)
        config = Config()
        config.CourseDirectory.root = str(folder)
        config.ExecutePreprocessor.timeout = 120
        self._api = NbGraderAPI(config=config)
        self._api.coursedir.root = str(folder)
        done = self._api.generate_assignment(name, force=True, create=True)
        if not done["success"]:
            raise SystemExit(f"nbgrader released nothing: {done.get('error')}")

    def grade(self, students):
        """Grade some students; return the seconds that it took."""
        start = perf_counter()
        for student in students:
            for work in (self._api.autograde, self._api.generate_feedback):
                with contextlib.redirect_stderr(io.StringIO()):
                    done = work(self._name, student)
                if not done["success"]:
                    raise SystemExit(f"nbgrader stopped at {student}: {done.get('error')}")
        return perf_counter() - start


def ours(folder, submissions):
    """Grade all submissions with our own command; return the seconds that it took."""
    for student, notebook in submissions.items():
        write_notebook(notebook, folder / "class" / student / f"{NAME}.ipynb")
    sources.read(Course(), NAME)
    command = [sys.executable, "-m", "autograde", "grade", str(folder / "class")]
    command += ["--out", str(folder / "out"), "--jobs", str(JOBS)]
    start = perf_counter()
    subprocess.run(command, cwd=CHECKOUT, check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - start


def compare(n_submissions, with_demos):
    """Return the figures of one comparison."""
    submissions = notebooks(n_submissions, with_demos)
    folder = Path(tempfile.mkdtemp())
    try:
        plain = Plain(folder / "plain", submissions, with_demos)
        students, half = list(submissions), (n_submissions + 1) // 2
        theirs = plain.grade(students[:half])
        mine = ours(folder / "ours", submissions)
        theirs += plain.grade(students[half:])
    finally:
        shutil.rmtree(folder)
    return {
        "cells": "all cells, as handed in" if with_demos else "the same cells in both",
        "submissions": n_submissions,
        "nbgrader_per_minute": 60 * n_submissions / theirs,
        "ours_per_minute": 60 * n_submissions / mine,
        "ratio": theirs / mine,
    }


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure the speed of grading.")
    parser.add_argument("--submissions", type=int, default=20)
    parser.add_argument("--json", metavar="FILE", help="write the figures there too")
    options = parser.parse_args()
    if options.submissions < 1:
        parser.error(f"--submissions is {options.submissions}: give a whole number >= 1")
    rows = [compare(options.submissions, with_demos) for with_demos in (True, False)]
    print(f"{'':<26}{'nbgrader':>10}{'ours':>10}  submissions per minute, {JOBS} jobs")
    for row in rows:
        rates = f"{row['nbgrader_per_minute']:>10.1f}{row['ours_per_minute']:>10.1f}"
        print(f"{row['cells']:<26}{rates}  {row['ratio']:.1f} times")
    print(f"goal: {GOAL:g} times, as handed in: {'met' if rows[0]['ratio'] >= GOAL else 'missed'}")
    if options.json:
        Path(options.json).write_text(json.dumps({"jobs": JOBS, "rows": rows}, indent=1) + "\n")


if __name__ == "__main__":
    main()
