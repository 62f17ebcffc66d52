"""The notebook for JupyterLab: plain Markdown with captions and folds, and it finds its package."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import zipfile
from urllib.error import URLError
from urllib.request import urlopen

import nbformat
import pytest

from autograde.course.cells import kind, tags_of
from autograde.course.course import Course
from autograde.kit.files import CHECKOUT
from autograde.release import bundle, references
from autograde.release.in_jupyter import for_jupyter, plain
from autograde.release.references import References

KNOWN = References({"fig-a": 3}, {"eq-b": 7}, {"Bellman1957": ("Bellman", "1957")})
# What only MyST understands: roles, fences of colons, labels of headings and of equations.
MYST = re.compile(r"\{[a-z:]+\}`|^:::|^\([\w-]+\)=$|^\$\$ \(", re.MULTILINE)
WHEEL = bundle.wheel_name()


@pytest.fixture(scope="module")
def chapters():
    """Return the chapters as students work on them, by name."""
    texts = bundle.notebooks(Course(CHECKOUT))
    return {name: nbformat.reads(text, as_version=4) for name, text in texts.items()}


def texts_of(notebook):
    """Return what a reader of a notebook reads: its text, and the text that its code displays."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            yield cell.source
        else:
            for output in cell.outputs:
                yield output.get("data", {}).get("text/markdown", "")


def test_no_chapter_has_a_mark_that_jupyterlab_does_not_know(chapters):
    left = [m for nb in chapters.values() for text in texts_of(nb) for m in MYST.findall(text)]
    assert left == []


def test_references_have_the_numbers_and_names_of_the_site():
    text = plain("{numref}`fig-a`, {eq}`eq-b`, {cite:p}`Bellman1957`; {cite:t}`Bellman1957`", KNOWN)
    assert text == "Fig. 3, (7), (Bellman, 1957); Bellman (1957)"


def test_an_equation_keeps_its_number():
    shown = plain("$$\na = b\n$$ (eq-b)\n", KNOWN)
    assert shown == "$$\na = b\n\\tag{7}\n$$\n"


def test_a_folded_box_is_a_fold_and_an_open_one_is_a_box():
    fold = plain(":::{admonition} Hint 1: `f`\n:class: hint dropdown\n*Try.*\n:::", KNOWN)
    assert (
        fold
        == "<details>\n<summary><b>Hint 1: <code>f</code></b></summary>\n\n*Try.*\n\n</details>"
    )
    box = plain(":::{admonition} A mistake\n:class: warning\nLook.\n:::", KNOWN)
    assert box == '<div class="alert alert-warning">\n\n**A mistake**\n\nLook.\n\n</div>'


def test_every_figure_has_its_caption_below_it(chapters):
    for name, notebook in chapters.items():
        for place, cell in enumerate(notebook.cells):
            figure = cell.metadata.get("mystnb", {}).get("figure", {})
            if "caption" in figure:
                below = notebook.cells[place + 1]
                number = re.match(r"\*\*Fig\. (\d+)\*\* ", below.source)
                assert number, f"{name}: {cell.id}"
                words = re.sub(r"[`{].*", "", figure["caption"])
                assert below.source[number.end() :].startswith(words)


def test_code_beside_the_point_is_hidden_and_setup_cells_are_marked(chapters):
    for notebook in chapters.values():
        for cell in notebook.cells:
            hidden = cell.metadata.get("jupyter", {}).get("source_hidden", False)
            if cell.cell_type == "code" and kind(cell) == "setup":
                assert not hidden and cell.source.startswith("# Setup: your answers may use")
            elif "hide-input" in tags_of(cell) and kind(cell) == "demo":
                assert hidden
            elif kind(cell) in ("solution", "test"):
                assert not hidden


def test_the_cells_that_are_graded_are_those_of_the_chapter(chapters):
    for name, notebook in chapters.items():
        released = nbformat.read(CHECKOUT / "chapters" / f"{name}.ipynb", as_version=4)
        graded = [
            [(c.id, c.source, c.metadata.nbgrader) for c in nb.cells if "nbgrader" in c.metadata]
            for nb in (released, notebook)
        ]
        assert graded[0] == graded[1]
        assert bool(graded[1]) == (name in Course().assignments())
        assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)


def test_pictures_are_shown_before_anybody_trusts_the_notebook(chapters):
    # JupyterLab shows no SVG of a notebook that it has not run itself.
    shown = [
        output.data
        for notebook in chapters.values()
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if {"image/png", "image/svg+xml"} & set(output.get("data", {}))
    ]
    assert shown and all("image/png" in data and "image/svg+xml" not in data for data in shown)


def finder(*addresses):
    """Return the cell that looks for the package."""
    notebook = for_jupyter(
        nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")]), KNOWN, WHEEL, addresses
    )
    assert kind(notebook.cells[0]) == "demo"  # so no examination runs it
    return notebook.cells[0].source


# What the cell does where the package is missing: nothing is installed, the call is shown.
WITHOUT = """
import importlib, subprocess, sys
real = importlib.import_module
importlib.import_module = lambda name: real("nothing_of_this_name")
def run(command, **rest):
    print("called", command[-1])
    return subprocess.CompletedProcess(command, 1, "", "no network")
subprocess.run = run
"""


def told(code, folder):
    """Return what a program prints."""
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
    )  # fmt: skip
    return ran.stdout


def test_a_notebook_says_where_it_found_the_package(tmp_path):
    assert told(finder(), tmp_path).startswith("Found supplychain 0")


def test_a_notebook_alone_says_what_is_missing(tmp_path):
    assert "Put supplychain-" in told(WITHOUT + finder(), tmp_path)


def test_a_notebook_alone_takes_the_package_from_the_site(tmp_path):
    shown = told(WITHOUT + finder(f"https://course.example/packages/{WHEEL}"), tmp_path)
    assert f"called https://course.example/packages/{WHEEL}" in shown
    assert "That failed: no network" in shown


def test_a_notebook_of_the_bundle_takes_the_package_that_lies_beside_its_folder(tmp_path):
    (tmp_path / WHEEL).write_bytes(b"")
    (tmp_path / "chapters").mkdir()
    shown = told(WITHOUT + finder("https://course.example/x.whl"), tmp_path / "chapters")
    assert f"called ../{WHEEL}" in shown


def test_the_wheel_has_the_name_that_notebooks_look_for(tmp_path):
    assert bundle.build_wheel(tmp_path).name == WHEEL


def test_figures_are_counted_through_the_book():
    known = references.of(Course(CHECKOUT))
    assert known.figures["fig-chain"] == 1  # on the landing page
    assert sorted(known.figures.values()) == list(range(1, len(known.figures) + 1))
    assert known.works["SuttonBarto2018"] == ("Sutton and Barto", "2018")
    assert known.works["SinghJaakkolaJordan1994"] == ("Singh et al.", "1994")  # three authors


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """Unpack the bundle and open it in a JupyterLab of its own; return its address."""
    folder = tmp_path_factory.mktemp("lab")
    with zipfile.ZipFile(CHECKOUT / "dist" / "student.zip") as archive:
        archive.extractall(folder)
    root = folder / "supply_chain_course"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {
        name: str(folder / name)
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    }
    server = subprocess.Popen(
        [
            sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}",
            "--IdentityProvider.token=", "--ServerApp.port_retries=0",
            "--ServerApp.jpserver_extensions={}", f"--ServerApp.root_dir={root}",
        ],
        env={**os.environ, **own, "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings")},
        cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        while server.poll() is None:
            try:
                urlopen(f"{address}/api").close()
                break
            except (URLError, OSError):
                time.sleep(0.5)
        yield address
    finally:
        server.terminate()
        server.wait()


@pytest.mark.slow
@pytest.mark.needs_chromium
def test_the_opened_bundle_is_as_good_as_the_page_in_jupyterlab(lab, browser, chapters):
    page = browser.new_page(viewport={"width": 1300, "height": 1000})
    page.set_default_timeout(0)  # a busy machine takes its time
    page.goto(f"{lab}/lab/tree/chapters/04_dynamic_programming.ipynb")
    page.wait_for_selector(".jp-Notebook .jp-MarkdownCell h1")
    seen = ""
    hints, captions, hidden, pictures = set(), set(), set(), set()
    wanted = [c for c in chapters["04_dynamic_programming"].cells if "caption" in tags_of(c)]
    # JupyterLab draws the cells in view: step through all of them.
    for _ in range(len(chapters["04_dynamic_programming"].cells)):
        found = page.evaluate("""() => ({
            text: [...document.querySelectorAll('.jp-RenderedMarkdown')]
                .map(cell => cell.textContent).join(' '),
            hints: [...document.querySelectorAll('.jp-RenderedMarkdown details summary')]
                .map(one => one.textContent),
            captions: [...document.querySelectorAll('.jp-RenderedMarkdown strong')]
                .map(one => one.textContent).filter(text => text.startsWith('Fig.')),
            hidden: [...document.querySelectorAll('.jp-InputPlaceholder, .jp-Placeholder')]
                .map(one => one.textContent),
            pictures: [...document.querySelectorAll('.jp-RenderedImage img')]
                .map(one => one.src.slice(0, 200)),
        })""")
        seen += found["text"]
        hints |= set(found["hints"])
        captions |= set(found["captions"])
        hidden |= set(found["hidden"])
        pictures |= set(found["pictures"])
        page.keyboard.press("ArrowDown")
        page.wait_for_timeout(150)
    page.close()
    assert "{numref}" not in seen and ":::" not in seen
    assert any(text.startswith("Hint 1") for text in hints)
    assert len(captions) == len(wanted) and hidden and pictures


def test_a_notebook_of_the_bundle_is_a_valid_notebook():
    for text in bundle.notebooks(Course(CHECKOUT)).values():
        nbformat.validate(json.loads(text))
