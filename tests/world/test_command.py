"""``python -m supplychain benchmark``: what a student sees."""

import re
import subprocess
import sys

import pytest

from supplychain.__main__ import main

ALGORITHM = """
import numpy as np

def q_learning(env, *, max_episodes=500, max_time=15.0, seed=0):
    print("learning")
    table = np.zeros((64, 27))
    table[:, 13] = 1  # 10, 10 and 50 units every day
    return table, []
"""


@pytest.fixture
def algorithm(tmp_path):
    path = tmp_path / "my_algorithm.py"
    path.write_text(ALGORITHM, encoding="utf-8")
    return path


def test_the_report_compares_with_the_baselines_on_the_same_demand(algorithm, capsys):
    assert main(["benchmark", str(algorithm), "--seeds", "2", "--scenarios", "40"]) == 0
    report = capsys.readouterr().out
    profit = {
        name: float(value.replace(",", ""))
        for name, value in re.findall(r"^(.+?)\s{2,}(-?[\d,]+)  ", report, re.MULTILINE)
    }
    assert profit["seed 1"] == profit["seed 2"] == profit["your algorithm"]
    assert profit["(s, S)"] > profit["constant orders"] > profit["random orders"]
    assert "2 training seeds" in report and "40 scenarios" in report


def test_the_report_repeats(algorithm, capsys):
    reports = []
    for _ in range(2):
        main(["benchmark", str(algorithm), "--seeds", "1", "--scenarios", "20"])
        reports.append(re.sub(r"[\d.]+ s\n", "", capsys.readouterr().out))
    assert reports[0] == reports[1]


def test_one_seed_has_no_interval(algorithm, capsys):
    main(["benchmark", str(algorithm), "--seeds", "1", "--scenarios", "20"])
    line = next(row for row in capsys.readouterr().out.splitlines() if "your" in row)
    assert line.rstrip().endswith("–") and "inf" not in line and "nan" not in line


def test_a_faulty_file_is_one_message_and_status_1(tmp_path):
    path = tmp_path / "my_algorithm.py"
    path.write_text("def q_learning(env, **budget):\n    return 1 / 0\n", encoding="utf-8")
    command = [sys.executable, "-m", "supplychain", "benchmark", str(path)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert run.stderr.splitlines() == [
        "my_algorithm.py, line 2, in q_learning",
        "    return 1 / 0",
        "ZeroDivisionError: division by zero",
    ]


@pytest.mark.parametrize("wrong", ["0", "-1", "1.5", "many"])
def test_a_wrong_number_is_refused(algorithm, wrong, capsys):
    with pytest.raises(SystemExit) as caught:
        main(["benchmark", str(algorithm), "--seeds", wrong])
    assert caught.value.code == 2
    assert "whole number from 1 on" in capsys.readouterr().err
