"""How much luck is in the marks: every test of every exercise, with other seeds.

``python -m benchmarks.reseeding [--seeds N] [--jobs N]`` measures the chapters whose stored results
are out of date; ``--sample N [--chapters TEXT]`` tries a few seeds and stores nothing.

A graded test runs with the seeds that its author wrote down. Here all of them are replaced, again
and again, and every right and wrong answer of ``tests/mistakes`` is judged anew. A right answer
should pass each time, a wrong one hardly ever; and where a test compares a figure that depends on
chance with a threshold, four robust standard deviations should lie between the threshold and the
median of that figure, for every right answer.

A robust standard deviation is 1.4826 times the median distance from the median.
"""

import argparse
import ast
import hashlib
import json
import signal
import sys
import warnings
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import cache
from pathlib import Path
from time import monotonic
from typing import NamedTuple

import numpy as np

from autograde.kit.progress import progress
from supplychain import checks
from tests.support import variants

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results"
SEEDS = 300  # re-seedings of the committed result
SAMPLE = 5
DISTANCE = 4.0  # robust standard deviations that a threshold must keep
MISSED = 0.01  # share of re-seedings in which a mistake may pass
LONGEST = 60  # seconds for the tests of one answer
ROBUST = 1.4826  # makes the median absolute deviation that of a normal distribution


class Verdict(NamedTuple):
    """What the tests of an exercise say about one answer, with one choice of seeds."""

    hint: str  # of the first test that failed, "" if all passed
    figures: dict  # "test: comparison" → (figure, operator, threshold)


class Reseed(ast.NodeTransformer):
    """Lets a test ask `_reseeded` for its seeds, and tell `_noted` what it compares."""

    def visit_Call(self, node):
        """Replace the seeds of a call, and note the comparison of a check."""
        self.generic_visit(node)
        name = getattr(node.func, "attr", None) or getattr(node.func, "id", None)
        if name in ("default_rng", "Random", "SeedSequence") and node.args:
            node.args[0] = _call("_reseeded", node.args[0])
        for keyword in node.keywords:
            if keyword.arg == "seed":
                keyword.value = _call("_reseeded", keyword.value)
        if name == "check_that" and _compares_with_a_number(node.args[0]):
            (operator,), condition = node.args[0].ops, node.args[0]
            text = ast.unparse(condition)
            sign = "<" if isinstance(operator, (ast.Lt, ast.LtE)) else ">"
            condition.left = _call(
                "_noted", ast.Constant(text), condition.left,
                ast.Constant(sign), condition.comparators[0],
            )  # fmt: skip
        return node


def _call(name, *arguments):
    return ast.Call(ast.Name(name, ast.Load()), list(arguments), [])


def _compares_with_a_number(node):
    signs = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
    return (
        isinstance(node, ast.Compare)
        and len(node.ops) == 1
        and isinstance(node.ops[0], signs)
        and isinstance(node.comparators[0], ast.Constant)
        and node.comparators[0].value > 1e-6  # less only means: apart from rounding
    )


@cache
def compiled(source):
    """Return the code of a test whose seeds can be replaced."""
    return compile(ast.fix_missing_locations(Reseed().visit(ast.parse(source))), "<test>", "exec")


def reseeded(seed, choice):
    """Return another seed for a seed, the same one each time; choice 0 leaves it as it is."""
    if seed is None or choice == 0:
        return seed
    digest = hashlib.sha256(f"{np.asarray(seed).tolist()} {choice}".encode()).digest()
    return int.from_bytes(digest[:6], "little")


def judged(chapter, variant, choice):
    """Return the `Verdict` on a variant.

    Parameters
    ----------
    chapter : str
    variant : Variant
    choice : int
        Which seeds; 0 are those of the tests as they stand.
    """
    plan, figures = variants.assignment(chapter), {}
    space = {"__name__": "notebook"}
    for cell in plan.cells:
        if cell.kind == "setup":
            exec(cell.source, space)
    exec(variant.source, space)
    before = signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(LONGEST)
    try:
        warnings.simplefilter("ignore")  # of NumPy about what an answer computes
        for test in plan.tests(variant.exercise):
            exec(compiled(test.source), space | _hooks(test.name, choice, figures))
    except Exception as error:
        known = isinstance(error, checks.Hint)
        return Verdict(str(error) if known else f"{type(error).__name__}: {error}", figures)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
    return Verdict("", figures)


def _too_long(number, frame):
    raise TimeoutError(f"it takes more than {LONGEST} seconds")


def _hooks(test, choice, figures):
    """Return what a rewritten test calls."""

    def noted(text, figure, sign, threshold):
        key = f"{test}: {text}"
        value = float(figure)
        if key in figures:  # in a loop, the nearest to the threshold
            value = (max if sign == "<" else min)(value, figures[key][0])
        figures[key] = (value, sign, float(threshold))
        return figure

    return {"_reseeded": lambda seed: reseeded(seed, choice), "_noted": noted}


def judge_all(chapter, exercise, title, choices):
    """Return what `row` needs to know of one variant; runs in a process of its own."""
    (variant,) = [one for one in variants.variants(chapter)[exercise] if one.title == title]
    return [judged(chapter, variant, choice) for choice in choices]


def row(chapter, variant, verdicts):
    """Return what the results say about one variant."""
    passed = sum(not verdict.hint for verdict in verdicts)
    told = Counter(verdict.hint for verdict in verdicts if verdict.hint)
    found = {
        "chapter": chapter,
        "exercise": variant.exercise,
        "answer": variant.title,
        "right": variant.hint is None,
        "n": len(verdicts),
        "passed": passed,
        "hint": told.most_common(1)[0][0] if told else "",
    }
    if variant.hint is None:
        found["figures"] = [
            _figure(key, [one.figures[key] for one in verdicts if key in one.figures])
            for key in verdicts[0].figures
        ]
        found["figures"] = [one for one in found["figures"] if one["spread"] > 0]
    return found


def _figure(key, noted):
    """Return median, spread and distance of one figure over the choices of seeds."""
    values = np.array([figure for figure, _, _ in noted])
    _, sign, threshold = noted[0]
    median = float(np.median(values))
    spread = ROBUST * float(np.median(np.abs(values - median)))
    ahead = (median - threshold) * (1 if sign == ">" else -1)
    test, _, comparison = key.partition(": ")
    return {
        "test": test,
        "comparison": comparison,
        "threshold": threshold,
        "median": round(median, 4),
        "spread": round(spread, 4),
        "distance": round(ahead / spread, 1) if spread else None,
    }


def measure(n_seeds, chapters="", n_jobs=2):
    """Judge every variant with `n_seeds` choices of seeds; return the rows."""
    tasks = [
        (chapter, variant)
        for chapter in variants.CHAPTERS
        if chapters in chapter
        for group in variants.variants(chapter).values()
        for variant in group
    ]
    begun, found = monotonic(), {}
    with ProcessPoolExecutor(n_jobs) as pool, progress("re-seeding", len(tasks)) as advance:
        futures = {
            pool.submit(judge_all, chapter, one.exercise, one.title, range(n_seeds)): (chapter, one)
            for chapter, one in sorted(tasks, reverse=True, key=lambda task: task[0])
        }
        for done, future in enumerate(as_completed(futures), 1):
            chapter, one = futures[future]
            found[chapter, one] = row(chapter, one, future.result())
            advance(f"{one.exercise}: {one.title}")
            if not sys.stderr.isatty() and done % 20 == 0:
                left = (monotonic() - begun) / done * (len(tasks) - done)
                print(f"{done} of {len(tasks)}, about {left:.0f} s left", file=sys.stderr)
    return [found[task] for task in tasks]


def problems(rows):
    """Return what is not as it should be, one sentence each."""
    found = []
    for one in rows:
        name = f"{one['chapter']}, {one['exercise']}, {one['answer']}"
        if one["right"] and one["passed"] < one["n"]:
            failed = one["n"] - one["passed"]
            found.append(f"{name}: right, and fails {failed} of {one['n']}: {one['hint']}")
        if not one["right"] and one["passed"] > MISSED * one["n"]:
            found.append(f"{name}: wrong, and passes {one['passed']} of {one['n']}")
        for figure in one.get("figures", []):
            if figure["distance"] is not None and figure["distance"] < DISTANCE:
                found.append(
                    f"{name}: {figure['comparison']} is {figure['distance']} robust standard "
                    f"deviations away"
                )
    return found


def fingerprint(chapter):
    """Return a hash of all that the results of a chapter depend on."""
    paths = [
        ROOT / "solutions" / f"{chapter}.md",
        *(ROOT / "supplychain").glob("*.py"),
        *(ROOT / "tests" / "mistakes" / chapter).glob("*.py"),
    ]
    digest = hashlib.sha256()
    for path in sorted(paths):
        text = path.read_text(encoding="utf-8")
        digest.update(f"{path.relative_to(ROOT).as_posix()}\0{len(text)}\0{text}".encode())
    return digest.hexdigest()


def stored():
    """Return the committed results, empty ones if there are none."""
    path = RESULTS / "reseeding.json"
    if not path.exists():
        return {"seeds": 0, "fingerprints": {}, "rows": []}
    return json.loads(path.read_text(encoding="utf-8"))


def brought_up_to_date(n_seeds, n_jobs):
    """Measure the chapters whose results are out of date; write and return all results."""
    known = stored()
    if known["seeds"] != n_seeds:
        known = {"seeds": n_seeds, "fingerprints": {}, "rows": []}
    document = {"command": f"python -m benchmarks.reseeding --seeds {n_seeds}"} | known
    for chapter in variants.CHAPTERS:
        made_from = fingerprint(chapter)
        if document["fingerprints"].get(chapter) == made_from:
            continue
        rows = [row for row in document["rows"] if row["chapter"] != chapter]
        rows += measure(n_seeds, chapter, n_jobs)
        document["rows"] = sorted(rows, key=lambda row: row["chapter"])
        document["fingerprints"] = dict(
            sorted((document["fingerprints"] | {chapter: made_from}).items())
        )
        text = json.dumps(document, indent=1, ensure_ascii=False)
        (RESULTS / "reseeding.json").write_text(text + "\n", encoding="utf-8")
        (RESULTS / "reseeding.md").write_text(table(document) + "\n", encoding="utf-8")
    return document


def table(document):
    """Return the results as Markdown."""
    lines = [
        "# Re-seeding",
        "",
        f"`{document['command']}`: every test of every exercise with {document['seeds']} choices "
        "of its seeds.",
        "",
        "| chapter | exercise | right answers | of their runs passed | wrong answers "
        "| of their runs passed | most of one |",
        "|---|---|--:|--:|--:|--:|--:|",
    ]
    groups = {}
    for one in document["rows"]:
        groups.setdefault((one["chapter"], one["exercise"]), []).append(one)
    for (chapter, exercise), group in groups.items():
        right = [one for one in group if one["right"]]
        wrong = [one for one in group if not one["right"]]
        most = max((one["passed"] / one["n"] for one in wrong), default=0.0)
        lines.append(
            f"| {chapter} | `{exercise}` | {len(right)} | {_share(right)} | {len(wrong)} "
            f"| {_share(wrong)} | {most:.1%} |"
        )
    lines += [
        "",
        "Figures that depend on chance, and their thresholds. The distance of a threshold is "
        "counted in robust standard deviations of the figure over the choices of seeds.",
        "",
        "| test | compares | right answer | median | robust standard deviation | distance |",
        "|---|---|---|--:|--:|--:|",
    ]
    for one in document["rows"]:
        for figure in one.get("figures", []):
            lines.append(
                f"| `{figure['test']}` | `{figure['comparison']}` | {one['answer']} "
                f"| {figure['median']:,.6g} | {figure['spread']:,.4g} | {figure['distance']} |"
            )
    faults = problems(document["rows"])
    lines += ["", "Not as it should be:" if faults else "All as it should be.", ""]
    return "\n".join([*lines, *(f"* {fault}" for fault in faults)]).rstrip()


def _share(group):
    n = sum(one["n"] for one in group)
    return f"{sum(one['passed'] for one in group) / n:.2%}" if n else "-"


def main():
    """Measure, write and print."""
    parser = argparse.ArgumentParser(description="Judge all answers with other seeds.")
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--sample", type=int, help="so many choices of seeds, and write nothing")
    parser.add_argument("--chapters", default="", help="with --sample: only these chapters")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    if options.sample:
        rows = measure(options.sample, options.chapters, options.jobs)
        document = {"command": "a sample", "seeds": options.sample, "rows": rows}
    else:
        document = brought_up_to_date(options.seeds, options.jobs)
        rows = document["rows"]
    faults = problems(rows)
    print("\n".join(faults) or table(document))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
