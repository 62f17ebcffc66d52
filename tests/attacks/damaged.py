"""Damaged: one student's file cannot be unpacked, read or held, and the class is to pay for it."""

import io
import os
import struct
import subprocess
import sys
import tempfile
import zipfile
from functools import partial
from pathlib import Path

from autograde.grading.grade import grade
from autograde.handin.submissions import find

from .attack import COURSE, NAME
from .malformed import PLAIN
from .trial import Outcome, Trial

FILE, GOOD = f"{NAME}.ipynb", PLAIN.encode()
MEMBER = f"eve/{FILE}"
LOCAL, CENTRAL = b"PK\x03\x04", b"PK\x01\x02"
HONEST = ("amal", "zoe")


def packed(files, method=zipfile.ZIP_DEFLATED):
    """Return the bytes of a zip."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return made.getvalue()


def class_zip(change, method=zipfile.ZIP_DEFLATED, content=GOOD):
    """Return a class's zip in which the bytes of one student's member were changed."""
    files = [(f"amal/{FILE}", GOOD), (f"zoe/{FILE}", GOOD)]
    made = io.BytesIO(packed(files))
    with zipfile.ZipFile(made, "a", method) as archive:
        archive.writestr(MEMBER, content)
    found = bytearray(made.getvalue())
    local = found.index(LOCAL, found.index(MEMBER.encode()) - 30)
    central = found.rindex(CENTRAL)
    change(found, local, central)
    return {"class.zip": bytes(found)}


def in_the_data(found, local, central):
    place = local + 30 + len(MEMBER) + 40
    found[place : place + 60] = b"\xff" * 60


def claims(offset, layout, value):
    """Return a change of one field of a member, in both places where it stands."""

    def change(found, local, central):
        for place in (local + offset, central + offset + 2):
            struct.pack_into(layout, found, place, value)

    return change


def beside(name, content):
    """Return a class of folders in which one student has another file."""
    return {**{f"class/{who}/{FILE}": GOOD for who in HONEST}, f"class/eve/{name}": content}


def swollen():
    """Return a zip of a few hundred bytes that bzip2 unpacks to 250 MB, whatever it claims."""
    made = bytearray(packed([(FILE, b" " * 250_000_000)], zipfile.ZIP_BZIP2))
    for place in (made.index(LOCAL) + 22, made.rindex(CENTRAL) + 24):
        struct.pack_into("<I", made, place, 9_000)
    return bytes(made)


def table(size):
    return os.urandom(1000).hex().encode() * (size // 2000)


# What is handed in: made when it is tried, since some of it is large.
CLASSES = {
    "a damaged member": lambda: class_zip(in_the_data),
    "a damaged member of bzip2": lambda: class_zip(in_the_data, zipfile.ZIP_BZIP2),
    "a damaged member of lzma": lambda: class_zip(in_the_data, zipfile.ZIP_LZMA),
    "a member of a form that nobody knows": lambda: class_zip(claims(8, "<H", 98)),
    "a member that claims lzma": lambda: class_zip(claims(8, "<H", 14)),
    "a member that claims to be encrypted": lambda: class_zip(claims(6, "<H", 1)),
    "a member that claims to be longer": lambda: class_zip(claims(18, "<I", 2**31)),
    "half a zip": lambda: beside("a.zip", packed([(FILE, GOOD)])[:-200]),
    "a zip of a zip that is none": lambda: beside("a.zip", packed([("b.zip", b"PK")])),
    "a zip that swells": lambda: beside("a.zip", swollen()),
    "a notebook of empty lists": lambda: beside(FILE, b"[" + b"[]," * 4_000_000 + b"0]"),
}
SUMS = {
    "a zip with 42 MB of tables": (beside, 42_000_000),
    "tables beside the notebook": (None, 42_000_000),
}
MODES = {
    "a file that may not be read": (FILE, 0o000),
    "a folder that may not be looked into": ("", 0o000),
    "a folder that may only be listed": ("", 0o444),
}


def write(folder, files):
    """Write a class; return its place."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder / next(iter(files)).partition("/")[0]


def graded(place, folder):
    """Return the outcome of grading a class in which only Eve's work is at fault."""
    try:
        rows = {row["student"]: row for row in grade(COURSE, place, folder / "out", jobs=2)}
    except Exception as error:
        return Outcome(harmed=f"everybody: {type(error).__name__}: {error}")
    lost = [who for who in HONEST if rows.get(who, {}).get("score") != 5 or rows[who]["reason"]]
    hers = rows.get("eve", {"score": 0, "reason": ""})
    silent = [] if hers["reason"] or hers["score"] == 5 else ["eve, without a reason"]
    return Outcome(harmed=", ".join([*lost, *silent]))


def attempt(make, folder):
    return graded(write(folder, make()), folder)


def control(make, folder):
    """Whether a plain program with 300 MB of memory stops, and with it the class."""
    place = write(folder, make())
    program = f"""
import json, resource, sys, zipfile
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, ({300 * 10**6}, {300 * 10**6}))
place = Path(sys.argv[1])
for path in [place] if place.is_file() else sorted(place.rglob("*.*")):
    if path.suffix == ".ipynb":
        json.loads(path.read_text())
        continue
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            with archive.open(name) as member:
                held = member.read()
            if name.endswith(".zip"):
                zipfile.ZipFile(name)
"""
    command = [sys.executable, "-c", program, place]
    return subprocess.run(command, capture_output=True, check=False).returncode != 0


def with_tables(zipped, size):
    tables = [("data.csv", table(size)), (FILE, GOOD)]
    if zipped:
        return beside("a.zip", packed(tables))
    return {**beside(FILE, GOOD), "class/eve/data.csv": table(size)}


def share_room(zipped, size, folder):
    """Return who pays for what nobody reads: not even its owner."""
    place = write(folder, with_tables(zipped, size))
    rows = {row["student"]: row for row in grade(COURSE, place, folder / "out", jobs=2)}
    return Outcome(harmed=", ".join(who for who, row in rows.items() if row["score"] != 5))


def one_sum(zipped, size, folder):
    """Whether room for the whole class, 20 MB for each, is used up by one student's tables."""
    place, left = write(folder, with_tables(zipped, size)), 3 * 10_000_000
    for path in sorted(place.rglob("*.*"), key=lambda path: path.parent.name != "eve"):
        held = [info.file_size for info in zipfile.ZipFile(path).infolist()] if (
            path.suffix == ".zip") else [path.stat().st_size]  # fmt: skip
        left -= sum(held)
    return left < 0


def as_nobody(look, place):
    """Return whether something raises, or what it says, for a user for whom modes hold."""
    if os.geteuid() == 0:
        for path in [place, *place.rglob("*")]:
            os.chown(path, 65534, 65534)
    reading, writing = os.pipe()
    if not (child := os.fork()):
        said = "the child ended early"
        try:
            if os.geteuid() == 0:
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)
            said = look(place)
        except BaseException as error:
            said = f"everybody: {type(error).__name__}: {error}"
        finally:
            os.write(writing, said.encode())
            os._exit(0)
    os.close(writing)
    with open(reading, "rb") as said:
        text = said.read().decode()
    os.waitpid(child, 0)
    return text


def forbidden(look, where, mode):
    """Look at a class in which one student's file or folder has a mode."""
    with tempfile.TemporaryDirectory() as folder:  # pytest's own ones let nobody else in
        Path(folder).chmod(0o755)
        place = write(Path(folder), beside(FILE, GOOD))
        place.chmod(0o755)
        closed = place / "eve" / where

        def closed_look(place):
            closed.chmod(mode)
            return look(place)

        try:
            return as_nobody(closed_look, place)
        finally:
            closed.chmod(0o755)


def try_to_read(where, mode, folder):
    def look(place):
        with tempfile.TemporaryDirectory() as scratch:
            found = find(place, Path(scratch))
        held = {one.student: one for one in found.submissions}
        faults = [one.fault for one in found.submissions if one.student == "eve"]
        faults += [other.why for other in found.others if "eve" in other.students]
        lost = [who for who in HONEST if not held[who].path or held[who].fault]
        return ", ".join(lost if any(faults) else [*lost, "eve, without a reason"])

    return Outcome(harmed=forbidden(look, where, mode))


def plainly(where, mode, folder):
    def look(place):
        for who in os.listdir(place):
            for name in os.listdir(place / who):
                (place / who / name).read_bytes()
        return ""

    return "PermissionError" in forbidden(look, where, mode)


TRIALS = [
    Trial(name, "damaged", partial(attempt, make), partial(control, make))
    for name, make in CLASSES.items()
]
TRIALS += [
    Trial(name, "damaged", partial(share_room, bool(zipped), size),
          partial(one_sum, bool(zipped), size))
    for name, (zipped, size) in SUMS.items()
]  # fmt: skip
TRIALS += [
    Trial(name, "damaged", partial(try_to_read, *given), partial(plainly, *given))
    for name, given in MODES.items()
]
