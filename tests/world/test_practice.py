"""Practice chains: drawn from the published ranges, spread over them, and played as at home."""

import re
from dataclasses import asdict

import numpy as np
import pytest

from autograde.training import tracks
from supplychain import TabularEnv, evaluate
from supplychain.__main__ import main
from supplychain.practice import RANGES, baselines, practice

N = 13


@pytest.fixture(scope="module")
def drawn():
    return practice(N, n_runs=2, n_scenarios=20, seed=5)


def test_practice_chains_lie_within_the_ranges_and_fit_the_table(drawn):
    for chain, _ in drawn:
        env = TabularEnv(chain)
        assert (env.observation_space.n, env.action_space.n) == (64, 27)
        for stage in chain.stages:
            kind = "retailer" if stage in chain.retailers else "dc"
            for name in RANGES[kind].keys() & asdict(stage).keys():
                low, high = RANGES[kind][name]
                assert low <= getattr(stage, name) <= high, name


def test_every_range_is_covered_from_end_to_end(drawn):
    # 13 whole numbers from 4 to 16, 13 parts, 13 chains: each number once.
    for r in (0, 1):
        means = sorted(chain.retailers[r].mean_demand for chain, _ in drawn)
        assert means == [*range(4, 17)]
    # … and not in the same order everywhere.
    prices = [(chain.retailers[0].price, chain.retailers[1].price) for chain, _ in drawn]
    assert abs(np.corrcoef(np.argsort(np.argsort(np.array(prices), axis=0), axis=0).T)[0, 1]) < 0.9


def test_the_same_number_draws_the_same_and_another_does_not(drawn):
    again = practice(N, n_runs=2, n_scenarios=20, seed=5)
    assert [one.chain for one in again] == [one.chain for one in drawn]
    assert all(np.array_equal(a.track.scenarios, b.track.scenarios) for a, b in zip(again, drawn))
    assert [one.track.runs for one in again] == [one.track.runs for one in drawn]
    other = practice(N, n_runs=2, n_scenarios=20, seed=6)
    assert not {one.chain for one in other} & {one.chain for one in drawn}


def test_practice_chains_are_those_of_no_board(drawn):
    assert not {one.chain for one in drawn} & set(tracks.drawn_chains(bytes(32), N))
    assert tracks.RANGES is RANGES  # … but from the same ranges


def test_the_report_shows_each_chain_beside_untuned_policies(tmp_path, capsys):
    path = tmp_path / "my_algorithm.py"
    path.write_text(
        "import numpy as np\n"
        "def q_learning(env, *, max_episodes=500, max_time=15.0, seed=0):\n"
        "    return np.eye(64, 27), []\n"
    )
    call = ["benchmark", str(path), "--chains", "2", "--seeds", "1", "--scenarios", "30"]
    assert main(call) == 0
    report = capsys.readouterr().out
    rows = re.findall(r"^(chain \d|mean)" + r"\s{2,}(-?[\d,]+)" * 3, report, re.MULTILINE)
    numbers = np.array([[float(x.replace(",", "")) for x in row[1:]] for row in rows])
    assert numbers.shape == (3, 3)
    assert numbers[2] == pytest.approx(numbers[:2].mean(axis=0), abs=1)
    for one, row in zip(practice(2, 1, 30, seed=1), numbers):
        for policy, profit in zip(baselines(one.chain).values(), row[1:]):
            assert evaluate(policy, one.track.scenarios, one.chain).mean == pytest.approx(
                profit, abs=0.51
            )
    main([*call, "--draw", "2"])
    assert capsys.readouterr().out != report
