"""The examiner: what one submission earns.

`examine` is a function of (submission, assignment) alone.
"""

from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

from autograde.course.assignment import Assignment
from autograde.examination import status
from autograde.examination.arrange import arrange
from autograde.examination.examination import Examination
from autograde.examination.forbidden import barred, foreign_imports
from autograde.examination.result import Result, WrittenCell
from autograde.examination.steps import STUDENTS, Step
from autograde.handin.notebook import Unreadable, read
from autograde.jail import bubblewrap as sandboxes

MOST_CELLS, LONGEST_CELL, LONGEST_CELLS = 200, 20_000, 200_000  # cells and characters that are kept


def examine(
    path: Path,
    assignment: Assignment,
    started: Callable[[int], object] = lambda group: None,
    sandbox: str = sandboxes.BUBBLEWRAP,
    taking: Callable[[str], object] = lambda test: None,
    deadly: Collection[str] = (),
) -> Result:
    """Examine one submission.

    Parameters
    ----------
    path : Path
        The submitted notebook.
    assignment : Assignment
        The cells of its source.
    started : callable
        Is told the process group of each jail that runs the submission.
    sandbox : str
        ``bubblewrap`` or ``none``.
    taking : callable
        Is told the name of each test before it is taken.
    deadly : collection of str
        Tests that an earlier examiner of this submission did not survive.

    Returns
    -------
    Result
    """
    try:
        cells = read(path)
        arranged = arrange(assignment, cells)
    except Unreadable as error:
        return Result.of(assignment, status.INVALID, [str(error)])
    refused = barred(assignment, arranged.steps)
    examination = Examination(arranged.steps, arranged.remarks, refused, deadly)
    examination.run(sandbox, started, taking)
    found = Result.of(
        assignment,
        examination.status,
        examination.remarks,
        examination.hints,
        examination.outputs,
    )
    flags = (*arranged.flags, *foreign_imports(arranged.steps), *examination.flags)
    return replace(found, sandbox=sandbox, flags=flags, cells=_written(arranged.steps))


def _written(steps: list[Step]) -> tuple[WrittenCell, ...]:
    """Return the cells that the student wrote, as far as a person will read them."""
    mine: dict[str, str] = {}  # the parts of a solution cell that was split are one
    for step in steps:
        if step.kind in STUDENTS:
            name = step.cell.name if step.cell else step.name
            mine[name] = f"{mine[name]}\n\n{step.source}" if name in mine else step.source
    longest = min(LONGEST_CELL, LONGEST_CELLS // max(len(mine), 1))
    return tuple(
        WrittenCell(name, source[:longest]) for name, source in list(mine.items())[:MOST_CELLS]
    )
