"""What readers get, as text: no answer in it, no dead link, and the pages agree with the code."""

import html
import json
import re
import shlex
import subprocess
import sys
import zipfile
from dataclasses import fields
from functools import cache
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote, urlsplit

import pytest
import typer
import yaml
from bs4 import BeautifulSoup

import supplychain
from autograde.cli import app
from autograde.course.chapter import read_source
from autograde.course.course import Course
from autograde.release import references
from autograde.release.shapes import same_shapes, secret_shapes
from autograde.release.sphinx_extension import mend

ROOT = Path(__file__).parents[2]
SOLUTIONS = sorted((ROOT / "solutions").glob("*.md"))
PAGES = sorted((ROOT / "chapters").glob("*.md"))
SECRET = re.compile(r"### BEGIN (SOLUTION|HIDDEN TESTS)\n(.*?)### END \1", re.DOTALL)
# Beside ours in what the page's Python imports.
PACKAGES_OF_OTHERS = {
    "gymnasium", "tqdm", "cloudpickle", "farama_notifications", "typing_extensions.py",
}  # fmt: skip
TEXT_FILES = {".html", ".js", ".json", ".md", ".ipynb", ".py", ".txt", ".csv", ".css", ".svg"}


def lines_of(text):
    """Return the lines of a text, without space around them, that are long enough to tell."""
    return {line for line in map(str.strip, text.splitlines()) if len(line) >= 8}


def secret_lines():
    """Return the lines that occur in answers and hidden tests and nowhere that may be read."""
    sources = [path.read_text(encoding="utf-8") for path in SOLUTIONS]
    blocks = [block for text in sources for _, block in SECRET.findall(text)]
    open_text = [SECRET.sub("", text) for text in sources]
    for folder, pattern in (("supplychain", "*.py"), ("chapters", "*.md")):
        open_text += [path.read_text(encoding="utf-8") for path in (ROOT / folder).glob(pattern)]
    may_be_read = "\n".join(open_text)
    secret = set().union(*map(lines_of, blocks))
    says_nothing = {"def __init__(self):"}
    return {line for line in secret - says_nothing if line not in may_be_read}


def strings_in(value):
    """Yield every string in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from strings_in(list(value.values()))
    elif isinstance(value, list):
        # A notebook may hold a cell as a list of its lines.
        yield "".join(item for item in value if isinstance(item, str))
        for item in value:
            yield from strings_in(item)


def is_of_others(path):
    """Whether a file is another project's: MathJax, or Pyodide, which a table of hashes names."""
    return any(part == "mathjax" or part.startswith("pyodide-") for part in path.parts)


def readable(name, content):
    """Yield (name, text) for a file and for what is inside it, as a reader could see it."""
    suffix = Path(name).suffix
    if suffix in (".zip", ".whl"):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for member in archive.namelist():
                if member.partition("/")[0] in PACKAGES_OF_OTHERS:
                    continue
                yield from readable(f"{name}/{member}", archive.read(member))
    elif suffix in TEXT_FILES:
        text = content.decode("utf-8")
        yield name, text
        if suffix == ".html":
            yield name, BeautifulSoup(text, "html.parser").get_text()
        if suffix == ".ipynb":
            yield name, "\n".join(strings_in(json.loads(text)))


def code_in(name, text):
    """Yield what a reader can see of a file as Python: a module, a cell, a listing on a page."""
    if name.endswith(".py"):
        yield text
    elif name.endswith(".ipynb") and text.startswith("{"):
        yield from ("".join(cell["source"]) for cell in json.loads(text)["cells"])
    elif name.endswith(".html"):
        yield from (tag.get_text() for tag in BeautifulSoup(text, "html.parser").find_all("pre"))


@cache
def answers():
    """Return the shapes of all answers and hidden tests."""
    return secret_shapes(read_source(path) for path in SOLUTIONS)


def leaks(secret, name, content):
    """Return (name, line) of each secret line in a file, and of each answer under other names."""
    found = set()
    for where, text in readable(name, content):
        for code in code_in(where, text):
            found |= {(where, line) for line in same_shapes(code, answers())}
        lines = lines_of(html.unescape(text))
        found |= {(where, line) for line in secret & lines}
        found |= {(where, line) for line in secret if len(line) > 25 and line in text}
    return sorted(found)


def test_every_chapter_has_answers_to_look_for():
    secret = secret_lines()
    for name in Course().assignments():  # a chapter that is only read has none
        text = (ROOT / "solutions" / f"{name}.md").read_text(encoding="utf-8")
        assert secret & lines_of(text), name


@pytest.mark.slow
def test_no_answer_is_on_the_site(site):
    secret = secret_lines()
    assert secret, "solutions/ has no answers: nothing was compared"
    files = [path for path in site.rglob("*") if path.is_file() and not is_of_others(path)]
    assert [leak for path in files for leak in leaks(secret, path.name, path.read_bytes())] == []


@pytest.mark.slow
def test_no_answer_is_in_the_bundle(site):
    bundle = ROOT / "dist" / "student.zip"
    assert leaks(secret_lines(), bundle.name, bundle.read_bytes()) == []


def test_a_planted_answer_is_found_wherever_it_hides():
    line = "target = reward + gamma * best_next"
    page = "<pre>target <span>=</span> reward + gamma * best_next</pre>"
    notebook = json.dumps({"cells": [{"source": ["# a comment\n", f"    {line}\n"]}]})
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as bundle:
        bundle.writestr("chapter.ipynb", notebook)
    for name, content in (
        ("page.html", page.encode()),
        ("source.ipynb", notebook.encode()),
        ("bundle.zip", archive.getvalue()),
    ):
        assert {found for _, found in leaks({line}, name, content)} == {line}


def test_an_answer_under_other_names_is_found_wherever_it_hides():
    code = (
        "def step(table, here, chosen, gain, there, over, rate, weight):\n"
        "    aim = gain\n    if not over:\n        aim += weight * table[there].max()\n"
        "    gap = aim - table[here, chosen]\n    table[here, chosen] += rate * gap\n"
        "    return float(gap)\n"
    )
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as bundle:
        bundle.writestr("supplychain/step.py", f"import numpy\n\n\n{code}")
    cells = [{"source": code.splitlines(keepends=True)}]
    for name, content in (
        ("page.html", f"<div><pre><span>{html.escape(code)}</span></pre></div>".encode()),
        ("source.ipynb", json.dumps({"cells": cells}).encode()),
        ("student.whl", archive.getvalue()),
    ):
        assert leaks(set(), name, content), name


@pytest.mark.slow
def test_figures_and_equations_have_the_numbers_in_notebooks_that_they_have_on_the_site(site):
    known = references.of(Course(ROOT))
    for path in (site / "chapters").glob("*.html"):
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for figure in page.select("figure[id]"):
            number = figure.select_one(".caption-number").get_text(strip=True)
            assert number == f"Fig. {known.figures[figure['id']]}"
        for equation in page.select("div.math[id^=equation-]"):
            number = re.search(r"\d+", equation.select_one(".eqno").get_text())[0]
            label = equation["id"].removeprefix("equation-")
            assert number == str(known.equations[label]), label


@pytest.mark.slow
def test_every_page_says_what_it_is(site):
    told = {}
    for path in (site / "chapters").glob("*.html"):
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        (described,) = page.find_all("meta", attrs={"name": "description"})
        assert 40 < len(described["content"]) < 200, path.name
        told.setdefault(described["content"], []).append(path.name)
        number = re.match(r"0(\d)_", path.name)
        assert not number or page.title.string.startswith(f"{number[1]} · "), path.name
        assert "Version " in page.select_one(".bd-footer-content").get_text()
    assert [names for names in told.values() if len(names) > 1] == []


@pytest.mark.slow
def test_no_link_or_anchor_is_broken(site):
    pages = {
        path: BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for path in site.rglob("*.html")
        if "_static" not in path.parts
    }
    anchors = {path: {tag["id"] for tag in page.find_all(id=True)} for path, page in pages.items()}
    broken = []
    for path, page in pages.items():
        for tag in page.find_all(["a", "img", "link", "script"]):
            link = urlsplit(tag.get("href") or tag.get("src") or "")
            if link.scheme or link.netloc or not (link.path or link.fragment):
                continue
            target = (path.parent / unquote(link.path)).resolve() if link.path else path
            wrong_anchor = link.fragment and unquote(link.fragment) not in anchors.get(target, ())
            if not target.is_file() or (wrong_anchor and target.suffix == ".html"):
                broken.append(f"{path.relative_to(site)} → {tag.get('href') or tag.get('src')}")
    assert broken == []


def test_the_readme_says_the_points_of_its_chapters():
    rows = re.findall(
        r"^\| \[.*\]\(chapters/(\d\d_\w+)\.ipynb\) .* (\d+|–) \|$",
        (ROOT / "README.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    assert [name for name, _ in rows] == [path.stem for path in SOLUTIONS]
    for name, points in rows:
        source = (ROOT / "solutions" / f"{name}.md").read_text(encoding="utf-8")
        worth = sum(map(int, re.findall(r"points\"?: (\d+)", source)))
        assert points == (str(worth) if worth else "–"), name


def test_every_chapter_is_in_the_table_of_contents_under_its_number():
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    listed = {c["file"]: c.get("title") for part in toc["parts"] for c in part["chapters"]}
    for path in SOLUTIONS:
        title = listed[f"chapters/{path.stem}"]
        heading = re.search(r"^# (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)[1]
        number, _, words = title.partition(" · ")
        assert int(number) == int(path.stem[:2]) and heading.startswith(words), title


def test_every_figure_and_equation_has_a_label_of_its_own():
    texts = [path.read_text(encoding="utf-8") for path in (*SOLUTIONS, *PAGES)]
    labels = [label for text in texts for label in re.findall(r"name: (fig-[\w-]+)", text)]
    labels += [label for text in texts for label in re.findall(r"\$\$ \(([\w-]+)\)", text)]
    assert {label for label in labels if labels.count(label) > 1} == set()


COMMAND = re.compile(r"python -m autograde(?!\.)([^`\n]*)")
TARGET = re.compile(r"(?:^|`)make ([a-z-]+)", re.MULTILINE)


def unknown_words(text):
    """Return the commands, options and targets of make in a text that do not exist."""
    known = typer.main.get_command(app).commands
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    wrong = [f"make {target}" for target in TARGET.findall(text) if target not in targets]
    for line in COMMAND.findall(text.replace("\\\n", " ")):
        name, *rest = shlex.split(line, comments=True) or [""]
        if name not in known:
            wrong += [name] if name.isalpha() else []  # else the text speaks of no command, or all
            continue
        command, below = known[name], rest[0] if rest else ""
        if below in getattr(command, "commands", {}):  # of a room with several commands
            name, command = f"{name} {below}", command.commands[below]
        options = {word for param in command.params for word in param.opts}
        wrong += [
            f"{name} {word}" for word in rest if word.startswith("--") and word not in options
        ]
    return wrong


def test_the_pages_name_only_commands_that_exist():
    pages = [ROOT / "README.md", *PAGES]
    texts = {path.name: path.read_text(encoding="utf-8") for path in pages}
    assert {name: wrong for name, text in texts.items() if (wrong := unknown_words(text))} == {}


def test_a_command_that_does_not_exist_is_found():
    text = "```sh\nmake coffee\npython -m autograde grade x --rooster y  # z\n```"
    assert unknown_words(text) == ["make coffee", "grade --rooster"]
    assert unknown_words("run `python -m autograde mark x`") == ["mark"]


def test_the_readme_example_prints_what_it_says():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.search(r"```python\n(.*?)```\n+```text\n(.*?)```", readme, re.DOTALL)
    example, shown = blocks.groups()
    run = subprocess.run(
        [sys.executable, "-c", example], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.stdout == shown, run.stderr


def test_the_notation_page_has_the_default_of_every_parameter():
    text = (ROOT / "chapters" / "notation.md").read_text(encoding="utf-8")
    rows = [[cell.strip(" `") for cell in row.split("|")] for row in text.splitlines()]
    shown = {row[2]: row[3:5] for row in rows if len(row) == 7}
    for column, stage in enumerate((supplychain.DistributionCentre(), supplychain.Retailer())):
        for field in fields(stage):
            if field.name in ("order_levels", "retailers"):
                continue
            number = getattr(stage, field.name)
            assert shown[field.name][column] == f"{number:g}", f"{field.name} in notation.md"


@pytest.mark.parametrize(("builder", "scripts"), [("html", 1), ("singlehtml", 0)])
def test_figures_answer_on_the_site_and_stay_pictures_in_the_printed_book(
    tmp_path, builder, scripts
):
    page = tmp_path / "chapters" / "index.html"
    page.parent.mkdir()
    page.write_text('<head></head><figure class="x" id="fig-chain"></figure>', encoding="utf-8")
    built = SimpleNamespace(format="html", name=builder)
    mend(SimpleNamespace(builder=built, outdir=tmp_path), None)
    found = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").find_all("script")
    assert len(found) == scripts
    assert all((page.parent / tag["src"].partition("?")[0]).is_file() for tag in found)


def test_built_pages_are_mended(tmp_path):
    page = tmp_path / "index.html"
    page.write_text(
        "<title>Oil &#8212; Oil</title>"
        '<span class="math notranslate">\\(S\\)</span>. <span class="math">\\(s\\)</span> and'
        '<div id="x" class="bd-sidebar-primary bd-sidebar"></div>',
        encoding="utf-8",
    )
    built = SimpleNamespace(format="html", name="html")
    mend(SimpleNamespace(builder=built, outdir=tmp_path), None)
    mended = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    assert mended.title.string == "Oil"
    joined = [tag.get_text() for tag in mended.select(".formula-and-mark")]
    assert joined == ["\\(S\\)."]
    assert mended.find(id="x")["role"] == "navigation"
