"""Grading the course itself first: a fault of the set-up looks like a failing class.

The reference must earn full marks and the untouched release none, through the same examiner that
meets the students. Which way holds to bound the memory of theirs is said as well.
"""

from typing import NamedTuple

from autograde.course.chapter import released, write_notebook
from autograde.examination import status
from autograde.examination.pool import Examiners
from autograde.jail import memory
from autograde.kit.errors import CourseError
from autograde.kit.progress import note, progress


class Own(NamedTuple):
    """One of the course's own notebooks among the students'."""

    what: str  # reference or release
    assignment: str


def check(sources, assignments, folder, jobs, sandbox):
    """Raise unless the course's own notebooks earn what they must.

    Parameters
    ----------
    sources : dict of str to notebook
        The chapters with all their answers.
    assignments : dict of str to Assignment
        What the chapters describe.
    folder : Path
        Where the notebooks go.
    jobs : int
        How many are examined at the same time.
    sandbox : str
        What they are examined in.
    """
    note(memory.told())
    own = list(_tasks(sources, assignments, folder))
    with progress("trying the reference", len(own)) as advance:
        with Examiners(jobs, sandbox=sandbox) as examiners:
            for key, found in examiners.examine(own):
                refuse_fault(key, found)
                advance(" ".join(key))


def _tasks(sources, assignments, folder):
    """Yield what to examine before the students: ``(Own, path, assignment)``."""
    for name, source in sources.items():
        for what, notebook in (("reference", source), ("release", released(source))):
            path = folder / what / f"{name}.ipynb"
            write_notebook(notebook, path)
            yield Own(what, name), path, assignments[name]


def refuse_fault(own, result):
    """Raise unless one of the course's own notebooks earned what it must.

    Parameters
    ----------
    own : Own
        Which one it is.
    result : dict
        From `examiner.examine`.
    """
    wanted = result["max_score"] if own.what == "reference" else 0
    if result["status"] == status.GRADED and not result["reason"] and result["score"] == wanted:
        return
    tests = [test for exercise in result["exercises"] for test in exercise["tests"]]
    wrong = [
        f"test {test['name']} gives {test['score']:g} of {test['max_score']:g} {test['hint']}"
        for test in tests
        if test["score"] != (test["max_score"] if own.what == "reference" else 0)
    ]
    raise CourseError(
        "\n".join(
            [
                f"nobody was graded: the {own.what} of {own.assignment} earns {result['score']:g} "
                f"of {result['max_score']:g}, expected {wanted:g}",
                *([result["reason"]] if result["reason"] else []),
                *wrong,
            ]
        )
    )
