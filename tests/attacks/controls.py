"""What shows that an attack works where nothing defends: one small function per kind of harm."""

import csv
import io
import json
import re
import subprocess
import tempfile
import unittest
from pathlib import Path, PureWindowsPath
from urllib.parse import unquote

import nbformat

from . import attack, throwaway
from .attack import LOOT, SOURCE
from .class_run import HONEST, TOKEN, tags

CALCULATES = tuple("=+-@\t\r")  # what makes a spreadsheet calculate
MOST_PROCESSES, MOST_MEMORY, MOST_DISK = 64, 2**30, 19_000_000  # a jail has no more, or less
# What ends by itself, or can be measured, is waited for; the rest may never end.
MEASURES = {
    **dict.fromkeys(("forges", "reads", "says", "encodes", "writes", "outlives", "holds"), {}),
    **dict.fromkeys(("swells", "fills"), {"memory": MOST_MEMORY}),
    "multiplies": {"processes": MOST_PROCESSES},
}
NESTED = {
    "test_mean_stock_example": "import json\n"
    "if len(json.dumps(mean_stock(np.array([3, 5])), default=lambda a: a.tolist())) > 1e6:\n"
    "    raise MemoryError('too large')",
}


def naive(attacks, where):
    """Grade each attack, and an honest student after it, in a naive grader's process.

    Parameters
    ----------
    attacks : list of Attack
        Those that a process can run.
    where : dict
        What stands for the places that attacks name.

    Returns
    -------
    dict of str to dict
        What was seen of each: marks, those of the next student, what it used.
    """
    pairs = [
        {
            "name": one.name,
            "attack": cells(json.loads(one.notebook(where)), tests_of(one)),
            "next": cells(HONEST[0][1], {}),
            "limited": one.control == "multiplies",
            "wanted": MEASURES.get(one.control),
            "outlives": one.control == "outlives",
        }
        for one in attacks
    ]
    found = {}
    alone = {one.name for one in attacks if one.control == "halts"}
    for pair in pairs:
        if pair["name"] in alone:
            found[pair["name"]] = {"halted": not records_of([pair], seconds=8)}
    pairs = [pair for pair in pairs if pair["name"] not in alone]
    while pairs:
        records = records_of(pairs, seconds=60 + 20 * len(pairs))
        found |= {record["name"]: record for record in records}
        if len(records) < len(pairs):  # the attack killed the grader of the whole class
            lost = pairs[len(records)]["name"]
            found[lost] = {"name": lost, "score": None, "next": None, "said": ""}  # fmt: skip
        pairs = pairs[len(records) + 1 :]
    return found


def records_of(pairs, seconds):
    """Return what a naive grader saw until it ended or had to be ended."""
    here = Path(__file__).parent
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(pairs, file)
        file.flush()
        try:
            ended = throwaway.run(here / "observed.py", here / "naive.py", file.name,
                                  seconds=seconds, COURSE_TOKEN=TOKEN,
                                  OPENBLAS_NUM_THREADS="1")  # fmt: skip
        except subprocess.TimeoutExpired:
            return []
    return [json.loads(line) for line in ended.stdout.splitlines()]


def tests_of(one):
    return NESTED if one.control == "nests" else one.tests or {}


def cells(notebook, tests):
    """Return (source, points) of what a naive grader runs of a notebook."""
    points = {cell.name: cell.points for cell in attack.ASSIGNMENT.cells}
    theirs = {cell["id"]: cell["source"] for cell in SOURCE["cells"]}
    found = []
    for cell in notebook["cells"]:
        name, source = cell.get("id"), cell.get("source", "")
        if cell.get("cell_type") != "code" or "demo" in cell["metadata"].get("tags", []):
            continue
        if points.get(name):
            source = tests.get(name, theirs[name])
        found.append((source, points.get(name, 0.0)))
    return found


def forges(one, seen):
    return (seen["score"] or 0) > max(one.score)


def reads(one, seen):
    return LOOT in seen["said"]


def stops(one, seen):
    return seen["next"] != 5.0


def encodes(one, seen):
    return "1000.0" in str(seen.get("encoded"))


def halts(one, seen):
    return seen["halted"]


def says(one, seen):
    return '{"score": 5.0' in seen["said"]


def multiplies(one, seen):
    return seen["processes"] > MOST_PROCESSES


def swells(one, seen):
    return seen["memory"] > MOST_MEMORY


def holds(one, seen):
    """Whether the system gave it more memory than it may have, by its own account."""
    found = re.search(r"holds (\d+)", seen["said"])
    return bool(found) and int(found[1]) > MOST_MEMORY


def prints(one, seen):
    # More than a feedback page may hold in all, or no end of it in the time there is.
    return seen["printed"] > 300_000 or stops(one, seen)


def writes(one, seen):
    return seen["disk"] >= MOST_DISK  # all that the control may write


def opens(one, seen):
    return "Too many open files" in seen["said"] or stops(one, seen)


def nests(one, seen):
    signs = "RecursionError|MemoryError|Circular|Exceeds the limit|too large"
    return bool(re.search(signs, seen["said"])) or stops(one, seen) or prints(one, seen)


def replies(one, seen):
    return seen["replies"] > 100_000 or stops(one, seen)


def outlives(one, seen):
    return seen["outliving"] > 0


SEEN = {f.__name__: f for f in (forges, reads, encodes, halts, stops, says, multiplies, swells)}
SEEN |= {f.__name__: f for f in (holds, prints, writes, opens, nests, replies, outlives)}
SEEN["fills"] = swells


def read_plainly(raw):
    """Read a notebook as most programs do."""
    notebook = json.loads(raw.decode("utf-8"))
    nbformat.validate(nbformat.reads(json.dumps(notebook), as_version=4))
    kernel = notebook["metadata"]["kernelspec"]["name"]
    return kernel, [(cell["id"], cell["source"]) for cell in notebook["cells"]]


def unreadable(one):
    try:
        read_plainly(one.raw)
    except Exception:
        return True
    return False


def changed(one):
    """Whether nbgrader believes that a test was changed, which only has other line ends."""
    from nbgrader.utils import compute_checksum

    theirs = {cell["id"]: cell for cell in SOURCE["cells"]}
    notebook = nbformat.reads(one.raw.decode(), as_version=4)
    ours = next(cell for cell in notebook.cells if cell["id"] == "test_mean_stock_example")
    return compute_checksum(ours) != compute_checksum(theirs["test_mean_stock_example"])


def doubled(one):
    """Whether a table of cells by grade_id loses one."""
    code = [cell for cell in json.loads(one.raw)["cells"] if cell["cell_type"] == "code"]
    return len({cell["id"] for cell in code}) < len(code)


def unwritable(one):
    notebook = json.loads(one.raw)
    source = next(c["source"] for c in notebook["cells"] if c.get("id") == "mean_stock")
    shown = []
    if not _encodes(source):
        return True
    exec(source, {"print": shown.append})  # noqa: S102 - a print and an assignment of ours
    return not _encodes("".join(shown))


def _encodes(text):
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def foreign(one):
    """Whether a grader that runs the tests it finds in the submission finds none to fail."""
    marks = [cell["metadata"]["nbgrader"]["grade"] for cell in json.loads(one.raw)["cells"]]
    return not any(marks)


def raises(one):
    notebook, space = json.loads(one.notebook({})), {}
    try:
        for source, _ in cells(notebook, {}):
            exec(compile(source, "cell", "exec"), space)  # noqa: S102 - harmless ones
    except (SystemExit, ValueError, SyntaxError):
        return True
    return False


def skips(one):
    """Whether unittest counts the exercise as passed, or ends the whole run of tests."""
    space = {}
    exec(one.answers["inventory_position"], space)  # noqa: S102 - raises something, no more

    class Tests(unittest.TestCase):
        def test(self):
            self.assertEqual(space["inventory_position"](25, 10, 0), 35)

    try:
        return unittest.TextTestRunner(stream=io.StringIO()).run(Tests("test")).wasSuccessful()
    except KeyboardInterrupt:
        return True


def lingers(one):
    import sys

    program = "import atexit, time; atexit.register(time.sleep, 9); raise SystemExit"
    try:
        subprocess.run([sys.executable, "-S", "-c", program], timeout=1, check=False)
    except subprocess.TimeoutExpired:
        return True
    return False


def shows(one):
    """Whether a plain page, table, terminal, path or statement would be taken in by a text."""
    text = one.shown or one.student
    page = f"<html><pre>{text}</pre></html>"
    table = io.StringIO()
    csv.writer(table).writerow([text])
    divided = any(cell[:1] in CALCULATES for cell in re.split(r"[;|\t]", text) if cell)
    control = re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2028]", text)
    ascii_only = text.isascii() and len(text) < 100
    path = PureWindowsPath(text).name == text and unquote(text) == text and "'" not in text
    return bool(tags(page) or divided or control or not ascii_only or not path)


ALONE = {f.__name__: f for f in (unreadable, changed, doubled, unwritable, foreign, raises, skips,
                                 lingers, shows)}  # fmt: skip
