"""The course without its hidden tests, by which uploads are examined before the marks.

What an upload does may show in what its student is told: a test that stopped, a time that ran out.
Where no hidden test runs, nothing of one can show.
"""

import re
import shutil
from hashlib import sha256

from autograde.course.cells import BEGIN_HIDDEN
from autograde.course.course import Course
from autograde.kit.files import write_whole

CELL = re.compile(r"^```\{code-cell\}.*?^```$\n?", re.MULTILINE | re.DOTALL)


def without_hidden_tests(text: str) -> str:
    """Return a chapter's source without the cells that hold hidden tests."""
    return CELL.sub(lambda cell: "" if BEGIN_HIDDEN in cell[0] else cell[0], text)


def make(course: Course, folder):
    """Return the course without hidden tests, in a folder that is named by what is in it.

    Parameters
    ----------
    course : Course
        Whose sources hold them.
    folder : Path
        In which it is made, unless it is there already.
    """
    made = {
        name: without_hidden_tests(course.source(name).read_text(encoding="utf-8"))
        for name in course.assignments()
    }
    digest = sha256("\0".join(f"{name}\0{text}" for name, text in made.items()).encode())
    here = Course(folder / digest.hexdigest()[:16])
    for name, text in made.items():
        if not here.source(name).is_file():
            write_whole(here.source(name), text)
    return here


def forget_others(folder, kept: Course):
    """Remove what was made of older sources."""
    for path in folder.iterdir() if folder.is_dir() else ():
        if path != kept.root and path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
