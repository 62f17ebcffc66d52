"""What chapters 5 and 6 claim is true of other seeds too, not only of those that they show.

Both are run with four other sets of seeds: of the demand, of the choices while learning, and of the
trainings that are compared. What their prose says without computing it is asserted here.
"""

import re

import matplotlib.pyplot as plt

from autograde.course.cells import code_cells, kind
from autograde.course.chapter import read_source
from autograde.course.course import Course

SETS = (1, 2, 3, 4)
SEEDS = (
    re.compile(r"(?P<before>\bseed=)(?P<seed>\d+)"),
    re.compile(r"(?P<before>default_rng\()(?P<seed>\d+)(?=\))"),
    re.compile(r"(?P<before>demand_seed, choice_seed = )(?P<seed>\d+)"),
)
TRAININGS = re.compile(r"(?P<before>\b(?:seeds|pairs) = range\()(?P<n>\d+)\)")


def run(chapter, shift):
    """Return what the names of a chapter hold after it ran with other seeds."""
    names = {"__name__": "chapter"}
    for cell in code_cells(read_source(Course().source(chapter))):
        if kind(cell) not in ("setup", "demo", "solution"):
            continue
        source = cell["source"]
        if kind(cell) == "demo":
            for seeds in SEEDS:
                source = seeds.sub(lambda found: _moved(found, shift), source)
            source = TRAININGS.sub(lambda found: _others(found, shift), source)
        exec(source, names)
    plt.close("all")
    return names


def _moved(found, shift):
    return f"{found['before']}{int(found['seed']) + 1000 * shift}"


def _others(found, shift):
    n = int(found["n"])
    return f"{found['before']}{100 * shift}, {100 * shift + n})"
