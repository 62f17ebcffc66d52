"""Whether what chapters 5, 6 and 8 claim is true of other seeds too, not only of those they show.

``python -m benchmarks.other_seeds [--chapters TEXT] [--json FILE]`` runs each of them with four
other sets of seeds: of the demand, of the choices while learning, and of the trainings that are
compared. What the prose says in words, beside the figures that it computes, stands below as claims.
Comparisons of many pairs are made with fewer. All of it takes some ten minutes of a quiet
processor, and exits with 1 if a claim does not hold.
"""

import argparse
import json
import re
from pathlib import Path

import matplotlib.pyplot as plt

from autograde.course.cells import code_cells, kind
from autograde.course.chapter import read_source
from autograde.course.course import Course
from autograde.kit.files import write_whole

SETS = (1, 2, 3, 4)
SEEDS = re.compile(
    r"(?P<before>\bseed=|\bdefault_rng\((?=\d+\))|\bdemand_seed, choice_seed = )(?P<seed>\d+)"
)
TRAININGS = re.compile(
    r"(?P<before>(?:\bseeds = |\bpairs = |for seed in )range\()(?:(?P<first>\d+), )?(?P<end>\d+)\)"
)
MOST = 8  # pairs, where the page compares 24


def run(chapter, shift):
    """Return what the names of a chapter hold after it ran with other seeds."""
    names = {"__name__": "chapter"}
    plt.switch_backend("agg")
    for cell in code_cells(read_source(Course().source(chapter))):
        if kind(cell) in ("setup", "demo", "solution"):
            is_demo = kind(cell) == "demo"
            exec(reseeded(cell["source"], shift) if is_demo else cell["source"], names)
            plt.close("all")
    return names


def reseeded(source, shift):
    """Return a cell with other seeds."""

    def moved(found):
        return f"{found['before']}{int(found['seed']) + 1000 * shift}"

    def others(found):
        first, end = int(found["first"] or 0), int(found["end"])
        n = MOST if end - first > 10 else end - first
        return f"{found['before']}{100 * shift + first}, {100 * shift + first + n})"

    return TRAININGS.sub(others, SEEDS.sub(moved, source))


def q_learning(names):
    """Chapter 5."""
    gaps = names["gaps"]["Q-learning"]
    behind = -sum(gap.mean for gap in gaps) / len(gaps)
    yield "tables learn the shop", 0 < names["over_tables"].mean < 0.06 * names["exact"].values[0]
    yield "none gets to (s, S)", all(gap.interval[1] < 0 for gap in gaps)
    yield "most of what is missing is learning", -names["seeing"].mean < behind / 2
    yield "the mistake is hard to see", abs(names["beyond"][0.8].mean) < behind / 2
    spread = max(names["profits"]) - min(names["profits"])
    yield "luck, far more than demand", spread > 5 * names["learned"][0].standard_error


def learning_well(names):
    """Chapter 6."""
    recipe, earned, calm = names["recipe"], names["earned"], names["last_block"]["a calm learner"]
    at_best = names["at_best"]
    hardly = (earned["hardly explore: ε = 0.05"] - recipe).mean(axis=1)
    yield "hardly exploring fails with every seed", (hardly < -1000).all()
    yield "it is the mean that is lowest, or near it", hardly.mean() < -2000
    yield (
        "always exploring is no matter of much money",
        (abs(names["always"].mean) < 0.05 * names["by_recipe"].mean()),
    )
    yield "large rates spoil a finished table", names["change"][0.3].mean < -500
    yield "small ones leave it", abs(names["change"][0.02].mean) < 500
    told = sum(names["told"]) / len(names["told"])
    yield "winners promise more than they keep", told >= sum(names["kept"]) / len(names["kept"])
    scatter = names["scatter"]
    yield (
        "lotteries",
        (
            max(scatter["count visits: $N^{-0.6}$"], scatter["look far: γ = 0.99"])
            > 2 * scatter["twice the episodes"]
        ),
    )
    yield (
        "in the shop, too",
        max(names["last_block"]["hardly explore"], names["last_block"]["too large a step"])
        < calm - 1,
    )
    yield "dice cost, and so does what is not learned", calm < at_best[0.2] < at_best[0.0]
    yield "two tables are as good there", abs(names["last_block"]["two tables"] - calm) < 1
    yield "levels cost money in the shop", names["rounding"].interval[0] > 0
    tame, wild = names["calm"], names["rough"]
    yield (
        "the same day is another one",
        (abs(tame.mean - wild.mean) > 3 * (tame.standard_error + wild.standard_error)),
    )


def beyond_the_table(names):
    """Chapter 8."""
    earned, fixed = names["earned"], names["fixed"]
    table, wide, fine = earned.values()
    yield "sharing pays with most seeds", (wide > table).mean() > 0.5
    yield "both together beat the table with most seeds", (fine > table).mean() > 0.5
    yield (
        "nobody gets to (s, S)",
        all(profits.mean() < fixed["(s, S)"].mean for profits in earned.values()),
    )


CLAIMS = {
    "05_q_learning": q_learning,
    "06_learning_well": learning_well,
    "08_beyond_the_table": beyond_the_table,
}


def claims(chapter, shift):
    """Return whether each claim of a chapter holds with a set of seeds."""
    return {claim: bool(holds) for claim, holds in CLAIMS[chapter](run(chapter, shift))}


def main():
    """Try all claims with all sets of seeds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--chapters", metavar="TEXT", default="", help="in the chapter's name")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write what held")
    asked = parser.parse_args()
    held = {}
    for chapter in (name for name in CLAIMS if asked.chapters in name):
        found = [claims(chapter, shift) for shift in SETS]
        held[chapter] = {claim: [one[claim] for one in found] for claim in found[0]}
        for claim, results in held[chapter].items():
            print(f"{chapter:20} {claim:50} {sum(results)} of {len(results)}", flush=True)
    if asked.json:
        write_whole(asked.json, json.dumps({"sets": SETS, "held": held}, indent=1) + "\n")
    return int(not all(all(results) for one in held.values() for results in one.values()))


if __name__ == "__main__":
    raise SystemExit(main())
