"""The self-study edition: the course for who learns alone, with each answer folded beside its task.

It is the one thing made here that shows answers, so it is kept apart. It has a folder, a title and
a banner of its own, asks search engines to stay away, and goes where no class gets anything from:
never into the site, the bundle or the students' chapters. Hidden tests and mark schemes are in it
no more than anywhere else.

What it shows is the chapters as they were released, so nothing is executed.
"""

import copy
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import yaml

from autograde.course.cells import (
    BEGIN_SCHEME,
    BEGIN_SOLUTION,
    BY_HAND,
    END_SOLUTION,
    kind,
    name_of,
)
from autograde.course.chapter import read_source, solved, write_notebook
from autograde.course.course import Course
from autograde.kit.errors import CourseError, UnusableArgument
from autograde.kit.files import CHECKOUT, fingerprint, write_whole

TITLE = "Learning to Order, for self-study"
BANNER = (
    "Self-study edition: it holds the answers. Try first; open one when you are stuck. "
    "For a class, use the course itself."
)
# Where the site, the bundle and the students' chapters lie, and what the workflow of pages takes.
TAKEN = ("_build", "dist", "chapters")
MARK = "self_study.sha256"  # says that a folder is ours
# What the pages are made of; whoever has a course without one of them does without it.
PARTS = ("chapters", "_static", "_toc.yml", "references.bib", "CHANGELOG.md", "course.toml")
INCLUDED = re.compile(r"\.\./((?:benchmarks|build|dist|_static)/[\w./-]+)")


def write(course: Course, out: Path) -> Iterator[str]:
    """Write the sources of the edition, and build its site.

    Parameters
    ----------
    course : Course
        Its chapters are current.
    out : Path
        A folder of its own, ``build/self-study`` if nobody wishes otherwise.

    Yields
    ------
    str
        What was written, one line each.

    Raises
    ------
    UnusableArgument
        If a class could get the folder, or it holds what somebody else made.
    CourseError
        If the site cannot be built.
    """
    refuse(course, out)
    sources = out / "sources"
    write_sources(course, sources)
    write_whole(out / MARK, fingerprint(sorted(sources.glob("chapters/*.ipynb"))) + "\n")
    yield f"{sources}: written"
    build(sources, out / "site")
    yield f"{out / 'site' / 'index.html'}: the self-study edition, with answers; not for a class"


def refuse(course: Course, out: Path) -> None:
    """Refuse a folder from which a class gets something, or that is somebody else's."""
    here = out.resolve()
    for name in TAKEN:
        taken = (course.root / name).resolve()
        if here == taken or taken in here.parents or here in taken.parents:
            raise UnusableArgument(
                f"--out {out} lies in {name}/ or around it, from where a class gets its pages and "
                f"notebooks, and this edition holds the answers: leave --out away, for "
                f"{course.build / 'self-study'}"
            )
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / MARK).exists())):
        raise UnusableArgument(
            f"--out {out} holds what is no self-study edition: name a new folder"
        )


def write_sources(course: Course, sources: Path) -> None:
    """Write what the edition's site is built from; a folder that is there is made anew."""
    shutil.rmtree(sources, ignore_errors=True)
    for name in PARTS:
        part = course.root / name
        if part.is_dir():
            shutil.copytree(part, sources / name)
        elif part.exists():
            sources.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(part, sources / name)
    for name in course.chapter_names():
        with_them = with_answers(
            nbformat.read(course.released(name), as_version=4), read_source(course.source(name))
        )
        write_notebook(with_them, sources / "chapters" / f"{name}.ipynb")
    for page in sorted((sources / "chapters").glob("*.md")):
        for part in INCLUDED.findall(page.read_text(encoding="utf-8")):
            if (course.root / part).is_file():
                (sources / part).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(course.root / part, sources / part)
    if (course.root / "_config.yml").exists():
        config = yaml.safe_load((course.root / "_config.yml").read_text(encoding="utf-8"))
        write_whole(sources / "_config.yml", yaml.safe_dump(_settings(config), sort_keys=False))


def _settings(config: dict[str, Any]) -> dict[str, Any]:
    """Return the settings of the edition's site."""
    found = copy.deepcopy(config)
    found["title"] = TITLE
    settings = found["sphinx"]["config"]
    settings["html_title"] = TITLE
    settings["self_study"] = True
    settings["html_theme_options"]["announcement"] = BANNER
    settings["html_theme_options"]["logo"] |= {"text": TITLE, "alt_text": f"{TITLE}, home"}
    found["sphinx"]["local_extensions"] = {
        name: str(CHECKOUT) for name in found["sphinx"].get("local_extensions", {})
    }
    return found


def with_answers(released: Any, source: Any) -> Any:
    """Return a released chapter with each answer in a fold below its exercise's hints.

    Parameters
    ----------
    released : notebook
        As students receive it, outputs included.
    source : notebook
        The same chapter with all its answers.
    """
    found = copy.deepcopy(released)
    known = {
        name_of(cell): _answer(cell, whole)
        for cell, whole in zip(source["cells"], solved(source)["cells"], strict=True)
    }
    found.cells, waiting = [], None
    for cell in released.cells:
        if waiting is not None and not _is_hint(cell):
            found.cells.append(waiting)
            waiting = None
        found.cells.append(copy.deepcopy(cell))
        if kind(cell) == "solution" or kind(cell) == "written":
            waiting = _folded(known[name_of(cell)], cell.id)
    found.cells += [waiting] if waiting is not None else []
    return found


def _is_hint(cell: Any) -> bool:
    return cell["cell_type"] == "markdown" and kind(cell) not in BY_HAND and (
        cell["source"].lstrip().startswith(":::{admonition} Hint")
    )  # fmt: skip


def _answer(cell: Any, whole: Any) -> str:
    """Return what a fold shows: a whole function, or a model answer without its question."""
    if cell["cell_type"] == "code":
        return f"```python\n{whole['source'].strip()}\n```"
    answer = cell["source"].partition(BEGIN_SOLUTION)[2]
    for mark in (BEGIN_SCHEME, END_SOLUTION):
        answer = answer.partition(mark)[0]
    return answer.strip()


def _folded(text: str, above: str) -> Any:
    folded = f"::::{{admonition}} One answer\n:class: answer dropdown\n{text}\n::::"
    return nbformat.v4.new_markdown_cell(folded, id=f"{above[:50]}-answer")


def build(sources: Path, site: Path) -> None:
    """Build the site of the edition from its sources."""
    made = sources.parent / "made"
    program = Path(sys.executable).with_name("jupyter-book")
    command = [str(program), "build", str(sources)]
    command += ["--path-output", str(made), "--quiet", "--keep-going"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=CHECKOUT)
    if done.returncode or not (made / "_build" / "html" / "index.html").exists():
        raise CourseError(
            f"the self-study edition cannot be built:\n{(done.stdout + done.stderr)[-2000:]}"
        )
    begin = made / "_build" / "html" / "index.html"
    text = begin.read_text(encoding="utf-8")
    if "noindex" not in text:  # it only leads on to the landing page, and Sphinx did not make it
        write_whole(begin, f'<meta name="robots" content="noindex, nofollow">\n{text}')
    shutil.rmtree(site, ignore_errors=True)
    (made / "_build" / "html").rename(site)
    shutil.rmtree(made)
