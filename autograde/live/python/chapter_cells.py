"""What a page knows of its chapter's cells: which is which, and what each needs."""

import json
import re
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import NamedTuple

from autograde.course.cells import code_cells, kind, name_of, tags_of
from autograde.kit.errors import CourseError
from autograde.live.python.needs import needs

BLOCK = re.compile(
    r'<div class="highlight-ipython3 notranslate"'
    r'(?P<marks>(?: (?:data-[a-z-]+|translate)="[^"]*")*)>'
    r'<div class="highlight"><pre>(?P<code>.*?)</pre>',
    re.DOTALL,
)
TAG = re.compile(r"<[^>]*>")


class Cell(NamedTuple):
    """A cell of code that a page shows."""

    name: str  # its grade_id, or its id
    part: str  # setup, demo, stub or test
    source: str
    needs: tuple[str, ...]  # the names of cells that must have run before, in order

    @property
    def version(self):
        """A short hash of the source, by which an answer knows the text that it was written to."""
        return sha256(self.source.encode()).hexdigest()[:12]


def of_notebook(path: Path) -> list[Cell]:
    """Return the cells of a released chapter, in order, without those of hidden tests."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    shown = [cell for cell in code_cells(notebook) if "hidden-test" not in tags_of(cell)]
    sources = ["".join(cell["source"]).rstrip("\n") for cell in shown]
    names = [name_of(cell) for cell in shown]
    parts = ["stub" if kind(cell) == "solution" else kind(cell) for cell in shown]
    return [
        Cell(name, part, source, tuple(names[k] for k in wanted))
        for name, part, source, wanted in zip(names, parts, sources, needs(sources, parts))
    ]


def mark(page: str, cells: list[Cell]) -> str:
    """Return a page whose blocks of code say which cell they are; marks of an earlier build go.

    Parameters
    ----------
    page : str
        HTML of the chapter.
    cells : list of Cell
        Its cells; without any, marks are only taken away.

    Raises
    ------
    CourseError
        If a cell is not on the page.
    """
    waiting = list(cells)

    def marked(block: re.Match) -> str:
        plain = block[0].replace(block["marks"], "", 1) if block["marks"] else block[0]
        shown = unescape(TAG.sub("", block["code"])).rstrip("\n")
        if not waiting or waiting[0].source != shown:
            return plain
        cell = waiting.pop(0)
        marks = (
            f'data-cell="{cell.name}" data-part="{cell.part}" data-needs="{" ".join(cell.needs)}"'
            f' data-version="{cell.version}" translate="no"'
        )
        return plain.replace('notranslate">', f'notranslate" {marks}>', 1)

    found = BLOCK.sub(marked, page)
    if waiting:
        raise CourseError(f"the page of the chapter does not show its cell {waiting[0].name}")
    return found
