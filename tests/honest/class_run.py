"""Classes of honest people, graded by the command that teachers run."""

import csv
import html
import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
import zipfile
from pathlib import Path
from typing import NamedTuple

from .chapters import write_course
from .situation import roster

CHECKOUT = Path(__file__).parents[2]


class Graded(NamedTuple):
    """What came of grading a class."""

    out: Path
    rows: dict  # by (student, assignment): the row of grades.csv
    results: dict  # by (student, assignment): what stands in results/
    page: str  # the text of class.html
    terminal: str
    exit_status: int

    def told(self):
        """Return all that the instructor reads."""
        return f"{self.terminal}\n{self.page}"


def command(*arguments, seconds=900):
    """Run one of the instructors' commands; return what `subprocess.run` does."""
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT), "COLUMNS": "250"}
    environment |= {"PYTHONIOENCODING": "utf-8", "NO_COLOR": "1", "TERM": "dumb"}
    return subprocess.run(
        [sys.executable, "-m", "autograde", *map(str, arguments)],
        cwd=CHECKOUT, env=environment, capture_output=True, text=True, errors="replace",
        encoding="utf-8", timeout=seconds, check=False,
    )  # fmt: skip


def hand_in(place, files, zipped, packed=(2026, 3, 4, 10, 0, 0), empty=()):
    """Write what a class handed in, as a folder or as a zip that was packed at some moment.

    Parameters
    ----------
    place : Path
        Without an ending.
    files : dict of str to bytes, or to a function that makes large ones
        A name ``utf-8::…`` or ``cp437::…`` is written into a zip in that encoding without a mark
        that says which one it is, as macOS and old Windows do.
    zipped : bool
        Whether a zip is written.
    packed : tuple of int
        The time of all of its members.
    empty : tuple of str
        Folders without a file.
    """
    if not zipped:
        for name, content in files.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_bytes(content() if callable(content) else content)
        for name in empty:
            (place / name).mkdir(parents=True, exist_ok=True)
        return place
    path, plain = place.with_suffix(".zip"), {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, content) in enumerate(files.items()):
            info = zipfile.ZipInfo("x", (*packed[:4], number // 30 % 60, number * 2 % 60))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            encoding, mark, rest = name.partition("::")
            info.filename = name
            if mark:
                plain[rest.encode(encoding)] = f"placeholder{number:03}"
                info.filename = f"placeholder{number:03}".ljust(len(rest.encode(encoding)), "_")
            archive.writestr(info, content() if callable(content) else content)
    spelt = path.read_bytes()
    for name, placeholder in plain.items():
        spelt = spelt.replace(placeholder.encode().ljust(len(name), b"_"), name)
    path.write_bytes(spelt)
    return path


def prepare(folder, run):
    """Write everything that a class run needs; return the arguments of the command."""
    course = folder / "course"
    write_course(course, run.rules)
    place = hand_in(folder / "class", run.files(), run.zipped, run.packed, run.empty)
    arguments = ["grade", place, "--out", folder / "out", "--course", course, "--jobs", "2"]
    if run.listed:
        (folder / "roster.csv").write_bytes(roster(run.people()))
        arguments += ["--roster", folder / "roster.csv"]
    if run.worksheet:
        (folder / "worksheet.csv").write_bytes(run.worksheet)
        arguments += ["--worksheet", folder / "worksheet.csv"]
    return [*arguments, *run.options]


def grade(folder, run):
    """Grade a class run and return the `Graded`."""
    ended = command(*prepare(folder, run))
    return graded(folder / "out", ended)


def graded(out, ended):
    """Read all that one command has written."""
    page = out / "class.html"
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    text = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", text)))
    return Graded(
        out, read_rows(out), read_results(out), folded(text), folded(ended.stdout + ended.stderr),
        ended.returncode,
    )  # fmt: skip


def folded(text):
    """Return a text in the one form in which letters with accents are compared."""
    return unicodedata.normalize("NFC", text)


def read_rows(out):
    """Return the rows of grades.csv by (student, assignment); none if there is no such file."""
    if not (out / "grades.csv").is_file():
        return {}
    with (out / "grades.csv").open(newline="", encoding="utf-8") as file:
        return {(row["student"], row["assignment"]): row for row in csv.DictReader(file)}


def read_results(out):
    """Return what stands in results/ by (student, assignment)."""
    found = [json.loads(path.read_text("utf-8")) for path in (out / "results").glob("*/*.json")]
    return {(one["student"], one["assignment"]): one for one in found}


def tables(out):
    """Return every other table that a run wrote: its head and rows, by file name."""
    found = {}
    for path in sorted(out.glob("*.csv")):
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = list(csv.reader(file))
        found[path.name] = (rows[0] if rows else [], rows[1:])
    return found


def remove(folder):
    """Remove a folder that is not needed any more."""
    shutil.rmtree(folder, ignore_errors=True)
