"""The program in the jail of the benchmark: it trains one submission once.

The environment is outside. What stands for it here asks over a pipe and knows nothing: no
parameter of the chain, no seed, no demand. It needs the standard library, NumPy, and of
`supplychain` the file that loads and trains an algorithm; a submission finds none of that.

Whatever happens in here, all that can come out are frames (`frames`), which nobody trusts.
"""

import json
import os
import sys
from functools import partial

import frames
import numpy as np

from supplychain.algorithm import (
    AlgorithmError,
    BudgetExhausted,
    checked_table,
    load_source,
    train,
)


class ResetNeeded(RuntimeError):
    """No episode is running."""


ERRORS = {
    frames.EXHAUSTED: BudgetExhausted,
    frames.WRONG: ValueError,
    frames.NOT_RUNNING: ResetNeeded,
}

# What each of tens of thousands of questions takes; looked up once.
PACK, UNPACK, SIZE = frames.QUESTION.pack, frames.ANSWER.unpack, frames.ANSWER.size
READ, WRITE = os.read, os.write


def main(arguments):
    """Train, hand over the table or the reason why there is none, and end.

    Parameters
    ----------
    arguments : list of str
        File descriptors to read from and to write to.
    """
    reading, writing = map(int, arguments)
    frames.write(writing, frames.QUESTION.pack(frames.READY, 0))
    sizes = frames.SIZES.unpack(frames.read(reading, frames.SIZES.size))
    order, source = (frames.read(reading, size) for size in sizes)
    order = json.loads(order)
    _hide()
    _be_silent()
    env = Environment(reading, writing, order["n_states"], order["n_actions"], order["sampling"])
    try:
        algorithm = load_source(source, order["name"], order["function"])
        in_time = partial(_within, algorithm, order["max_time"])
        table = train(in_time, env, order["seed"], order["name"]).q_table
        kind, body = frames.RETURN, table.astype(frames.TABLE).tobytes()
    except AlgorithmError as error:
        kind, body = frames.FAIL, str(error).encode("utf-8", "replace")[: frames.LONGEST]
    frames.write(writing, frames.QUESTION.pack(kind, len(body)) + body)
    # Until the other end closes: then the time that all this took can be read outside.
    os.read(reading, 1)
    os._exit(0)  # threads and exit handlers of the algorithm get no say


def _within(algorithm, seconds, env, **budget):
    """Call an algorithm, and tell it how much time this run has."""
    return algorithm(env, **budget | {"max_time": seconds})


class Environment:
    """What an algorithm trains on: the interface of a `TabularEnv`, one question per call."""

    def __init__(self, reading, writing, n_states, n_actions, sampling):
        self._reading, self._writing = reading, writing
        self._shape = (n_states, n_actions)
        self.observation_space, self.action_space = Space(n_states), Space(n_actions, sampling)
        self.handed_in = None  # the last table that was handed in

    def reset(self, *, seed=None, options=None):
        """Begin the next episode."""
        if seed is not None or options is not None:
            raise ValueError(
                "reset was given a seed or options: call env.reset(), the benchmark chooses the "
                "demand, the same for everybody"
            )
        return self._ask(frames.RESET, 0)[1], {}

    def step(self, action):
        """Let one day happen."""
        try:
            question = PACK(frames.STEP, action)
        except frames.struct.error:
            raise ValueError(f"action is {action!r}: give a whole number") from None
        WRITE(self._writing, question)
        kind, state, reward, terminated = UNPACK(READ(self._reading, SIZE))
        if kind:
            self._raise(kind, state)
        return state, reward, terminated == 1, False, {}

    def close(self):
        """Do nothing: there is nothing to free."""

    @property
    def unwrapped(self):
        """The environment itself: nothing is wrapped around it."""
        return self

    def hand_in(self, q_table):
        """Hand in a table: the last one counts where the training is stopped."""
        self.handed_in = checked_table(q_table, self._shape)
        body = self.handed_in.astype(frames.TABLE).tobytes()
        frames.write(self._writing, frames.QUESTION.pack(frames.HAND_IN, len(body)) + body)

    def _ask(self, kind, number):
        WRITE(self._writing, PACK(kind, number))
        answer = UNPACK(READ(self._reading, SIZE))
        if answer[0] != frames.DONE:
            self._raise(*answer[:2])
        return answer

    def _raise(self, kind, size):
        raise ERRORS[kind](frames.read(self._reading, size).decode())

    def __getattr__(self, name):
        raise AttributeError(
            f"the benchmark's env has no {name}: it offers reset, step, hand_in, "
            "observation_space.n, action_space.n and action_space.sample"
        )

    def __reduce_ex__(self, protocol):
        raise TypeError("env cannot be copied or pickled: it is the only one of this training run")


class Space:
    """The numbers 0 … n − 1, with the draws of Gymnasium's Discrete: the same seed, the same."""

    def __init__(self, n, seed=None):
        self.n = n
        self._generator = np.random.default_rng(seed)

    def seed(self, seed=None):
        """Begin the draws anew; return the seed."""
        self._generator = np.random.default_rng(seed)
        return seed

    def sample(self):
        """Draw a number."""
        return self._generator.integers(self.n)

    def contains(self, value):
        """Whether a value is one of the numbers."""
        return isinstance(value, int | np.integer) and 0 <= value < self.n

    __contains__ = contains


def _be_silent():
    """Let prints go nowhere: nobody reads them."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)


def _hide():
    """Let submissions import what the contract names, and nothing of ours."""
    ours = [name for name in sys.modules if name.partition(".")[0] in ("supplychain", "frames")]
    for name in (*ours, "trainer"):
        del sys.modules[name]
    sys.path[:] = [folder for folder in sys.path if folder != os.environ.get("PYTHONPATH")]
    sys.modules["__main__"].__dict__.pop("trainer", None)
