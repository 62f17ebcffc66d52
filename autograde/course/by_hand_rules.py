"""Rules for exercises that a person marks: written answers, and tasks with cells of one's own."""

from autograde.course.cells import (
    BEGIN_HIDDEN,
    BEGIN_SCHEME,
    BEGIN_SOLUTION,
    END_SCHEME,
    END_SOLUTION,
    kind,
    nbgrader,
)

MARKS = (BEGIN_SOLUTION, BEGIN_HIDDEN, BEGIN_SCHEME)


def written_problems(cell):
    """Return what breaks the rules in a written answer, in code or text, one sentence each."""
    text = cell["source"]
    found = _points_problems(cell)
    if not _encloses(text, BEGIN_SOLUTION, END_SOLUTION):
        found.append(
            f"its model answer must stand between the lines {BEGIN_SOLUTION} and {END_SOLUTION}"
        )
    if BEGIN_HIDDEN in text:
        found.append("a person marks it, so no hidden test can stand in it")
    before, _, rest = text.partition(BEGIN_SOLUTION)
    if BEGIN_SCHEME in before + rest.partition(END_SOLUTION)[2]:
        found.append(f"its mark scheme must stand above {END_SOLUTION}, which leaves it out")
    if not nbgrader(cell).get("grade_id"):
        found.append("it needs a grade_id, by which marks know it")
    return found


def task_problems(cell):
    """Return what breaks the rules in a task, one sentence each."""
    marks, text = nbgrader(cell), cell["source"]
    found = _points_problems(cell)
    if cell["cell_type"] == "code":
        found.append("a task is a cell of text; students add cells below it")
    if marks.get("solution") or marks.get("grade"):
        found.append("a task has solution: false and grade: false")
    if not marks.get("grade_id"):
        found.append("it needs a grade_id, by which marks know it")
    if not _encloses(text, BEGIN_SCHEME, END_SCHEME):
        found.append(
            f"what marks are given for must stand between the lines {BEGIN_SCHEME} and {END_SCHEME}"
        )
    if BEGIN_SOLUTION in text or BEGIN_HIDDEN in text:
        found.append(f"a task has no answer of its own; put it into the {BEGIN_SCHEME}")
    return found


def text_problems(cell):
    """Return what breaks the rules in a cell of text that nobody marks, one sentence each."""
    part = kind(cell)
    if part in ("solution", "test"):
        return ["a cell of text is no test and no function; solution: true and grade: true make a "
                "written answer of it, which a person marks"]  # fmt: skip
    if any(mark in cell["source"] for mark in MARKS):
        return ["it has an answer, hidden tests or a mark scheme but no nbgrader metadata"]
    return []


def _points_problems(cell):
    points = nbgrader(cell).get("points")
    if isinstance(points, bool) or not isinstance(points, (int, float)) or not points > 0:
        return [f"an exercise that a person marks must be worth points > 0, not {points}"]
    return []


def _encloses(text, begin, end):
    """Whether one line with each mark encloses something."""
    lines = [line.strip() for line in text.splitlines()]
    if lines.count(begin) != 1 or lines.count(end) != 1:
        return False
    return any(lines[lines.index(begin) + 1 : lines.index(end)])
