"""The program that a notebook holds: its tagged cells, or the last other one with an answer.

This reads what somebody handed in, so it runs in a program of its own (`reader`).
"""

import ast
import re

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
    others = [cell["source"] for cell in cells if tag not in _tags(cell)]
    written = [source for source in others if _is_written(source, functions)]
    chosen = tagged
    if not any(_is_written(source, functions) for source in tagged):
        # As in `grade`, what was released never beats an answer that stands in another cell.
        chosen = [*tagged, *written[-1:]]
    if not chosen and not any(_defined(source, functions) for source in others):
        raise Unreadable(
            f"no cell of the notebook is tagged {tag}, and none defines {functions[0]}"
        )
    source = "\n\n".join(chosen)
    if not _is_written(source, functions):
        raise Unreadable(f"{functions[0]} is not written yet")
    return source.encode("utf-8", "replace")


def _is_written(source, functions):
    """Whether a text holds an algorithm, and not only what was released, or a remark."""
    parts = _defined(source, functions)
    if parts:
        return not _is_stub(parts[-1])
    return bool(re.search(rf"^{functions[0]}\s*=", source, re.MULTILINE))


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
