"""A course folder of nbgrader with our chapters in it: ``source/`` and ``release/``.

Whatever somebody else wrote there, or changed by hand, stays; nothing else is touched.
"""

import copy
import re
from typing import NamedTuple

import nbformat

from autograde.course.cells import code_cells, kind
from autograde.kit.errors import CourseError, UnusableArgument
from autograde.kit.own_files import OwnFiles
from autograde.release.config_lines import missing_lines

LINK = re.compile(r"\[(?P<text>[^\]]*)\]\((?P<page>\w+)\.(?P<ending>md|ipynb)(?P<place>#[^)]*)?\)")
ASSIGNMENT = re.compile(r"[\w.-]+")  # nbgrader separates names by + in its exchange


class Chapter(NamedTuple):
    """One chapter in the two forms that nbgrader keeps."""

    source: nbformat.NotebookNode  # with answers and hidden tests
    release: nbformat.NotebookNode  # as students receive it


def graded_source(reference):
    """Return an executed chapter without what its answers and tests print.

    nbgrader's release keeps outputs, where the course's passes are set.
    """
    notebook = copy.deepcopy(reference)
    for cell in code_cells(notebook):
        if kind(cell) in ("solution", "test", "written"):
            cell["outputs"] = []
    return notebook


def assignments(words, known):
    """Return the chapters of each assignment that the command line names.

    Parameters
    ----------
    words : sequence of str
        Such as ``ps5=05_q_learning,06_learning_well``.
    known : sequence of str
        All chapters.
    """
    found = {}
    for word in words:
        name, _, listed = word.partition("=")
        chapters = [chapter.strip() for chapter in listed.split(",") if chapter.strip()]
        strange = [chapter for chapter in chapters if chapter not in known]
        if strange or not chapters or not ASSIGNMENT.fullmatch(name) or name in found:
            raise UnusableArgument(
                f"--as {word} is not understood: write ASSIGNMENT=CHAPTER,CHAPTER once for each "
                f"assignment, for example ps5=05_q_learning; chapters are {', '.join(known)}"
            )
        found[name] = chapters
    return found


def update(folder, chapters, wanted=None, site=""):
    """Bring ``source/`` and ``release/`` up to date.

    Parameters
    ----------
    folder : Path
        The course folder, made if it does not exist.
    chapters : dict of str to Chapter
        By name.
    wanted : dict of str to list of str, optional
        The chapters of each assignment; without it, those of the last time, at first each chapter
        an assignment of its own.
    site : str
        Where links to other pages lead; without it they become plain text.

    Yields
    ------
    str
        What was done, one line each, and the lines that ``nbgrader_config.py`` lacks.

    Raises
    ------
    CourseError
        If a file that would be written was changed by hand or is somebody else's.
    """
    ledger = OwnFiles(folder)
    _refuse_twice(wanted or {})
    wanted = wanted or _last_time(ledger, chapters) or {name: [name] for name in chapters}
    files = {}
    for assignment, names in wanted.items():
        for name in names:
            for step, notebook in chapters[name]._asdict().items():
                path = folder / step / assignment / f"{name}.ipynb"
                files[path] = standing_alone(notebook, names, site)
    files = {path: notebook for path, notebook in files.items() if not _is(path, notebook)}
    _refuse_foreign(ledger, files)
    for path, notebook in files.items():
        ledger.write(path, nbformat.writes(notebook).rstrip("\n") + "\n")
        yield f"{path}: written"
    ledger.close()
    yield f"{folder}: holds {', '.join(wanted)}"
    for earlier in sorted(set(_last_time(ledger, chapters) or ()) - set(wanted)):
        yield f"{folder}: {earlier} of an earlier --as stays; students may have it already"
    yield from missing_lines(folder)


def _refuse_twice(wanted):
    """Raise where a chapter would belong to two assignments: its marks belong into one."""
    of_chapter = {}
    for assignment, names in wanted.items():
        for name in names:
            if name in of_chapter:
                raise UnusableArgument(
                    f"--as gives {name} to {of_chapter[name]} and to {assignment}: give each "
                    "chapter to one assignment"
                )
            of_chapter[name] = assignment


def _last_time(ledger, chapters):
    """Return the chapters of each assignment that is there by an earlier command."""
    found = {}
    for path in sorted((ledger.folder / "source").glob("*/*.ipynb")):
        if ledger.made(path) and path.stem in chapters:
            found.setdefault(path.parent.name, []).append(path.stem)
    return found


def _is(path, notebook):
    """Whether a file holds a notebook already, whoever wrote it: nbgrader itself, perhaps."""
    try:
        found = nbformat.read(path, as_version=4)
    except Exception:  # whatever an absent or damaged file makes the reader raise
        return False
    return _plain(found) == _plain(notebook)


def _plain(notebook):
    cells = [{**cell, "id": cell.get("id")} for cell in notebook.cells]
    return [[cell["id"], cell["source"], cell["metadata"], cell.get("outputs")] for cell in cells]


def _refuse_foreign(ledger, files):
    theirs = [
        str(path)
        for path in files
        if path.exists() and not (ledger.made(path) and ledger.unchanged(path))
    ]
    if theirs:
        advice = "nothing was written: move these files away, or delete them, and run it again"
        raise CourseError("\n".join(["changed by hand, or not of this course:", *theirs, advice]))


def standing_alone(notebook, beside, site):
    """Return a notebook whose links work without the pages of the course beside it.

    Parameters
    ----------
    notebook : notebook
        A chapter.
    beside : sequence of str
        Chapters in the same folder.
    site : str
        The address of the course's website, "" if there is none.
    """

    def link(found):
        if found["ending"] == "ipynb" and found["page"] in beside:
            return found[0]
        if not site:
            return found["text"]
        place = found["place"] or ""
        return f"[{found['text']}]({site.rstrip('/')}/chapters/{found['page']}.html{place})"

    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = LINK.sub(link, cell.source)
    return notebook
