"""What the text of a chapter refers to, as a reader of the website sees it.

Figures and equations are counted through the whole book, in the order of its table of contents;
who is cited stands in ``references.bib``.
"""

import re
from typing import NamedTuple

import nbformat
import yaml

FIGURE = re.compile(r"^```\{figure\}.*?^:name: *(?P<name>\S+)", re.MULTILINE | re.DOTALL)
EQUATION = re.compile(r"^\$\$ \((?P<name>[\w-]+)\)", re.MULTILINE)


class References(NamedTuple):
    """What labels and keys stand for."""

    figures: dict  # of str to int, by label
    equations: dict  # of str to int, by label
    works: dict  # of str to (str, str): authors and year, by key


def of(course):
    """Return the `References` of a course.

    Parameters
    ----------
    course : Course
        With chapters that were released.
    """
    figures, equations = [], []
    for path in _pages(course):
        if path.suffix == ".md":
            text = path.read_text(encoding="utf-8")
            figures += FIGURE.findall(text)
            equations += EQUATION.findall(text)
        else:
            for cell in nbformat.read(path, as_version=4).cells:
                figure = cell.metadata.get("mystnb", {}).get("figure", {})
                figures += [figure["name"]] if "caption" in figure and "name" in figure else []
                text = cell.source if cell.cell_type == "markdown" else ""
                figures += FIGURE.findall(text)
                equations += EQUATION.findall(text)
    return References(_counted(figures), _counted(equations), _works(course))


def _counted(names):
    return {name: number for number, name in enumerate(dict.fromkeys(names), start=1)}


def _pages(course):
    """Return the pages of a course in their order; without a table of contents, its chapters."""
    contents = course.root / "_toc.yml"
    if not contents.exists():
        return [course.released(name) for name in course.chapter_names()]
    toc = yaml.safe_load(contents.read_text(encoding="utf-8"))
    listed = [toc["root"], *(page["file"] for part in toc["parts"] for page in part["chapters"])]
    found = (course.root / f"{name}{ending}" for name in listed for ending in (".md", ".ipynb"))
    return [path for path in found if path.exists()]


def _works(course):
    """Return authors and year of each work in ``references.bib``."""
    path = course.root / "references.bib"
    if not path.exists():
        return {}
    from pybtex.database import parse_file

    found = {}
    for key, entry in parse_file(str(path), bib_format="bibtex").entries.items():
        names = [_plain(" ".join(person.last_names)) for person in entry.persons["author"]]
        who = " and ".join(names) if len(names) < 3 else f"{names[0]} et al."
        found[key] = (who, entry.fields["year"])
    return found


def _plain(name):
    return name.replace("{", "").replace("}", "")
