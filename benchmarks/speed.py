"""How fast the world is, as ratios against peers measured in the same run.

``python -m benchmarks.speed [--rounds N] [--json FILE]`` prints a table.

The clock is the CPU time of this process, which other programs disturb least and a second core
would not shorten; a wall clock measures all cores, and new processes. The peer is Gymnasium's
Taxi-v4 without wrappers: a table look-up per step. What the machine could do is a twin of the day
in C (`benchmarks.twin`).
"""

import argparse
import json
import platform
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from time import perf_counter, process_time

import gymnasium
import numpy as np

from autograde.leaderboard.rivals import q_learning
from benchmarks.rounds import Missing, Row, measure, show, summarise
from benchmarks.twin import NoCompiler, Twin
from supplychain import (
    SupplyChain,
    SupplyChainEnv,
    TabularEnv,
    batch,
    dynamics,
    poisson_scenarios,
    policies,
)

STEPS = 5_600  # of an environment in a round
N_EPISODES = STEPS // SupplyChain().horizon
TRAINING_EPISODES = 500
N_SCENARIOS, N_INTERPRETED = 1_000, 100
N_REPEATS = 20  # of what takes a millisecond, so that caches are warm and the clock is fine enough
N_ALONE, N_SHARED = 35_000, 36_000  # just below and above a million days
PEER = "Taxi-v4 step"


def taxi():
    env = gymnasium.make("Taxi-v4").unwrapped
    env.reset(seed=0)
    actions = np.random.default_rng(0).integers(env.action_space.n, size=STEPS).tolist()

    def run():
        start = process_time()
        for action in actions:
            terminated = env.step(action)[2]
            if terminated:
                env.reset()
        return STEPS, process_time() - start

    return run


def one_day():
    chain = SupplyChain()
    orders = _random_orders().tolist()
    demand = poisson_scenarios(chain, N_EPISODES, seed=0).tolist()
    state = dynamics.new_state(chain.parameters)

    def run():
        start = process_time()
        for episode, days in zip(orders, demand):
            dynamics.restart(chain.parameters, state)
            for day, (order, wanted) in enumerate(zip(episode, days)):
                dynamics.one_day(day, order, wanted, chain.parameters, state)
        return STEPS, process_time() - start

    return run


def steps_of(env, actions, with_resets):
    """Return a function that plays episodes of actions that are drawn before."""

    def run():
        seconds = 0.0
        for episode in actions:
            start = process_time()
            env.reset()
            if not with_resets:
                start = process_time()
            for action in episode:
                env.step(action)
            seconds += process_time() - start
        return sum(map(len, actions)), seconds

    env.reset(seed=0)
    return run


def tabular_steps(n_episodes=N_EPISODES, with_resets=False):
    env = TabularEnv()
    shape = (n_episodes, env.chain.horizon)
    actions = np.random.default_rng(0).integers(env.action_space.n, size=shape).tolist()
    return steps_of(env, actions, with_resets)


def full_steps():
    return steps_of(SupplyChainEnv(), _random_orders().tolist(), with_resets=False)


def _random_orders():
    """Orders of the tabular environment, drawn uniformly, (N_EPISODES, horizon, n_stages)."""
    env = TabularEnv()
    rng = np.random.default_rng(0)
    actions = rng.integers(env.action_space.n, size=(N_EPISODES, env.chain.horizon))
    return np.array([env.orders(action) for action in range(env.action_space.n)])[actions]


def a_table():
    """Return the greedy policy of random values: its actions are those of a random player."""
    return policies.greedy(np.random.default_rng(0).random((64, 27)))


def an_s_S():
    return policies.s_S([26, 26, 47], [38, 38, 106])


def batch_of(policy, engine, n=N_SCENARIOS, repeats=1):
    if engine == "compiled" and not batch.has_numba():
        raise Missing("not measured, as Numba is not installed")
    scenarios = poisson_scenarios(None, n, seed=0)

    def run():
        start = process_time()
        for _ in range(repeats):
            batch.play(policy, scenarios, engine=engine)
        return repeats * n * SupplyChain().horizon, process_time() - start

    run()  # compiling is not what is measured
    return run


def compiled_batch_of(policy):
    return batch_of(policy, "compiled", repeats=N_REPEATS)


def twin_of(policy):
    scenarios = poisson_scenarios(None, N_SCENARIOS, seed=0)
    try:
        twin = Twin(SupplyChain())
    except NoCompiler as reason:
        raise Missing(str(reason)) from reason

    def run():
        start = process_time()
        for _ in range(N_REPEATS):
            twin.play(policy, scenarios)
        return N_REPEATS * N_SCENARIOS * SupplyChain().horizon, process_time() - start

    return run


def batch_by_the_wall(n):
    """Return a function that plays (s, S) with as many cores as n scenarios are worth."""
    run = batch_of(an_s_S(), "compiled", n)

    def by_the_wall():
        start = perf_counter()
        days, _ = run()
        return days, perf_counter() - start

    return by_the_wall


NUMBA_IMPORT = """
import numpy
from time import perf_counter
start = perf_counter()
import numba
print(perf_counter() - start)
"""
FIRST_RESULT = """
from time import perf_counter
from supplychain import evaluate, poisson_scenarios, policies
scenarios = poisson_scenarios(None, 10_000, seed=0)
policy = policies.s_S([26, 26, 47], [38, 38, 106])
start = perf_counter()
evaluate(policy, scenarios)
print(perf_counter() - start)
"""


def new_process(program):
    """Return a function that runs a program which prints how long it took."""
    if not batch.has_numba():
        raise Missing("not measured, as Numba is not installed")

    def run():
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True
        )
        return 1, float(done.stdout)

    run()  # what it compiles is kept on the disk
    return run


def training():
    env = TabularEnv()

    def run():
        env.reset(seed=0)
        start = process_time()
        q_learning(env, max_episodes=TRAINING_EPISODES, max_time=60.0)
        return TRAINING_EPISODES * env.chain.horizon, process_time() - start

    return run


TABULAR, FULL, BARE = "TabularEnv.step", "SupplyChainEnv.step", "500 episodes, bare steps"
TWIN_TABLE, TWIN_S_S = "C twin, Q-table", "C twin, (s, S)"
ALONE, IMPORT = "batch, (s, S), one core", "import numba, new process"

ROWS = (
    Row(PEER, taxi),
    Row("dynamics.one_day", one_day, PEER, at_least=2.5),
    Row(TABULAR, tabular_steps, PEER, at_least=1.5),
    Row(f"{TABULAR}, with resets", lambda: tabular_steps(with_resets=True), PEER),
    Row(FULL, full_steps, PEER),
    Row("batch, compiled, Q-table", lambda: compiled_batch_of(a_table()), TABULAR, 60),
    Row("batch, compiled, (s, S)", lambda: compiled_batch_of(an_s_S()), FULL, 50),
    Row(
        "batch, interpreted, Q-table",
        lambda: batch_of(a_table(), "interpreted", N_INTERPRETED),
        TABULAR,
    ),
    Row(TWIN_TABLE, lambda: twin_of(a_table())),
    Row("batch of that", lambda: compiled_batch_of(a_table()), TWIN_TABLE, 0.4),
    Row(TWIN_S_S, lambda: twin_of(an_s_S())),
    Row("batch of this", lambda: compiled_batch_of(an_s_S()), TWIN_S_S, 0.4),
    Row(ALONE, lambda: batch_by_the_wall(N_ALONE)),
    Row("batch, (s, S), all cores", lambda: batch_by_the_wall(N_SHARED), ALONE),
    Row(IMPORT, lambda: new_process(NUMBA_IMPORT)),
    Row("evaluate, new process", lambda: new_process(FIRST_RESULT), IMPORT, at_most=1),
    Row(BARE, lambda: tabular_steps(TRAINING_EPISODES, with_resets=True), PEER),
    Row("500 episodes, Q-learning", training, BARE, at_most=2.5),
)


def _versions():
    found = {"python": platform.python_version(), "machine": platform.machine()}
    for package in ("numpy", "gymnasium", "numba"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = None
    return found


def _report(text):
    """Show progress on one line of a terminal."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def main():
    parser = argparse.ArgumentParser(description="Measure the speed of the supply chain.")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--json", metavar="FILE", help="write the figures there too")
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error(f"--rounds is {options.rounds}: give a whole number >= 1")
    table = summarise(ROWS, *measure(ROWS, options.rounds, _report))
    show(table)
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump({"rounds": options.rounds, **_versions(), "rows": table}, file, indent=1)


if __name__ == "__main__":
    main()
