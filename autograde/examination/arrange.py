"""Reading what a student handed in, and laying it beside the source."""

from typing import NamedTuple

from autograde.course.assignment import Cell
from autograde.course.cells import kind, name_of
from autograde.examination.answers import binds, plain, without_stubs
from autograde.handin.notebook import Unreadable
from supplychain import names
from supplychain.forbidden import History

STUDENTS = ("solution", "own")  # kinds of cells that the student wrote


class Step(NamedTuple):
    """One cell of an examination, in the order in which cells run."""

    kind: str  # setup, solution, test or own
    name: str  # what messages call it
    source: str  # what runs
    cell: Cell | None  # the assignment's cell; None if the student added it
    answers: tuple = ()  # exercises whose function it defines
    late: bool = False  # a test that is taken once more, after all cells have run


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
        if cell.kind != "solution":
            steps.append(Step(cell.kind, cell.name, cell.source, cell))
        steps += places.get(cell.name, [])
    exercises = [cell.exercise for cell in assignment.cells if cell.kind == "solution"]
    steps, retyped = _with_answers(steps, exercises)
    if exercises and not any(step.answers or step.kind == "solution" for step in steps):
        raise Unreadable(
            f"the notebook holds no exercise of {assignment.name}; was another one handed in?"
        )
    remarks, found = _remarks(assignment, steps)
    needs = _needs(assignment, steps)
    imports, unmade = _demo(assignment, steps, needs)
    steps = [*imports, *steps, *_late(steps, needs)]
    return Arrangement(steps, [*remarks, *unmade], [*flags, *retyped, *found])


def _sort(assignment, cells):
    """Return the student's cells by the cell of ours that they stand below, and flags."""
    known = {cell.name: cell for cell in assignment.cells}
    places, above, order, flags, counts = {}, None, [], [], {}
    for number, cell in enumerate(cells, start=1):
        part, name = kind(cell), name_of(cell)
        # An unhashable name, or one that the assignment gives to another kind of cell, is not ours.
        ours = isinstance(name, str) and name in known and known[name].kind == part
        # A second cell of the same name is a part or a copy: it runs where it stands.
        if ours and name not in order:
            above = name
            order.append(name)
        if ours and part == "solution":
            counts[name] = counts.get(name, 0) + 1
            title = name if counts[name] == 1 else f"{name}, part {counts[name]}"
            what = "retyped" if cell["retyped"] else "solution"
            step = Step(what, title, cell["source"], known[name])
            places.setdefault(above, []).append(step)
        elif ours:
            flags += _changed(known[name], cell["source"])
        elif part not in ("setup", "demo", "test"):
            step = Step("own", f"own code cell {number}", cell["source"], None)
            places.setdefault(above, []).append(step)
    return places, flags + _misplaced(assignment, order)


def _changed(cell, source):
    """Return a flag if a cell of ours is not what was released; comments do not count."""
    if any(_same(source, ours) for ours in (cell.source, cell.stub)):
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
    gone = [cell for cell in assignment.cells if cell.kind != "solution" and cell.name not in order]
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
    elsewhere = {e for step in code for e in exercises if binds(plain(step.source), e) == "answer"}
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
    source = plain(step.source)
    found = {exercise: binds(source, exercise) for exercise in exercises}
    for exercise, what in found.items():
        if what == "stub" and exercise in answered:
            source = without_stubs(source, exercise)
            step = step._replace(source=source)
    answers = [exercise for exercise, what in found.items() if what == "answer"]
    if step.kind == "solution" and not answers and not names.is_python(source):
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
            times = f"occurs {len(own)} times, and its parts ran in their order"
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


def _demo(assignment, steps, needs):
    """Return the imports of demo cells that answers need, and remarks about what else they need.

    Cells for readers do not run in an examination; at home they do.
    """
    made = set()
    for step in steps:
        if step.kind in ("setup", *STUDENTS):
            parts = map(names.simple, names.statements(plain(step.source)))
            made |= {n for part in parts for one, _ in part for n in names.binds_at_top(one)}
    lacking = {exercise: found - made for exercise, found in needs.items()}
    wanted = set().union(*lacking.values())
    imports = [
        Step("setup", "imports", source, None)
        for source in assignment.demo.imports
        if not wanted.isdisjoint(names.binds_at_top(names.statements(source)[0]))
    ]
    remarks = []
    for exercise, found in lacking.items():
        used = sorted(found & set(assignment.demo.makes))
        if used:
            what = "which a cell makes that does not run when answers are graded"
            remarks.append(f"{exercise} uses {', '.join(used)}, {what}: define it in your own cell")
    return imports, remarks


def _needs(assignment, steps):
    """Return the names that each answer leads to."""
    history = History()
    for step in steps:
        if step.kind != "test":
            history.add(plain(step.source), given=step.kind == "setup")
    exercises = [cell.exercise for cell in assignment.cells if cell.kind == "solution"]
    return {exercise: history.needs(exercise) for exercise in exercises}


def _late(steps, needs):
    """Return tests to take once more at the end: something below them may be a part of the answer.

    That is a cell that defines the function, or a name that it needs.
    """
    first, found = {}, []
    for place, step in enumerate(steps):
        if step.kind == "test":
            first.setdefault(step.cell.exercise, place)
    for exercise, place in first.items():
        below = [step for step in steps[place:] if step.kind in STUDENTS]
        if any(
            exercise in step.answers or _binds_one_of(step, needs.get(exercise, ()))
            for step in below
        ):
            tests = [s for s in steps if s.kind == "test" and s.cell.exercise == exercise]
            found += [step._replace(late=True) for step in tests]
    return found


def _binds_one_of(step, needs):
    parts = (part for one in names.statements(plain(step.source)) for part, _ in names.simple(one))
    return any(not names.binds_at_top(part).isdisjoint(needs) for part in parts)
