"""The student bundle: one zip with the chapters, the package, and how to begin."""

import os
import re
import zipfile
from contextlib import contextmanager
from pathlib import Path

import jupytext
import nbformat

from autograde.chapter import METADATA, write_notebook
from autograde.course import CHECKOUT

TEMPLATES = Path(__file__).parent / "student_bundle"
LINK = re.compile(r"\]\((\w+\.md)[)#]")
FOLDER = "supply_chain_course"  # what the zip unpacks to
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
    for path in _pages(course):
        members[f"chapters/{path.name}"] = path.read_bytes()
    course.bundle.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(course.bundle, "w") as archive:
        for name in sorted(members):
            member = zipfile.ZipInfo(f"{FOLDER}/{name}", EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            archive.writestr(member, members[name])


def _pages(course):
    """Return the chapters, and the pages that they link to and that stand alone."""
    chapters = [course.released(name) for name in course.assignments()]
    links = {link for path in chapters for link in LINK.findall(path.read_text(encoding="utf-8"))}
    linked = [path for link in links if (path := course.chapters / link).is_file()]
    return [*chapters, *(p for p in linked if "{include}" not in p.read_text(encoding="utf-8"))]


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
