"""One submission at a time: calls into the jail, what they may do, and what they may not."""

import copy
import json
from pathlib import Path

import pytest

from autograde.course.assignment import Assignment, Cell
from autograde.examination.examination import Examination
from autograde.examination.examiner import examine
from autograde.examination.processes import Lost
from autograde.examination.steps import Step
from autograde.jail.bubblewrap import NONE

pytestmark = pytest.mark.needs_bwrap

TEST_HEAD = "import numpy as np\nfrom supplychain.checks import check_close, check_equal\n"


def assignment(test, hidden_test="check_equal(1, 1, 'One.')", limit=2.0, forbid=()):
    """Return an assignment with the exercise ``f``, a visible and a hidden test of it."""

    def cell(kind, name, source, points=0.0, hidden=False):
        stub = "def f(*args):\n    raise NotWritten('f')" if kind == "solution" else ""
        exercise = "" if kind == "setup" else "f"
        return Cell(kind, name, source, exercise, points, hidden, stub, limit, list(forbid))

    setup = "import numpy as np\nfrom supplychain.checks import NotWritten\nRATE = 2"
    return Assignment(
        "01_one",
        [
            cell("setup", "start", setup),
            cell("solution", "f", "def f(): ..."),
            cell("test", "test_f_example", TEST_HEAD + test, 1.0),
            cell("test", "test_f", TEST_HEAD + hidden_test, 2.0, True),
        ],
    )


def code(source, **metadata):
    return {"cell_type": "code", "source": source, "metadata": metadata, "id": "c"}


def graded(name, **marks):
    return {"nbgrader": {"grade_id": name, **marks}}


def submission(folder, answer, before=(), after=()):
    cells = [
        code("", tags=["setup"]) | {"id": "start"},
        *map(code, before),
        code(answer, **graded("f", solution=True)),
        *map(code, after),
        code("", **graded("test_f_example", grade=True)),
        code("", **graded("test_f", grade=True)),
    ]
    path = folder / "01_one.ipynb"
    path.write_text(json.dumps({"nbformat": 4, "cells": cells}))
    return path


def run(folder, answer, test, hidden="check_equal(1, 1, 'One.')", sandbox="bubblewrap", **more):
    limits = {name: more.pop(name) for name in ("limit", "forbid") if name in more}
    path = submission(folder, answer, **more)
    return examine(path, assignment(test, hidden, **limits), sandbox=sandbox)


def hint(result):
    return result.exercises[0].hint


CALLS = {
    "numbers": ("def f(a, b=1):\n    return RATE * a + b", "check_equal(f(3, b=2), 8, 'No.')"),
    "containers": (
        "def f(x):\n    return {'a': [x[0], (x[1]['k'],)]}",
        "check_equal(f([1, {'k': None}])['a'], [1, [None]], 'No.')",
    ),
    "arrays": (
        "def f(x):\n    return x.T * 2",
        "check_close(f(np.ones((2, 3))), np.full((3, 2), 2), 'No.')",
    ),
    "changes of an array": (
        "def f(x):\n    x[1] = 7",
        "x = np.zeros((2, 2))\nf(x)\ncheck_close(x, [[0, 0], [7, 7]], 'No.')\n"
        "f(x.T)\ncheck_close(x, [[0, 7], [7, 7]], 'No.')",
    ),
    "changes of a list": (
        "def f(x):\n    x['a'].append(4)\n    x['b'][0] = 1",
        "x = {'a': [3], 'b': np.zeros(1)}\nb = x['b']\nf(x)\n"
        "check_equal(x['a'], [3, 4], 'No.')\ncheck_close(b, [1], 'No.')",
    ),
    "a generator goes on": (
        "def f(rng):\n    return rng.random()",
        "a, b = np.random.default_rng(3), np.random.default_rng(3)\n"
        "for _ in range(3):\n    check_equal(f(a), b.random(), 'No.')\n"
        "a.random(), b.random()\ncheck_equal(f(a), b.random(), 'No.')",
    ),
    "an environment stays outside": (
        "def f(env):\n    state, info = env.reset(seed=4)\n    total = 0\n"
        "    for action in range(env.action_space.n):\n"
        "        state, reward, *_ = env.step(action)\n        total += reward\n    return total",
        "from types import SimpleNamespace\n"
        "class Env:\n    action_space = SimpleNamespace(n=3)\n    steps = 0\n"
        "    def reset(self, seed=None):\n        return 0, {}\n"
        "    def step(self, action):\n        self.steps += 1\n"
        "        return 0, float(action), False, False, {}\n"
        "env = Env()\ncheck_equal(f(env), 3.0, 'No.')\ncheck_equal(env.steps, 3, 'No.')",
    ),
    "what a step tells besides can be read, also later": (
        "def f(env):\n    env.reset()\n    told = [env.step(0)[4] for _ in range(3)]\n"
        "    told[1]['m'] = 0\n    del told[1]['n']\n"
        "    return [told[0]['n'], dict(told[2]), len(told[1]), 'n' in told[1], told[0].copy()]",
        "class Env:\n    n = 0\n    def reset(self):\n        return 0, {}\n"
        "    def step(self, action):\n        self.n += 1\n"
        "        return 0, 0.0, False, False, {'n': self.n}\n"
        "answer = f(Env())\ncheck_equal(answer[0], 1, 'No.')\n"
        "check_equal(answer[1]['n'], 3, 'No.')\ncheck_equal(answer[2], 1, 'No.')\n"
        "check_equal(answer[3], False, 'No.')\ncheck_equal(answer[4]['n'], 1, 'No.')",
    ),
    "what a reset answers and tells comes whole, whatever it is": (
        "def f(env, other):\n    first, told = env.reset()\n    second, _ = env.reset()\n"
        "    third, more = env.reset(seed=7)\n    state, info = other.reset()\n"
        "    return [first, second, third, told['n'], more['n'], state, info]",
        "class Env:\n    n = 0\n    def reset(self, seed=0):\n        self.n += 1\n"
        "        return 10 * self.n + seed, {'n': self.n}\n"
        "class Other:\n    def reset(self):\n        return np.array([1.5, 2.5]), {}\n"
        "    def step(self, action):\n        pass\n"
        "Env.step = Other.step\nanswer = f(Env(), Other())\n"
        "check_equal(answer[:5], [10, 20, 37, 1, 3], 'No.')\n"
        "check_close(answer[5], [1.5, 2.5], 'No.')\ncheck_equal(len(answer[6]), 0, 'No.')",
    ),
    "the same call many times": (
        "def f(x, rng, add=0):\n    x[0] += 1\n    return x[0] + add + rng.random()",
        "from supplychain.checks import repeat\nx, rng = np.zeros(2), np.random.default_rng(3)\n"
        "draws = np.random.default_rng(3).random(50)\n"
        "check_close(repeat(f, 50, x, rng, add=2), draws + np.arange(3, 53), 'No.')\n"
        "check_close(x, [50, 0], 'No.')",
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_call_means_the_same_as_in_a_notebook(tmp_path, name):
    answer, test = CALLS[name]
    result = run(tmp_path, answer, test)
    assert (result.score, hint(result), result.status) == (3, "", "graded")


def test_everything_works_without_the_sandbox_and_is_stamped(tmp_path):
    result = run(tmp_path, *CALLS["an environment stays outside"], sandbox=NONE)
    assert (result.score, result.sandbox) == (3, "none")


WRONG = {
    "an error": (
        "def f():\n    return 1 / 0",
        "ZeroDivisionError: division by zero (line 2 of the cell f)",
    ),
    "exit": ("def f():\n    raise SystemExit(0)", "SystemExit: 0"),
    "assertion": ("def f():\n    assert False, 'mine'", "AssertionError: mine"),
    "not written": ("def f():\n    raise NotWritten('f')", "f is not written yet."),
    "no plain value": ("def f():\n    return {1, 2}", "a value of type set cannot be handed over"),
    "no function": ("g = 1", "NameError: name 'f' is not defined"),
    "nan": ("def f():\n    return float('nan')", "your answer holds nan"),
    "equal to all": (
        "class Yes(float):\n    def __eq__(self, other):\n        return True\n"
        "def f():\n    return Yes(0)",
        "Look.",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_answer_costs_the_test_and_says_why(tmp_path, name):
    answer, told = WRONG[name]
    result = run(tmp_path, answer, "check_close(f(), 1.0, 'Look.')")
    assert result.score == 2 and result.status == "graded"
    assert told in hint(result)


def test_what_hidden_tests_hand_over_does_not_reach_a_visible_one(tmp_path):
    keep = "def f(x=None):\n    import os\n"
    keep += "    print(os.listdir('/tmp'))\n    open('/tmp/secret%s' % x, 'w')\n    return 1"
    both = ("check_equal(f(), 1, 'No.')", "check_equal(f(98765), 1, 'No.')")
    result = run(tmp_path, keep, *both)
    assert result.score == 3 and "98765" not in repr(result)


LOOP = "def f():\n    while True:\n        pass"
DEAF = "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})\n"
COSTLY = {
    "loop": LOOP,
    "death": "import os\ndef f():\n    os._exit(0)",
    "kill": "import os\ndef f():\n    os.kill(os.getpid(), 9)",
    "kill of all": "import os\ndef f():\n    os.kill(-1, 9)",
    "closed line": "import os\ndef f():\n    os.closerange(3, 200)\n    return 1",
    "segfault": "import ctypes\ndef f():\n    ctypes.string_at(0)",
    "memory": "def f():\n    return len([bytearray(10**8) for _ in range(10**3)])",
    "bomb": "import os\ndef f():\n    while True:\n        try:\n            os.fork()\n"
    "        except OSError:\n            pass",
    "output": "import os\ndef f():\n    while True:\n        os.write(1, b'x' * 10**6)",
    "replies": "import wire, socket\ndef f():\n    import cell_runner\n    for n in range(3, 40):\n"
    "        try:\n            socket.socket(fileno=n).send(wire.frame(('value', 1, 2, 3, 4)))\n"
    "        except OSError:\n            pass\n    return 2",
}


def examine_with(folder, answer, others):
    """Examine answers to several exercises, each of which should return 1.

    Parameters
    ----------
    folder : Path
    answer : str
        To the exercise ``f``.
    others : dict of str to str
        Other exercises and their answers.
    """
    document = assignment("check_equal(f(), 1, 'No.')", limit=1.0)
    path = submission(folder, answer)
    notebook, cells = json.loads(path.read_text()), list(document.cells)
    for name, other in others.items():
        cells += [
            cell._replace(
                name=cell.name.replace("f", name),
                exercise=name,
                source=cell.source.replace("f()", f"{name}()"),
            )
            for cell in document.cells[1:]
        ]
        notebook["cells"].append(code(other, **graded(name, solution=True)))
    path.write_text(json.dumps(notebook))
    return examine(path, Assignment(document.name, cells))


@pytest.mark.parametrize("name", COSTLY)
def test_what_exhausts_or_dies_costs_its_exercise_and_leaves_the_rest(tmp_path, name):
    result = examine_with(tmp_path, COSTLY[name], {"g": "def g():\n    return 1"})
    first, second = result.exercises
    assert first.score <= 2 and second.score == 3, result


def test_what_is_killed_may_die_late(tmp_path, monkeypatch):
    """On a busy machine, processes that were killed still look alive when the next test begins."""
    monkeypatch.setattr("autograde.examination.channel.Channel.is_open", lambda self: True)
    result = examine_with(tmp_path, COSTLY["kill of all"], {"g": "def g():\n    return 1"})
    first, second = result.exercises
    assert first.score <= 2 and second.score == 3, result


def test_every_exercise_may_die_by_itself(tmp_path):
    """Each earns nothing for its own end, and nothing is given up for the number of them."""
    deaths = {f"g{n}": f"import os\ndef g{n}():\n    os._exit(0)" for n in range(8)}
    result = examine_with(tmp_path, "def f():\n    return 1", deaths)
    # The hidden test of each asks for nothing.
    assert [one.score for one in result.exercises] == [3] + [0] * 8, result
    assert result.status == "graded"


def test_a_cell_that_brings_the_jail_down_is_left_out_of_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr("autograde.examination.examination.TIME_LIMIT", 1.0)  # of own cells
    result = run(
        tmp_path,
        "print('said')\ndef f():\n    return 1",
        "check_equal(f(), 1, 'No.')",
        before=["import os\nos._exit(3)"],
        after=[DEAF + "while True:\n    pass"],
        limit=1.0,
    )
    assert result.score == 3 and "own code cell 2 ended the Python" in result.reason
    assert result.exercises[0].output == "said\n"  # though the cell ran twice


def test_a_submission_whose_jail_is_lost_again_and_again_is_given_up(monkeypatch):
    """So often: six times, and twice for each exercise."""
    begun = []

    def lost(*_):
        begun.append("a jail")
        raise Lost("the jail did not start")

    monkeypatch.setattr("autograde.examination.examination.Jail", lost)
    tests = [cell for cell in assignment("").cells if cell.kind == "test"]
    others = [cell._replace(name=f"{cell.name}_g", exercise="g") for cell in tests]
    steps = [Step("test", cell.name, "", cell, "") for cell in (*tests, *others)]
    examination = Examination(steps)
    examination.run("bubblewrap", begun.append)
    assert (len(begun), examination.status) == (10, "crashed")
    assert examination.remarks == ["the jail did not start; given up after 10 attempts"]


@pytest.mark.parametrize("name", ["before", "replay", "junk"])
def test_answers_that_nobody_asked_for_are_tampering(tmp_path, name):
    forge = {
        "before": "wire.frame(('value', 0, wire.encode(1), wire.encode([]), []))",
        "replay": "wire.frame(('value', 1, wire.encode(1), wire.encode([]), []))",
        "junk": "b'\\x80\\x04junk' * 9",
    }[name]
    answer = (
        "import gc, socket, wire\n"
        "for end in [o for o in gc.get_objects() if type(o) is socket.socket]:\n"
        f"    end.send({forge})\ndef f():\n    return 0"
    )
    result = run(tmp_path, answer, "check_equal(f(), 1, 'No.')")
    assert (result.score, result.status) == (0, "tampered")
    assert any(flag.startswith("tampering") for flag in result.flags)


SEEN = """
import os, socket
def f():
    found = [os.path.exists(p) for p in {paths!r}]
    try:
        socket.create_connection(("1.1.1.1", 80), timeout=1)
        found.append("network")
    except OSError:
        pass
    found += [v for v in os.environ if v not in {known!r}]
    found += [n for n in os.listdir("/proc") if n.isdigit() and n not in "1 2 3" and
              b"cell_runner" not in open(f"/proc/{{n}}/cmdline", "rb").read()]
    return found
"""


def test_nothing_of_the_course_is_seen(tmp_path):
    root = Path(__file__).parents[2]
    paths = [str(root), str(root / "solutions"), "/root", "/home", "/etc/passwd", "/jail/autograde"]
    known = "PATH HOME LANG LC_CTYPE MPLBACKEND MPLCONFIGDIR OPENBLAS_NUM_THREADS PYTHONHASHSEED"
    answer = SEEN.format(paths=paths, known=f"{known} PYTHONPATH LD_LIBRARY_PATH PWD".split())
    result = run(tmp_path, answer, "check_equal(f(), [False] * 6, str(f()))")
    assert hint(result) == ""


def test_magics_do_not_fail_a_submission(tmp_path):
    answer = "%matplotlib inline\n!ls\nfiles = !ls\nlen?\ndef f():\n    return 1"
    timed = "%%time\nhalf = 0.5"
    result = run(tmp_path, answer, "check_equal(f(), 1, 'No.')", before=[timed, "half + 1"])
    assert (result.score, result.reason) == (3, "")


def test_output_of_visible_calls_is_kept_and_changes_no_mark(tmp_path):
    answer = (
        "import sys, warnings\nfrom tqdm import tqdm\ndef f():\n    warnings.warn('careful')\n"
        "    print('said', file=sys.stderr)\n    return sum(1 for _ in tqdm(range(2)))"
    )
    result = run(tmp_path, answer, "check_equal(f(), 2, 'No.')")
    assert result.score == 3 and "said" in result.exercises[0].output


def test_a_plot_puts_no_words_of_its_own_into_what_a_student_printed(tmp_path):
    answer = (
        "import matplotlib.pyplot as plt\ndef f():\n    plt.figure().text(0, 0, 'Å')\n"
        "    plt.close()\n    print('said')\n    return 2"
    )
    result = run(tmp_path, answer, "check_equal(f(), 2, 'No.')")
    assert (result.score, result.exercises[0].output.strip()) == (3, "said")


def test_foreign_imports_are_named_and_what_is_forbidden_earns_nothing(tmp_path):
    answer = "import numpy as np\nimport json\ndef f(x):\n    return total(x)"
    helper = "def total(x):\n    return np.linalg.norm(x)"
    more = {"before": [helper], "forbid": ["np.linalg.norm"]}
    result = run(tmp_path, answer, "check_equal(1, 1, '')", **more)
    assert "import: json (in f)" in result.flags
    assert result.score == 0 and "may not use np.linalg.norm" in hint(result)


def lay(tmp_path, change):
    path = submission(tmp_path, "def f():\n    return 1")
    notebook = json.loads(path.read_text())
    change(notebook["cells"])
    path.write_text(json.dumps(notebook))
    return examine(path, assignment("check_equal(f(), 1, 'No.')"))


REPAIRS = {
    "deleted test": (lambda cells: cells.pop(), "test_f was deleted"),
    "reordered": (lambda cells: cells.reverse(), "reordered"),
    "lost metadata": (lambda cells: cells[1].update(metadata={}), "found by the function"),
    "renamed": (
        lambda cells: cells[1]["metadata"]["nbgrader"].update(grade_id="mine"),
        "found by the function",
    ),
    "retyped": (lambda cells: cells[1].update(cell_type="markdown"), "was no code cell"),
    "changed test": (lambda cells: cells[2].update(source="pass"), "test_f_example was changed"),
    "doubled": (lambda cells: cells.append(copy.deepcopy(cells[1])), None),
}


@pytest.mark.parametrize("name", REPAIRS)
def test_tampering_is_repaired_and_reported(tmp_path, name):
    change, told = REPAIRS[name]
    result = lay(tmp_path, change)
    assert (result.score, result.status) == (3, "graded"), result
    assert any(told in flag for flag in result.flags) if told else "2 times" in result.reason


def test_a_notebook_of_something_else_is_invalid(tmp_path):
    result = lay(tmp_path, lambda cells: cells.clear())
    assert result.status == "invalid" and "no exercise of 01_one" in result.reason
