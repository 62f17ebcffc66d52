"""The ids of a chapter's cells: from what they are, never from where they stand.

A student pulls a new version over a copy that was worked on, and the two are merged by lines. A
paragraph more must then be a paragraph more, and not another id for each cell below it.
"""

import hashlib
import re
import unicodedata

from autograde.course.cells import nbgrader

LABEL = re.compile(r"\A\s*\((?P<label>[^()\n]+)\)=")  # MyST's mark before a heading
HEADING = re.compile(r"^#{1,6}[ \t]+(?P<title>.+?)[ \t]*$", re.MULTILINE)
POINTS = re.compile(r"\(\d+(\.\d+)? points?\)")  # they may change, and the exercise is the same
LONGEST = 50  # characters of a title; notebooks allow 64 for an id
DIGITS = 10  # of a hash


def set_ids(cells):
    """Give each cell its id: grade_id, label or figure, heading, else a hash of its text.

    Parameters
    ----------
    cells : list of cells
        Of one chapter. Of those that would be called the same, the second gets ``-2``.
    """
    used = {grade_id for cell in cells if (grade_id := nbgrader(cell).get("grade_id"))}
    for cell in cells:
        grade_id = nbgrader(cell).get("grade_id")
        cell.id = grade_id or _unused(_name(cell), used)
        used.add(cell.id)


def _unused(name, used):
    number, found = 1, name
    while found in used:
        number += 1
        found = f"{name}-{number}"
    return found


def _name(cell):
    """Return what a cell that is not graded is called."""
    if cell.cell_type == "code":
        figure = cell.metadata.get("mystnb", {}).get("figure", {}).get("name", "")
        return _plain(figure) or f"code-{_hash(cell.source)}"
    if found := LABEL.match(cell.source):
        return _plain(found["label"]) or f"text-{_hash(cell.source)}"
    if found := HEADING.search(cell.source):
        return _plain(POINTS.sub("", found["title"])) or f"text-{_hash(cell.source)}"
    return f"text-{_hash(cell.source)}"


def _plain(title):
    """Return a title in the letters that an id may have."""
    ascii_only = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only.lower()).strip("-")[:LONGEST].strip("-")


def _hash(text):
    return hashlib.sha256(text.strip().encode()).hexdigest()[:DIGITS]
