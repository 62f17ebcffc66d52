"""Captions and descriptions of figures that say what was computed.

Where one holds ``{{ expression }}``, the expression is evaluated right after the figure was drawn,
among the chapter's own names, and its value stands in its place; ``{{ expression:format }}`` as in
an f-string. So a caption cannot say what the figure does not show.
"""

import ast
import copy
import json
import re

import nbformat

PLACE = re.compile(r"\{\{(.+?)\}\}")
WHERE = (("figure", "caption"), ("image", "alt"))


def with_questions(notebook):
    """Return the cells of a notebook, and after each figure that asks a cell that answers.

    Parameters
    ----------
    notebook : notebook
        A chapter.

    Returns
    -------
    list of cells
        Those of the notebook themselves, and new ones.
    questions : list of (cell, cell)
        Each figure that asks, and the new cell whose output `answer` takes.
    """
    cells, questions = [], []
    for cell in notebook.cells:
        cells.append(cell)
        asked = [place for _, _, text in _texts(cell.metadata) for place in PLACE.findall(text)]
        if asked:
            strings = ", ".join(f"f'''{{{place.strip()}}}'''" for place in asked)
            code = f"import json as _json\nprint(_json.dumps([{strings}]))"
            questions.append((cell, nbformat.v4.new_code_cell(code, id=f"{cell.id[:50]}-asks")))
            cells.append(questions[-1][1])
    return cells, questions


def answer(questions):
    """Put what the new cells printed into the captions and descriptions, in place.

    Parameters
    ----------
    questions : list of (cell, cell)
        From `with_questions`, executed.
    """
    for cell, asked in questions:
        values = iter(json.loads("".join(output.get("text", "") for output in asked.outputs)))
        for part, name, text in _texts(cell.metadata):
            between = PLACE.split(text)[::2]
            said = "".join(piece + next(values) for piece in between[:-1]) + between[-1]
            cell.metadata["mystnb"][part][name] = said


def kept(template, computed):
    """Return the metadata of a cell, with the captions of a computed one where it has places.

    Parameters
    ----------
    template, computed : mapping
        As the source has it, and as it was released.
    """
    found = copy.deepcopy(template)
    for part, name, text in _texts(template):
        said = computed.get("mystnb", {}).get(part, {}).get(name, "")
        if PLACE.search(text) and _fits(text, said):
            found["mystnb"][part][name] = said
    return found


def expressions(metadata):
    """Return the places of a cell's caption and description that are no expressions."""
    places = [place for _, _, text in _texts(metadata) for place in PLACE.findall(text)]
    return [place.strip() for place in places if not _is_one(place)]


def _is_one(place):
    try:
        ast.parse(f"f'''{{{place.strip()}}}'''")
    except SyntaxError:
        return False
    return True


def _fits(text, said):
    pieces = PLACE.split(text)[::2]
    return re.fullmatch(".+".join(map(re.escape, pieces)), said, re.DOTALL) is not None


def _texts(metadata):
    page = metadata.get("mystnb", {})
    for part, name in WHERE:
        if text := page.get(part, {}).get(name):
            yield part, name, text
