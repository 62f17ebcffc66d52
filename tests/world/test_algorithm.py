"""What counts of an algorithm's training, and what its author is told where nothing does."""

import numpy as np
import pytest

from supplychain.algorithm import AlgorithmError, load_algorithm, train
from supplychain.benchmark import TrainingEnv

TABLE = np.arange(64 * 27.0).reshape(64, 27)


def run(tmp_path, body, max_episodes=3):
    """Train with a q_learning of this body, in a file with the name that students use."""
    path = tmp_path / "07_challenge.py"
    body = "\n".join("    " + line for line in body.splitlines())
    header = "import numpy as np\n\ndef q_learning(env, *, max_episodes, max_time, seed):\n"
    path.write_text(header + body + "\n", encoding="utf-8")
    return train(load_algorithm(path), TrainingEnv(1, max_episodes), 7, path)


def test_what_is_returned_counts(tmp_path):
    body = "env.hand_in(np.ones((64, 27)))\nreturn np.arange(64 * 27).reshape(64, 27), []"
    assert np.array_equal(run(tmp_path, body).q_table, TABLE)


def test_the_last_table_handed_in_counts_where_the_budget_ends(tmp_path):
    body = "for k in range(9):\n    env.reset()\n    env.hand_in(np.full((64, 27), k))"
    assert (run(tmp_path, body).q_table == 2).all()


def test_a_table_handed_in_is_a_copy(tmp_path):
    body = "q = np.zeros((64, 27))\nenv.hand_in(q)\nq += 1\nwhile True:\n    env.reset()"
    assert (run(tmp_path, body).q_table == 0).all()


@pytest.mark.parametrize(
    "body, message",
    [
        ("return np.zeros((64, 27))", r"returned one ndarray: return two things"),
        ("pass", "returned None"),
        ("return 1, 2, 3", "returned 3 things"),
        ("return np.zeros((27, 64)), []", r"shape \(27, 64\).*\(64, 27\)"),
        ("return np.full((64, 27), np.nan), []", "holds nan: give finite numbers"),
        ("return [[1], [2, 3]], []", "rows of different lengths"),
        ("return np.full((64, 27), 'a'), []", "give numbers"),
        ("return np.zeros((64, 27)) / '2', []", r"07_challenge.py, line 4, in q_learning\n.*'2'"),
        ("env.hand_in(np.zeros(3))", r"line 4(.|\n)*q_table has shape \(3,\)"),
        ("while True:\n    env.reset()", r"BudgetExhausted: the budget of 3 episodes"),
        ("raise SystemExit(0)", "SystemExit"),
        ("env.step(0)", "ResetNeeded"),
    ],
)
def test_what_cannot_be_scored_is_one_message(tmp_path, body, message):
    with pytest.raises(AlgorithmError, match=message) as caught:
        run(tmp_path, body)
    assert "algorithm.py" not in str(caught.value)


@pytest.mark.parametrize(
    "text, message",
    [
        ("def learn(env): pass", "defines no function q_learning"),
        ("q_learning = 5", "defines no function q_learning"),
        ("def q_learning(env:\n    pass", r"algorithm.py, line 1: .*\n    def q_learning\(env:"),
        ("import nowhere_to_be_found", "line 1.*\n.*\nModuleNotFoundError"),
    ],
)
def test_a_file_without_an_algorithm_is_one_message(tmp_path, text, message):
    path = tmp_path / "algorithm.py"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AlgorithmError, match=message):
        load_algorithm(path)


def test_an_absent_file_is_named(tmp_path):
    with pytest.raises(AlgorithmError, match="absent.py is no file"):
        load_algorithm(tmp_path / "absent.py")


def test_the_authors_lines_are_found_under_a_relative_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text("def q_learning(env, **budget):\n    return 1 / 0\n")
    with pytest.raises(AlgorithmError, match="mine.py, line 2, in q_learning\n    return 1 / 0\n"):
        train(load_algorithm("mine.py"), TrainingEnv(1), 7, "mine.py")


def test_loading_leaves_nothing_beside_the_file(tmp_path):
    path = tmp_path / "07_challenge.py"
    path.write_text("def q_learning(env, **settings):\n    return None\n", encoding="utf-8")
    load_algorithm(path)
    assert list(tmp_path.iterdir()) == [path]
