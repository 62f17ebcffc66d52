"""What answers need of other cells: of those for readers, and of those that stand below the tests.

At home every cell runs. In an examination the cells for readers, with figures and long trainings,
do not; what they import is there all the same.
"""

from autograde.examination.answers import bound
from autograde.examination.steps import STUDENTS, Step
from supplychain import names
from supplychain.forbidden import History
from supplychain.loads import loads


def demo_imports(assignment, steps, needs):
    """Return the imports of demo cells that answers need, and remarks about what else they need.

    Cells for readers do not run in an examination; at home they do.
    """
    made, all_needs = set(), set().union(*needs.values())
    wanted = set(all_needs)
    for step in steps:
        if step.kind in ("setup", *STUDENTS):
            made |= _bound(step)
        if step.kind in STUDENTS and (step.answers or not _bound(step).isdisjoint(all_needs)):
            # A cell that stops at a missing name does not come to what it defines below.
            wanted |= _loaded(step)
    lacking = {exercise: found - made for exercise, found in needs.items()}
    wanted -= made
    imports = [
        Step("setup", "imports", source, None, source)
        for source in assignment.demo.imports
        if not wanted.isdisjoint(names.binds_at_top(names.statements(source)[0]))
    ]
    remarks = []
    for exercise, found in lacking.items():
        used = sorted((found - {exercise}) & set(assignment.demo.makes))
        if used:
            what = "which a cell makes that does not run when answers are graded"
            remarks.append(f"{exercise} uses {', '.join(used)}, {what}: define it in your own cell")
    return imports, remarks


def names_needed(assignment, steps):
    """Return the names that each answer leads to."""
    history = History()
    for step in steps:
        if step.kind != "test":
            history.add(step.python, given=step.kind == "setup")
    exercises = [cell.exercise for cell in assignment.cells if cell.kind == "solution"]
    return {exercise: history.needs(exercise) for exercise in exercises}


def late_tests(steps, needs):
    """Return tests to take once more at the end: something below them may be a part of the answer.

    That is a cell that defines the function, or a name that it needs.
    """
    first, found = {}, []
    bound = [_bound(step) if step.kind in STUDENTS else set() for step in steps]
    for place, step in enumerate(steps):
        if step.kind == "test":
            first.setdefault(step.cell.exercise, place)
    for exercise, place in first.items():
        wanted = needs.get(exercise, ())
        if any(
            exercise in step.answers or not below.isdisjoint(wanted)
            for step, below in zip(steps[place:], bound[place:])
        ):
            tests = [s for s in steps if s.kind == "test" and s.cell.exercise == exercise]
            found += [step._replace(late=True) for step in tests]
    return found


def _bound(step):
    """Return the names of the notebook that a cell binds."""
    return set(bound(step.python))


def _loaded(step):
    """Return the names of the notebook that a cell loads, at once or later."""
    found = (load for one in names.statements(step.python) for load in loads(one))
    return {load.path[0] for load in found if not load.imported}
