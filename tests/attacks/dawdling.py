"""Dawdling: files within all sizes that take long to read, so that a class run never ends."""

import json
import struct
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from unittest.mock import patch

from autograde.course.assignment import Cell
from autograde.handin import reader, written
from autograde.handin.reader import Reader
from autograde.handin.submissions import find
from autograde.handin.which import describe
from autograde.training import entries

from .attack import ASSIGNMENT, NAME
from .damaged import GOOD, HONEST, packed, write
from .trial import Outcome, Trial

FILE = f"{NAME}.ipynb"
ALGORITHM = b"def q_learning(env, **budget):\n    return 1\n"
LIMITS = (reader.MEMORY, 1, 2)  # of a Reader: bytes, seconds for a file, for a student


def notebook(*sources):
    cells = [{"cell_type": "code", "source": source, "metadata": {}} for source in sources]
    return json.dumps({"nbformat": 4, "cells": cells}).encode()


def braces():
    """Cells that keep Python's own parser busy for minutes."""
    return notebook(*['f"' + "{a}" * 60_000 + '"'] * 40)


def names():
    """Cells in which the parser finds a million names."""
    return notebook(*["a;" * 99_000] * 60)


NOTEBOOKS = {"texts with many fields": braces, "a million names": names}


def challenge(make, public, folder):
    """Return who waits for a challenge notebook, or pays for it, beside its author."""
    place = write(folder, {"class/ada/07_challenge.py": ALGORITHM,
                           "class/eve/07_challenge.ipynb": make()})  # fmt: skip
    with tempfile.TemporaryDirectory() as scratch, limited():
        if public:
            path = place / "eve" / "07_challenge.ipynb"
            hers, others = entries.from_file(path, "eve"), []
        else:
            *others, hers = entries.find(place, Path(scratch))
    lost = [one.name for one in others if one.source != ALGORITHM]
    return Outcome(harmed=", ".join(lost if hers.fault else [*lost, "eve, without a reason"]))


def parses(make, folder):
    """Whether a plain program does not come to its end with it in two seconds."""
    path = folder / "a.ipynb"
    path.write_bytes(make())
    return not ends(
        "import ast, json\nfor cell in json.load(open(path))['cells']: ast.parse(cell['source'])",
        path,
    )


def ends(program, path, seconds=2, memory=3_000_000_000):
    """Whether a program that reads a path comes to its end within limits."""
    limits = f"import resource, sys\nresource.setrlimit(resource.RLIMIT_CPU, ({seconds},) * 2)\n"
    limits += f"resource.setrlimit(resource.RLIMIT_AS, ({memory},) * 2)\npath = sys.argv[1]\n"
    command = [sys.executable, "-c", limits + program, path]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def limited(in_sum=LIMITS[2]):
    return patch.object(Reader.__init__, "__defaults__", (*LIMITS[:2], in_sum))


# A file above the size up to which outputs stay, with more brackets than can be walked through.
BRACKETS = b'{"cells": [' + b"[[]]," * 5_000_000 + b"[]]}"
MANY = 6


def many(zipped):
    files = {f"{n}.ipynb": BRACKETS for n in range(MANY)}
    eves = {"a.zip": packed(files.items())} if zipped else files
    own = {f"class/{who}/{FILE}": GOOD for who in HONEST}
    return own | {f"class/eve/{name}": content for name, content in eves.items()}


def n_programs(place, in_sum):
    """Return what is found, and how many programs were ended by what they read."""
    begun = []
    begin = Reader._begin

    def counted(self):
        begun.append(self)
        begin(self)

    with (
        tempfile.TemporaryDirectory() as scratch,
        limited(in_sum),
        patch.object(Reader, "_begin", counted),
    ):
        found = find(place, Path(scratch), known={NAME: describe(ASSIGNMENT)})
        held = {one.student: bool(one.path and one.answers) for one in found.submissions}
    reasons = [one.fault for one in found.submissions if one.student == "eve"]
    reasons += [one.why for one in found.others if "eve" in one.students]
    return held, reasons, len(begun)


def all_wait(zipped, folder):
    """Return whether a class waits for each of one student's files."""
    held, reasons, n_begun = n_programs(write(folder, many(zipped)), LIMITS[2])
    lost = [who for who in HONEST if not held.get(who)]
    lost += ["eve, without reasons"] * (sum(map(bool, reasons)) < MANY)
    return Outcome(harmed=", ".join(lost + ["everybody"] * (n_begun > 3)))


def waits_without_a_sum(zipped, folder):
    """Whether without time in sum each file is waited for."""
    return n_programs(write(folder, many(zipped)), 1e9)[2] >= MANY


def long_list():
    """Return a zip whose list of members is longer than any: a million times the same one."""
    made = packed([(FILE, GOOD)])
    start = made.index(b"PK\x01\x02")
    entry = made[start : made.rindex(b"PK\x05\x06")]
    number = 1_000_000
    end = struct.pack(
        "<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(entry) * number, start, 0
    )
    return made[:start] + entry * number + end


def lists(folder):
    """Return who pays for a zip with a long list beside a notebook."""
    own = {f"class/{who}/{FILE}": GOOD for who in HONEST}
    place = write(folder, own | {"class/eve/a.zip": long_list()})
    with tempfile.TemporaryDirectory() as scratch:
        found = find(place, Path(scratch))
    lost = {*HONEST} - {one.student for one in found.submissions if one.path}
    said = [one for one in found.others if "eve" in one.students and "longer" in one.why]
    return Outcome(harmed=", ".join(sorted(lost) if said else [*sorted(lost), "eve, or everybody"]))


def lists_plainly(folder):
    """Whether who only opens the zip needs half a gigabyte."""
    path = folder / "a.zip"
    path.write_bytes(long_list())
    return not ends("import zipfile; zipfile.ZipFile(path)", path, 60, 500_000_000)


def copies(number):
    """Return cells with a written answer that differ in a word each."""
    marks = {"nbgrader": {"grade_id": "why", "solution": True, "grade": True}}
    return [{"source": f"because {n}", "metadata": marks} for n in range(number)]


def looks(number):
    """Return how often texts are looked at to read copies of a written answer."""
    task = Cell("written", "why", "", "why", 1.0, False, "", 1.0, [])
    with patch.object(written, "_bare", wraps=written._bare) as bare:
        written.texts(copies(number), [task])
    return bare.call_count


def compare(folder):
    """Return whether twice as many copies are four times the work."""
    return Outcome(harmed="everybody" if looks(400) > 3 * looks(200) else "")


def compare_plainly(folder):
    """Whether each copy beside all before is."""

    def plainly(number):
        found, n_looks = [], 0
        for cell in copies(number):
            n_looks += 1 + len(found)
            found += [] if cell["source"] in found else [cell["source"]]
        return n_looks

    return plainly(400) > 3 * plainly(200)


TRIALS = [
    Trial(f"{name} in a challenge{' for the public track' if public else ''}", "dawdling",
          partial(challenge, make, public), partial(parses, make))
    for name, make in NOTEBOOKS.items() for public in (False, True)
]  # fmt: skip
TRIALS += [
    Trial(f"many files that take long{' in a zip' if zipped else ''}", "dawdling",
          partial(all_wait, zipped), partial(waits_without_a_sum, zipped))
    for zipped in (False, True)
]  # fmt: skip
TRIALS += [
    Trial("a list of members without end", "dawdling", lists, lists_plainly),
    Trial("copies of a written answer", "dawdling", compare, compare_plainly),
]
