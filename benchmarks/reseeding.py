"""How much luck is in the marks: every test of every exercise, with other seeds.

``python -m benchmarks.reseeding [--seeds N] [--jobs N]`` judges the answers whose stored results
are out of date, and can be interrupted; ``--list`` says which chapters have some; ``--sample N
[--chapters TEXT]`` tries a few seeds and stores nothing.

Every right and wrong answer of ``tests/mistakes`` is judged again and again, each time with other
seeds. A right answer should pass each time, a wrong one hardly ever; and where a test compares a
figure that depends on chance with a threshold, four robust standard deviations should lie between
the threshold and the median of that figure, for every right answer.

A robust standard deviation is 1.4826 times the median distance from the median.
"""

import argparse
import json
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from time import monotonic

from autograde.kit.files import write_whole
from autograde.kit.progress import progress
from benchmarks import made_from
from benchmarks.judging import judged
from benchmarks.reseeding_table import few_styles, problems, row, table
from tests.support import variants

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results"
CACHE = ROOT / "build" / "reseeding"  # rows of a run that was interrupted
SEEDS = 300  # re-seedings of the committed result
SAMPLE = 5


def answers(chapters=""):
    """Return (chapter, Variant) for all answers of some chapters."""
    return [
        (chapter, variant)
        for chapter in variants.CHAPTERS
        if chapters in chapter
        for group in variants.variants(chapter).values()
        for variant in group
    ]


def judge_all(chapter, exercise, title, n_seeds):
    """Return the row of one variant, from the cache if it is there; runs in its own process."""
    (variant,) = [one for one in variants.variants(chapter)[exercise] if one.title == title]
    path = CACHE / f"{made_from.key(chapter, variant)}_{n_seeds}.json"
    if path.exists():
        return json.loads(path.read_text(encoding="utf-8"))
    verdicts = [judged(chapter, variant, 0)]
    # What was judged without luck is judged the same with every choice of seeds.
    others = range(1, n_seeds) if verdicts[0].by_luck else ()
    verdicts += [judged(chapter, variant, choice) for choice in others]
    found = row(chapter, variant, verdicts)
    CACHE.mkdir(parents=True, exist_ok=True)
    write_whole(path, json.dumps(found))
    return found


def measure(tasks, n_seeds, n_jobs=2):
    """Judge answers with `n_seeds` choices of seeds; return their rows.

    Parameters
    ----------
    tasks : list of (str, Variant)
        Chapters and answers.
    n_seeds, n_jobs : int
    """
    begun, found = monotonic(), {}
    with ProcessPoolExecutor(n_jobs) as pool, progress("re-seeding", len(tasks)) as advance:
        futures = {
            pool.submit(judge_all, chapter, one.exercise, one.title, n_seeds): (chapter, one)
            for chapter, one in sorted(tasks, reverse=True, key=lambda task: task[0])
        }
        for done, future in enumerate(as_completed(futures), 1):
            chapter, one = futures[future]
            found[chapter, one] = future.result()
            advance(f"{one.exercise}: {one.title}")
            if not sys.stderr.isatty() and done % 20 == 0:
                left = (monotonic() - begun) / done * (len(tasks) - done)
                print(f"{done} of {len(tasks)}, about {left:.0f} s left", file=sys.stderr)
    return [found[task] for task in tasks]


def fingerprints(chapter):
    """Return the hash of what each answer's row is measured on: {"exercise: title": hash}."""
    return {
        f"{one.exercise}: {one.title}": made_from.key(chapter, one) for _, one in answers(chapter)
    }


def out_of_date(document):
    """Return the chapters of which a stored result is not of what is here."""
    known = document["made_from"]
    return [one for one in variants.CHAPTERS if known.get(one) != fingerprints(one)]


def stored():
    """Return the committed results, empty ones if there are none."""
    path = RESULTS / "reseeding.json"
    if path.exists():
        document = json.loads(path.read_text(encoding="utf-8"))
        if "made_from" in document:
            return document
    return {"seeds": 0, "made_from": {}, "rows": []}


def brought_up_to_date(n_seeds, n_jobs):
    """Judge the answers whose results are out of date; write and return all results."""
    known = stored()
    if known["seeds"] != n_seeds:
        known = {"seeds": n_seeds, "made_from": {}, "rows": []}
    document = {"command": f"python -m benchmarks.reseeding --seeds {n_seeds}"} | known
    for chapter in out_of_date(document):
        now, before = fingerprints(chapter), document["made_from"].get(chapter, {})
        rows = {f"{one['exercise']}: {one['answer']}": one
                for one in document["rows"] if one["chapter"] == chapter}  # fmt: skip
        names = [(task, f"{task[1].exercise}: {task[1].title}") for task in answers(chapter)]
        tasks = [task for task, name in names if before.get(name) != now[name]]
        rows |= zip((name for _, name in names if before.get(name) != now[name]),
                    measure(tasks, n_seeds, n_jobs))  # fmt: skip
        others = [one for one in document["rows"] if one["chapter"] != chapter]
        chosen = [*others, *(rows[name] for _, name in names)]
        document["rows"] = sorted(chosen, key=lambda row: row["chapter"])
        document["made_from"] = dict(sorted((document["made_from"] | {chapter: now}).items()))
        text = json.dumps(document, indent=1, ensure_ascii=False)
        write_whole(RESULTS / "reseeding.json", text + "\n")
        write_whole(RESULTS / "reseeding.md", table(document) + "\n")
    return document


def main():
    """Measure, write and print."""
    parser = argparse.ArgumentParser(description="Judge all answers with other seeds.")
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--sample", type=int, help="so many choices of seeds, and write nothing")
    parser.add_argument("--chapters", default="", help="with --sample: only these chapters")
    parser.add_argument("--list", action="store_true", help="only say what is out of date")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    if options.list:
        old = out_of_date(stored())
        for chapter in variants.CHAPTERS:
            print(f"{chapter:24} {'out of date' if chapter in old else 'current'}")
        return 0
    if options.sample:
        rows = measure(answers(options.chapters), options.sample, options.jobs)
        document = {"command": "a sample", "seeds": options.sample, "rows": rows}
    else:
        document = brought_up_to_date(options.seeds, options.jobs)
        rows = document["rows"]
    faults = problems(rows) + few_styles(rows)
    print("\n".join(faults) or table(document))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
