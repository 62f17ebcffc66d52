"""The public track in the portal: the ladder with advice, and the end of what takes too long."""

from datetime import timedelta
from functools import partial

import pytest

from tests.portal.conftest import DUE
from tests.portal.test_hand_in import text_of
from tests.support.tuning import tune_little

pytestmark = [pytest.mark.slow, pytest.mark.needs_bwrap]
LEARNS = b"""import numpy as np

def q_learning(env, *, max_episodes, max_time, seed):
    q = np.zeros((64, 27))
    for _ in range(3):
        state, over = env.reset()[0], False
        while not over:
            action = int(env.action_space.sample())
            state, reward, over, *_ = env.step(action)
            q[state, action] += reward
    return q, []
"""
ENDLESS = b"def q_learning(env, **budget):\n    while True:\n        pass\n"


def test_an_algorithm_gets_ladder_and_advice_and_an_endless_one_its_reason(portal, monkeypatch):
    from autograde.portal import working

    tune_little(monkeypatch)
    monkeypatch.setattr(working, "public_result",
                        partial(working.public_result, scenarios=60, bounds=2))  # fmt: skip
    monkeypatch.setattr(working, "RUNS", 2)
    client = portal.student("di")
    for number, source in enumerate((LEARNS, ENDLESS)):
        when = DUE + timedelta(seconds=number)
        portal.hand_in("di", source, when, f"{number}.py", "07_challenge")
        portal.recognise()
        working.work(["examine"], once=True)
        page = text_of(client.get("/a/07_challenge/"))
        assert ("(s, S)" in page) is (source == LEARNS)
        if source == LEARNS:
            assert "constant orders" in page and "your algorithm" in page
            assert "An episode earns" in page and "2 training runs of at most 5 s" in page
        else:
            assert "No score" in page and "more than the 5 s of CPU" in page
