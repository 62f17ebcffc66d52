"""What students must not see: the lines that occur only in answers and in hidden tests."""

from autograde.course.cells import (
    BEGIN_HIDDEN,
    BEGIN_SOLUTION,
    END_HIDDEN,
    END_SOLUTION,
    code_cells,
)

SHORTEST_SECRET = 12  # characters; `return x` gives nothing away


def secret_lines(sources):
    """Return the lines of code that occur in answers or hidden tests and nowhere else.

    Parameters
    ----------
    sources : iterable of notebooks
        The chapters with all their answers.

    Returns
    -------
    set of str
        Lines without the blanks around them.
    """
    secret, shown = set(), set()
    for notebook in sources:
        for cell in notebook["cells"]:
            mine, theirs = _split(cell["source"])
            secret |= mine
            shown |= theirs
    return {line for line in secret - shown if len(line) >= SHORTEST_SECRET}


def _split(text):
    """Return the stripped lines inside and outside of the marked regions."""
    inside, outside, hidden = set(), set(), False
    for line in text.splitlines():
        if BEGIN_SOLUTION in line or BEGIN_HIDDEN in line:
            hidden = True
        elif END_SOLUTION in line or END_HIDDEN in line:
            hidden = False
        else:
            (inside if hidden else outside).add(line.strip())
    return inside, outside


def leaks(notebook, secrets):
    """Return where a notebook shows a secret line, one sentence each.

    Parameters
    ----------
    notebook : notebook
        What students are to receive.
    secrets : set of str
        From `secret_lines`.
    """
    found = []
    for cell in notebook["cells"]:
        lines = {line.strip() for line in cell["source"].splitlines()}
        found += [f"cell {cell['id']} holds the line: {line}" for line in sorted(lines & secrets)]
    for cell in code_cells(notebook):
        shown = str(cell.get("outputs", []))
        found += [
            f"cell {cell['id']} prints the line: {line}"
            for line in sorted(secrets)
            if line in shown
        ]
    return found
