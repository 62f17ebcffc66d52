"""What a chapter's page shows of its exercises and folds.

An exercise stands in a box that says whose turn it is, with the stub labelled, the visible test
folded, and the hidden test one line. Set-up cells that follow each other share one fold. A fold is
a `<details>` with the name of what it holds: it needs no script, and the search of a browser opens
it. Which cell is what, `autograde.course.folds` has written into their tags.
"""

import re
from html import escape
from pathlib import PurePosixPath

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from autograde.course.folds import SETUP
from autograde.course.stubs import TEXT_STUB

HEADING = re.compile(r"(?P<number>Exercise \d+):? .*?\((?P<points>[\d.]+ points?)\)")
NUMBER_OR_POINTS = re.compile(r"^Exercise \d+:? *| *\([\d.]+ points?\)$")
HIDDEN = "Hidden tests run here when your work is graded."
BY_HAND = "A person reads and marks this answer."


class BoxExercises(SphinxPostTransform):
    """Rebuild a page's exercises and folds, before MyST-NB folds the code."""

    default_priority = 150  # MyST-NB's own is 199; links and pictures are settled before
    formats = ("html",)

    def run(self, **kwargs):
        """Change the page."""
        for admonition in list(self.document.findall(nodes.admonition)):
            if "dropdown" in admonition["classes"]:
                place = admonition.parent.index(admonition)
                admonition.parent[place : place + 1] = _details(admonition)
        for cell in [node for node in self.document.findall(nodes.container) if _is_setup(node)]:
            _join(cell)
        page = PurePosixPath(self.env.docname).name
        for section in list(self.document.findall(nodes.section)):
            _box(section, page)


def html(text):
    """Return a node for a piece of HTML."""
    return nodes.raw("", text, format="html")


def _details(admonition):
    """Return an admonition as a fold that is called by its title."""
    title, *rest = admonition.children
    classes = " ".join(["admonition", "fold", *admonition["classes"]])
    return [
        html(f'<details class="{escape(classes)}"><summary><span class="admonition-title">'),
        nodes.inline("", "", *title.children),
        html("</span></summary>"),
        *rest,
        html("</details>"),
    ]


def _tags(node):
    """Return the tags of a notebook's cell, none of anything else."""
    is_cell = isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"
    return node["cell_metadata"].get("tags", []) if is_cell else []


def _is_setup(node):
    folded = "hide-input" in _tags(node) and node.get("prompt_show") == SETUP
    return folded and len(node.children) == 1  # with outputs it stands for itself


def _join(cell):
    """Let the set-up cells right below one share its fold."""
    if cell.parent is None:
        return
    place = cell.parent.index(cell)
    while place + 1 < len(cell.parent) and _is_setup(below := cell.parent[place + 1]):
        cell[0].extend(below[0].children)
        cell.parent.remove(below)
        below.parent = None


def _box(section, page):
    """Put a section's exercise, from its heading to its last test, into a box."""
    stubs = [child for child in section if "write-here" in _tags(child)]
    tests = [child for child in section if {"show-test", "hidden-test"} & set(_tags(child))]
    written = [child for child in section if _is_answer_in_words(child)]
    heading = HEADING.match(section[0].astext()) if len(section) else None
    if not heading or not (written or (stubs and tests)):
        return
    if stubs and tests:
        name = stubs[0]["cell_metadata"]["exercise"]["provides"]
        last = section.index(tests[-1])
        section.insert(last + 1, html("</div>"))
        for test in tests:
            if "hidden-test" in _tags(test):
                section.remove(test)
        section.insert(section.index(_closing(section)), _hidden_line(tests))
        section.insert(section.index(stubs[0]), html(_label(page)))
    else:
        name = section["ids"][0]
        place = section.index(written[-1])
        told = nodes.paragraph("", BY_HAND, classes=["hidden-test"])
        section[place : place + 1] = [html(_label(page)), told, html("</div>")]
    _shorten(section[0], heading)
    told = f"{heading['number']}, your turn"
    section.insert(0, html(
        f'<div class="your-turn" role="group" aria-label="{escape(told)}" '
        f'data-exercise="{escape(name)}">'
    ))  # fmt: skip


def _is_answer_in_words(node):
    """Whether this is the place of an answer in words."""
    return isinstance(node, nodes.paragraph) and node.astext() == TEXT_STUB.strip("*")


def _closing(section):
    return next(child for child in section if child.astext() == "</div>")


def _hidden_line(tests):
    if any("hidden-test" in _tags(test) for test in tests):
        return nodes.paragraph("", HIDDEN, classes=["hidden-test"])
    return nodes.comment()


def _label(page):
    notebook = f"../_sources/chapters/{page}.ipynb"
    return (
        '<p class="write-here"><b>Write here</b>, in '
        f'<a href="{notebook}" download>the notebook of this chapter</a></p>'
    )


def _shorten(title, heading):
    """Let a heading say once, in the line of the box, what exercise this is."""
    line = f"{heading['number']} · {heading['points']} · your turn"
    for text in [child for child in title if isinstance(child, nodes.Text)]:
        title.replace(text, nodes.Text(NUMBER_OR_POINTS.sub("", text)))
    title.insert(0, nodes.inline("", line, classes=["your-turn-line"]))
    title.insert(1, nodes.Text(" "))
