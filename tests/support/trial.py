"""One training run of an algorithm of a few lines, for the tests."""

from autograde.jail import bubblewrap
from autograde.training.entries import Entry
from autograde.training.run import Unit, run
from supplychain import SupplyChain

FILE = "07_challenge.py"
HEADER = "import os, random, time\nimport numpy as np\n\n"
HEADER += "def q_learning(env, *, max_episodes, max_time, seed):\n"


def source(body):
    lines = "\n".join("    " + line for line in body.strip().splitlines())
    return (HEADER + lines + "\n").encode()


def outcome(body, kind=bubblewrap.BUBBLEWRAP, demand_seed=4, seed=7, chain=None,
            on_trial=False):  # fmt: skip
    entry = Entry("somebody", source(body), FILE, sandbox=kind)
    return run(Unit(entry, chain or SupplyChain(), demand_seed, seed, on_trial))
