"""What students must not see: lines of answers, hidden tests and mark schemes, and no others."""

from autograde.course.cells import (
    BEGIN_HIDDEN,
    BEGIN_SCHEME,
    BEGIN_SOLUTION,
    END_HIDDEN,
    END_SCHEME,
    END_SOLUTION,
    code_cells,
)

BEGINS = (BEGIN_SOLUTION, BEGIN_HIDDEN, BEGIN_SCHEME)
ENDS = (END_SOLUTION, END_HIDDEN, END_SCHEME)
SHORTEST_SECRET = 12  # characters; `return x` gives nothing away


def secret_lines(sources):
    """Return the lines that occur in answers, hidden tests or mark schemes and nowhere else.

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
    inside, outside, depth = set(), set(), 0
    for line in text.splitlines():
        if any(mark in line for mark in BEGINS):
            depth += 1  # a mark scheme may stand in an answer
        elif any(mark in line for mark in ENDS):
            depth -= 1
        else:
            (inside if depth > 0 else outside).add(line.strip())
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
