"""A twin of the day in C, hand-written for one chain: what this machine could do.

The numbers of the chain are constants of the program, which is built with the system's compiler
when it is measured. It stands beside the world as a yardstick only: nothing imports it but
`benchmarks.speed` and its test.
"""

import ctypes
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from supplychain import batch, dynamics

SOURCE = Path(__file__).with_name("twin.c")
FLAGS = ("-O3", "-march=native", "-shared", "-fPIC")
ENTRIES = {"(s, S)": "play_order_up_to", "greedy": "play_from_table"}


class NoCompiler(Exception):
    """The twin cannot be built here; the message says why."""


class Twin:
    """The compiled twin of one chain with a single distribution centre.

    Parameters
    ----------
    chain : SupplyChain
        Its numbers become constants.

    Raises
    ------
    NoCompiler
        Where the system has no C compiler, or it fails.
    """

    def __init__(self, chain):
        if chain.n_dcs != 1:
            raise ValueError(f"the chain has {chain.n_dcs} DCs: the twin is written for one")
        self.chain = chain
        self._library = _build(_constants(chain) + SOURCE.read_text(encoding="utf-8"))

    def play(self, policy, demand):
        """Return what `batch.play` returns, for a policy of `policies.s_S` or `policies.greedy`."""
        demand = np.ascontiguousarray(demand, np.int64)
        n, retailers, stages = len(demand), self.chain.n_retailers, self.chain.n_stages
        played = batch.Episodes(
            np.empty((n, len(dynamics.LEDGER_LINES))),
            *(np.empty((n, columns), np.int64) for columns in (retailers, retailers)),
            *(np.empty((n, columns), np.int64) for columns in (stages, stages, retailers)),
        )
        first, second = policy.settings
        # The twin has the capacities as constants, and a table comes with them.
        settings = np.array(second if policy.name == "greedy" else [*first, *second], np.int64)
        addresses = [array.ctypes.data_as(ctypes.c_void_p) for array in (settings, demand, *played)]
        self._library[ENTRIES[policy.name]](ctypes.c_int64(n), *addresses)
        return played


def _constants(chain):
    """Return the chain's numbers as C."""
    lines = [
        f"#define HORIZON {chain.horizon}",
        f"#define N_RETAILERS {chain.n_retailers}",
        f"#define N_SLOTS {sum(chain.parameters.lead_time)}",
    ]
    for name, values in chain.parameters._asdict().items():
        kind = "double" if isinstance(values[0], float) else "long long"
        numbers = ", ".join(map(repr, values))
        lines.append(f"static const {kind} {name.upper()}[] = {{{numbers}}};")
    return "\n".join(lines) + "\n"


def _build(text):
    """Compile C and load it."""
    compiler = next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))), None)
    if compiler is None:
        raise NoCompiler("not measured, as the system has no C compiler")
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder, "twin.so")
        command = [compiler, *FLAGS, "-x", "c", "-", "-o", str(library), "-lm"]
        done = subprocess.run(command, input=text, capture_output=True, text=True)
        if done.returncode:
            raise NoCompiler(f"not measured, as the C compiler failed: {done.stderr[:200]}")
        return ctypes.CDLL(str(library))
