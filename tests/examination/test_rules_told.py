"""The rule that the grader applies is the one that students read and that their tests apply."""

import json
import tempfile
from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

from autograde.course import told_rules
from autograde.course.assignment import from_notebooks
from autograde.course.cells import BY_HAND
from autograde.course.chapter import read_source, released, solved
from autograde.course.course import Course
from autograde.course.told_rules import sentence
from autograde.examination.arrange import arrange
from autograde.examination.examiner import examine
from autograde.examination.forbidden import barred
from autograde.handin.notebook import read
from autograde.release.execute import ARGUMENTS, kernel_variables, manager
from supplychain import forbidden
from tests.support.notebooks import cell

COURSE = Course()


def chapter(name):
    """Return a chapter's assignment and its notebook with all answers."""
    source = read_source(COURSE.source(name))
    return from_notebooks(name, source, released(source)), solved(source)


def with_cells(notebook, changes=(), added=()):
    """Return the cells of a notebook, some answers written otherwise, own cells at the end of all.

    Parameters
    ----------
    notebook : notebook
    changes : dict of str to (str, str, …)
        What is replaced by what in which answer, by turns.
    added : list of str
        Sources of own cells.
    """
    cells = json.loads(json.dumps(notebook))["cells"]
    for one in cells:
        pairs = dict(changes).get(one["id"], ())
        for old, new in zip(pairs[::2], pairs[1::2]):
            assert old in one["source"], one["source"]
            one["source"] = one["source"].replace(old, new)
    return cells[:4] + [cell(text) for text in added] + cells[4:] + [cell(text) for text in added]


def handed_in(folder, name, cells):
    path = Path(folder) / f"{name}.ipynb"
    path.write_text(json.dumps({"nbformat": 4, "cells": cells}))
    return path


OWN_CHAIN = [
    "from supplychain import SupplyChainEnv\ns = SupplyChainEnv(); print(s.reset(seed=0)[0])",
    "env = SupplyChainEnv()\nenv.reset(seed=1)",
    "for i in range(3):\n    print(env.step([10, 10, 20])[1])",
    "env.close()",
]
HONEST = {
    "own cells with the environment": ("01_supply_chain", {}, OWN_CHAIN),
    "an inner helper and a local variable of forbidden names": (
        "01_supply_chain",
        {
            "daily_ledger": (
                "    u = {",
                "    def overflow_size(x):\n        return x\n    one_day = overflow_size(1)\n"
                "    u = {",
            )
        },
        [],
    ),
    "a loop's variable called radix": (
        "02_decision_process",
        {
            "to_index": (
                '    """\n',
                '    """\n    for digit, radix in zip(digits, sizes):\n        digit + radix\n',
            )
        },
        ["from supplychain import TabularEnv\nprint(TabularEnv().encode_state)"],
    ),
    "a decorator from a cell for readers": (
        "02_decision_process",
        {"to_digits": ("def to_digits", "@cache\ndef first(x):\n    return x\n\n\ndef to_digits")},
        [],
    ),
    "the optimum to compare with": (
        "04_dynamic_programming",
        {},
        [
            "v = shop.optimum().values\nseen = []\nseen.append(v)",
            "from supplychain.shop import *\nmine = Shop().optimum()",
            "def same(answer, *given):\n    seen.append((answer, given))\n"
            "same(bellman_backup, shop.optimum().values)\nnp.append(P, shop.optimum().values)",
        ],
    ),
    "statistics": (
        "03_policies",
        {
            "paired_interval": (
                "    differences = profits_a - profits_b\n",
                "    import statistics\n    differences = profits_a - profits_b\n"
                "    statistics.mean(differences.tolist())\n",
            )
        },
        [
            "import statistics as s\ns.mean([1, 2])",
            "evaluate = evaluate\nrules = policies",
            "rows = {}\nrows.update(a=evaluate, b=policies)\nsetattr(paired_interval, 'a', rows)",
        ],
    ),
    "an inner helper called evaluate": (
        "03_policies",
        {
            "search_levels": (
                "    means = ",
                "    def evaluate(x):\n        return x\n    evaluate(1)\n    means = ",
            )
        },
        [],
    ),
    "actions drawn by the environment": (
        "07_challenge",
        {
            "q_learning": (
                "    stop = time",
                "    env.action_space.seed(seed)\n    stop = time",
                "int(rng.random() * n_actions)",
                "int(env.action_space.sample())",
                "    return q_table, history",
                "    env.close()\n    return q_table, history",
            )
        },
        ["s = TabularEnv()\nprint(s.reset(seed=0)[0])", "print(evaluate, policies)"],
    ),
    "close, unwrapped, seeds of actions": (
        "05_q_learning",
        {
            "train_on_chain": (
                '    """\n',
                '    """\n    env.action_space.seed(3)\n    env.unwrapped.action_space.sample()\n'
                "    env.close()\n",
            )
        },
        ["import asyncio\nawait asyncio.sleep(0)"],
    ),
}


@pytest.mark.parametrize("name", HONEST)
def test_honest_answers_and_own_cells_are_barred_from_nothing(tmp_path, name):
    title, changes, added = HONEST[name]
    assignment, notebook = chapter(title)
    path = handed_in(tmp_path, title, with_cells(notebook, changes, added))
    arranged = arrange(assignment, read(path))
    assert barred(assignment, arranged.steps) == {}
    assert arranged.remarks == []


@pytest.mark.slow
@pytest.mark.needs_bwrap
@pytest.mark.parametrize("name", HONEST)
def test_honest_answers_and_own_cells_earn_full_marks(tmp_path, name):
    title, changes, added = HONEST[name]
    assignment, notebook = chapter(title)
    path = handed_in(tmp_path, title, with_cells(notebook, changes, added))
    result = examine(path, assignment)
    by_person = sum(cell.points for cell in assignment.cells if cell.kind in BY_HAND)
    assert (result.score, result.status) == (result.max_score - by_person, "graded"), result


@pytest.mark.parametrize("name", COURSE.assignments())
def test_each_list_stands_in_the_prompt_and_in_the_visible_test(name):
    notebook = released(read_source(COURSE.source(name)))
    above, waiting = "", None
    for one in notebook.cells:
        exercise = one.metadata.get("exercise", {})
        if exercise.get("provides"):
            assert (told_rules.RULE[:16] in above) == bool(exercise["forbid"])
            waiting = exercise if exercise["forbid"] else None
            assert waiting is None or above.endswith(sentence(exercise["forbid"]))
        elif waiting and one.metadata.get("nbgrader", {}).get("grade"):
            listed = [f'"{word}"' for word in [waiting["provides"], *waiting["forbid"]]]
            assert one.source.startswith("from supplychain.checks import check_not_used")
            assert ", ".join(listed) in one.source
            waiting = None
        above = one.source
    assert waiting is None


@pytest.mark.parametrize("name", COURSE.assignments())
def test_setup_cells_are_marked_as_usable(name):
    marked = [
        one
        for one in released(read_source(COURSE.source(name))).cells
        if "setup" in one.metadata.get("tags", [])
    ]
    assert marked and all(one.source.startswith(told_rules.SETUP_MARK + "\n") for one in marked)


def test_both_sides_know_the_mark_of_setup_cells():
    assert told_rules.SETUP_MARK == forbidden.SETUP_MARK


RULE = (
    "from supplychain.checks import check_not_used\n\n"
    'check_not_used("bellman_backup", "optimum", "shop", "Shop")\n'
)
ANSWER = "def bellman_backup(P, R, values, gamma):\n    {}\n    return R + gamma * P @ values"
NOTEBOOKS = {
    "right": [ANSWER.format("optimum = 1")],
    "a global": [ANSWER.format("shop.optimum()")],
    "setup names": [ANSWER.format("P, R = P + 0, R")],
    "an own cell": ["solve = shop.optimum", ANSWER.format("solve()")],
    "compared": [ANSWER.format("pass"), "v = shop.optimum().values"],
    "a list": ["tools = []", "tools.append(shop.optimum)", ANSWER.format("tools[0]()")],
    "an attribute": [
        "class Desk:\n    pass\nsetattr(Desk, 'best', shop.optimum)",
        ANSWER.format("Desk.best()"),
    ],
    "a list to compare": [
        "seen = [1]",
        ANSWER.format("seen[0]"),
        "both = [seen]\nboth += [shop.optimum().values]\nprint(both, seen, shop.optimum())",
    ],
    "getattr": [ANSWER.format("getattr(np, 's' + 'um')")],
    "timed": ["%%time\nsolve = shop.optimum", ANSWER.format("solve()")],
    "mended": [ANSWER.format("shop.optimum()"), ANSWER.format("pass")],
    "an import": ["from supplychain import Shop as Market", ANSWER.format("Market()")],
}


def test_a_notebook_and_the_examiner_say_the_same_words(tmp_path):
    assignment, _ = chapter("04_dynamic_programming")
    setups = [one.source for one in assignment.cells if one.kind == "setup"]
    notebook, checks = nbformat.v4.new_notebook(), {}
    for name, sources in NOTEBOOKS.items():
        for text in ["%reset -f in", *setups, *sources, RULE]:
            notebook.cells.append(nbformat.v4.new_code_cell(text))
        checks[name] = notebook.cells[-1]
    _run(notebook)
    for name, sources in NOTEBOOKS.items():
        *before, answer = [one for one in sources if one.startswith("def ")]
        own = [cell(one) for one in sources if one != answer]
        cells = [*own, cell(answer, grade_id="bellman_backup", solution=True)]
        cells += [cell("", grade_id="test_bellman_backup_example", grade=True)]
        path = handed_in(tmp_path, name, cells)
        found = barred(assignment, arrange(assignment, read(path)).steps)
        errors = [one.evalue for one in checks[name].outputs if one.output_type == "error"]
        assert errors == [found[key] for key in [("bellman_backup", False)] if key in found], name


def test_a_cell_between_the_tests_of_an_exercise_counts_for_the_tests_below_it(tmp_path):
    assignment, _ = chapter("04_dynamic_programming")
    cells = [
        cell("tools = []"),
        cell(ANSWER.format("tools[0]()"), grade_id="bellman_backup", solution=True),
        cell("", grade_id="test_bellman_backup_example", grade=True),
        cell("tools.append(shop.optimum)"),
        cell("", grade_id="test_bellman_backup", grade=True),
    ]
    path = handed_in(tmp_path, "between", cells)
    found = barred(assignment, arrange(assignment, read(path)).steps)
    assert "optimum" in found["bellman_backup", False]


def _run(notebook):
    with tempfile.TemporaryDirectory() as scratch:
        client = NotebookClient(
            notebook,
            km=manager(AsyncKernelManager),
            extra_arguments=ARGUMENTS,
            allow_errors=True,
            resources={"metadata": {"path": scratch}},
        )
        client.execute(env=kernel_variables(Path(scratch)))
