"""Which section of a chapter an exercise belongs to, and where the website has it."""

import re
import unicodedata
from typing import Any, NamedTuple

from autograde.course.cells import BY_HAND, exercise_cells, kind, name_of

HEADING = re.compile(r"^(?P<level>#{1,2})[ \t]+(?P<title>.+?)[ \t#]*$", re.MULTILINE)
FENCE = re.compile(r"^(`{3,}|:{3,}).*?^\1[ \t]*$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


class Sections(NamedTuple):
    """The sections of a chapter that its exercises belong to."""

    chapter: str = ""  # its title
    titles: dict = {}  # by exercise


def of(source: Any) -> Sections:
    """Return the `Sections` of a chapter.

    Parameters
    ----------
    source : notebook
        The chapter, in whatever form.
    """
    chapter, title, found = "", "", {}
    answered = ("solution", *BY_HAND)
    exercises = {id(cell) for cell in exercise_cells(source) if kind(cell) in answered}
    for cell in source["cells"]:
        if cell["cell_type"] == "markdown":
            for heading in HEADING.finditer(FENCE.sub("", cell["source"])):
                text = _plain(heading["title"])
                if heading["level"] == "#":
                    chapter = chapter or text
                else:
                    title = text
        if id(cell) in exercises:
            provides = cell["metadata"].get("exercise", {}).get("provides")
            found[name_of(cell) if kind(cell) in BY_HAND else provides] = title
    return Sections(chapter, found)


def address(site: str, name: str, title: str) -> str:
    """Return where the website has a section.

    Examples
    --------
    >>> address("https://course.example/", "01_supply_chain", "A day by hand")
    'https://course.example/chapters/01_supply_chain.html#a-day-by-hand'
    """
    anchor = f"#{_anchor(title)}" if _anchor(title) else ""
    return f"{site.rstrip('/')}/chapters/{name}.html{anchor}"


def _plain(title: str) -> str:
    """Return a heading without the marks of Markdown."""
    return LINK.sub(r"\1", title).replace("`", "").replace("*", "").strip()


def _anchor(title: str) -> str:
    """Return what the website's builder makes of a title."""
    ascii_only = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return re.sub(r"^[-0-9]+", "", re.sub(r"[^a-z0-9]+", "-", ascii_only.lower())).strip("-")
