"""Algorithms that sleep, hold memory out of sight, or write what they saw into how they fail."""

import pytest

from autograde.jail import bubblewrap, memory
from autograde.training import meter, rounds, tracks
from autograde.training.reasons import Reason
from tests.attacks.holding import BODIES, program
from tests.support.trial import outcome

pytestmark = [pytest.mark.needs_bwrap, pytest.mark.as_user]
TABLE = "\nreturn np.zeros((64, 27)), []"

# Each holds a worker many times as long as it works; the control shows for how long it would.
SLEEPERS = {
    "a tenth of the time between resets": """
for _ in range(60):
    env.reset()
    end = time.process_time() + 0.003
    while time.process_time() < end:
        pass
    time.sleep(0.03)
""",
    "a child that works and sleeps, while the parent waits": """
if os.fork() == 0:
    for _ in range(60):
        sum(range(100_000))
        time.sleep(0.03)
    os._exit(0)
os.wait()
""",
    "threads that take turns at sleeping": """
import threading
def nap():
    for _ in range(60):
        time.sleep(0.03)
        sum(range(20_000))
all = [threading.Thread(target=nap) for _ in range(4)]
for one in all: one.start()
for _ in range(30): env.reset(); time.sleep(0.06)
for one in all: one.join()
""",
    "a pipe that somebody writes later": """
reading, writing = os.pipe()
if os.fork() == 0:
    time.sleep(2)
    os._exit(0)
os.close(writing)
os.read(reading, 1)
""",
}


@pytest.mark.parametrize("name", SLEEPERS)
def test_who_sleeps_is_charged_however_often_it_wakes(name, monkeypatch):
    body = SLEEPERS[name] + TABLE.strip()
    found = outcome(body)
    # It sleeps for nearly 2 s; on a busy machine a part of that is waiting for a processor.
    assert found.q_table is not None and found.slept > 0.4
    monkeypatch.setattr(meter, "IDLE", 0.2)
    ended = outcome(body)
    assert ended.q_table is None and ended.told == ended.reason == Reason.SLEPT


def test_who_works_is_not_charged_for_the_questions_it_asks():
    body = "for _ in range(200):\n    env.reset()\n    for _ in range(28): env.step(13)"
    found = outcome(body + TABLE)
    assert not found.reason and found.slept < meter.IDLE / 4


@pytest.mark.parametrize("way", [pytest.param("counted", marks=pytest.mark.slow), "here"])
@pytest.mark.parametrize("name", BODIES)
def test_memory_out_of_sight_is_refused_or_ends_the_run(name, way, monkeypatch):
    most, share = 100_000_000, memory.share
    made = []

    def small(processes):
        made.append(memory.Counted(most) if way == "counted" else share(processes, most))
        return made[-1]

    monkeypatch.setattr(memory, "share", small)
    # What is counted may be passed for a moment; the attack waits for two seconds with what it has.
    kept = f"assert held < {most}, held\n{TABLE.strip()}"
    body = program(BODIES[name], 4 * most).replace("return -1000.0", kept)
    found = outcome(body)
    assert len(made) == 1
    assert not found.reason or found.told in (Reason.FAILED, Reason.MEMORY, Reason.ENDED)
    assert "AssertionError" not in found.reason


# What an algorithm saw, in everything that it can shape of how it fails.
SEEN = "env.reset()\nseen = repr(env.step(13)[1])\n"
TELLING = {
    "the text of an exception": "raise ValueError(seen)",
    "the name of an exception": "raise type('Saw' + seen.replace('.', '_'), (Exception,), {})",
    "which exception": "raise (KeyError, OSError, EOFError)[int(abs(float(seen))) % 3](seen)",
    "a syntax error": "exec(compile(seen + ' x', seen, 'exec'))",
    "the line of an error": "exec('\\n' * int(abs(float(seen))) + '1 / 0')",
    "a table of another shape": "return np.zeros((int(abs(float(seen))) + 1, 3)), []",
    "a table handed in with a word": "env.hand_in(np.full((64, 27), np.nan))",
    "a status": "os._exit(int(abs(float(seen))) % 200)",
    "a signal": "os.kill(os.getpid(), 9)",
    "a question that is none": "os.write(env._writing, seen.encode() * 9)\ntime.sleep(60)",
    "how often the budget was asked": "while True: env.reset()",
    "a table before the end": "env.hand_in(np.ones((64, 27)))\nos._exit(3)",
}


@pytest.mark.parametrize("name", TELLING)
def test_of_a_hidden_chain_nothing_is_told_that_an_algorithm_can_shape(name):
    found = outcome(SEEN + TELLING[name])
    track = tracks.final(bytes(32), tracks.CONFIGURATION | {"n_runs": 2, "n_scenarios": 2})
    if found.q_table is not None:
        assert found.remark in {reason.remark for reason in Reason}
        return
    told = rounds._reason({(1, 0): found}, track)
    assert told in set(Reason)
    public = rounds._reason({(0, 0): found}, tracks.public(2, 2))
    assert public == f"training run 1: {found.reason}"  # where the chain is known, all is told


def test_without_the_defence_the_words_come_out():
    shown = outcome(SEEN + TELLING["the text of an exception"], bubblewrap.NONE)
    assert "ValueError: " in shown.reason and "ValueError" not in shown.told
