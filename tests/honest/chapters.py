"""A course of three chapters that are graded in a moment, and the notebooks handed in for them.

Nothing here asks the grader: the sources and the notebooks are both written from `CHAPTERS`.
"""

import json
import random
from typing import NamedTuple

SUPPLY, LEARNING, CHALLENGE = "01_supply_chain", "05_q_learning", "07_challenge"
FULL, HALF = 5.0, 3.0  # marks of all answers, and of the first one


class Exercise(NamedTuple):
    """A function that students write, and what it is tested with."""

    name: str
    arguments: str
    body: str  # of the answer
    visible: tuple  # arguments and value of the test that students see, 1 point
    hidden: tuple  # the same of the one that they do not see
    points: int  # of the hidden one


CHAPTERS = {
    SUPPLY: (
        Exercise("inventory_position", "on_hand, on_order", "return on_hand + on_order",
                 ("25, 10", "35"), ("4, 7", "11"), 2),
        Exercise("days_of_stock", "on_hand, demand", "return on_hand // demand",
                 ("9, 3", "3"), ("17, 5", "3"), 1),
    ),
    LEARNING: (
        Exercise("td_update", "value, target", "return value + (target - value) / 2",
                 ("2, 4", "3"), ("8, 2", "5"), 2),
        Exercise("greedy_action", "values", "return values.index(max(values))",
                 ("[1, 5, 2]", "1"), ("[-3, -2, -9, -1]", "3"), 1),
    ),
    CHALLENGE: (
        Exercise("episode_return", "rewards", "return sum(rewards)",
                 ("[1, 2]", "3"), ("[4, -9, 1]", "-4"), 2),
        Exercise("next_epsilon", "epsilon", "return epsilon / 2",
                 ("1", "0.5"), ("4", "2"), 1),
    ),
}  # fmt: skip

# What stands for `greedy_action` when an instructor has exchanged an exercise.
EXCHANGED = Exercise("best_value", "values", "return max(values)",
                     ("[1, 5, 2]", "5"), ("[-3, -2]", "-2"), 1)  # fmt: skip
SETUP = "import math\n\nfrom supplychain.checks import NotWritten, check_equal"
HEAD = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

# {title}
"""


def source(name, exercises=None):
    """Return a chapter's source, ``solutions/<name>.md``.

    Parameters
    ----------
    name : str
        Of the chapter.
    exercises : sequence of Exercise, optional
        Other ones than the chapter's.
    """
    parts = [HEAD.format(title=name), _cell(SETUP, ":tags: [setup]")]
    for one in exercises or CHAPTERS[name]:
        parts.append(f"## Exercise: {one.name} ({one.points + 1} points)\n\nWrite it.\n")
        answer = f"    ### BEGIN SOLUTION\n    {one.body}\n    ### END SOLUTION"
        marks = f":exercise: {{provides: {one.name}, forbid: []}}"
        parts.append(_cell(_head(one) + answer, _marks(one.name, solution=True), marks))
        parts.append(_cell(_test(one, one.visible), _marks(f"test_{one.name}_example", 1)))
        hidden = f"### BEGIN HIDDEN TESTS\n{_test(one, one.hidden)}\n### END HIDDEN TESTS"
        parts.append(_cell(f"{HIDDEN}\n{hidden}", _marks(f"test_{one.name}", one.points)))
    return "\n".join(parts)


HIDDEN = "# Hidden tests run here when your work is graded."


def _cell(text, *options):
    return "```{code-cell} ipython3\n" + "\n".join([*options, text]) + "\n```\n"


def _head(one):
    return f'def {one.name}({one.arguments}):\n    """Return it."""\n'


def _test(one, asked):
    arguments, value = asked
    call = f'check_equal({one.name}({arguments}), {value}, "Look at the definition again.")'
    return f"from supplychain.checks import check_equal\n\n{call}"


def _metadata(grade_id, points=0, solution=False):
    marks = {"grade": not solution, "grade_id": grade_id, "locked": not solution}
    marks |= {} if solution else {"points": points}
    return {**marks, "schema_version": 3, "solution": solution, "task": False}


def _marks(grade_id, points=0, solution=False):
    shown = ", ".join(f"{key}: {_yaml(value)}" for key, value
                      in _metadata(grade_id, points, solution).items())  # fmt: skip
    return f":nbgrader: {{{shown}}}"


def _yaml(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


def notebook(name=LEARNING, right=2, wrong=0, note="", marked=True):
    """Return the notebook that a student hands in.

    Parameters
    ----------
    name : str
        Of the chapter.
    right : int
        How many exercises, from the first, are answered rightly.
    wrong : int
        How many of the rest are answered wrongly; what remains is left as it was released.
    note : str
        A text that the student added.
    marked : bool
        Whether cells still have their grade_ids: some editors drop them.
    """
    cells = [_markdown(f"# {name}\n\n{note}"), _code(SETUP, "cell-1", {"tags": ["setup"]})]
    for number, one in enumerate(CHAPTERS[name]):
        body = one.body if number < right else "return -1000"
        written = number < right + wrong
        answer = f"    {body}" if written else "    # YOUR CODE HERE\n    raise NotWritten"
        texts = (_head(one) + answer, _test(one, one.visible), HIDDEN)
        marks = (
            _metadata(one.name, solution=True),
            _metadata(f"test_{one.name}_example", 1),
            _metadata(f"test_{one.name}", one.points),
        )
        for text, about in zip(texts, marks):
            metadata = {"nbgrader": about} if marked else {}
            cells.append(_code(text, about["grade_id"], metadata))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def _markdown(text):
    return {"cell_type": "markdown", "id": "title", "metadata": {}, "source": text}


def _code(text, name, metadata):
    return {"cell_type": "code", "execution_count": None, "id": name, "metadata": metadata,
            "outputs": [], "source": text}  # fmt: skip


def handed_in(name=LEARNING, right=2, **more):
    """Return the bytes of a notebook, see `notebook`."""
    return json.dumps(notebook(name, right, **more), ensure_ascii=False).encode()


def scratch():
    """Return the bytes of a notebook that has nothing to do with the course."""
    cells = [_code("print(1 + 1)", "mine", {})]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def with_outputs(n_bytes, n_outputs=1):
    """Return the bytes of a solved notebook whose outputs, numbers, have so many bytes in sum."""
    made, draw = notebook(), random.Random(0)
    lines = [f"{draw.random():.13f}\n" for _ in range(10_000)]
    text = "".join(draw.choices(lines, k=n_bytes // n_outputs // 16))
    made["cells"][1]["outputs"] = [
        {"name": "stdout", "output_type": "stream", "text": text} for _ in range(n_outputs)
    ]
    return json.dumps(made).encode()


def write_course(root, rules="", changed=None):
    """Write the sources of the course, and its ``course.toml`` if there are rules.

    Parameters
    ----------
    root : Path
        The folder of the course.
    rules : str
        The text of ``course.toml``.
    changed : dict of str to tuple of Exercise, optional
        Chapters that an instructor has changed.
    """
    (root / "solutions").mkdir(parents=True, exist_ok=True)
    for name in CHAPTERS:
        text = source(name, (changed or {}).get(name))
        (root / "solutions" / f"{name}.md").write_text(text, encoding="utf-8")
    if rules:
        (root / "course.toml").write_text(rules, encoding="utf-8")
