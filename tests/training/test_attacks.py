"""Attacks on the benchmark. Each fails in the jail, and succeeds where its defence is missing."""

import os
import struct

import numpy as np
import psutil
import pytest

from autograde.jail import bubblewrap, memory
from autograde.leaderboard import rivals
from autograde.training import meter, referee, tracks
from autograde.training.inside import frames
from supplychain import DistributionCentre, Retailer, SupplyChain, evaluate
from supplychain.algorithm import load_source, train
from supplychain.benchmark import TrainingEnv
from supplychain.policies import greedy
from tests.support.patience import eventually, is_alive
from tests.support.trial import FILE, outcome, source

pytestmark = [pytest.mark.needs_bwrap, pytest.mark.as_user]

ODD = SupplyChain([DistributionCentre(retailers=[Retailer(mean_demand=7.25), Retailer()])])
LOOT = 4242.0  # what the first cell of the table is where an attack has found what it looked for
ENDING = f"\nq = np.zeros((64, 27))\nq[0, 0] = {LOOT} if found else 0\nreturn q, []"


def undefended(body):
    """Train in this process, where the algorithm can reach whatever it wants."""
    return train(load_source(source(body), FILE), TrainingEnv(4, chain=ODD), 7, FILE).q_table


IN_REACH = {
    "more episodes by resetting the count": """
found = 0
try:
    while found < 600:
        env._episodes = 0
        env.reset()
        found += 1
except RuntimeError:
    found = 0
""",
    "more episodes by a copy": """
import copy
try:
    other = copy.deepcopy(env)
    found = other.reset() and env.reset()
except TypeError:
    found = False
""",
    "parameters among the objects in memory": """
import gc
found = any("7.25" in repr(one) for one in gc.get_objects() if type(one).__name__ == "Retailer")
""",
    "parameters in the frames of the callers": """
import sys
frame, found = sys._getframe(1), False
while frame is not None:
    values = list(frame.f_locals.values())
    found = found or any(hasattr(value, "chain") for value in values)
    frame = frame.f_back
""",
    "the seeds of the demand": """
found = any(isinstance(v, list) and len(v) == 500 for v in vars(env).values())
""",
    "the demand of the days to come": """
env.reset()
found = any(isinstance(v, list) and len(v) == 28 for v in vars(env).values())
""",
    "the simulator of the chain": """
try:
    import supplychain.batch
    found = True
except ImportError:
    found = False
""",
}


@pytest.mark.parametrize("name", IN_REACH)
def test_nothing_hidden_is_in_reach(name):
    body = IN_REACH[name].strip() + ENDING
    jailed = outcome(body, chain=ODD)
    assert not jailed.reason and jailed.q_table[0, 0] == 0 and len(jailed.returns) <= 500
    assert undefended(body)[0, 0] == LOOT


def test_a_patched_numpy_fools_nobody_outside(monkeypatch):
    body = "np.isfinite = lambda values: np.ones(np.shape(values), bool)\n"
    body += "return np.full((64, 27), np.nan), []"
    found = outcome(body)
    assert found.q_table is None and "holds nan" in found.reason
    monkeypatch.setattr(np, "isfinite", np.isfinite)  # the control patches this process
    assert np.isnan(undefended(body)).all()


FLOOD = """
import struct, threading
def drain():
    while os.read(env._reading, 1 << 16):
        pass
threading.Thread(target=drain, daemon=True).start()
episode = struct.pack("<Bq", 0, 0) + struct.pack("<Bq", 1, 13) * 28
while True:
    os.write(env._writing, episode)
"""


def test_a_flood_of_steps_buys_no_day(monkeypatch):
    monkeypatch.setattr(meter, "LAST", 0.5)
    monkeypatch.setattr(meter, "IDLE", 1.0)
    monkeypatch.setattr(referee, "MAX_EPISODES", 100)
    assert outcome(FLOOD).visits.sum() == 2_800
    monkeypatch.setattr(referee, "MAX_EPISODES", 120)
    assert outcome(FLOOD).visits.sum() > 2_800


REPLAY = """
import struct
for _ in range(500):
    env.reset()
os.write(env._writing, struct.pack("<Bq", 0, 0))
found = os.read(env._reading, 18)[0] == 0
"""


def test_a_replayed_question_begins_no_episode(monkeypatch):
    assert outcome(REPLAY.strip() + ENDING).q_table[0, 0] == 0
    monkeypatch.setattr(referee, "MAX_EPISODES", 501)
    assert outcome(REPLAY.strip() + ENDING).q_table[0, 0] == LOOT


def raw(kind, size, tail="b''"):
    """An algorithm that writes one question as it likes, and is gone."""
    return f"import struct\nos.write(env._writing, struct.pack('<Bq', {kind}, {size}) + {tail})"


@pytest.mark.parametrize(
    "body",
    [
        raw(frames.RETURN, 8 * 10**17),
        raw(frames.HAND_IN, -1),
        raw(frames.FAIL, 10**12),
        raw(77, 0),
        raw(frames.RETURN, 8 * 64 * 27, "np.full(64 * 27, np.inf).tobytes()"),
    ],
)
def test_bytes_that_are_no_question_end_the_run(body):
    found = outcome(body + "\ntime.sleep(600)")
    assert found.q_table is None and "it sent" in found.reason


def test_who_believes_a_size_runs_out_of_memory():
    size = struct.unpack("<Bq", struct.pack("<Bq", frames.RETURN, 8 * 10**17))[1]
    with pytest.raises(MemoryError):
        bytearray(size)


def test_what_follows_the_returned_table_is_not_read():
    more = raw(frames.RETURN, 8 * 64 * 27, "np.ones(64 * 27).tobytes()")
    again = raw(frames.RETURN, 8 * 64 * 27, "np.zeros(64 * 27).tobytes()")
    assert (outcome(f"{more}\n{again}\ntime.sleep(600)").q_table == 1).all()


def test_the_secret_cannot_be_read(tmp_path):
    path = tmp_path / "secret.json"
    path.write_text("{}")
    body = f"found = os.path.exists({str(path)!r})" + ENDING
    assert outcome(body).q_table[0, 0] == 0
    assert outcome(body, bubblewrap.NONE).q_table[0, 0] == LOOT


def test_no_run_tells_the_next_one_what_it_learned(tmp_path):
    tmp_path.chmod(0o777)
    note = tmp_path / "note"
    body = f"found = os.path.exists({str(note)!r})\n"
    body += f"try:\n    os.mkdir({str(note)!r})\nexcept OSError:\n    pass" + ENDING
    assert [outcome(body).q_table[0, 0] for _ in range(2)] == [0, 0]
    assert [outcome(body, bubblewrap.NONE).q_table[0, 0] for _ in range(2)] == [0, LOOT]


DAEMON = """
child = os.fork()
if child == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(30)
    os._exit(0)
os.waitpid(child, 0)
return np.zeros((64, 27)), []
"""


def sleepers():
    """Processes that training started, by what they run."""
    started = [bubblewrap.FIRST_USER + os.getpid(), os.geteuid()]
    return {
        process
        for process in psutil.process_iter(["uids", "cmdline"])
        if "import trainer" in " ".join(process.info["cmdline"] or [])
        and process.info["uids"].real in started
    }


def test_no_process_outlives_its_run(monkeypatch):
    before = sleepers()
    assert not outcome(DAEMON).reason
    assert eventually(lambda: not any(map(is_alive, sleepers() - before)))
    # The kernel's groups would end it without the jail as well.
    monkeypatch.setattr(memory, "groups", lambda: None)
    assert not outcome(DAEMON, bubblewrap.NONE).reason
    left = {process for process in sleepers() - before if is_alive(process)}
    assert left
    for process in left:
        process.kill()


RECOGNISE = """
env.reset()
found = [env.step(13)[1] for _ in range(28)] in KNOWN
"""


def test_only_a_chain_and_a_seed_that_everybody_knows_are_recognised_by_their_rewards():
    public = tracks.public(10, 2).arenas[0]
    hidden = tracks.final(os.urandom(32), tracks.CONFIGURATION | {"n_scenarios": 2}).arenas
    episodes = []
    for demand_seed, _ in public.runs:
        env = TrainingEnv(demand_seed)
        env.reset()
        episodes.append([env.step(13)[1] for _ in range(28)])
    body = RECOGNISE.strip().replace("KNOWN", repr(episodes)) + ENDING
    at_home, away = (
        [outcome(body, chain=arena.chain, demand_seed=arena.runs[0][0]).q_table[0, 0]
         for arena in arenas]
        for arenas in ([public], hidden)
    )  # fmt: skip
    assert at_home == [LOOT] and away == [0] * len(hidden)


@pytest.mark.slow
def test_the_lead_of_a_stored_table_is_gone_on_hidden_chains():
    public = tracks.public(3, 300)
    stored = max(
        (rivals.q_learning(LongEnv(d), seed=s, max_episodes=4000)[0]
         for d, s in public.arenas[0].runs),
        key=lambda table: profit(table, public.arenas[0]),
    )  # fmt: skip
    hidden = tracks.final(bytes(32), tracks.CONFIGURATION | {"n_runs": 2, "n_scenarios": 300})
    at_home, away = lead(stored, public), lead(stored, hidden)
    assert at_home > 500  # the control: on the chain that everybody knows
    assert away < at_home / 3


def lead(stored, track):
    """Return how much more a stored table earns than one that is learned within the budget."""
    return np.mean([
        profit(stored, arena)
        - profit(rivals.q_learning(TrainingEnv(d, chain=arena.chain), seed=s)[0], arena)
        for arena in track.arenas for d, s in arena.runs
    ])  # fmt: skip


def profit(q_table, arena):
    return evaluate(greedy(q_table, arena.chain), arena.scenarios, arena.chain).mean


class LongEnv(TrainingEnv):
    """As many episodes as whoever prepares a table at home likes."""

    def __init__(self, seed):
        super().__init__(seed, max_episodes=4000)
