"""How fast the world is, as ratios against peers measured in the same run.

``python -m benchmarks.speed [--rounds N] [--json FILE]`` prints a table.

Every round measures every row once, one after the other, so that a machine that slows down slows
down all of them; a ratio is taken within a round, and the table shows medians over the rounds.
The clock is the CPU time of this process, which other programs disturb least and a second core
would not shorten. The peer is Gymnasium's Taxi-v4 without wrappers: a table look-up per step.
"""

import argparse
import json
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from statistics import median
from time import perf_counter, process_time

import gymnasium
import numpy as np

from autograde.leaderboard.rivals import q_learning
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
PEER = "Taxi-v4 step"


@dataclass(frozen=True)
class Row:
    """One thing to measure, and the goal it has."""

    name: str
    prepare: Callable  # returns a function that runs once: (days or steps, seconds)
    against: str | None = PEER
    at_least: float | None = None  # times as fast as `against`
    at_most: float | None = None  # times as long as `against`


class Missing(Exception):
    """A row cannot be measured here; the message says why."""


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


def batch_of(policy, engine, n=N_SCENARIOS):
    if engine == "compiled" and not batch.has_numba():
        raise Missing("not measured, as Numba is not installed")
    scenarios = poisson_scenarios(None, n, seed=0)

    def run():
        start = process_time()
        batch.play(policy, scenarios, engine=engine)
        return n * SupplyChain().horizon, process_time() - start

    run()  # compiling is not what is measured
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

ROWS = (
    Row(PEER, taxi, against=None),
    Row("dynamics.one_day", one_day, at_least=2.5),
    Row(TABULAR, tabular_steps, at_least=1.5),
    Row(f"{TABULAR}, with resets", lambda: tabular_steps(with_resets=True)),
    Row(FULL, full_steps),
    Row("batch, compiled, Q-table", lambda: batch_of(a_table(), "compiled"), TABULAR, 50),
    Row("batch, compiled, (s, S)", lambda: batch_of(an_s_S(), "compiled"), FULL, 50),
    Row(
        "batch, interpreted, Q-table",
        lambda: batch_of(a_table(), "interpreted", N_INTERPRETED),
        TABULAR,
    ),
    Row(BARE, lambda: tabular_steps(TRAINING_EPISODES, with_resets=True)),
    Row("500 episodes, Q-learning", training, BARE, at_most=2.5),
)


def measure(rows, rounds, report):
    """Return the rates of every row, (rounds,) per name [1/s], and why others have none."""
    runs, missing = {}, {}
    for row in rows:
        report(f"preparing {row.name}")
        try:
            runs[row.name] = row.prepare()
        except Missing as reason:
            missing[row.name] = str(reason)
    rates = {name: [] for name in runs}
    start = perf_counter()
    for k in range(rounds):
        left = f", {(perf_counter() - start) / k * (rounds - k):.0f} s left" if k else ""
        report(f"round {k + 1} of {rounds}{left}")
        for name, run in runs.items():
            count, seconds = run()
            rates[name].append(count / seconds)
    report("")
    return rates, missing


def summarise(rows, rates, missing):
    """Return one dict per row: medians, the ratio that its goal is about, and the verdict."""
    table = []
    for row in rows:
        line = {"name": row.name, "against": row.against}
        table.append(line)
        if row.name in missing:
            line["missing"] = missing[row.name]
            continue
        line["per_second"] = median(rates[row.name])
        if row.against is None:
            continue
        ratio = median(own / other for own, other in zip(rates[row.name], rates[row.against]))
        if row.at_most is not None:
            ratio = 1 / ratio
            line |= {"times_as_long": ratio, "at_most": row.at_most, "met": ratio <= row.at_most}
        else:
            line["times_as_fast"] = ratio
            if row.at_least is not None:
                line |= {"at_least": row.at_least, "met": ratio >= row.at_least}
    return table


def show(table):
    """Print the table."""
    layout = "{:<30} {:>12}  {:<42} {}"
    print(layout.format("what", "per second", "ratio", "goal"))
    for line in table:
        if "missing" in line:
            print(layout.format(line["name"], "-", line["missing"], "").rstrip())
            continue
        ratio = goal = ""
        if "times_as_fast" in line:
            ratio = f"{line['times_as_fast']:.2f} x as fast as {line['against']}"
            goal = f"at least {line['at_least']:g}" if "at_least" in line else ""
        elif "times_as_long" in line:
            ratio = f"{line['times_as_long']:.2f} x as long as {line['against']}"
            goal = f"at most {line['at_most']:g}"
        if goal:
            goal += ": met" if line["met"] else ": NOT met"
        print(layout.format(line["name"], f"{line['per_second']:,.0f}", ratio, goal).rstrip())


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
