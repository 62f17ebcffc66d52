"""Back into a course folder of nbgrader: feedback for its exchange, marks for its gradebook.

Nothing that somebody else made there is changed or removed; run twice, it changes nothing.
"""

import json
import re
from pathlib import Path
from typing import NamedTuple

from autograde.grading import gradebook_file
from autograde.grading.changes import DEDUCTION, LAST
from autograde.grading.course_gradebook import CourseBook
from autograde.grading.graded_class import Key
from autograde.grading.reports import feedback_path
from autograde.kit.errors import UnusableArgument
from autograde.kit.own_files import OwnFiles, digest_of

STAMP, SECRET = "timestamp.txt", "submission_secret.txt"
# Settings that would say where nbgrader keeps what we hand back.
PLACES = re.compile(
    r"^\s*c\.CourseDirectory\.(db_url|directory_structure|submitted_directory|feedback_directory)\b",
    re.MULTILINE,
)
AGAIN = "if it was collected since, run grade and then this command again"


class Collected(NamedTuple):
    """A notebook below ``submitted/``."""

    path: Path
    student: str  # as nbgrader calls its folder
    assignment: str  # of nbgrader, which may hold several notebooks

    @property
    def folder(self) -> Path:
        return self.path.parent


class HandedBack(NamedTuple):
    """What was done."""

    pages: int  # of feedback that are in place
    marks: int  # submissions whose marks are in the gradebook
    assignments: list[str]  # nbgrader's names of those that feedback is for
    notes: list[str]  # what was left alone, and why


def hand_back(graded: Path, folder: Path, replace: bool = False) -> HandedBack:
    """Hand grades and feedback back to a course folder of nbgrader.

    Parameters
    ----------
    graded : Path
        What `grade` wrote.
    folder : Path
        The course folder, with the ``submitted/`` that was graded.
    replace : bool
        Replace scores that nbgrader's own autograde gave; marks by hand always stay.

    Returns
    -------
    HandedBack

    Raises
    ------
    UnusableArgument
        If one of the folders is not what it should be.
    """
    known, notes = _graded(graded)
    if not (folder / "submitted").is_dir():
        raise UnusableArgument(
            f"{folder} has no folder submitted: give nbgrader's course folder, after "
            "nbgrader collect"
        )
    notes += _elsewhere(folder)
    collected, own, pages, entered = _collected(folder), OwnFiles(folder), [], 0
    marks = gradebook_file.to_read(graded / "gradebook.db")
    with marks as ours, CourseBook(folder, replace) as book:
        for (student, chapter), digest in sorted(known.items()):
            found = _whose(collected.get(digest, []), student, chapter)
            if not found:
                notes.append(f"{student}: no {chapter} in {folder / 'submitted'} is the one that "
                             f"was graded; {AGAIN}")  # fmt: skip
            for one in found:
                page = feedback_path(graded, student, chapter)
                if not _write_page(own, one, page, folder, notes):
                    continue
                pages.append(one)
                graded_one = ours.find_submission(chapter, student)
                is_entered, said = book.enter(one.student, one.assignment, chapter, graded_one)
                notes += said
                entered += is_entered
    own.close()
    return HandedBack(len(pages), entered, sorted({one.assignment for one in pages}), notes)


def _elsewhere(folder: Path) -> list[str]:
    """Say which settings of a course folder are not followed."""
    settings = folder / "nbgrader_config.py"
    text = settings.read_text("utf-8", "replace") if settings.is_file() else ""
    return [
        f"{settings} sets {name}, which is not followed: pages go to {folder / 'feedback'}, marks "
        f"to {folder / 'gradebook.db'}"
        for name in PLACES.findall(text)
    ]


def _graded(graded: Path) -> tuple[dict[Key, str], list[str]]:
    """Return the hash of each notebook that was graded, by (student, chapter), and remarks."""
    try:
        known = json.loads((graded / LAST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise UnusableArgument(
            f"{graded} holds no {LAST}: give the --out folder of a grade that came to its end"
        ) from None
    if not (graded / "gradebook.db").is_file():
        raise UnusableArgument(f"{graded} holds no gradebook.db any more: run grade again")
    found, remarks = {}, []
    for one in known:
        student, chapter = one["student"], one["assignment"]
        followed = [mark for name, mark in one["marks"].items() if name != DEDUCTION]
        if followed and followed[0]["notebook"]:
            found[student, chapter] = followed[0]["notebook"]
        elif any(mark["by_hand"] for mark in followed):
            remarks.append(f"{student}, {chapter}: marks by hand without a hand-in stand in "
                           "grades.csv; nbgrader has no submission to give them to")  # fmt: skip
    return found, remarks


def _collected(folder: Path) -> dict[str, list[Collected]]:
    """Return the notebooks below ``submitted/`` by their hash."""
    found: dict[str, list[Collected]] = {}
    for path in sorted((folder / "submitted").glob("*/*/*.ipynb")):
        if path.is_file() and not path.is_symlink():
            assignment = path.parent
            one = Collected(path, assignment.parent.name, assignment.name)
            found.setdefault(digest_of(path), []).append(one)
    return found


def _whose(same: list[Collected], student: str, chapter: str) -> list[Collected]:
    """Return which of some equal notebooks are meant: a roster may know a student otherwise."""
    own = [one for one in same if one.student == student]
    if not own and len({one.student for one in same}) == 1:
        own = same
    # Somebody may hand in one file under two names.
    return [one for one in own if one.path.stem == chapter] or own


def _write_page(own: OwnFiles, one: Collected, page: Path, folder: Path, notes: list[str]) -> bool:
    """Write a student's page as nbgrader's exchange wants it; return whether it is in place."""
    about = f"{one.student}, {one.assignment}"
    missing = [name for name in (STAMP, SECRET) if not (one.folder / name).is_file()]
    if missing:
        notes.append(f"{about}: its folder in submitted has no {missing[0]}, without which "
                     f"nbgrader finds no reader; hand out {page}")  # fmt: skip
        return False
    target = folder / "feedback" / one.student / one.assignment
    # By the name that the student gave the file, for which fetch_feedback looks. The page last:
    # nbgrader takes whatever page it finds, and stops where its secret is not there.
    files = {target / name: (one.folder / name).read_bytes() for name in (STAMP, SECRET)}
    files[target / f"{one.path.stem}.html"] = page.read_bytes()
    theirs = [path for path, content in files.items() if not _may_write(own, path, content)]
    if theirs:
        notes.append(f"{about}: {theirs[0]} is not of this command and is left alone; move "
                     f"{target} away to get ours")  # fmt: skip
        return False
    for path, content in files.items():
        if not (path.exists() and path.read_bytes() == content):
            own.write(path, content)
    return True


def _may_write(own: OwnFiles, path: Path, content: bytes) -> bool:
    if not path.exists() or path.read_bytes() == content:
        return True
    return own.made(path) and own.unchanged(path)
