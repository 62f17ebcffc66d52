"""Hiding: a name that takes a hand-in out of the collection, so that nobody misses it."""

import tempfile
from functools import partial
from pathlib import Path

from autograde.handin.submissions import find

from .attack import NAME
from .damaged import GOOD, HONEST, write
from .trial import Outcome, Trial

LIST, FILE = "autograde_files.sha256", f"{NAME}.ipynb"
# What Eve hands in, or somebody lays into her folder: name, content.
HIDDEN = {
    "a list of own files beside a notebook": {FILE: GOOD, LIST: b""},
    "a list of own files that names the notebook": {
        FILE: GOOD, LIST: f"{'0' * 64}  {FILE}\n".encode()},
    "a list of own files in a folder of one's own": {
        f"results/{FILE}": GOOD, f"results/{LIST}": b""},
    "a list of own files above a folder like grade's": {f"results/{FILE}": GOOD, LIST: b""},
    "a list of own files beside a folder like grade's": {
        f"mine/autograded/{FILE}": GOOD, f"mine/{LIST}": b""},
    "a name of what editors leave": {f"~${FILE}": GOOD},
    "a name that the system does not list": {f".{FILE}": GOOD},
    "a folder that the system does not list": {f".mine/{FILE}": GOOD},
}  # fmt: skip


def class_of(files, folder):
    own = {f"class/{who}/{FILE}": GOOD for who in HONEST}
    return write(folder, own | {f"class/eve/{name}": content for name, content in files.items()})


def attempt(files, folder):
    """Return whose hand-in vanished without a word."""
    place = class_of(files, folder)
    with tempfile.TemporaryDirectory() as scratch:
        found = find(place, Path(scratch))
    said = {one.student for one in found.submissions if one.path}
    said |= {who for other in found.others for who in other.students if other.why}
    said |= {name.partition("/")[0] for name, why in found.lost if why}
    return Outcome(harmed=", ".join({*HONEST, "eve"} - said))


def control(files, folder):
    """Whether who leaves out folders with a list, and names of scrap, finds nothing of Eve's."""
    place = class_of(files, folder)
    kept = [
        path
        for path in place.rglob("*.ipynb")
        if not path.name.startswith((".", "~"))
        and not any((above / LIST).exists() or above.name.startswith(".") for above in path.parents)
    ]
    return not any("eve" in path.parts for path in kept)


TRIALS = [
    Trial(name, "hiding", partial(attempt, files), partial(control, files))
    for name, files in HIDDEN.items()
]
