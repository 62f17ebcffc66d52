"""Would a test notice? One operator, number or keyword is changed at a time, and tests are run.

``python -m benchmarks.mutation [--mutants N] [--seed N] [--jobs N]`` draws places evenly over the
rooms, makes each change in a copy of the checkout, and writes ``results/mutation.json`` and ``.md``
with every change that no test noticed. ``--rooms world handin --mutants 20`` is a first look that
stores nothing. A run that was interrupted is taken up again. Who has read what nobody noticed, and
written tests, says ``--again``: those changes alone are then tried once more, on the tree as it is
now. ``why`` of a row says why a change that nobody notices may stay so; a person wrote it.

The changes are Cosmic Ray's; drawing, copying and running are here, because its own runs know of
one command for all files and write into the checkout.
"""

import argparse
import ast
import difflib
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue
from time import monotonic
from xml.etree import ElementTree

from autograde.kit.files import write_whole
from autograde.kit.progress import progress
from benchmarks.stamp import fingerprint

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results"
CACHE = ROOT / "build" / "mutation"
MUTANTS = 300
SAMPLE = 6
LONGEST = 2.0  # times what the tests take without a change: then it counts as noticed
GRACE = 20.0  # [s] on top of it
# room → (folder of its programs, its tests)
ROOMS = {"world": ("supplychain", "tests/world")} | {
    room: (f"autograde/{room}", f"tests/{room}")
    for room in (
        "kit", "course", "release", "handin", "jail",
        "examination", "grading", "training", "scoring", "leaderboard",
    )
}  # fmt: skip
MEASURED = ("supplychain", "autograde", "tests")


def families():
    """Return the names of Cosmic Ray's operators by what they replace."""
    from cosmic_ray import plugins

    found = {}
    for name in plugins.operator_names():
        found.setdefault(name.split("/")[1].split("_")[0], []).append(name)
    # A decorator that is gone, or a statement of typing, is seldom a mistake that somebody makes.
    found.pop("RemoveDecorator", None)
    return {family: sorted(names) for family, names in sorted(found.items())}


def operator(name):
    """Return one of Cosmic Ray's operators, None if it needs arguments of its own."""
    from cosmic_ray import plugins

    try:
        return plugins.get_operator(name)()
    except TypeError:
        return None


def places(room):
    """Return what can be changed in a room: (file, family, line, [(operator, occurrence), …])."""
    from cosmic_ray.ast import ast_nodes, get_ast

    found = []
    for path in sorted((ROOT / ROOMS[room][0]).rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        typing, nodes = _lines_of_types(source), list(ast_nodes(get_ast(source)))
        name = path.relative_to(ROOT).as_posix()
        for family, operators in families().items():
            by_place = {}
            for one in operators:
                by = operator(one)
                spots = [] if by is None else (
                    spot for node in nodes for spot in by.mutation_positions(node)
                )  # fmt: skip
                for occurrence, (start, _) in enumerate(spots):
                    by_place.setdefault(start, []).append((one, occurrence))
            found += [
                (name, family, line, choices)
                for (line, _), choices in sorted(by_place.items())
                if line not in typing
            ]
    return found


def _lines_of_types(source):
    """Return the lines of annotations: what is changed there changes no behaviour."""
    lines = set()
    for node in ast.walk(ast.parse(source)):
        notes = [getattr(node, "annotation", None), getattr(node, "returns", None)]
        for note in filter(None, notes):
            lines |= set(range(note.lineno, note.end_lineno + 1))
    return lines


def drawn(rooms, n_mutants, seed):
    """Draw changes, the same number from each room as far as it goes.

    Returns
    -------
    list of dict
        ``room``, ``file``, ``line``, ``operator``, ``occurrence``.
    """
    picked = []
    for number, room in enumerate(rooms):
        rng = random.Random(f"{seed} {room}")
        share = (n_mutants * (number + 1)) // len(rooms) - (n_mutants * number) // len(rooms)
        by_family = {}
        for place in places(room):
            by_family.setdefault(place[1], []).append(place)
        mine = []
        # By family first: else half of all changes were numbers.
        while len(mine) < share and (left := [one for one in sorted(by_family) if by_family[one]]):
            family = rng.choice(left)
            file, _, line, choices = by_family[family].pop(rng.randrange(len(by_family[family])))
            by, occurrence = rng.choice(choices)
            one = {"room": room, "file": file, "line": line, "operator": by}
            one["occurrence"] = occurrence
            if changed(one) is not None:
                mine.append(one)
        picked += mine
    return picked


def changed(mutant):
    """Return the text of a file with a change made; None where Cosmic Ray cannot make it."""
    from cosmic_ray.mutating import mutate_code

    source = (ROOT / mutant["file"]).read_text(encoding="utf-8")
    try:
        return mutate_code(source, operator(mutant["operator"]), mutant["occurrence"])
    except AttributeError:  # of an operator that meets a node of another kind than it knows
        return None


def difference(source, text):
    """Return the lines that a change takes away and puts there, with ``-`` and ``+``."""
    lines = difflib.unified_diff(source.splitlines(), text.splitlines(), lineterm="", n=0)
    return [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]


class Copy:
    """A copy of the checkout in which changes are made and taken back."""

    def __init__(self, folder):
        self.folder = folder
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
        )
        for name in filter(None, listed.stdout.split("\0")):
            if (ROOT / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, folder / name)
        self._clock = 2_000_000_000  # of files that were changed: compiled ones of before are old

    def put(self, name, text):
        """Give a file a text that Python compiles anew."""
        self._clock += 10
        (self.folder / name).write_text(text, encoding="utf-8")
        os.utime(self.folder / name, (self._clock, self._clock))

    def run(self, tests, seconds, *options):
        """Run tests until the first that fails; return "passed", "failed" or "too long"."""
        command = [
            sys.executable, "-m", "pytest", "-q", "-x", "-m", "not slow", "-p", "no:cacheprovider",
            *options, *tests,
        ]  # fmt: skip
        bin_first = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        environment = os.environ | {"PYTHONPATH": ".", "PATH": bin_first}
        try:
            run = subprocess.run(
                command, cwd=self.folder, env=environment, capture_output=True, timeout=seconds,
                start_new_session=True, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return "too long"
        if run.returncode not in (0, 1, 2, 3, 4):
            raise SystemExit(f"pytest ended with {run.returncode}: {run.stderr[-500:]}")
        return "passed" if run.returncode == 0 else "failed"


def tests_of(mutant, seconds):
    """Return the tests of a change's room: of its own file, then what is soon done, then the rest.

    Parameters
    ----------
    mutant : dict
    seconds : dict of str to float
        How long the tests of each file took without a change.
    """
    folder, stem = ROOT / ROOMS[mutant["room"]][1], Path(mutant["file"]).stem
    files = [path.relative_to(ROOT).as_posix() for path in folder.glob("test_*.py")]
    return sorted(
        files, key=lambda name: (stem not in Path(name).stem, seconds.get(name, 0.0), name)
    )


def seconds_of(report):
    """Return how long the tests of each file took, as a JUnit report of pytest says."""
    found = Counter()
    for case in ElementTree.parse(report).iter("testcase"):
        found[case.get("file")] += float(case.get("time"))
    return found


def judged(mutant, copy, usual, seconds):
    """Make a change in a copy, run its room's tests, take it back; return the row of the result."""
    source = (ROOT / mutant["file"]).read_text(encoding="utf-8")
    text = changed(mutant)
    copy.put(mutant["file"], text)
    try:
        outcome = copy.run(tests_of(mutant, seconds), LONGEST * usual + GRACE)
    finally:
        copy.put(mutant["file"], source)
    how = {"noticed": outcome != "passed", "too_long": outcome == "too long"}
    return mutant | how | {"change": difference(source, text)}


def found_again(row):
    """Return where a change of an earlier tree can be made now, None where its line is gone."""
    operation, before = operator(row["operator"]), row["change"][0][1:].strip()
    for path in sorted((ROOT / ROOMS[row["room"]][0]).rglob(Path(row["file"]).name)):
        source = path.read_text(encoding="utf-8")
        for occurrence, line in enumerate(_lines_of(operation, source)):
            place = {"file": path.relative_to(ROOT).as_posix(), "line": line}
            one = {name: row[name] for name in ("room", "operator")} | place
            one["occurrence"] = occurrence
            if source.splitlines()[line - 1].strip() == before:
                text = changed(one)
                if text is not None and _bare(difference(source, text)) == _bare(row["change"]):
                    return one
    return None


def _bare(lines):
    """Return lines of a difference without what stands before and around their text."""
    return [f"{line[0]} {' '.join(line[1:].split())}" for line in lines]


def _lines_of(operation, source):
    """Yield the line of each place that an operator can change."""
    from cosmic_ray.ast import ast_nodes, get_ast

    for node in ast_nodes(get_ast(source)):
        for (line, _), _ in operation.mutation_positions(node):
            yield line


def tried_again(document, jobs):
    """Try once more what nobody noticed and nobody has said why it may stay so.

    Parameters
    ----------
    document : dict
        Of an earlier run. Its rows get ``since``: ``noticed``, ``not noticed``, or ``gone`` where
        the line is there no more.
    jobs : int
    """
    rows = [row for row in document["rows"] if not row["noticed"] and not row.get("why")]
    places = [found_again(row) for row in rows]
    now = iter(judge([one for one in places if one], jobs))
    for row, place in zip(rows, places):
        noticed = place and next(now)["noticed"]
        row["since"] = "gone" if place is None else "noticed" if noticed else "not noticed"


def measure(rooms, n_mutants, seed, jobs, *, keep=True):
    """Return one row for each change.

    Parameters
    ----------
    rooms : list of str
        Keys of `ROOMS`.
    n_mutants, seed, jobs : int
        How many changes, which, and how many are tried at a time.
    keep : bool
        Whether rows are kept for a run that takes this one up.
    """
    return judge(drawn(rooms, n_mutants, seed), jobs, keep=keep)


def judge(mutants, jobs, *, keep=True):
    """Return one row for each of some changes; parameters as of `measure`."""
    rooms, stamp = list(dict.fromkeys(one["room"] for one in mutants)), fingerprint(*MEASURED)
    copies, usual, seconds = Queue(), {}, {}
    CACHE.mkdir(parents=True, exist_ok=True)
    for number in range(jobs):
        folder = CACHE / f"copy_{number}"
        shutil.rmtree(folder, ignore_errors=True)
        copies.put(Copy(folder))

    def with_copy(work):
        copy = copies.get()
        try:
            return work(copy)
        finally:
            copies.put(copy)

    def whole(room):
        def work(copy):
            start, report = monotonic(), copy.folder / "report.xml"
            asked = (f"--junitxml={report}", "-o", "junit_family=xunit1")
            outcome = copy.run([ROOMS[room][1]], 1200.0, *asked)
            if outcome != "passed":
                raise SystemExit(f"the tests of {room} fail without any change: mend them first")
            usual[room], seconds[room] = monotonic() - start, seconds_of(report)

        return with_copy(work)

    def one(mutant):
        key = hashlib.sha256(f"{stamp} {sorted(mutant.items())}".encode()).hexdigest()[:24]
        kept = CACHE / f"{key}.json"
        if keep and kept.is_file():
            return json.loads(kept.read_text(encoding="utf-8"))
        room = mutant["room"]
        row = with_copy(lambda copy: judged(mutant, copy, usual[room], seconds[room]))
        if keep:
            write_whole(kept, json.dumps(row))
        return row

    try:
        with ThreadPoolExecutor(jobs) as pool, progress("Mutants", len(mutants)) as advance:
            list(pool.map(whole, rooms))
            rows = []
            for row in pool.map(one, mutants):
                rows.append(row)
                advance()
    finally:
        for folder in CACHE.glob("copy_*"):
            shutil.rmtree(folder, ignore_errors=True)
    return rows


def table(document):
    """Return the result as Markdown: noticed by room, and each change that nobody notices."""
    rows = document["rows"]
    lines = [
        f"`{document['command']}`, seed {document['seed']}. *Now*: with those that tests written",
        "since then notice, and those whose line is gone. *Harmless*: read, and nothing that",
        "anybody could notice.",
        "",
        "| room | changes | noticed | now | share | harmless | left |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for room in [*dict.fromkeys(row["room"] for row in rows), "all"]:
        mine = [row for row in rows if room in (row["room"], "all")]
        before, now = sum(row["noticed"] for row in mine), sum(map(is_noticed_now, mine))
        harmless = sum(bool(row.get("why")) for row in mine)
        figures = (len(mine), before, now, f"{100 * now / len(mine):.0f} %", harmless)
        left = len(mine) - now - harmless
        lines.append(f"| {' | '.join(map(str, (room, *figures, left)))} |")
    lines.append("")
    if slow := sum(row.get("too_long", False) for row in rows):
        lines += [f"{slow} of those noticed made the tests run too long.", ""]
    for row in rows:
        if not is_noticed_now(row):
            change = " → ".join(f"`{line[1:].strip()}`" for line in row["change"])
            why = f": {row['why']}" if row.get("why") else ""
            told = f"{change}{why}".replace("|", chr(92) + "|")
            lines.append(f"* {row['file']}:{row['line']}: {told}")
    return "\n".join(lines)


def is_noticed_now(row):
    """Whether a change is noticed, by tests of then or of now, or cannot be made any more."""
    return row["noticed"] or row.get("since") in ("noticed", "gone")


def main():
    """Measure, and write what belongs to the repository."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mutants", type=int, default=MUTANTS)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--rooms", nargs="+", choices=list(ROOMS), default=list(ROOMS))
    parser.add_argument("--again", action="store_true", help="only what nobody noticed")
    asked = parser.parse_args()
    if asked.again:
        document = json.loads((RESULTS / "mutation.json").read_text(encoding="utf-8"))
        tried_again(document, asked.jobs)
    else:
        rows = measure(asked.rooms, asked.mutants, asked.seed, asked.jobs)
        command = f"python -m benchmarks.mutation --mutants {asked.mutants}"
        document = {"command": command, "seed": asked.seed, "rows": rows}
        document["first"] = fingerprint(*MEASURED)
    document["fingerprint"] = fingerprint(*MEASURED)
    print(table(document))
    if asked.again or (asked.rooms == list(ROOMS) and asked.mutants >= MUTANTS):
        write_whole(RESULTS / "mutation.json", json.dumps(document, indent=1) + "\n")
        write_whole(RESULTS / "mutation.md", table(document) + "\n")


if __name__ == "__main__":
    main()
