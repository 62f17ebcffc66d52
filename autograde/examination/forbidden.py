"""What a student's cells use: imports that the course did not ask for, and what is forbidden.

Both are read from the text of the cells. That is a rule for honest people: what must not happen,
the jail prevents.
"""

import ast

from autograde.examination.steps import STUDENTS
from supplychain import names
from supplychain.forbidden import History, forbidden_uses

ALLOWED = {"numpy", "time", "tqdm", "matplotlib", "math", "random", "typing", "dataclasses"}
ALLOWED |= {"collections", "itertools", "functools", "supplychain", "__future__"}
ALLOWED |= {"asyncio", "copy", "operator", "statistics"}


def foreign_imports(steps):
    """Return a flag for each module outside the course that a submission imports.

    Parameters
    ----------
    steps : list of Step
    """
    found = {}
    for step in steps:
        if step.kind in STUDENTS:
            for name in _imports(names.statements(step.python)):
                if name.partition(".")[0] not in ALLOWED:
                    found.setdefault(name.partition(".")[0], step.name)
    return [f"import: {name} (in {place})" for name, place in found.items()]


def barred(assignment, steps):
    """Return the exercises whose answer uses what the exercise forbids, and what it is.

    Parameters
    ----------
    assignment : Assignment
        Says what each exercise forbids.
    steps : list of Step

    Returns
    -------
    dict of (str, bool) to str
        By exercise, and whether it is about its late tests.
    """
    history, found = History(), {}
    forbid = {cell.exercise: cell.forbid for cell in assignment.cells if cell.kind == "solution"}
    if not any(forbid.values()):
        return found
    for step in steps:
        if step.kind != "test":
            history.add(step.python, given=step.kind == "setup")
        elif not found.get((step.cell.exercise, step.late)):
            # Each test looks anew: a cell between two tests may be what the answer leads to.
            exercise = step.cell.exercise
            said = forbidden_uses(history, exercise, forbid.get(exercise, ()))
            found[exercise, step.late] = said
    return {key: said for key, said in found.items() if said}


def _imports(statements):
    for node in (node for statement in statements for node in ast.walk(statement)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
