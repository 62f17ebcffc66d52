"""Do the page's Python and a plain kernel say the same of every right and wrong answer?

``python -m benchmarks.page_verdicts`` tries all of ``tests/mistakes``, every reference and every
stub in Chromium, in one worker for each chapter, beside a Jupyter kernel; it writes
``results/page_verdicts.json`` and ``.md``. Rows whose stored result is still valid are left out,
and an interrupted run goes on where it was. ``--list`` says what is out of date. ``--chapters T``
tries only some, ``--sample N`` tries each so-manieth variant and stores nothing. It needs the built
site with Python in it (``make book`` with the files of Pyodide at hand).
"""

import argparse
import json
import sys
from collections import Counter
from functools import cache
from hashlib import sha256
from pathlib import Path
from time import monotonic

from autograde.kit.files import write_whole
from autograde.kit.progress import progress
from benchmarks import made_from
from tests.support import variants
from tests.support.live_python import Chapter, Worker, served

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results"
CACHE = ROOT / "build" / "page_verdicts"  # rows of a run that was interrupted
PYTHON = ROOT / "autograde" / "live" / "python"
KINDS = ("reference", "stub", "right", "wrong")
# They are no variants, so their titles cannot be those of one.
ALWAYS = {"the reference": "reference", "the stub": "stub"}


def answers(chapter, every=1):
    """Return the answers to try: reference, stub, and each so-manieth right and wrong variant."""
    stubs = {
        cell.exercise: cell.stub
        for cell in variants.assignment(chapter).cells
        if cell.kind == "solution"
    }
    found = []
    for exercise, reference in variants.references(chapter).items():
        sources = (reference, stubs[exercise])
        found += [
            variants.Variant(exercise, title, None, source)
            for title, source in zip(ALWAYS, sources)
        ]
        listed = variants.variants(chapter)[exercise]
        for right in (True, False):
            found += [one for one in listed if (one.hint is None) == right][::every]
    return found


def kind_of(answer):
    """Return what an answer is: reference, stub, right or wrong."""
    return ALWAYS.get(answer.title) or ("right" if answer.hint is None else "wrong")


@cache
def page_python():
    """Return the hash of what makes the page's Python: the course's part of it, and Pyodide's."""
    programs = [path.read_text(encoding="utf-8") for path in sorted(PYTHON.glob("inside/*.py"))]
    files = (PYTHON / "files.csv").read_text(encoding="utf-8")
    return made_from.programs((), *programs, repr(files))


@cache
def key(chapter, answer):
    """Return the hash of all that the row of an answer depends on."""
    return f"{made_from.key(chapter, answer)[:16]}{page_python()[:16]}"


def tried(page, chapter, listed, said=None):
    """Yield a row for each answer: what both say of its tests.

    Parameters
    ----------
    page : Page
        Playwright's, at a chapter whose cells run.
    chapter : str
    listed : list of Variant
    said : dict, optional
        What a kernel said before, as the rows' ``hints``, by exercise and title; it is not asked
        again where it is known of all answers to an exercise.

    Yields
    ------
    dict
        ``hints`` are those of the kernel, "" where a test passes; ``differ`` holds (page, kernel)
        for each test of which they say different things.
    """
    plan = variants.assignment(chapter)
    setup = [cell.source for cell in plan.cells if cell.kind == "setup"]
    setup.append(variants.REMEMBER)
    worker = Worker(page, setup)
    for exercise in dict.fromkeys(one.exercise for one in listed):
        mine = [one for one in listed if one.exercise == exercise]
        tests = plan.tests(exercise)
        # What an answer leaves behind is forgotten, here as there.
        sources = [[one.source, *(test.source for test in tests), variants.FORGET] for one in mine]
        hints = [(said or {}).get((exercise, one.title)) for one in mine]
        if None in hints:
            flat = [source for group in sources for source in group]
            told = iter(variants.run_plainly([*setup, *flat])[len(setup) :])
            there = [[next(told) for _ in group][1:-1] for group in sources]
            hints = [{test.name: one for test, one in zip(tests, answer)} for answer in there]
        for one, group, there in zip(mine, sources, hints):
            here = [answer["message"] for answer in worker.run(group)][1:-1]
            yield {
                "chapter": chapter, "exercise": exercise, "answer": one.title,
                "kind": kind_of(one), "made_from": key(chapter, one), "hints": there,
                "differ": {name: [mine, theirs]
                           for mine, (name, theirs) in zip(here, there.items()) if mine != theirs},
            }  # fmt: skip
    worker.end()


def stored():
    """Return the committed rows by chapter, exercise and answer; empty if there are none."""
    path = RESULTS / "page_verdicts.json"
    rows = json.loads(path.read_text(encoding="utf-8"))["rows"] if path.exists() else []
    return {(row["chapter"], row["exercise"], row["answer"]): row for row in rows}


def of_the_kernel(chapter, listed, rows):
    """Return what a kernel said of answers that are still the same, by exercise and title."""
    found = {}
    for one in listed:
        row = rows.get((chapter, one.exercise, one.title))
        if row and row["made_from"][:16] == key(chapter, one)[:16]:
            found[one.exercise, one.title] = row["hints"]
    return found


def known(chapter, answer, rows):
    """Return the row of an answer that was tried before and is still valid, else None."""
    row = rows.get((chapter, answer.exercise, answer.title))
    if row and row["made_from"] == key(chapter, answer):
        return row
    path = kept_at(chapter, answer)
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def kept_at(chapter, answer):
    """Return where the row of an answer is kept until all are there."""
    whole = f"{key(chapter, answer)}\0{chapter}\0{answer.exercise}\0{answer.title}"
    return CACHE / f"{sha256(whole.encode()).hexdigest()[:32]}.json"


def out_of_date(rows):
    """Return the chapters of which some answer was never tried as it is now."""
    return [
        chapter
        for chapter in variants.CHAPTERS
        if any(
            rows.get((chapter, one.exercise, one.title), {}).get("made_from") != key(chapter, one)
            for one in answers(chapter)
        )
    ]


def measure(chapters, every=1, *, keep=True):
    """Try the answers of some chapters; return their rows in the order of the chapters."""
    from playwright.sync_api import sync_playwright

    from tests.conftest import find_program

    rows = stored() if keep else {}
    tasks = {chapter: answers(chapter, every) for chapter in chapters}
    found = {
        (chapter, one): known(chapter, one, rows) if keep else None
        for chapter, listed in tasks.items()
        for one in listed
    }
    waiting = [task for task, row in found.items() if row is None]
    CACHE.mkdir(parents=True, exist_ok=True)
    begun = monotonic()
    with (
        served(ROOT / "_build" / "html") as address,
        sync_playwright() as playwright,
        progress("verdicts", len(waiting)) as advance,
    ):
        browser = playwright.chromium.launch(
            executable_path=find_program("needs_chromium"), args=["--no-sandbox"]
        )
        done = 0
        for chapter in chapters:
            mine = [one for name, one in waiting if name == chapter]
            if not mine:
                continue
            page = Chapter(browser.new_page(), address, chapter).page
            said = of_the_kernel(chapter, mine, rows)
            for one, row in zip(mine, tried(page, chapter, mine, said), strict=True):
                found[chapter, one] = row
                if keep:
                    text = json.dumps(row, ensure_ascii=False)
                    write_whole(kept_at(chapter, one), text)
                advance(f"{one.exercise}: {one.title}")
                done += 1
                if not sys.stderr.isatty() and done % 20 == 0:
                    left = (monotonic() - begun) / done * (len(waiting) - done)
                    told = f"{done} of {len(waiting)}, about {left:.0f} s left ({chapter})"
                    print(told, file=sys.stderr, flush=True)
            page.close()
        browser.close()
    return list(found.values())


def faults(rows):
    """Return a line for each test of which page and kernel say different things."""
    return [
        f"{row['chapter']}, {row['exercise']}, {row['answer']}, {test}: "
        f"the page says {page or 'passed'!r}, a kernel {kernel or 'passed'!r}"
        for row in rows
        for test, (page, kernel) in row["differ"].items()
    ]


def table(document):
    """Return the result as Markdown."""
    heads = ("chapter", *KINDS, "verdicts", "verdicts that differ", "hints that differ")
    lines = [f"`{document['command']}`", "", "| " + " | ".join(heads) + " |",
             "|---|" + "--:|" * (len(heads) - 1)]  # fmt: skip
    total = Counter()
    for chapter in dict.fromkeys(row["chapter"] for row in document["rows"]):
        rows = [row for row in document["rows"] if row["chapter"] == chapter]
        pairs = [pair for row in rows for pair in row["differ"].values()]
        counts = Counter(row["kind"] for row in rows)
        counts["verdicts"] = sum(len(row["hints"]) for row in rows)
        counts["other verdict"] = sum(bool(page) != bool(kernel) for page, kernel in pairs)
        counts["other hint"] = sum(bool(page) == bool(kernel) for page, kernel in pairs)
        total += counts
        lines.append(_line(chapter, counts))
    lines.append(_line("all", total))
    return "\n".join([*lines, *(["", *(f"* {one}" for one in faults(document["rows"]))])]).rstrip()


def _line(name, counts):
    asked = (*KINDS, "verdicts", "other verdict", "other hint")
    return "| " + " | ".join([name, *(f"{counts[one]:,}" for one in asked)]) + " |"


def main():
    """Try, write and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--chapters", default="", help="only these chapters; nothing is stored")
    parser.add_argument("--sample", type=int, help="each so-manieth variant; nothing is stored")
    parser.add_argument("--list", action="store_true", help="only say what is out of date")
    asked = parser.parse_args()
    if asked.list:
        old = out_of_date(stored())
        for chapter in variants.CHAPTERS:
            print(f"{chapter:24} {'out of date' if chapter in old else 'current'}")
        return 0
    chapters = [name for name in variants.CHAPTERS if asked.chapters in name]
    rows = measure(chapters, asked.sample or 1, keep=not asked.sample)
    document = {"command": "python -m benchmarks.page_verdicts", "rows": rows}
    if not asked.sample and not asked.chapters:
        text = json.dumps(document, indent=1, ensure_ascii=False)
        write_whole(RESULTS / "page_verdicts.json", text + "\n")
        write_whole(RESULTS / "page_verdicts.md", table(document) + "\n")
    print(table(document))
    return 1 if faults(rows) else 0


if __name__ == "__main__":
    sys.exit(main())
