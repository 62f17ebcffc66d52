"""A chapter for the place where the work is done: JupyterLab, VS Code, Colab.

These know Markdown and HTML, and nothing of MyST, in which the chapters are written for the site.
So roles become the words and numbers that the website shows, boxes become boxes of HTML, folds
become `<details>`, and the caption of a figure stands below it in a cell of its own.
"""

import copy
import re

import nbformat

BOX = re.compile(
    r"^(?P<fence>:{3,})\{admonition\} (?P<title>.+)\n(?::class: (?P<classes>.+)\n)?"
    r"(?P<text>(?:.*\n)*?)(?P=fence)[ \t]*$",
    re.MULTILINE,
)
NUMBERED = re.compile(
    r"^\$\$\n(?P<formula>(?:.+\n)+?)\$\$ \((?P<name>[\w-]+)\)[ \t]*$", re.MULTILINE
)
ROLE = re.compile(r"\{(?P<role>[a-z:]+)\}`(?P<text>[^`]+)`")
LABEL = re.compile(r"^\([\w-]+\)=\n", re.MULTILINE)
TERM = re.compile(r"^(?P<term>\S.*)\n: (?P<text>.+)$", re.MULTILINE)
TITLED = re.compile(r"(?P<title>.+?) *<[^>]+>")
LOOKS = {"warning": "alert-warning", "tip": "alert-success"}
LOOK = "alert-info"
CODE = re.compile(r"`([^`]+)`")

FIND = """\
# Run this cell first: it looks for the package of the course, and installs it where it is missing.
import importlib
import subprocess
import sys
from pathlib import Path

try:
    found = importlib.import_module("supplychain")
except ImportError:
    here = [folder / "{wheel}" for folder in (Path("."), Path(".."))]
    local = [str(path) for path in here if path.is_file()]
    wanted = (local + {addresses!r})[:1]
    if not wanted:
        print("The package supplychain is missing. Put {wheel}")
        print("from the bundle beside this notebook, and run this cell again.")
    else:
        print("Installing", wanted[0])
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "matplotlib", "tqdm", *wanted]
        told = subprocess.run(pip, capture_output=True, text=True)
        importlib.invalidate_caches()
        if told.returncode:
            print("That failed:", (told.stderr.strip().splitlines() or ["no message"])[-1])
        else:
            found = importlib.import_module("supplychain")
            print("Installed supplychain", found.__version__, "into", sys.prefix)
else:
    print("Found supplychain", found.__version__, "in", Path(found.__file__).parent)
"""


def for_jupyter(notebook, references, wheel, addresses=()):
    """Return a released chapter for readers in JupyterLab.

    Parameters
    ----------
    notebook : notebook
        As it lies in ``chapters/``.
    references : References
        What its labels stand for.
    wheel : str
        The name of the package's wheel.
    addresses : sequence of str
        Where the wheel can be fetched, the best one first.
    """
    notebook = copy.deepcopy(notebook)
    cells = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            if "nbgrader" not in cell.metadata:  # graded cells are compared with ours
                cell.source = plain(cell.source, references)
            cells.append(cell)
            continue
        cells.append(cell)
        for output in cell.outputs:
            shown = output.get("data", {})
            if "text/markdown" in shown:
                shown["text/markdown"] = plain(shown["text/markdown"], references)
            if "image/png" in shown:  # whoever has not run the notebook yet is shown this one
                shown.pop("image/svg+xml", None)
        figure = cell.metadata.get("mystnb", {}).get("figure", {})
        if "caption" in figure:
            cells.append(_caption(cell, figure, references))
    place = next((i for i, cell in enumerate(cells) if cell.cell_type == "code"), len(cells))
    cells.insert(place, _finder(wheel, addresses))
    notebook.cells = cells
    return notebook


def plain(text, references):
    """Return a text in MyST as Markdown that JupyterLab knows.

    Parameters
    ----------
    text : str
    references : References

    Examples
    --------
    >>> from autograde.release.references import References
    >>> known = References({"fig-a": 3}, {"eq-b": 7}, {"Bellman1957": ("Bellman", "1957")})
    >>> plain("See {numref}`fig-a` and {eq}`eq-b`, after {cite:t}`Bellman1957`.", known)
    'See Fig. 3 and (7), after Bellman (1957).'
    """
    text = LABEL.sub("", text)
    text = NUMBERED.sub(lambda found: _numbered(found, references), text)
    text = ROLE.sub(lambda found: _role(found["role"], found["text"], references), text)
    text = TERM.sub(r"* \g<term>: \g<text>", text)
    return BOX.sub(_box, text)


def _numbered(found, references):
    number = references.equations.get(found["name"])
    tag = f"\\tag{{{number}}}\n" if number else ""
    return f"$$\n{found['formula']}{tag}$$"


def _role(role, text, references):
    """Return what the website shows for a role."""
    if role == "numref":
        return f"Fig. {references.figures.get(text, '')}".rstrip()
    if role == "eq":
        return f"({references.equations.get(text, text)})"
    if role in ("cite:p", "cite:t"):
        works = [references.works.get(key.strip(), (key.strip(), "")) for key in text.split(",")]
        if role == "cite:t":
            return "; ".join(f"{who} ({year})" for who, year in works)
        return "(" + "; ".join(f"{who}, {year}" for who, year in works) + ")"
    if titled := TITLED.fullmatch(text):
        return titled["title"]
    return f"`{text}`" if role == "kbd" else text


def _box(found):
    classes, text = (found["classes"] or "").split(), found["text"].strip("\n")
    if "dropdown" in classes:
        title = CODE.sub(r"<code>\1</code>", found["title"])  # a summary's text is HTML
        return f"<details>\n<summary><b>{title}</b></summary>\n\n{text}\n\n</details>"
    look = next((LOOKS[name] for name in classes if name in LOOKS), LOOK)
    return f'<div class="alert {look}">\n\n**{found["title"]}**\n\n{text}\n\n</div>'


def _caption(cell, figure, references):
    number = references.figures.get(figure.get("name"), "")
    text = plain(figure["caption"], references)
    caption = nbformat.v4.new_markdown_cell(
        f"**Fig. {number}** {text}".replace("Fig. **", "Fig.**")
    )
    caption.id = f"{cell.id[:50]}-caption"
    caption.metadata["tags"] = ["caption"]
    return caption


def _finder(wheel, addresses):
    text = FIND.format(wheel=wheel, addresses=list(addresses)).rstrip("\n")
    cell = nbformat.v4.new_code_cell(text)
    cell.id = "find-supplychain"
    # A demo: no examination runs it.
    cell.metadata |= {"tags": ["demo"], "jupyter": {"source_hidden": True}}
    return cell
