"""A training run in the jail: the same table as in process, the budget, and every way to end."""

import re
import tempfile
from functools import partial

import numpy as np
import pytest

from autograde.jail import bubblewrap, memory
from autograde.jail.usage import end
from autograde.training import meter, reasons, run
from autograde.training.inside import frames
from supplychain.algorithm import load_source, train
from supplychain.benchmark import PUBLIC, PUBLIC_SEED, TrainingEnv, track
from tests.support.trial import FILE, outcome, source

pytestmark = pytest.mark.needs_bwrap

# Learns a little, with every source of randomness there is, and counts what it meets.
LEARNER = """\
q = np.zeros((env.observation_space.n, env.action_space.n))
for episode in range(max_episodes):
    state, info = env.reset()
    done = False
    while not done:
        action = env.action_space.sample() if random.random() < 0.5 else q[state].argmax()
        after, reward, done, truncated, info = env.step(action)
        q[state, action] += 0.1 * (reward + 0.5 * q[after].max() - q[state, action])
        state = after
return q + np.random.rand(), []
"""


def test_jailed_and_local_training_give_the_same_table_to_the_bit():
    demand_seed, seed = track(PUBLIC, PUBLIC_SEED, 1, 2).runs[0]
    jailed = outcome(LEARNER, demand_seed=demand_seed, seed=seed)
    algorithm = load_source(source(LEARNER), FILE)
    local = train(algorithm, TrainingEnv(demand_seed), seed, FILE).q_table
    assert not jailed.reason and jailed.q_table.tobytes() == local.tobytes()
    assert len(jailed.returns) == 500 and jailed.visits.sum() == 14_000
    visited = jailed.visits.sum(axis=1) > 0
    learned = np.abs(np.diff(jailed.q_table, axis=1)).sum(axis=1) > 0
    assert visited[learned].all()  # a row that changed was visited


SEEDED = """\
env.action_space.seed(seed)
q, inner = np.zeros((env.observation_space.n, env.action_space.n)), env.unwrapped
for episode in range(3):
    state, info = env.reset()
    done = False
    while not done:
        action = env.action_space.sample()
        assert action in env.action_space and not env.action_space.contains(27)
        state, reward, done, *_ = inner.step(action)
        q[state, action] += reward
env.close()
return q, []
"""


def test_honest_habits_give_the_same_at_home_and_in_the_jail():
    jailed = outcome(SEEDED, demand_seed=9, seed=5)
    local = train(load_source(source(SEEDED), FILE), TrainingEnv(9), 5, FILE).q_table
    assert not jailed.reason and jailed.q_table.tobytes() == local.tobytes()


def test_returns_are_those_of_the_episodes():
    body = "env.reset()\nearned = [sum(env.step(13)[1] for _ in range(28))]\nenv.reset()\n"
    body += "earned += [sum(env.step(0)[1] for _ in range(9))]\n"
    found = outcome(body + "q = np.zeros((64, 27))\nq[0, :2] = earned\nreturn q, []")
    assert found.returns.tolist() == found.q_table[0, :2].tolist()


@pytest.mark.parametrize(
    "body, message",
    [
        ("return np.full((64, 27), np.nan), []", "holds nan: give finite numbers"),
        ("return np.zeros((27, 64)), []", r"shape \(27, 64\)"),
        ("return np.zeros((64, 27))", "returned one ndarray: return two things"),
        ("env.hand_in(np.zeros(3))", r"line 5, in q_learning\n.*hand_in(.|\n)*shape \(3,\)"),
        ("return 1 / 0", "line 5, in q_learning\n    return 1 / 0\nZeroDivisionError"),
        ("while True: env.reset()", "BudgetExhausted: the budget of 500 episodes is used up"),
        ("env.reset(seed=3)", "the benchmark chooses"),
        ("env.step(0)", "ResetNeeded: no episode is running"),
        ("env.reset()\nenv.step(27)", "ValueError"),
        ("env.reset()\nenv.step('x')", "action is 'x': give a whole number"),
        ("env.decode_state(3)", "has no decode_state: it offers reset, step, hand_in"),
        ("import copy\ncopy.deepcopy(env)", "env cannot be copied or pickled"),
        ("import pickle\npickle.dumps(env)", "env cannot be copied or pickled"),
        ("import supplychain", "No module named 'supplychain'"),
        ("import gymnasium", "No module named 'gymnasium'"),
        ("os._exit(0)", "it ended early, and had handed in no table"),
    ],
)
def test_a_run_without_a_table_has_a_reason(body, message):
    found = outcome(body)
    assert found.q_table is None
    assert re.search(message, found.reason), found.reason


def test_what_may_be_imported_is_there_and_prints_hold_nobody_up():
    body = "import json, math, sys, numpy.linalg, tqdm\nbar = tqdm.tqdm(range(3))\n"
    # More than a pipe holds that nobody reads.
    body += "for stream in (sys.stdout, sys.stderr):\n    print('x' * 10**6, file=stream)\n"
    assert outcome(body + "return np.zeros((64, 27)) + sum(bar), []").q_table[0, 0] == 3


def test_the_last_table_handed_in_counts_where_a_run_ends_early():
    body = "for k in range(3):\n    env.hand_in(np.full((64, 27), k))\nos._exit(1)"
    found = outcome(body)
    assert (found.q_table == 2).all() and "ended early" in found.remark


def test_an_algorithm_that_fails_has_no_table_even_if_it_handed_one_in():
    found = outcome("env.hand_in(np.zeros((64, 27)))\nraise ValueError('lost')")
    assert found.q_table is None and "lost" in found.reason


def test_the_last_table_handed_in_counts_at_the_safety_stop(monkeypatch):
    monkeypatch.setattr(meter, "LAST", 0.5)
    found = outcome("env.hand_in(np.ones((64, 27)))\nwhile True: pass")
    assert (found.q_table == 1).all() and "15 s of CPU" in found.remark and found.seconds > 0.5


BUSY = """
end = time.process_time() + 1
while time.process_time() < end:
    pass
return np.full((64, 27), max_time), []
"""


def test_a_run_on_trial_has_less_time_is_told_so_and_ends_by_it(monkeypatch):
    at_once = "return np.full((64, 27), max_time), []"
    assert outcome(at_once, on_trial=True).q_table[0, 0] == reasons.TRIAL_TIME == 5
    monkeypatch.setattr(meter, "LAST_ON_TRIAL", 0.2)
    ended = outcome(BUSY, on_trial=True)
    assert ended.q_table is None and "5 s of CPU" in ended.reason == ended.told
    handed_in = outcome("env.hand_in(np.ones((64, 27)))\n" + BUSY, on_trial=True)
    assert handed_in.q_table[0, 0] == 1 and "the last table counts" in handed_in.remark
    assert outcome(BUSY).q_table[0, 0] == 15  # the control: for the board it has its time


def test_a_sleeper_is_ended(monkeypatch):
    monkeypatch.setattr(meter, "IDLE", 0.5)
    assert "slept for too long" in outcome("time.sleep(600)").reason


def test_too_much_memory_is_ended(monkeypatch):
    monkeypatch.setattr(memory, "share", partial(memory.share, most=10**8))
    found = outcome("held = [np.ones(3 * 10**7)]\ntime.sleep(600)")
    assert "too much memory" in found.reason


def test_a_run_depends_on_its_seeds_alone():
    short = LEARNER.replace("range(max_episodes)", "range(9)")
    first, second, third = (outcome(short, demand_seed=d).q_table for d in (4, 4, 5))
    assert first.tobytes() == second.tobytes() != third.tobytes()


def test_without_a_sandbox_the_same_comes_out():
    body = "env.reset()\nreturn np.full((64, 27), env.step(13)[1]), []"
    walls, none = (outcome(body, kind) for kind in (bubblewrap.BUBBLEWRAP, bubblewrap.NONE))
    assert walls.q_table.tobytes() == none.q_table.tobytes()


WRITING = """
found = []
for folder in ("/", "/tmp", "/dev/shm", "/jail", "/proc", os.getcwd(), os.environ["HOME"]):
    try:
        open(os.path.join(folder, "mine"), "w").write("x")
        found.append(folder)
    except OSError:
        pass
try:
    os.write(os.memfd_create("mine"), b"x")
    found.append("memory")
except OSError:
    pass
if found:
    raise ValueError(found)
return np.ones((64, 27)), []
"""


@pytest.mark.parametrize("n_killed", [1, 2])
def test_a_jail_that_dies_before_it_began_is_started_once_more(monkeypatch, n_killed):
    start, begun = run._start, []

    def killed_at_first(*asked):
        begun.append(start(*asked))
        if len(begun) <= n_killed:
            end(begun[-1].pid)
        return begun[-1]

    monkeypatch.setattr(run, "_start", killed_at_first)
    if n_killed == 1:
        found = outcome("return np.full((64, 27), 3.0), []", kind=bubblewrap.NONE)
        assert (found.q_table == 3.0).all() and not found.reason
    else:
        # Whoever ended it from outside left no words.
        with pytest.raises(run.JailFault, match="^the jail did not start:$"):
            outcome("return np.full((64, 27), 3.0), []", kind=bubblewrap.NONE)
    assert len(begun) == 2


def test_a_jail_that_says_something_else_has_not_started(monkeypatch):
    """As where the checkout is brought up to date while a class trains."""
    other = f"import os, sys; os.write(int(sys.argv[-1]), bytes({frames.QUESTION.size}))"
    monkeypatch.setattr(run, "START", other)
    with pytest.raises(run.JailFault, match="^the jail did not start:$"):
        outcome("return np.zeros((64, 27)), []", kind=bubblewrap.NONE)


MOVING = """
place = os.getcwd()
os.rename(place, place + "-mine")
os.symlink(place + "-mine", place)
return np.full((64, 27), 3.0), []
"""


def test_without_a_sandbox_a_folder_that_cannot_be_removed_stops_no_class(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert (outcome(MOVING, kind=bubblewrap.NONE).q_table == 3.0).all()
    assert any(path.is_symlink() for path in tmp_path.iterdir())  # it did as it wished


def test_nothing_can_be_written():
    assert outcome(WRITING).reason == ""
