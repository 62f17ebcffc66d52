"""The program that a notebook holds: its tagged cells, else the last one that defines a function.

This reads what somebody handed in, so it runs in a program of its own (`reader`).
"""

import ast

from autograde.handin.notebook import LARGEST, Unreadable, read

LONGEST_CELL = 200_000  # characters of a cell that is read as Python here


def extract(path, ending, target, tag, functions):
    """Write the program that a file holds; return why it holds none, "" if it was written.

    Parameters
    ----------
    path : Path
        A notebook, or a Python file, which is a program as it is.
    ending : str
        Which of the two.
    target : Path
        Where the program goes.
    tag : str
        Of the cells that are the program.
    functions : list of str
        What the last cell defines that is the program where none is tagged.
    """
    try:
        program = _of_file(path) if ending == ".py" else _of_notebook(path, tag, functions)
        target.write_bytes(program)
    except Unreadable as error:
        return str(error)
    except OSError as error:
        return f"the file cannot be read: {error.strerror}"
    return ""


def _of_file(path):
    with path.open("rb") as file:
        program = file.read(LARGEST + 1)
    if len(program) > LARGEST:
        raise Unreadable(f"the file is larger than {LARGEST // 1_000_000} MB")
    return program


def _of_notebook(path, tag, functions):
    cells = read(path)
    tagged = [cell["source"] for cell in cells if tag in _tags(cell)]
    defining = [cell["source"] for cell in cells if _defined(cell["source"], functions)]
    chosen = tagged or defining[-1:]
    if not chosen:
        raise Unreadable(
            f"no cell of the notebook is tagged {tag}, and none defines {functions[0]}"
        )
    source = "\n\n".join(chosen)
    beside = _beside(cells, tag, functions)
    if any(map(_is_stub, _defined(source, functions))) or (beside and functions[0] not in source):
        raise Unreadable(f"{functions[0]} is not written yet{beside}")
    return source.encode("utf-8", "replace")


def _beside(cells, tag, functions):
    """Say which cells define a function beside the cell that counts, "" where none does.

    The last of several is not simply taken: it need not be what was meant to be handed in.
    """
    if not any(tag in _tags(cell) for cell in cells):
        return ""
    numbers = [
        str(number)
        for number, cell in enumerate(cells, start=1)
        if tag not in _tags(cell)
        and any(not _is_stub(part) for part in _defined(cell["source"], functions))
    ]
    if not numbers:
        return ""
    there = f"code cell {numbers[0]} defines it, and does not count"
    if len(numbers) > 1:
        there = f"code cells {', '.join(numbers)} define it, and do not count"
    return f" in the cell of the exercise: {there}; move it into the cell of the exercise"


def _tags(cell):
    tags = cell["metadata"].get("tags")
    return tags if isinstance(tags, list) else []


def _defined(source, functions):
    """Return the definitions of some functions in a text; of one that is broken, their names."""
    try:
        # A tree takes many times the memory of its text.
        body = ast.parse(source).body if len(source) <= LONGEST_CELL else None
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        body = None
    if body is None:  # to fail where it is run, or to be read there
        return [name for name in functions if f"def {name}(" in source]
    return [part for part in body if isinstance(part, ast.FunctionDef) and part.name in functions]


def _is_stub(part):
    """Whether a definition is as it was released: a docstring, and an error in place of code."""
    body = part.body if isinstance(part, ast.FunctionDef) else []
    return 1 <= len(body) <= 2 and isinstance(body[-1], ast.Raise)
