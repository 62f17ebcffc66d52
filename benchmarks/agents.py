"""What agents of Stable-Baselines3 learn on every registered environment, over several seeds.

``python -m benchmarks.agents [--seeds N] [--jobs N]`` needs the extra ``agents``. It trains what is
not known yet, about 15 s of computing for each run, and can be interrupted; it writes
``results/agents.json``, from which the page *Deep learners on this chain* is made. ``--sample``
trains A2C once on one id for a third of the days and stores nothing; ``--list`` says whether
the result is out of date.
"""

import argparse
import datetime
import hashlib
import importlib.metadata
import json
import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from importlib.util import find_spec
from pathlib import Path
from time import monotonic

from autograde.kit.files import write_whole
from autograde.kit.progress import progress
from autograde.leaderboard.rivals import tuned
from benchmarks import deep_learners, made_from
from benchmarks.agents_table import N_ERRORS, draw, money, page_parts

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results"
CACHE = ROOT / "build" / "agents"  # runs of which no result was written yet
SEEDS = 5
SAMPLE_DAYS = 20_000
NEEDED = ("torch", "stable_baselines3", "sb3_contrib")
VERSIONS = ("torch", "stable-baselines3", "sb3-contrib", "gymnasium", "numpy")
WORLD = frozenset({"env", "tabular", "shop", "evaluation", "policies", "demand", "registration"})


def programs():
    """Return the hash of what a run depends on; comments and docstrings do not count."""
    source = Path(deep_learners.__file__).read_text(encoding="utf-8")
    return made_from.programs(WORLD, source)


def versions():
    """Return the version of each package that decides what a run learns."""
    return {name: importlib.metadata.version(name) for name in VERSIONS}


def runs(n_seeds):
    """Return (agent, task, seed), every pair once before any a second time."""
    return [
        (agent, task, seed)
        for seed in range(n_seeds)
        for task, agents in deep_learners.TASKS.items()
        for agent in agents
    ]


def run_once(made_of, agent, task, seed):
    """Return what a training run earns, from the cache if it is there; in its own process."""
    about = json.dumps([made_of, deep_learners.DAYS, agent, task, seed])
    path = CACHE / f"{hashlib.sha256(about.encode()).hexdigest()[:32]}.json"
    if path.exists():
        return json.loads(path.read_text(encoding="utf-8"))
    profit = deep_learners.run(agent, task, seed)
    write_whole(path, json.dumps(profit))
    return profit


def profits(n_seeds, n_jobs):
    """Train what is not known; return {task: {agent: profits of the runs}}."""
    wanted, made_of = runs(n_seeds), [programs(), versions()]
    begun, found = monotonic(), {}
    # Begun anew, not forked: torch has threads, which a fork would lose.
    pool = ProcessPoolExecutor(n_jobs, mp_context=multiprocessing.get_context("spawn"))
    with pool, progress("training", len(wanted)) as advance:
        futures = {pool.submit(run_once, made_of, *one): one for one in wanted}
        for done, future in enumerate(as_completed(futures), 1):
            agent, task, seed = futures[future]
            found[futures[future]] = future.result()
            advance(f"{agent}, {task}")
            if not sys.stderr.isatty():
                left = (monotonic() - begun) / done * (len(wanted) - done)
                told = f"{done} of {len(wanted)}, about {left / 60:.0f} min left: {agent} on {task}"
                print(f"{told}, seed {seed}: {future.result():,.0f}", file=sys.stderr, flush=True)
    return {
        task: {agent: [found[agent, task, seed] for seed in range(n_seeds)] for agent in agents}
        for task, agents in deep_learners.TASKS.items()
    }


def measure(n_seeds, n_jobs):
    """Return everything that the page shows, as plain data."""
    by_task = profits(n_seeds, n_jobs)
    chain, shop = deep_learners.FULL, deep_learners.ONE_SHOP
    known = {
        chain: {
            "(s, S), tuned": deep_learners.earned(tuned.s_S(deep_learners.CHAIN), chain),
            "constant orders, tuned": deep_learners.earned(
                tuned.constant(deep_learners.CHAIN), chain
            ),
        },
        shop: {"the best orders": deep_learners.earned(deep_learners.SHOP.optimum().orders, shop)},
    }
    return {
        "days": deep_learners.DAYS,
        "gamma": deep_learners.GAMMA,
        "n_scenarios": deep_learners.N_SCENARIOS,
        "versions": versions(),
        "tasks": {
            task: {"random": deep_learners.random_orders(task)._asdict(), "profits": of_agents}
            for task, of_agents in by_task.items()
        },
        "known": {
            task: {name: score._asdict() for name, score in scores.items()}
            for task, scores in known.items()
        },
    }


def stored():
    """Return the committed result, None if there is none."""
    path = RESULTS / "agents.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def is_current(document):
    """Whether a result was measured on the programs that are here."""
    return document is not None and document["fingerprint"] == programs()


def write(document):
    """Write a result and what the page shows of it."""
    write_whole(RESULTS / "agents.json", json.dumps(document, indent=1) + "\n")
    for name, text in page_parts(document["figures"]).items():
        write_whole(RESULTS / name, text + "\n")
    draw(document["figures"], RESULTS / "agents.svg")


def main():
    """Train what is out of date, write and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=SEEDS, help="training runs of each agent")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--sample", action="store_true", help="a short run; writes nothing")
    parser.add_argument("--list", action="store_true", help="only say whether it is out of date")
    asked = parser.parse_args()
    if asked.seeds < 3:
        parser.error(f"--seeds is {asked.seeds}: give at least 3, fewer have no useful interval")
    if asked.list:
        print("current" if is_current(stored()) else "out of date")
        return 0
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        print(f"agents: left out, for {', '.join(missing)} is not installed: `make agents`")
        return 0
    if asked.sample:
        profit = deep_learners.run("A2C", deep_learners.TABULAR, seed=0, days=SAMPLE_DAYS)
        random = deep_learners.random_orders(deep_learners.TABULAR)
        print(f"A2C, {SAMPLE_DAYS:,} days: {money(profit)}; random: {money(random.mean)}")
        return 0 if profit > random.mean + N_ERRORS * random.standard_error else 1
    known = stored()
    if is_current(known) and known["command"] == _command(asked.seeds):
        print("current; delete results/agents.json to measure it again")
    else:
        before = programs()
        known = {
            "command": _command(asked.seeds),
            "day": datetime.date.today().isoformat(),
            "fingerprint": before,
            "figures": measure(asked.seeds, asked.jobs),
        }
        if programs() != before:
            print("agents: programs changed while they were measured; nothing is written.")
            return 1
    write(known)
    print(*page_parts(known["figures"]).values(), sep="\n\n")
    return 0


def _command(n_seeds):
    return f"python -m benchmarks.agents --seeds {n_seeds}"


if __name__ == "__main__":
    sys.exit(main())
