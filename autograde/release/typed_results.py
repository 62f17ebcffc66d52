"""Figures in prose: a result that somebody typed is wrong as soon as the world changes.

A number *looks like a result* if it has decimals, a thousands separator or a percent sign, or is
100 or more. It may stand in the text if it is given, not found:

* it is a parameter of `SupplyChain` or `Shop`,
* the page's own code holds it (the text then speaks of that setting),
* it is the level of an interval or a test (95 %, 5 %), a year, or the number of a chapter or the
  like,
* it stands in a formula or in code,
* or the author says that it is given, in a comment that readers do not see:
  ``<!-- given: 250, 0.8 -->`` for the cell or page that it stands in.

Everything else a cell computes and displays.

In the caption and the description of a figure every number is looked at, however small: it is a
parameter, or stands in the code of the figure itself, or is computed (``{{ expression }}``, see
`computed`).
"""

import ast
import re
from dataclasses import fields

from autograde.course.cells import code_cells, kind, name_of
from autograde.release.computed import expressions
from supplychain import Shop, SupplyChain

ADVICE = "let a code cell display it, or name it in <!-- given: … --> if it is no result"
GIVEN = re.compile(r"<!--\s*given:(.*?)-->", re.DOTALL)
FENCE = re.compile(r"^\s*(`{3,}|:{3,})(.*)$")
NO_PROSE = re.compile(
    r"<!--.*?-->"  # comments
    r"|\{\{.+?\}\}"  # what is computed
    r"|^Plan \d+ to \d+ minutes(?::(?: \d+ to \d+ [a-z ]+[,.]){2})?"
    r"|^:[\w-]+:[^\n]*"  # options of directives
    r"|\$\$.*?\$\$|(?<!\\)\$[^$]+\$"  # formulas
    r"|(?:\{[\w:+-]+\})?(`+)[^`].*?\1"  # roles and code
    r"|(?<=\])\([^)\s]*\)|<https?:[^>]*>|https?://\S+",  # where links lead
    re.DOTALL | re.MULTILINE,
)
NUMBER = re.compile(
    r"(?<![\w.,^/-])(?P<number>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(?P<percent>\s*%)?(?![\w/^])"
)
LABEL = re.compile(
    r"(?:chapters?|sections?|exercises?|examples?|figures?|pages?|python|version|wcag)\s+"
    r"(?:[\d.]+ and )?$",
    re.IGNORECASE,
)
LEVELS = {0.95, 0.05}
YEARS = range(1900, 2101)
SMALLEST_RESULT = 100


def problems(notebook):
    """Return the results that somebody typed into a chapter, one sentence each.

    Parameters
    ----------
    notebook : notebook
        The chapter with all its answers.
    """
    open_code = [cell["source"] for cell in code_cells(notebook) if kind(cell) in ("setup", "demo")]
    known = parameters().union(*map(literals, open_code))
    found = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            sentences = _sentences(_divided(cell["source"])[0], known)
        else:
            sentences = _sentences(_shown_with(cell), parameters() | _of_figure(cell), smallest=0)
            sentences += [f"{place} is no expression" for place in expressions(cell["metadata"])]
        found += [f"cell {name_of(cell)}: {sentence}" for sentence in sentences]
    return found


def page_problems(text):
    """Return the results that somebody typed into a page of Markdown, one sentence each."""
    prose, listings = _divided(text)
    return _sentences(prose, parameters() | _numbers_in(listings))


def parameters():
    """Return the numbers that are parameters of the default chain, its stages and the shop."""
    chain = SupplyChain()
    found = set()
    for thing in (chain, *chain.stages, Shop()):
        for field in fields(thing):
            found |= _numbers_in(str(getattr(thing, field.name)))
    return found


def literals(source):
    """Return the numbers that stand in a piece of Python."""
    nodes = ast.walk(ast.parse(source))
    constants = [node.value for node in nodes if isinstance(node, ast.Constant)]
    numbers = (value for value in constants if isinstance(value, int | float))
    return {float(value) for value in numbers if not isinstance(value, bool)}


def _of_figure(cell):
    """Return the numbers that the code of a figure holds, those in its labels too."""
    if "mystnb" not in cell["metadata"]:
        return set()
    nodes = ast.walk(ast.parse(cell["source"]))
    strings = [node.value for node in nodes if isinstance(node, ast.Constant)]
    return literals(cell["source"]).union(
        *(_numbers_in(text) for text in strings if isinstance(text, str))
    )


def _shown_with(cell):
    """Return the caption and the description of a cell's figure."""
    shown = cell["metadata"].get("mystnb", {})
    parts = (shown.get("figure", {}).get("caption"), shown.get("image", {}).get("alt"))
    return "\n\n".join(filter(None, parts))


def _divided(text):
    """Return the prose of a page, that in directives included, and what stands in listings."""
    prose, listings = [], []
    directives, listing = [], None  # the marks that opened what is open
    for line in text.splitlines():
        fence = FENCE.match(line)
        marks, what = fence.groups() if fence else ("", line)
        closes = marks and not what.strip()
        if listing:
            listing = None if closes and marks.startswith(listing) else listing
            listings.append(line)
        elif closes and directives and marks.startswith(directives[-1]):
            directives.pop()
        elif marks and what.strip().startswith("{"):
            directives.append(marks)
            prose.append(what)
        elif marks:
            listing = marks
        else:
            prose.append(line)
    return "\n".join(prose), "\n".join(listings)


def _numbers_in(text):
    return {_value(found["number"]) for found in NUMBER.finditer(text)}


def _value(number):
    return float(number.replace(",", ""))


def _sentences(text, known, smallest=SMALLEST_RESULT):
    known = known.union(*map(_numbers_in, GIVEN.findall(text)))
    prose = NO_PROSE.sub(" ", text)
    return [
        f"the text says {found[0].strip()}"
        for found in NUMBER.finditer(prose)
        if _looks_like_a_result(found, prose, smallest) and not _is_given(found, known)
    ]


def _looks_like_a_result(found, prose, smallest):
    number, value = found["number"], _value(found["number"])
    if LABEL.search(prose[: found.start()]) or (number.isdigit() and value in YEARS):
        return False
    return not number.isdigit() or bool(found["percent"]) or value >= smallest


def _is_given(found, known):
    value = _value(found["number"])
    share = value / 100
    return value in known or (found["percent"] and (share in LEVELS or share in known))
