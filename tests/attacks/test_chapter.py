"""Attacks on a chapter whose tests hand over generators and an environment."""

import json

import pytest

from autograde.course.chapter import read_source, solved
from autograde.course.course import Course
from autograde.grading.grade import grade

from .attack import written

pytestmark = [pytest.mark.needs_bwrap, pytest.mark.slow]
NAME = "05_q_learning"
SOLVED = solved(read_source(Course().source(NAME)))
TRAIN = "def train_on_chain(env, alphas, epsilons, gamma, rng):\n"
GREEDY = "def epsilon_greedy(action_values, epsilon, rng):\n"
RETURNS = "    return np.zeros((64, 27)), np.zeros(len(alphas))\n"

# What each one writes for an exercise, which is worth nothing then; the others stay right.
ATTACKS = {
    "climbs out of the environment": (
        "train_on_chain",
        TRAIN + "    import sys\n    outside = [env.__class__.step.__globals__, sys.modules]\n"
        "    for space in outside:\n"
        "        for name in list(space):\n"
        "            if 'check' in name:\n"
        "                space[name] = lambda *a, **o: None\n" + RETURNS,
    ),
    "steps without end": (
        "train_on_chain",
        TRAIN + "    env.reset()\n    while True:\n        env.step(0)\n",
    ),
    "steps with strange actions": (
        "train_on_chain",
        TRAIN + "    env.reset()\n"
        "    for action in (10 ** 400, 'x', None, [1], float('nan'), env):\n"
        "        try:\n            env.step(action)\n        except Exception:\n            pass\n"
        + RETURNS,
    ),
    "forges the state of the generator": (
        "epsilon_greedy",
        GREEDY + "    state = rng.bit_generator.state\n"
        "    state['state'] = {'state': 'x', 'inc': []}\n"
        "    try:\n        rng.bit_generator.state = state\n    except Exception:\n        pass\n"
        "    rng.__dict__ if hasattr(rng, '__dict__') else None\n    return -1\n",
    ),
    "gives back another generator": (
        "epsilon_greedy",
        GREEDY + "    rng.bit_generator.state = np.random.PCG64(0).state\n    return 1\n",
    ),
}


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    folder = tmp_path_factory.mktemp("chapter")
    for number, (name, (exercise, source)) in enumerate(ATTACKS.items()):
        for student, answers in ((name, {exercise: source}), (f"{name} honest", {})):
            path = folder / "class" / f"{number} {student}" / f"{NAME}.ipynb"
            path.parent.mkdir(parents=True)
            path.write_text(json.dumps(written(answers, notebook=SOLVED)))
    graded = grade(Course(), folder / "class", folder / "out", jobs=2)
    return {row["student"][2:]: row for row in graded}


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_earns_nothing_with_it_and_the_next_student_all(rows, name):
    assert rows[name]["score"] <= 15, rows[name]
    assert rows[name]["score"] >= 8, rows[name]
    honest = rows[f"{name} honest"]
    assert (honest["score"], honest["status"]) == (18, "graded")


def test_control_an_environment_in_the_same_process_gives_the_tests_away():
    """In one process the globals of an environment's methods are those of its module."""
    from supplychain import TabularEnv

    assert TabularEnv.step.__globals__["__name__"].startswith("supplychain")
