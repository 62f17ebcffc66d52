"""Identity: names, folders and numbers with which a hand-in is to count as a classmate's.

Each is a small class: what the victim handed in, and what the attacker, Cy, laid beside or named
like it. It succeeds where the victim's row holds anything but the victim's own work.
"""

import json
import re
import tempfile
import unicodedata
import warnings
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import PurePosixPath
from typing import NamedTuple

from autograde.handin.owners import deal
from autograde.handin.roster import Roster, Student
from autograde.handin.submissions import find
from autograde.handin.which import describe
from autograde.handin.whose import Whose
from autograde.kit.text import for_file_name

from .attack import ASSIGNMENT, NAME, RIGHT, WRONG, written
from .trial import Outcome, Trial

ADA = Student("ada", "", "ada@uni.example", "401", "Ada Byron")
BO = Student("bo", "", "bo@uni.example", "402", "Bo van Ek")
CY = Student("cy", "", "cy@uni.example", "403", "Cy Young")
ROSTER = Roster([ADA, BO, CY])
FILE, GOOD, JUNK = f"{NAME}.ipynb", json.dumps(written(RIGHT)), json.dumps(written(WRONG))
LATER = "2099-01-01 00:00:00 UTC"


class Class(NamedTuple):
    """What is handed in, in the order in which it lies there."""

    files: dict  # name: content; that of a zip is a dict as well
    naive: Callable  # (parts, content) → who the owner is to a grader that looks at one thing
    packed: bool = False  # it is one zip
    again: tuple = ()  # names that occur once more in it, with junk


def above(parts):
    """The folder around the file, or a zip, is the student."""
    return parts[-2].removesuffix(".zip") if len(parts) > 1 else ""


def by_email(parts):
    return next((one.student for one in ROSTER.students.values() if one.email in parts), "")


OWNERS = {one.lms_id: one.student for one in ROSTER.students.values()}


def numbers(parts):
    """The students whose numbers a name holds, as digits are read."""
    found = [str(int(number)) for number in re.findall(r"\d+", "/".join(parts))]
    return [OWNERS[number] for number in found if number in OWNERS] or [""]


def by_first_number(parts):
    return numbers(parts)[0]


def by_number(parts):
    return numbers(parts)[-1]


def by_looks(parts):
    """The name before the number, without what is no plain letter."""
    name = parts[0].partition("_")[0].translate(str.maketrans("\u0412\u043e\u0435", "Boe"))
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if c.isascii() and c.isalpha())
    names = {one.name.replace(" ", "").lower(): one.student for one in ROSTER.students.values()}
    return names.get(plain.lower(), "")


def by_path(parts):
    """The folder in which the file lies once it is unpacked."""
    found = []
    for part in "/".join(parts).replace("\\", "/").replace(".zip/", "/").split("/"):
        found = found[:-1] if part == ".." else [*found, part]
    return found[-2] if len(found) > 1 else ""


def anywhere(parts):
    """Whoever is named as a platform names them, at any depth."""
    match = re.search(r"(?s:.*)(?:\b|_)(401|402|403)_", "/".join(parts))
    return OWNERS[match[1]] if match else above(parts)


def folders(naive, **cys):
    """Return a class of folders with Bo's own work, then what lies in Cy's."""
    files = {f"bo/{FILE}": GOOD, "bo/timestamp.txt": "2026-01-01 00:00:00 UTC"}
    return Class({**files, **{f"cy/{name}": content for name, content in cys.items()}}, naive)


def moodle(naive, *names):
    """Return Moodle's zip with Bo's own folder, and others with junk."""
    own = {f"Bo van Ek_402_assignsubmission_file/{FILE}": GOOD,
           f"Ada Byron_401_assignsubmission_file/{FILE}": GOOD}  # fmt: skip
    others = {f"{name}_assignsubmission_file/{FILE}": JUNK for name in names}
    return Class({**own, **others}, naive, packed=True)


def canvas(naive, *names):
    """Return Canvas's zip with Bo's own file, and others with junk."""
    own = {f"ekbovan_402_9001_{FILE}": GOOD, f"byronada_401_9000_{FILE}": GOOD}
    return Class({**own, **dict.fromkeys(names, JUNK)}, naive, packed=True)


STAMPED = {"timestamp.txt": LATER}
CLASSES = {
    "a classmate's folder in one's own": folders(
        above, **{f"{NAME}/bo/{FILE}": JUNK, f"{NAME}/bo/timestamp.txt": LATER, **STAMPED}),
    "a classmate's folder on top of one's own": folders(above, **{f"bo/{FILE}": JUNK}),
    "a zip named like a classmate": folders(above, **{"bo.zip": {FILE: JUNK}}),
    "a classmate's folder in a zip": folders(above, **{"all.zip": {f"bo/{FILE}": JUNK}}),
    "a classmate's address as a folder": folders(by_email, **{f"bo@uni.example/{FILE}": JUNK}),
    "a classmate's number as a folder": folders(by_number, **{f"402/{FILE}": JUNK}),
    "a platform's folder in one's own": folders(
        anywhere, **{f"Bo van Ek_402_assignsubmission_file/{FILE}": JUNK}),
    "a platform's file in one's own": folders(anywhere, **{f"ekbovan_402_9009_{FILE}": JUNK}),
    "a way out of one's zip": folders(by_path, **{"all.zip": {f"../bo/{FILE}": JUNK}}),
    "a way out with the separator of windows": folders(
        by_path, **{"all.zip": {f"..\\bo\\{FILE}": JUNK}}),
    "a way out of the class's zip": Class(
        {f"bo/{FILE}": GOOD, f"cy/../bo/{FILE}": JUNK}, by_path, packed=True),
    "a classmate's folder deeper in one's own": folders(above, **{f"{NAME}/x/bo/{FILE}": JUNK}),
    "a member of a name that is there already": Class(
        {f"bo/{FILE}": GOOD, f"cy/{FILE}": GOOD}, above, packed=True, again=(f"bo/{FILE}",)),
    "a platform's member of a name that is there already": moodle(by_number)._replace(
        again=(f"Bo van Ek_402_assignsubmission_file/{FILE}",)),
    "two blanks in a name": moodle(by_looks, "bo  van  ek_999"),
    "letters of no width": moodle(by_looks, "Bo\u200b van Ek_998"),
    "letters of another alphabet": moodle(by_looks, "\u0412\u043e van Ek_997"),
    "accents in a name": moodle(by_looks, "B\u00f6 van Ek_996"),
    "a mark that turns the direction": moodle(by_looks, "\u202eBo van Ek_995"),
    "letters of full width": moodle(by_looks, "\uff22\uff4f van Ek_994"),
    "one's name with a classmate's number": moodle(by_number, "Cy Young_402"),
    "a classmate's number with zeros": moodle(by_number, "Cy Young_0402"),
    "a classmate's number in one's name": moodle(by_first_number, "Cy Young 402_403"),
    "a classmate's number on canvas": canvas(by_number, f"youngcy_402_9002_{FILE}"),
    "a classmate in the name of a file": canvas(anywhere, f"youngcy_403_9003_bo_402_1_{FILE}"),
    "a resubmission in a classmate's name": canvas(
        by_number, f"youngcy_402_9004_{NAME}-7.ipynb"),
}  # fmt: skip


def write(folder, handed_in):
    """Write a class, as a folder or as a zip; return its place."""
    if handed_in.packed:
        place = folder / "class.zip"
        again = [(name, JUNK) for name in handed_in.again]
        place.write_bytes(_zip([*handed_in.files.items(), *again]))
        return place
    for name, content in handed_in.files.items():
        path = folder / "class" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        zipped = isinstance(content, dict)
        path.write_bytes(_zip(content.items()) if zipped else content.encode())
    return folder / "class"


def _zip(files):
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w") as archive, warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # of names that occur twice
            for name, content in files:
                archive.writestr(name, content)
        file.seek(0)
        return file.read()


def attempt(handed_in, folder):
    """Return who lost or gained by names alone."""
    place, scratch = write(folder, handed_in), folder / "scratch"
    scratch.mkdir()
    found = find(place, scratch, known={NAME: describe(ASSIGNMENT)}, roster=ROSTER)
    rows = deal(found.submissions, ROSTER)
    expected = [name for name in ("ada", "bo") if any(_is_of(name, f) for f in handed_in.files)]
    for student in expected:
        row = rows.get((student, NAME))
        held = [one.path.read_text() for one in (row, *row.rivals) if one.path] if row else []
        # What lies under one's own name twice is examined twice, and the higher mark counts.
        own = [GOOD, JUNK] if handed_in.again and student == "bo" else [GOOD]
        if sorted(held) != sorted(own):
            return Outcome(harmed=f"{student} has {row}")
    cys = rows.get(("cy", NAME))
    gained = cys and cys.path and cys.path.read_text() == GOOD
    return Outcome(forged=bool(gained) and f"cy/{FILE}" not in handed_in.files)


def _is_of(student, name):
    own = {"ada": ("ada/", "Ada Byron_401", "byronada_401"),
           "bo": ("bo/", "Bo van Ek_402", "ekbovan_402")}  # fmt: skip
    return name.startswith(own[student])


def control(handed_in, folder):
    """Whether a grader that looks at one thing, and takes what comes last, gives Bo the junk."""
    rows = {}
    for name, content in handed_in.files.items():
        inner = content if isinstance(content, dict) else {"": content}
        for rest, held in inner.items():
            parts = PurePosixPath(name, rest).parts if rest else PurePosixPath(name).parts
            if parts[-1].endswith(".ipynb"):
                rows[handed_in.naive(parts)] = held
    rows |= {handed_in.naive(PurePosixPath(name).parts): JUNK for name in handed_in.again}
    return rows.get("bo") == JUNK


# Of two students, the one whose page or results would lie where the other's do.
FILE_NAMES = {
    "the escaped form of a classmate's name": ("a/b", for_file_name("a/b")),
    "a name that is replaced to a classmate's": ("a_b", "a/b"),
    "two names that are replaced to one": ("a/b", "a:b"),
    "dots and blanks at the end": ("bo", "bo. ."),
    "a long name with a classmate's beginning": ("n" * 80, "n" * 81),
    "a way to a classmate's folder": ("bo", "../feedback/bo"),
    "a device of windows": ("con_", "con"),
}


def share_a_file(pair, folder):
    """Return whether two students' files would be one."""
    first, second = map(for_file_name, pair)
    return Outcome(harmed=f"{pair[0]}: {first}" if first.casefold() == second.casefold() else "")


def escaped_plainly(pair, folder):
    """Whether plain ways to make file names give two students one file, or lead elsewhere."""
    ways = (
        lambda name: re.sub(r"[^\w .~-]", "_", name).rstrip("_. "),
        lambda name: re.sub(r"[^\w .~-]", "_", name)[:80],
        lambda name: PurePosixPath(name).name,
        lambda name: name.rstrip("_"),
        lambda name: name if re.fullmatch(r"[\w~]+", name) else for_file_name(name),
    )
    return any(way(pair[0]) == way(pair[1]) for way in ways)


# Of a class without a roster: what Moodle calls people, and their numbers.
ALIKE = {
    "a name that looks like another's with its number":
        (("Bob", 77), ("Bob", 78), ("Bob 77", 79)),
    "a name with another's number in digits of full width":
        (("Bob", 77), ("Bob", 78), ("Bob \uff17\uff17", 79)),
    "blanks that nobody sees in a name": (("Carl", 87), ("Carl\u3000", 80), ("Carl\u200b", 81)),
    "a hyphen that nobody sees in a name": (("Carl", 87), ("Ca\u00adrl", 80)),
    "an unseen blank before another's number":
        (("Bob", 77), ("bob", 78), ("Bob\u200b\u00a077", 79)),
}  # fmt: skip


def by_eye(name):
    """A name as it is read: nobody sees what has no width, or which blank it is."""
    seen = "".join(
        c for c in unicodedata.normalize("NFKC", name) if unicodedata.category(c) != "Cf"
    )
    return " ".join(seen.casefold().split())


def look_alike(given, folder):
    """Return whether two people's rows cannot be told apart, or are one."""
    paths = [(f"{name}_{number}_assignsubmission_file", FILE) for name, number in given]
    look = Whose(paths, assignments=(NAME,))
    rows = [look.owner(parts).label for parts in paths]
    return Outcome(harmed="" if len({*map(by_eye, rows)}) == len(given) else ", ".join(rows))


def alike_plainly(given, folder):
    """Whether a number behind names that are the same, and only there, leaves two alike."""
    names = [name for name, _ in given]
    rows = [f"{name} {number}" if names.count(name) > 1 else name for name, number in given]
    return len({*map(by_eye, rows)}) < len(given)


TRIALS = [
    Trial(name, "identity", partial(attempt, one), partial(control, one))
    for name, one in CLASSES.items()
]
TRIALS += [
    Trial(name, "identity", partial(share_a_file, pair), partial(escaped_plainly, pair))
    for name, pair in FILE_NAMES.items()
]
TRIALS += [
    Trial(name, "identity", partial(look_alike, given), partial(alike_plainly, given))
    for name, given in ALIKE.items()
]
