"""Grading the course itself first: a fault of the set-up looks like a failing class.

The reference must earn full marks and the untouched release none, through the same examiner that
meets the students. That they did is kept under a key, by all that it follows from: one submission
that is graded by itself does not wait for it again. In which way a submission's memory is bounded
here is said as well.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from autograde.course.assignment import Assignment
from autograde.course.sources import Source
from autograde.examination import status
from autograde.examination.pool import Examiners
from autograde.examination.result import UNWRITTEN, Result
from autograde.examination.status import BY_HAND
from autograde.grading.results import key
from autograde.jail import memory
from autograde.kit import cache
from autograde.kit.errors import CourseError
from autograde.kit.progress import note, progress

FOLDER = "kept"  # of what was sound, below that of the grades


class Own(NamedTuple):
    """One of the course's own notebooks among the students'."""

    what: str  # reference or release
    assignment: str


def check(
    sources: dict[str, Source],
    folder: Path,
    jobs: int,
    sandbox: str,
    kept: Path,
    again: bool = False,
) -> None:
    """Raise unless the course's own notebooks earn what they must; parameters as of `begin`.

    Parameters
    ----------
    jobs : int
        How many are examined at the same time.
    """
    with Examiners(jobs, sandbox=sandbox) as examiners:
        begin(examiners, sources, folder, sandbox, kept, again)()


def begin(
    examiners: Examiners,
    sources: dict[str, Source],
    folder: Path,
    sandbox: str,
    kept: Path,
    again: bool = False,
) -> Callable[[], None]:
    """Begin to examine the course's own notebooks; the students' can follow at once.

    Parameters
    ----------
    examiners : Examiners
        Who examines them.
    sources : dict of str to Source
        Of the assignments.
    folder : Path
        Where the notebooks go.
    sandbox : str
        What they are examined in.
    kept : Path
        Where it is kept which of them were sound; a fault is not kept.
    again : bool
        Examine also what was sound before: the machine may have changed.

    Returns
    -------
    callable
        Waits for them, and raises `CourseError` unless they earn what they must. Nothing that
        students earned is written before.
    """
    tasks = list(_tasks(sources, folder))
    about = {own: [*own, key(path, one, sandbox)] for own, path, one in tasks}
    own = [task for task in tasks if again or cache.find(kept, about[task[0]]) is None]
    if own:
        note(memory.told())
    begun = examiners.examine(own)

    def sound() -> None:
        with progress("trying the reference", len(own)) as advance:
            for one, found in begun:
                refuse_fault(one, found)
                cache.keep(kept, about[one], ())
                advance(" ".join(one))

    return sound


def _tasks(sources: dict[str, Source], folder: Path) -> Iterator[tuple[Own, Path, Assignment]]:
    """Yield what to examine before the students: ``(Own, path, assignment)``."""
    for name, source in sources.items():
        for what, text in (("reference", source.reference), ("release", source.release)):
            path = folder / what / f"{name}.ipynb"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            yield Own(what, name), path, source.assignment


def refuse_fault(own: Own, result: Result) -> None:
    """Raise unless one of the course's own notebooks earned what it must.

    Parameters
    ----------
    own : Own
        Which one it is.
    result : Result
    """
    is_reference = own.what == "reference"
    # What a person marks waits in the reference, and in the release there is nothing to mark.
    wanted = sum(test.max_score for test in result.tests if not test.waits) if is_reference else 0
    wrong = [
        f"test {test.name} gives {test.score:g} of {test.max_score:g} {test.hint}"
        for test in result.tests
        if test.waits != (is_reference and test.hint in (BY_HAND, UNWRITTEN))
        or test.score != (test.max_score if is_reference and not test.waits else 0)
    ]
    if result.status == status.GRADED and not (result.reason or wrong) and result.score == wanted:
        return
    raise CourseError(
        "\n".join(
            [
                f"nobody was graded: the {own.what} of {own.assignment} earns {result.score:g} "
                f"of {result.max_score:g}, expected {wanted:g}",
                *([result.reason] if result.reason else []),
                *wrong,
            ]
        )
    )
