"""The experiments on ranks, on pools whose truth is known, and the figures that the page shows."""

import json

import numpy as np
import pytest

from benchmarks import experiments, ranks


def pool(mean, seed, n=120, spread=500.0):
    """Profits of n training runs on 60 scenarios."""
    rng = np.random.default_rng(seed)
    luck = np.random.default_rng(0).normal(0, 1000, 60)
    return mean + luck + rng.normal(0, spread, (n, 1)) + rng.normal(0, 300, (n, 60))


def test_equals_are_told_apart_rarely_and_by_scenarios_often():
    found = experiments.equal_pairs(pool(20_000, 1), 5, 200, np.random.default_rng(2))
    assert found["ours"].value <= found["ours"].allowed
    assert found["scenarios"].value > 0.5 > found["bootstrap"].value > found["ours"].value


def test_what_luck_may_add_is_a_binomial_quantile():
    # Of 1,000 cases, 5 % are 50, with a standard deviation of 6.9: the 99 % point is 67.
    assert experiments.Share(0, 1000).allowed == pytest.approx(0.067)


def test_boards_of_equals_and_a_difference_that_all_can_see():
    rng = np.random.default_rng(3)
    same = experiments.equal_boards(pool(20_000, 1), 10, 6, 40, rng)
    assert same.value <= same.allowed
    assert experiments.unequal_pairs(pool(23_000, 1), pool(20_000, 4), 10, 20, rng).value == 1


def test_the_figures_of_the_page_keep_what_they_promise():
    known = json.loads((ranks.RESULTS / "ranks.json").read_text(encoding="utf-8"))
    ours = [row for row in known["pairs"] if row["method"] == "ours"]
    assert {row["learner"] for row in ours} == {row["learner"] for row in known["boards"]}
    assert all(row["n"] >= 300 and row["share"] <= row["allowed"] for row in ours)
    assert all(row["n"] >= 100 and row["share"] <= row["allowed"] for row in known["boards"])
    assert max(learner["deviation"] for learner in known["learners"].values()) > 4000
    seen = {(row["n_runs"], row["learner"]): row["share"] for row in known["power"]}
    worse = dict.fromkeys(learner for _, learner in seen)
    assert all(seen[20, learner] > seen[5, learner] for learner in worse)
    # Training runs are no normal draws: a few are very bad, which the expected share ignores.
    assert all(row["share"] == pytest.approx(row["expected"], abs=0.15) for row in known["power"])
    assert ranks.table(known) + "\n" == (ranks.RESULTS / "ranks.md").read_text(encoding="utf-8")
