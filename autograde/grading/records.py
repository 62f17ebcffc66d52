"""A record of points that can be printed: what somebody earned, signed so that a change shows.

The signature is made with a key that lies beside the grades and nowhere else (HMAC with SHA-256).
Whoever has the key, that is whoever graded, can say of a record whether it is theirs and whole. A
record of one's own grades proves nothing to others: who learns alone holds the key as well.
"""

import csv
import hmac
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from html import unescape
from pathlib import Path
from typing import Any

from autograde.course.version import version
from autograde.kit.errors import CourseError
from autograde.kit.files import write_whole
from autograde.kit.pages import templates_of
from autograde.kit.text import for_file_name

TABLE, KEY, FOLDER = "grades.csv", "record_key.txt", "records"
TOLD = ("assignment", "score", "max_score", "status", "deduction", "pending")
TEMPLATES = templates_of("autograde.grading")
HELD = re.compile(r'<main data-record="([^"]*)" data-signature="([^"]*)">')
DIGITS = 40  # of a signature in hex: 160 bits


def write(graded: Path, students: Sequence[str] = ()) -> list[Path]:
    """Write the records of a class, or of some students of it.

    Parameters
    ----------
    graded : Path
        What `grade` wrote.
    students : sequence of str
        Whose; everybody's if empty.

    Returns
    -------
    list of Path
        The pages, one for each student.

    Raises
    ------
    CourseError
        If nothing was graded there, or a student is not in the table.
    """
    rows = _rows(graded)
    if unknown := sorted({*students} - {*rows}):
        raise CourseError(f"{graded / TABLE} has no student {', '.join(unknown)}")
    key = _key(graded, make=True)
    pages = []
    for student in students or rows:
        record: dict[str, Any] = {"student": student, "course": f"Learning to Order {version()}"}
        record["points"] = rows[student]
        path = graded / FOLDER / f"{for_file_name(student)}.html"
        write_whole(path, page(record, _signature(record, key)))
        pages.append(path)
    return pages


def page(record: Mapping[str, Any], signature: str) -> str:
    """Return a record as a page to print."""
    points = record["points"]
    return TEMPLATES.get_template("record.html").render(
        record=record,
        held=_plain(record),
        signature=signature,
        groups=[signature[start : start + 8] for start in range(0, len(signature), 8)],
        earned=sum(float(row["score"] or 0) for row in points),
        most=sum(float(row["max_score"] or 0) for row in points),
    )


def is_record(path: Path) -> bool:
    """Return whether a file is one of these pages."""
    try:
        return HELD.search(path.read_text(encoding="utf-8")) is not None
    except (OSError, UnicodeDecodeError):
        return False


def verify(path: Path, graded: Path) -> dict[str, Any]:
    """Return the record that a page holds.

    Parameters
    ----------
    path : Path
        The page.
    graded : Path
        The folder with the key that it was signed with.

    Raises
    ------
    CourseError
        If page, record and signature do not belong together.
    """
    text = path.read_text(encoding="utf-8")
    found = HELD.search(text)
    if found is None:
        raise CourseError(f"{path} is no record of points")
    held, signature = map(unescape, found.groups())
    try:
        record = json.loads(held)
        right = _signature(record, _key(graded))
        printed = page(record, signature)
    except (KeyError, TypeError, ValueError):
        raise CourseError(f"{path} holds no record that could have been signed") from None
    if not hmac.compare_digest(right, signature):
        raise CourseError(f"{path} was changed, or signed with another key than that of {graded}")
    if printed != text:
        raise CourseError(f"{path} shows something else than what was signed")
    return record


def _rows(graded: Path) -> dict[str, list[dict[str, str]]]:
    """Return what each student earned, {student: list of dict}."""
    try:
        with (graded / TABLE).open(encoding="utf-8", newline="") as table:
            rows = list(csv.DictReader(table))
    except OSError:
        raise CourseError(f"{graded} holds no {TABLE}: grade first") from None
    receipts = _receipts(graded)
    found: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        about = {name: row.get(name, "") for name in TOLD}
        about["receipt"] = receipts.get((row["student"], row["assignment"]), "")
        found.setdefault(row["student"], []).append(about)
    return found


def _receipts(graded: Path) -> dict[tuple[str, str], str]:
    found = {}
    for path in sorted((graded / "results").glob("*/*.json")):
        try:
            result = json.loads(path.read_text(encoding="utf-8"))
            found[result["student"], result["assignment"]] = result.get("receipt", "")
        except (OSError, ValueError, KeyError, TypeError):
            continue  # `grade` makes a damaged result anew
    return found


def _key(graded: Path, make: bool = False) -> bytes:
    path = graded / KEY
    if not path.exists() and make:
        write_whole(path, secrets.token_hex(32) + "\n", private=True)
    try:
        return bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        raise CourseError(
            f"{path} is no key: the folder with which the record was made has it"
        ) from None


def _plain(record: Mapping[str, Any]) -> str:
    return json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _signature(record: Mapping[str, Any], key: bytes) -> str:
    return hmac.new(key, _plain(record).encode(), "sha256").hexdigest()[:DIGITS]
