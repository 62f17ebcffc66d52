"""A cell that a reader runs again, after all others, finds the names that it found before."""

import dis

import nbformat
import pytest

from autograde.course.cells import code_cells, kind
from autograde.course.course import Course

COURSE = Course()


def names(source):
    """Return which names a cell takes from others, and which it sets; imports aside."""
    code = compile(source, "cell", "exec")
    taken, own, imported, before = set(), set(), set(), ""
    for step in dis.get_instructions(code):
        if step.opname == "STORE_NAME":
            (imported if before.startswith("IMPORT_") else own).add(step.argval)
        elif step.opname == "LOAD_NAME" and step.argval not in own | imported:
            taken.add(step.argval)
        before = step.opname
    return taken | (_inside(code) - own - imported), own


def _inside(code):
    """Return the names that the functions of a cell, and what is in them, take from outside."""
    found = set()
    for part in (one for one in code.co_consts if isinstance(one, type(code))):
        wanted = (s.argval for s in dis.get_instructions(part) if s.opname == "LOAD_GLOBAL")
        found |= {*wanted, *_inside(part)}
    return found


def overwritten(cells):
    """Return (number of a cell, name) where a later cell sets a name that it takes."""
    known = [names(cell["source"]) for cell in cells]
    for here, (taken, _) in enumerate(known):
        for name in sorted(taken):
            earlier = any(name in own for _, own in known[:here])
            if earlier and any(name in own for _, own in known[here + 1 :]):
                yield here, name


@pytest.mark.parametrize("chapter", COURSE.chapter_names())
def test_no_cell_of_a_chapter_overwrites_what_an_earlier_one_reads(chapter):
    cells = code_cells(nbformat.read(COURSE.released(chapter), as_version=4))
    shown = [(here, name) for here, name in overwritten(cells) if kind(cells[here]) == "demo"]
    assert shown == []


def test_what_is_looked_for():
    sources = ["a, b = 1, 2\nfrom math import pi", "print(a, pi)", "b = 3", "from math import pi"]
    assert not list(overwritten([{"source": source} for source in sources]))
    sources = ["a = 1", "def f():\n    return [a for _ in 'x']", "for a in range(3):\n    pass"]
    assert list(overwritten([{"source": source} for source in sources])) == [(1, "a")]
    sources = ["a = 1", "a = 2\nprint(a)", "a = 3"]
    assert not list(overwritten([{"source": source} for source in sources]))
