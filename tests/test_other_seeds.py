"""What chapters 5, 6 and 8 claim is true of other seeds too, not only of those that they show.

Each is run with four other sets of seeds: of the demand, of the choices while learning, and of the
trainings that are compared. What the prose says in words, beside the figures that it computes, is
asserted here. Comparisons of many pairs are made with fewer. Four sets take some ten minutes of a
quiet processor, so they are run on demand: ``OTHER_SEEDS=1 python -m pytest`` and this file.
"""

import os
import re

import matplotlib.pyplot as plt
import pytest

from autograde.course.cells import code_cells, kind
from autograde.course.chapter import read_source
from autograde.course.course import Course

SETS = (1, 2, 3, 4)
SEEDS = re.compile(
    r"(?P<before>\bseed=|\bdefault_rng\((?=\d+\))|\bdemand_seed, choice_seed = )(?P<seed>\d+)"
)
TRAININGS = re.compile(r"(?P<before>(?:\bseeds = |\bpairs = |for seed in )range\()(?P<n>\d+)\)")
MOST = 8  # pairs, where the page compares 24


def run(chapter, shift):
    """Return what the names of a chapter hold after it ran with other seeds."""
    names = {"__name__": "chapter"}
    plt.switch_backend("agg")
    for cell in code_cells(read_source(Course().source(chapter))):
        source = cell["source"]
        if kind(cell) == "demo":
            source = SEEDS.sub(lambda found: _moved(found, shift), source)
            source = TRAININGS.sub(lambda found: _others(found, shift), source)
        if kind(cell) in ("setup", "demo", "solution"):
            exec(source, names)
            plt.close("all")
    return names


def _moved(found, shift):
    return f"{found['before']}{int(found['seed']) + 1000 * shift}"


def _others(found, shift):
    n, first = int(found["n"]), 100 * shift
    n = MOST if n > 10 else n
    return f"{found['before']}{first}, {first + n})"


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
    yield "two tables are as good there", abs(names["last_block"]["two tables"] - calm) < 1
    tame, wild = names["calm"], names["rough"]
    yield (
        "the same day is another one",
        (abs(tame.mean - wild.mean) > 3 * (tame.standard_error + wild.standard_error)),
    )


def beyond_the_table(names):
    """Chapter 8."""
    earned, fixed = names["earned"], names["fixed"]
    yield "sharing pays", names["sharing"].mean > 0
    yield "fine tiles beat the table, given days", names["against_table"].mean > 0
    yield (
        "nobody gets to (s, S)",
        all(profits.mean() < fixed["(s, S)"].mean for profits in earned.values()),
    )
    yield "seeing needs days", names["later"].mean > names["seeing"].mean


CLAIMS = {
    "05_q_learning": q_learning,
    "06_learning_well": learning_well,
    "08_beyond_the_table": beyond_the_table,
}


@pytest.mark.slow
@pytest.mark.skipif("OTHER_SEEDS" not in os.environ, reason="ten minutes: set OTHER_SEEDS=1")
@pytest.mark.parametrize("chapter", CLAIMS)
@pytest.mark.parametrize("shift", SETS)
def test_a_chapter_claims_what_other_seeds_show_too(chapter, shift, monkeypatch):
    monkeypatch.setattr("IPython.display.display", lambda *shown: None)
    found = dict(CLAIMS[chapter](run(chapter, shift)))
    assert all(found.values()), [claim for claim, holds in found.items() if not holds]


@pytest.mark.parametrize("chapter", CLAIMS)
def test_other_seeds_are_put_in(chapter):
    demos = [c["source"] for c in code_cells(read_source(Course().source(chapter)))]
    whole = "\n".join(demos)
    assert SEEDS.search(whole) and TRAININGS.search(whole)
