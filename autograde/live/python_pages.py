"""Puts Python into the pages of the chapters, where Pyodide's files are at hand.

What is Pyodide's lies in a folder that is named by a hash of all of it, what is the course's in
another: a browser may keep both for ever, and a new version of the course does not bring Pyodide
again. Where the files are missing, pages are as they would be without this room.
"""

import json
import re
import shutil
import sys
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from autograde.course.course import Course
from autograde.kit.content_policy import policy
from autograde.kit.files import write_whole
from autograde.live.python import chapter_cells, files, packages
from autograde.live.python.files import found

SCRIPTS = Path(__file__).parent / "python" / "scripts"
FOLDER = "_python"
# By which a browser tells answers of this course from those of another on the same host.
COURSE = "learning-to-order"
# One after the other they are the script of a page.
PARTS = (
    "elements.js",
    "answers.js",
    "notebook.js",
    "editor.js",
    "markdown.js",
    "kernel.js",
    "exercise.js",
    "page.js",
)
SERVICE_WORKER = "service-worker.js"  # beside the pages: it may answer for what lies below it
# Modules for which the packages of figures come, where a cell imports them without saying so.
MODULES = (
    "matplotlib",
    "mpl_toolkits",
    "PIL",
    "contourpy",
    "cycler",
    "dateutil",
    "kiwisolver",
    "packaging",
    "pyparsing",
    "six",
)
LARGEST_HEAP = 1_500_000_000  # [bytes] of a worker that may go on; a heap never shrinks
OURS = re.compile(r"<!-- python -->.*?<!-- end of python -->\n", re.DOTALL)


def write(site: Path, course: Course, paths: Mapping[str, Path] | None) -> None:
    """Make the chapters of a built site run, or take away what an earlier build added.

    Parameters
    ----------
    site : Path
        The folder of the site, with the notebooks of the chapters in ``_sources``.
    course : Course
        With chapters that were released.
    paths : mapping from str to Path, or None
        Pyodide's files by name, as `files.found` returns them; None where they are not at hand.
    """
    chapters = {name: site / "chapters" / f"{name}.html" for name in course.assignments()}
    chapters = {name: path for name, path in chapters.items() if path.exists()}
    if not paths:
        for page in chapters.values():
            _rewrite(page, [], "")
        shutil.rmtree(site / FOLDER, ignore_errors=True)
        (site / SERVICE_WORKER).unlink(missing_ok=True)
        return
    pyodide = _lay_down(site, f"pyodide-{files.VERSION}", _pyodide(paths))
    sources = {name: site / "_sources" / "chapters" / f"{name}.ipynb" for name in chapters}
    own = {"packages.zip": packages.zipped(), **_scripts()}
    own |= {path.name: path.read_bytes() for path in sources.values()}
    ours = _lay_down(site, "course", own)
    for old in (site / FOLDER).iterdir():
        if old.name not in (pyodide, ours):
            shutil.rmtree(old)
    service = (SCRIPTS / SERVICE_WORKER).read_text(encoding="utf-8")
    service = service.replace("@FILES@", ours).replace("@PYODIDE@", pyodide)
    write_whole(site / SERVICE_WORKER, service)
    for name, page in chapters.items():
        head = _head(_settings(name, pyodide, ours, own["packages.zip"]), ours)
        _rewrite(page, chapter_cells.of_notebook(course.released(name)), head)


def _rewrite(page: Path, cells: list[chapter_cells.Cell], head: str) -> None:
    """Give a page its marks and its head, in place of those of an earlier build."""
    text = page.read_text(encoding="utf-8")
    changed = chapter_cells.mark(OURS.sub("", text), cells)
    if head:
        changed = changed.replace("</head>", f"{head}</head>", 1)
        changed = changed.replace("<script", f"{_rules(changed)}<script", 1)
    if changed != text:
        write_whole(page, changed)


def _pyodide(paths: Mapping[str, Path]) -> dict[str, bytes]:
    return {name: path.read_bytes() for name, path in paths.items()}


def _scripts() -> dict[str, bytes]:
    parts = [(SCRIPTS / name).read_text(encoding="utf-8") for name in PARTS]
    page = "\n".join(["(() => {", '"use strict";', *parts, "})();", ""])
    texts = {"page.js": page.encode()}
    return texts | {name: (SCRIPTS / name).read_bytes() for name in ("worker.js", "python.css")}


def _lay_down(site: Path, name: str, contents: Mapping[str, bytes]) -> str:
    """Write files into a folder that a hash of them names, and return that name."""
    digest = sha256()
    for file, content in sorted(contents.items()):
        digest.update(f"{file}\0{len(content)}\0".encode() + content)
    folder = f"{name}-{digest.hexdigest()[:12]}"
    for file, content in contents.items():
        path = site / FOLDER / folder / file
        if not path.exists() or path.stat().st_size != len(content):
            write_whole(path, content)
    return folder


def _settings(chapter: str, pyodide: str, ours: str, archive: bytes) -> dict[str, Any]:
    """Return what a page knows of its Python; addresses are as seen from the page."""
    theirs, own = f"../{FOLDER}/{pyodide}/", f"../{FOLDER}/{ours}/"
    listed = [
        {
            "group": file.needed_for,
            "name": file.name,
            "size": file.size,
            "sha256": file.sha256,
            "address": f"{theirs}{file.name}",
        }
        for file in files.table()
    ]
    listed.append(
        {
            "group": "course",
            "name": "packages.zip",
            "size": len(archive),
            "sha256": sha256(archive).hexdigest(),
            "address": f"{own}packages.zip",
        }
    )
    return {
        "course": COURSE,
        "chapter": chapter,
        "core": theirs,
        "files": listed,
        "lock": files.LOCK,
        "modules": MODULES,
        "largestHeap": LARGEST_HEAP,
        "worker": f"{own}worker.js",
        "notebook": f"{own}{chapter}.ipynb",
        "plainNotebook": f"../_sources/chapters/{chapter}.ipynb",
        "serviceWorker": f"../{SERVICE_WORKER}",
    }


def _head(settings: Mapping[str, Any], ours: str) -> str:
    told = json.dumps(settings, separators=(",", ":")).replace("<", "\\u003c")
    return (
        "<!-- python -->"
        f'<script type="application/json" id="page-python">{told}</script>\n'
        f'<link rel="stylesheet" href="../{FOLDER}/{ours}/python.css">\n'
        f'<script defer src="../{FOLDER}/{ours}/page.js"></script>\n'
        "<!-- end of python -->\n"
    )


def _rules(page: str) -> str:
    """Return what binds a page to the programs that came with it, and lets it run Python's.

    A page that is read from disk is left alone: there, browsers do not agree on what is its own.
    """
    told = json.dumps(policy(page, compiles=True))
    return (
        '<!-- python --><script>if (location.protocol.startsWith("http")) document.head.append('
        'Object.assign(document.createElement("meta"), '
        f'{{ httpEquiv: "Content-Security-Policy", content: {told} }}));</script>\n'
        "<!-- end of python -->\n"
    )


if __name__ == "__main__":
    told = files.fetch()
    write(Path(sys.argv[1]), Course(), found())
    print(told or "The cells of the site run.")
