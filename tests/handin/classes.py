"""Small classes that hand in notebooks of three chapters, for the tests of this room."""

import json
import tempfile
import zipfile
from pathlib import Path

from autograde.course.deadlines import Rules
from autograde.handin.owners import deal
from autograde.handin.roster import Roster, Student
from autograde.handin.submissions import find
from autograde.handin.which import Chapter

SUPPLY, LEARNING, CHALLENGE = "01_supply_chain", "05_q_learning", "07_challenge"
EXERCISES = {
    SUPPLY: ("position", "serve", "month"),
    LEARNING: ("td_update", "q_learning"),
    CHALLENGE: ("q_learning", "thin_ice"),
}
STUB = 'def {0}(x):\n    raise NotWritten("{0}")'


def _chapter(name):
    cells = [(kind, given) for one in EXERCISES[name] for kind, given in
             (("solution", one), ("test", f"test_{one}"))]  # fmt: skip
    stubs = {one: "".join(STUB.format(one).split()) for one in EXERCISES[name]}
    return Chapter(name, frozenset(cells), {one: one for one in EXERCISES[name]}, stubs)


KNOWN = {name: _chapter(name) for name in EXERCISES}
ADA = Student("ada", "1", "ada.b@uni.example", "401", "Ada Byron")
BO = Student("bo", "1", "bo@uni.example", "402", "Bo Ek")
CY = Student("cy", "Team Blue", "cy@uni.example", "403", "Cy van Twombly")
CLASS = Roster([ADA, BO, CY])


def cell(source, grade_id="", kind="solution"):
    """Return a code cell, as JSON has it."""
    marks = {"grade_id": grade_id, "solution": kind == "solution", "grade": kind == "test"}
    metadata = {"nbgrader": marks} if grade_id else {}
    return {"cell_type": "code", "id": grade_id or "own", "source": source, "metadata": metadata,
            "outputs": [], "execution_count": None}  # fmt: skip


def notebook(name=LEARNING, answered=2, marked=True, body="return 1", outputs=()):
    """Return a notebook of a chapter as text, in which some exercises are answered."""
    cells = []
    for number, one in enumerate(EXERCISES[name]):
        text = f"def {one}(x):\n    {body}" if number < answered else STUB.format(one)
        cells.append(cell(text, one if marked else ""))
        cells.append(cell("check_that(True)", f"test_{one}" if marked else "", "test"))
    cells[0]["outputs"] = list(outputs)
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def scratch():
    """Return a notebook that has nothing to do with the course."""
    return json.dumps({"cells": [cell("1 + 1")], "metadata": {}, "nbformat": 4})


def zipped(path, members, when=(2026, 3, 4, 10, 0, 0)):
    """Write a zip; a member's name may be a `ZipInfo`."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name, when)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return path


def written(folder, members):
    """Write files into a folder."""
    for name, content in members.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def collected(members, roster=CLASS, folder=False, **options):
    """Return the `Collection` of files given as name: content."""
    options = {"known": KNOWN, "roster": roster} | options
    with tempfile.TemporaryDirectory() as given:
        place = Path(given) / "class"
        (Path(given) / "scratch").mkdir()
        place = written(place, members) if folder else zipped(place.with_suffix(".zip"), members)
        return find(place, Path(given) / "scratch", **options)


def dealt(members, roster=CLASS, rules=None, **options):
    """Return the submission that counts by (student, assignment)."""
    with tempfile.TemporaryDirectory() as given:
        (Path(given) / "scratch").mkdir()
        place = zipped(Path(given) / "class.zip", members)
        options = {"known": KNOWN, "roster": roster} | options
        found = find(place, Path(given) / "scratch", **options)
        return deal(found.submissions, roster, rules or Rules())


def whose(members, roster=CLASS, **options):
    """Return whose what is: a set of (student, assignment)."""
    return set(dealt(members, roster, **options))
