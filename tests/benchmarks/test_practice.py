"""The figures on practice: they say what they were made from, and that practice helps."""

import json

import numpy as np

from benchmarks import practice


def test_rank_correlation_is_one_for_one_order_and_minus_one_for_the_opposite():
    rows = {f"learner {k}": {"public": -k, "practice 1": k**3, "board 1": k} for k in range(9)}
    known = practice.correlations({"scores": rows})
    assert known == {"public": [-1.0], "practice 1": [1.0]}


def test_the_committed_figures_show_that_practice_predicts_better():
    known = json.loads((practice.RESULTS / "practice.json").read_text(encoding="utf-8"))
    assert len(known["scores"]) >= 20 and set(known["scores"]) == set(practice.LEARNERS)
    correlations = practice.correlations(known)
    public = correlations.pop("public")
    assert np.mean(list(correlations.values())) > np.mean(public)
    written = (practice.RESULTS / "practice.md").read_text(encoding="utf-8")
    assert written == practice.sentence(known) + "\n"
