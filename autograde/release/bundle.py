"""What students get: the chapters, the package, and how to begin, as one zip and as a tree.

The zip is the bundle. The tree goes into the repository of the course's students, if it has one,
from which Colab and Binder open notebooks; without one none is made.
"""

import os
import re
import shutil
import zipfile
from contextlib import contextmanager
from pathlib import Path

import jupytext
import nbformat

from autograde.course import course_toml
from autograde.course.chapter import METADATA, write_notebook
from autograde.course.version import version
from autograde.kit.files import CHECKOUT
from autograde.release import references
from autograde.release.in_jupyter import for_jupyter, plain

TEMPLATES = Path(__file__).parent / "student_bundle"
LINK = re.compile(r"\]\((\w+\.md)[)#]")
# A part of a page that is made elsewhere, and what stands in its place where that is not at hand.
MADE = re.compile(r"^```\{(?:include|raw|figure)\}.*?^```$", re.DOTALL | re.MULTILINE)
ON_THE_SITE = "*This part is on the website of the course.*"
FOLDER = "supply_chain_course"  # what the zip unpacks to
PACKAGES = "packages"  # of the site: where a notebook that was downloaded alone finds the wheel
EPOCH = (2020, 1, 1, 0, 0, 0)  # of all members, so that the bytes do not tell when it was made


def write(course):
    """Write the bundle; the same content gives the same bytes.

    Parameters
    ----------
    course : Course
        Where things are. Nothing is read from its ``solutions/`` but the chapters' names.
    """
    wheel = build_wheel(course.build / "wheel")
    check_setup = course.build / "check_setup.ipynb"
    write_notebook(_check_setup(), check_setup)
    requirements = (
        (TEMPLATES / "requirements.txt").read_text(encoding="utf-8").format(wheel=wheel.name)
    )
    members = {
        "START.md": (TEMPLATES / "START.md").read_bytes(),
        "requirements.txt": requirements.encode(),
        check_setup.name: check_setup.read_bytes(),
        wheel.name: wheel.read_bytes(),
    }
    for name, text in _pages(course).items():
        members[f"chapters/{name}"] = text.encode("utf-8")
    if course_toml.read(course.rules, course.assignments()).student_repository:
        _write_tree(course.bundle.with_name("student_repository"), members)
    course.bundle.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(course.bundle, "w") as archive:
        for name in sorted(members):
            member = zipfile.ZipInfo(f"{FOLDER}/{name}", EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            archive.writestr(member, members[name])


def notebooks(course):
    """Return the texts of the chapters as students work on them, by name.

    Parameters
    ----------
    course : Course
        With chapters that were released.
    """
    rules = course_toml.read(course.rules)
    addresses = []
    if rules.site:
        addresses.append(f"{rules.site.rstrip('/')}/{PACKAGES}/{wheel_name()}")
    if rules.student_repository:
        addresses.append(f"{rules.student_repository}/raw/main/{wheel_name()}")
    known, found = references.of(course), {}
    for path in sorted(course.chapters.glob("[0-9][0-9]_*.ipynb")):
        released = nbformat.read(path, as_version=4)
        for cell in released.cells:
            if cell.cell_type == "markdown":
                cell.source = MADE.sub(ON_THE_SITE, cell.source)
        worked_on = for_jupyter(released, known, wheel_name(), addresses)
        found[path.stem] = nbformat.writes(worked_on).rstrip("\n") + "\n"
    return found


def wheel_name():
    """Return the name that the package's wheel has."""
    return f"supplychain-{version()}-py3-none-any.whl"


def _write_tree(folder, members):
    """Write the tree for the students' repository, in place of what an earlier run wrote."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in members.items():
        path = folder / ("README.md" if name == "START.md" else name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _pages(course):
    """Return the texts of the chapters and of the pages that links in them lead to, by name."""
    known, chapters = references.of(course), notebooks(course)
    texts, waiting = {}, [course.released(name) for name in course.chapter_names()]
    while waiting:
        path = waiting.pop()
        if path.suffix == ".md":
            text = plain(MADE.sub(ON_THE_SITE, path.read_text(encoding="utf-8")), known)
        else:
            text = chapters[path.stem]
        texts[path.name] = text
        linked = {course.chapters / link for link in LINK.findall(text)} - {*waiting}
        waiting += [page for page in linked if page.is_file() and page.name not in texts]
    return texts


def _check_setup():
    notebook = jupytext.read(TEMPLATES / "check_setup.md")
    notebook.metadata = nbformat.from_dict(METADATA)
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
    return notebook


def build_wheel(folder):
    """Build the wheel of `supplychain` without a network and return its path.

    Parameters
    ----------
    folder : Path
        Where the wheel goes.
    """
    from hatchling.builders.wheel import WheelBuilder

    folder.mkdir(parents=True, exist_ok=True)
    with _fixed_time():
        artifacts = list(WheelBuilder(str(CHECKOUT)).build(directory=str(folder)))
    return Path(artifacts[0])


@contextmanager
def _fixed_time():
    """Let the builder date all files the same."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = "1577836800"  # as for the zip
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before
