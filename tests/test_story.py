"""Can the cells that follow an exercise use every answer that its tests accept?

Every right variant runs the whole chapter, figures and experiments included: many in one process,
each in a namespace of its own. Experiments are cut short, as only their form matters here.
"""

import re
import warnings
from itertools import zip_longest

import matplotlib.pyplot as plt
import pytest

from autograde.course.chapter import read_source
from autograde.course.course import Course
from tests.support import variants

# What makes an experiment of a chapter long, and what it is here.
SHORT = {
    "01_supply_chain": {"poisson_scenarios(chain, 300,": "poisson_scenarios(chain, 20,"},
    "02_decision_process": {
        "n_mornings = 200_000": "n_mornings = 20_000",
        "4000, seed=7": "400, seed=7",
    },
    "03_policies": {"(None, 4000, seed=33)": "(None, 40, seed=33)"},
    "04_dynamic_programming": {"(500, n_days)": "(20, n_days)", "range(15)": "range(5, 9)"},
    "05_q_learning": {
        "n_days = 100_000": "n_days = 2_000",
        "n_episodes, gamma = 500": "n_episodes, gamma = 30",
        "(None, 2000,": "(None, 50,",
        "range(10_000)": "range(200)",
        "pairs = range(24)": "pairs = range(2)",
    },
    "06_learning_well": {
        "n_episodes=500,": "n_episodes=6,",
        "n_episodes=1000": "n_episodes=8",
        "(None, 200,": "(None, 20,",
        "demand_paths(100)": "demand_paths(4)",
        "demand_paths(2000)": "demand_paths(20)",
        "np.zeros(300)": "np.zeros(20)",
        "np.full(300,": "np.full(20,",
        "n_checks, between = 6, 50": "n_checks, between = 6, 2",
    },
    "07_challenge": {
        "n_runs=5, n_scenarios=1000": "n_runs=5, n_scenarios=50",
        "n_episodes=benchmark.MAX_EPISODES": "n_episodes=8",
        "budgets = (30, 60, 120, 250)": "budgets = (3, 4, 5, 6)",
        "max_episodes=500": "max_episodes=8",
    },
}


def packed(chapter):
    """Return dicts of right answers, {exercise: Variant}, that hold each of them once at least."""
    groups = variants.variants(chapter)
    right = [[one for one in group if one.hint is None] for group in groups.values()]
    for chosen in zip_longest(*right):
        yield {one.exercise: one for one in chosen if one}


def cells(chapter):
    """Return the cells of a chapter that a reader runs: `(exercise or "", source)`."""
    found = []
    for cell in read_source(Course().source(chapter))["cells"]:
        marks = cell["metadata"].get("nbgrader", {})
        if cell["cell_type"] != "code" or marks.get("grade"):
            continue
        source = cell["source"]
        for long, short in SHORT[chapter].items():
            source = source.replace(long, short)
        found.append((cell["metadata"].get("exercise", {}).get("provides", ""), source))
    return found


def run(chapter, answers):
    """Run a chapter with other answers; return what stopped it, "" if nothing did."""
    space = {"__name__": "notebook"}
    for exercise, source in cells(chapter):
        if exercise in answers:
            source = answers[exercise].source
        try:
            exec(source, space)
        except Exception as error:
            titles = "; ".join(f"{one.exercise}: {one.title}" for one in answers.values())
            lines = source.splitlines()
            return f"{titles}\n  {type(error).__name__}: {error}\n  in the cell {lines[0]!r}"
        finally:
            plt.close("all")
    return ""


@pytest.mark.slow
@pytest.mark.parametrize("chapter", variants.CHAPTERS)
def test_the_story_goes_on_with_every_right_answer(chapter, monkeypatch):
    monkeypatch.setattr("IPython.display.display", lambda *shown: None)
    plt.switch_backend("agg")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of NumPy, where an experiment was cut short
        stopped = [run(chapter, answers) for answers in packed(chapter)]
    assert not any(stopped), "\n".join(filter(None, stopped))


@pytest.mark.parametrize("chapter", variants.CHAPTERS)
def test_what_is_cut_short_is_there(chapter):
    whole = "\n".join(cell["source"] for cell in read_source(Course().source(chapter))["cells"])
    gone = [long for long in SHORT[chapter] if not re.search(re.escape(long), whole)]
    assert gone == [], f"{chapter} no longer has {gone}"
