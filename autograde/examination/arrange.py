"""Reading what a student handed in, and laying it beside the source."""

from typing import NamedTuple

from autograde.course.cells import BY_HAND, kind, name_of
from autograde.examination.answers import binds, plain, without_stubs
from autograde.examination.needs import demo_imports, late_tests, names_needed
from autograde.examination.steps import STUDENTS, Step
from autograde.handin.notebook import Unreadable
from supplychain import names


class Arrangement(NamedTuple):
    """A submission laid beside its assignment."""

    steps: list  # of Step: what runs
    remarks: list  # of str: what is wrong with the solution cells
    flags: list  # of str: what was repaired


def arrange(assignment, cells):
    """Lay a submission beside its assignment: what runs, in which order, what was repaired.

    Setup and test cells are the assignment's. What the student wrote runs in the student's order:
    all cells that carry the name of a solution (splitting a cell in JupyterLab makes two of it),
    and own cells, each after the cell of the assignment that it stands below. A stub or an empty
    copy takes no answer away.

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
    places, flags = _sort(assignment, cells)
    steps = list(places.get(None, []))
    for cell in assignment.cells:
        if cell.kind in ("setup", "test"):
            steps.append(Step(cell.kind, cell.name, cell.source, cell, cell.source))
        if cell.kind == "task":
            steps.append(Step("task", cell.name, "", cell, ""))
        steps += places.get(cell.name, [])
    exercises = [cell.exercise for cell in assignment.cells if cell.kind == "solution"]
    steps, retyped = _with_answers(steps, exercises)
    known = {cell.name for cell in assignment.by_hand}
    by_hand = any(isinstance(name_of(cell), str) and name_of(cell) in known for cell in cells)
    ours = by_hand or any(step.answers or step.kind == "solution" for step in steps)
    if not ours and (exercises or known):
        raise Unreadable(
            f"the notebook holds no exercise of {assignment.name}; was another one handed in?"
        )
    remarks, found = _remarks(assignment, steps)
    needs = names_needed(assignment, steps)
    imports, unmade = demo_imports(assignment, steps, needs)
    steps = [*imports, *steps, *late_tests(steps, needs)]
    return Arrangement(steps, [*remarks, *unmade], [*flags, *retyped, *found])


def _sort(assignment, cells):
    """Return the student's cells by the cell of ours that they stand below, and flags."""
    known = {cell.name: cell for cell in assignment.cells}
    places, above, order, flags, counts = {}, None, [], [], {}
    for number, cell in enumerate(cells, start=1):
        part, name = kind(cell), name_of(cell)
        if part == "setup" and not (isinstance(name, str) and name in known):
            name = _setup(assignment, cell["source"], order) or name
        # An unhashable name, or one that the assignment gives to another kind of cell, is not ours.
        ours = isinstance(name, str) and name in known and known[name].kind == part
        if cell["retyped"] and not (ours and part in ("solution", *BY_HAND)):
            continue  # text below a task, which a person reads
        # A second cell of the same name is a part or a copy: it runs where it stands.
        if ours and name not in order:
            above = name
            order.append(name)
        if ours and part in ("solution", *BY_HAND):
            what = _runs_as(known[name], cell)
            if not what:
                continue
            counts[name] = counts.get(name, 0) + 1
            title = name if counts[name] == 1 else f"{name}, part {counts[name]}"
            step = Step(what, title, cell["source"], known[name], plain(cell["source"]))
            places.setdefault(above, []).append(step)
        elif ours:
            flags += _changed(known[name], cell["source"])
        elif part not in ("setup", "demo", "test"):
            text, title = cell["source"], f"own code cell {number}"
            step = Step("own", title, text, None, plain(text))
            places.setdefault(above, []).append(step)
    return places, flags + _misplaced(assignment, order)


def _runs_as(ours, cell):
    """Return the kind of step that an answer of a student is, "" where it is only read."""
    if ours.kind == "solution":
        return "retyped" if cell["retyped"] else "solution"
    return "written" if ours.kind == "written" and not (cell["retyped"] or ours.is_text) else ""


def _setup(assignment, source, seen):
    """Return which setup cell one with another id is: a copy of an older release has others."""
    left = [cell for cell in assignment.cells if cell.kind == "setup" and cell.name not in seen]
    same = [cell for cell in left if _same(source, cell.source)]
    return next((cell.name for cell in same or left), None)


def _changed(cell, source):
    """Return a flag if a cell of ours is not what was released; comments do not count."""
    released = (cell.stub, cell.source)
    if source in released or any(_same(source, ours) for ours in released):
        return []
    return [f"repaired: {cell.kind} cell {cell.name} was changed; the original was used"]


def _same(source, ours):
    """Whether two cells are the same but for white space, comments and how lines are broken."""
    if source.strip() == ours.strip():
        return True
    parts = names.statements(source), names.statements(ours)
    return bool(parts[1]) and names.same(*parts)


def _misplaced(assignment, order):
    """Return flags for cells of ours that are gone or stand elsewhere."""
    ours = [cell.name for cell in assignment.cells]
    fixed = [cell for cell in assignment.cells if cell.kind in ("setup", "test")]
    gone = [cell for cell in fixed if cell.name not in order]
    flags = [f"repaired: {cell.kind} cell {cell.name} was deleted; it was run" for cell in gone]
    if order != [name for name in ours if name in order]:
        flags.append("repaired: cells were reordered; they ran in the original order")
    return flags


def _with_answers(steps, exercises):
    """Return the steps, each with the exercises that it answers, and flags.

    A stub that stands below an answer is taken out. A cell that is no code any more counts where
    nothing else answers its exercise.
    """
    kept, flags, answered = [], [], set()
    code = [step for step in steps if step.kind in STUDENTS]
    elsewhere = {e for step in code for e in exercises if binds(step.python, e) == "answer"}
    for step in steps:
        if step.kind == "retyped":
            if step.cell.exercise in elsewhere:
                continue
            flags.append(f"repaired: cell {step.name} was no code cell")
            step = step._replace(kind="solution")
        if step.kind in STUDENTS:
            step = _with_its_answers(step, exercises, answered)
            answered |= set(step.answers)
        kept.append(step)
    return kept, flags


def _with_its_answers(step, exercises, answered):
    found = {exercise: binds(step.python, exercise) for exercise in exercises}
    for exercise, what in found.items():
        if what == "stub" and exercise in answered:
            source = without_stubs(step.python, exercise)
            step = step._replace(source=source, python=source)
    answers = [exercise for exercise, what in found.items() if what == "answer"]
    if step.kind == "solution" and not answers and not names.is_python(step.python):
        answers = [step.cell.exercise]
    return step._replace(answers=tuple(answers))


def _remarks(assignment, steps):
    """Return remarks about answers that are doubled, missing or elsewhere, and flags."""
    remarks, flags, moved = [], [], {}
    for cell in assignment.cells:
        if cell.kind != "solution":
            continue
        own = [step for step in steps if step.kind == "solution" and step.cell is cell]
        places = [step.name for step in steps if cell.exercise in step.answers]
        if len(own) > 1:
            times = f"occurs {len(own)} times, and all of them were run, one after the other"
            remarks.append(f"solution cell {cell.name} {times}")
        elif not own and not places:
            what = "is missing (deleted, or its metadata are lost)"
            remarks.append(f"solution cell {cell.name} {what}")
        elif not own:
            moved.setdefault(places[-1], []).append(cell.exercise)
            found = "was found by the function that it defines"
            flags.append(f"repaired: solution cell {cell.name} {found}")
    if moved:
        where = [f"{', '.join(found)} in {place}" for place, found in moved.items()]
        remarks.append(f"answers stand in other cells than theirs: {'; '.join(where)}")
    return remarks, flags
