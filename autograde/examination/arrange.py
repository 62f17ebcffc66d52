"""Reading what a student handed in, and laying it beside the source."""

import re
from typing import NamedTuple

from autograde.course.assignment import Cell
from autograde.course.cells import kind, name_of
from autograde.handin.notebook import Unreadable


class Step(NamedTuple):
    """One cell of an examination, in the order in which cells run."""

    kind: str  # setup, solution, test or own
    name: str  # what messages call it
    source: str  # what runs
    cell: Cell | None  # the assignment's cell; None if the student added it


class Arrangement(NamedTuple):
    """A submission laid beside its assignment."""

    steps: list  # of Step: what runs
    remarks: list  # of str: what is wrong with the solution cells
    flags: list  # of str: what was repaired


def arrange(assignment, cells):
    """Lay a submission beside its assignment: what runs, in which order, what was repaired.

    Setup and test cells are the assignment's. Solutions are the student's, found by grade_id, else
    by the function that they define. A cell that the student added runs after the cell of the
    assignment that it stands below.

    Parameters
    ----------
    assignment : Assignment
        The source's cells.
    cells : list of dict
        From `read`.

    Raises
    ------
    Unreadable
        If nothing in it belongs to the assignment.
    """
    answers, added, flags = _sort(assignment, cells)
    # Preparation first: an answer may turn up among the cells that the student added.
    chosen, remarks = {}, []
    for cell in assignment.cells:
        if cell.kind == "solution":
            found, remark, flag = _answer(cell, answers, added)
            chosen[cell.name] = found
            remarks += [remark] if remark else []
            flags += [flag] if flag else []
    if chosen and not any(chosen.values()) and not answers:
        raise Unreadable(
            f"the notebook holds no exercise of {assignment.name}; was another one handed in?"
        )
    steps = list(added.get(None, []))
    for cell in assignment.cells:
        if cell.kind != "solution":
            steps.append(Step(cell.kind, cell.name, cell.source, cell))
        elif type(chosen[cell.name]) is str:
            steps.append(Step("solution", cell.name, chosen[cell.name], cell))
        steps += added.get(cell.name, [])
    return Arrangement(steps, remarks, flags)


def _sort(assignment, cells):
    """Return answers by grade_id, added cells by the cell that they stand below, and flags."""
    known = {cell.name: cell for cell in assignment.cells}
    answers, added, above, order, seen = {}, {}, None, [], set()
    # A copy of an older release has other ids.
    setups = {cell.source.strip(): cell.name for cell in assignment.cells if cell.kind == "setup"}
    flags = []
    for number, cell in enumerate(cells, start=1):
        part, name = kind(cell), name_of(cell)
        if part == "setup" and not (isinstance(name, str) and name in known):
            name = setups.get(cell["source"].strip(), name)
        # An unhashable name, or one that the assignment gives to another kind of cell, is not ours.
        ours = isinstance(name, str) and name in known and known[name].kind == part
        if ours:
            above = name
            order += [name] if name not in seen else []
            seen.add(name)
        if ours and part == "solution":
            answers.setdefault(name, []).append(cell["source"])
            flags += [f"repaired: cell {name} was no code cell"] if cell["retyped"] else []
        elif ours:
            flags += _changed(known[name], cell["source"])
        elif part not in ("setup", "demo", "test"):
            step = Step("own", f"own code cell {number}", cell["source"], None)
            added.setdefault(above, []).append(step)
    return answers, added, flags + _misplaced(assignment, order)


def _changed(cell, source):
    """Return a flag if a cell of ours is not what was released."""
    if source.strip() in (cell.source.strip(), cell.stub.strip()):
        return []
    return [f"repaired: {cell.kind} cell {cell.name} was changed; the original was used"]


def _misplaced(assignment, order):
    """Return flags for cells of ours that are gone or stand elsewhere."""
    ours = [cell.name for cell in assignment.cells]
    gone = [cell for cell in assignment.cells if cell.kind != "solution" and cell.name not in order]
    flags = [f"repaired: {cell.kind} cell {cell.name} was deleted; it was run" for cell in gone]
    if order != [name for name in ours if name in order]:
        flags.append("repaired: cells were reordered; they ran in the original order")
    return flags


def _answer(cell, answers, added):
    """Return the student's source for a solution cell, a remark and a flag.

    The source is True where the answer stands in another solution's cell, and None where there is
    none at all.
    """
    sources = answers.get(cell.name, [])
    if not sources:
        return _answer_elsewhere(cell, answers, added)
    written = [source for source in sources if source.strip() != cell.stub.strip()]
    if len(sources) == 1:
        return sources[0], None, None
    remark = f"solution cell {cell.name} occurs {len(sources)} times; the last one written counts"
    return (written or sources)[-1], remark, None


def _answer_elsewhere(cell, answers, added):
    """Look for a function whose cell has lost its metadata, or was merged with another."""
    defines = re.compile(rf"^def\s+{re.escape(cell.exercise)}\s*\(", re.MULTILINE)
    flag = f"repaired: solution cell {cell.name} was found by the function that it defines"
    for steps in added.values():
        for step in reversed(steps):
            if defines.search(step.source):
                steps.remove(step)
                return step.source, None, flag
    if any(defines.search(source) for sources in answers.values() for source in sources):
        return True, None, flag
    remark = f"solution cell {cell.name} is missing (deleted, or its metadata are lost)"
    return None, remark, None
