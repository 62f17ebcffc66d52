"""The end of the pipe at which the environment is: answers questions, counts, trusts nothing.

What an algorithm is judged by is counted here: the episodes that it began, what they earned, which
states and actions it tried, and the tables that it handed over.
"""

import json
import os
from typing import cast

import gymnasium
import numpy as np
from gymnasium.spaces import Discrete

from autograde.training.inside import frames
from supplychain.benchmark import MAX_EPISODES, BudgetExhausted, TrainingEnv
from supplychain.dynamics import one_day, state_index


class CountingEnv(TrainingEnv):
    """A `TrainingEnv` that keeps what happened in it.

    Attributes
    ----------
    returns : list of float
        What each episode earned while training [money].
    """

    def __init__(self, seed, chain, **options):
        super().__init__(seed, MAX_EPISODES, chain, **options)
        states, actions = cast(Discrete, self.observation_space), cast(Discrete, self.action_space)
        self._n_actions = int(actions.n)
        self._tried = [0] * (int(states.n) * self._n_actions)
        self._row = 0  # of the present state
        self.returns = []
        # Looked up once: they stay the same objects, and there are tens of thousands of days.
        self._position, self._capacity = self._state.position, self._parameters.capacity

    @property
    def visits(self):
        """How often each action was tried in each state, int (n_states, n_actions)."""
        return np.array(self._tried).reshape(-1, self._n_actions)

    def reset(self, **wishes):
        """Begin the next episode."""
        answer = super().reset(**wishes)
        self._row = answer[0] * self._n_actions
        self.returns.append(0.0)
        return answer

    def step(self, action):
        """Let one day happen; as `TrainingEnv.step`, but without making a ledger for nobody."""
        table, day = self._orders_table, self._day
        if day >= self._horizon:
            return super().step(action)  # which says that no episode is running
        orders = table[action] if 0 <= action < len(table) else self.orders(action)
        profit = one_day(day, orders, self._demand[day], self._parameters, self._state)[-1]
        self._day = day = day + 1
        state = state_index(self._position, self._capacity)
        self._tried[self._row + action] += 1
        self._row = state * self._n_actions
        self.returns[-1] += profit
        return state, profit, day == self._horizon, False, {}


class Foul(Exception):
    """What came through the pipe is no question; the message says what it was."""


class Referee:
    """Answers one algorithm during one training run.

    Parameters
    ----------
    env : CountingEnv
        Fresh.
    reading, writing : int
        File descriptors.

    Attributes
    ----------
    handed_in : numpy.ndarray or None
        The last table that was handed in.
    returned : numpy.ndarray or None
        The table that the algorithm returned.
    failure : str
        What the algorithm failed with, in the words of the program in the jail.
    is_exhausted : bool
        Whether the budget was refused to it at the last.
    """

    def __init__(self, env, reading, writing):
        self.env, self._reading, self._writing = env, reading, writing
        self._shape = (int(env.observation_space.n), int(env.action_space.n))
        self.handed_in = self.returned = None
        self.failure, self.is_exhausted = "", False

    def expect_ready(self):
        """Wait until the program in the jail has begun."""
        kind, _ = frames.QUESTION.unpack(frames.read(self._reading, frames.QUESTION.size))
        if kind != frames.READY:
            raise Foul(f"a question of kind {kind} before there was anything to ask")

    def give(self, order, source):
        """Tell what is to be done: an order, as JSON, and the text of the submission."""
        order = json.dumps(order).encode()
        frames.write(self._writing, frames.SIZES.pack(len(order), len(source)) + order + source)

    def serve(self):
        """Answer until the algorithm is done.

        Raises
        ------
        Foul
            If what comes is no question.
        frames.Closed, BrokenPipeError
            If nothing comes any more.
        """
        reading, writing, size = self._reading, self._writing, frames.QUESTION.size
        unpack, pack = frames.QUESTION.unpack, frames.ANSWER.pack
        step, reset, read, write = self.env.step, self.env.reset, os.read, os.write
        while True:
            data = read(reading, size)
            if len(data) < size:  # never from a program that asks as it should
                data += frames.read(reading, size - len(data))
            kind, number = unpack(data)
            try:
                if kind == frames.STEP:
                    state, reward, terminated, _, _ = step(number)
                    write(writing, pack(frames.DONE, state, reward, terminated))
                elif kind == frames.RESET:
                    write(writing, pack(frames.DONE, reset()[0], 0.0, False))
                elif self._take(kind, number):
                    return
            except (BudgetExhausted, ValueError, gymnasium.error.ResetNeeded) as error:
                self._refuse(error)

    def _take(self, kind, size):
        """Take what follows a question; return whether it was the last one."""
        if kind == frames.FAIL and 0 <= size <= frames.LONGEST:
            self.failure = frames.read(self._reading, size).decode("utf-8", "replace")
            return True
        whole = 8 * self._shape[0] * self._shape[1]
        if kind not in (frames.HAND_IN, frames.RETURN) or size != whole:
            raise Foul(f"a question of kind {kind} and size {size}, which no algorithm asks")
        table = np.frombuffer(frames.read(self._reading, size), frames.TABLE).reshape(self._shape)
        if not np.isfinite(table).all():
            raise Foul(f"a table that holds {table[~np.isfinite(table)][0]}")
        table = table.astype(np.float64)
        if kind == frames.RETURN:
            self.returned = table
            return True
        self.handed_in = table
        return False

    def _refuse(self, error):
        kind, self.is_exhausted = frames.NOT_RUNNING, isinstance(error, BudgetExhausted)
        if isinstance(error, BudgetExhausted | ValueError):
            kind = frames.EXHAUSTED if self.is_exhausted else frames.WRONG
        text = str(error).encode()[: frames.LONGEST]
        frames.write(self._writing, frames.ANSWER.pack(kind, len(text), 0.0, 0) + text)
