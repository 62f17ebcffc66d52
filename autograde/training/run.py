"""One training run: an algorithm in a jail of its own, its environment outside.

A run is a pure unit of work. What comes of it depends on the submission, the chain and the two
seeds, on nothing else: not on the machine, nor on what else it does.
"""

import os
import subprocess
import tempfile
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from autograde.jail import memory
from autograde.jail.profile import Profile, Resources, files_of, of_world
from autograde.jail.start import started
from autograde.jail.usage import end
from autograde.kit.text import printable
from autograde.training.entries import LEARNER, Entry
from autograde.training.inside import frames
from autograde.training.meter import Meter
from autograde.training.reasons import TRIAL_TIME, Reason
from autograde.training.referee import CountingEnv, Foul, Referee
from supplychain.algorithm import MAX_TIME, train
from supplychain.benchmark import sampling_seed
from supplychain.model import SupplyChain

START = "import sys; sys.path += sys.argv[1].split(':'); import trainer; trainer.main(sys.argv[2:])"
INSIDE = Path(__file__).with_name("inside")
USABLE = Resources(processes=16, cpu=60, open_files=64, largest_file=0)
BENCHMARK = Profile(
    files_of(INSIDE, "trainer.py", "frames.py")
    | of_world("__init__.py", "registration.py", "algorithm.py", "coursework.py")
    | of_world("model.py", "dynamics.py", "fields.py", "chain_data.py", "refusals.py"),
    packages=("numpy", "numpy.libs", "tqdm"),
    scratch=0,
    resources=USABLE,
    loaded=("numpy.random", "trainer"),
)
LONGEST = 1000  # characters of a reason


class Unit(NamedTuple):
    """One training run that is to be done."""

    entry: Entry
    chain: SupplyChain
    demand_seed: int
    seed: int  # the algorithm's own
    on_trial: bool = False  # for somebody who waits: `TRIAL_TIME` of CPU, and no more


class RunOutcome(NamedTuple):
    """What came of a training run."""

    q_table: np.ndarray | None  # (n_states, n_actions); None where there is a reason
    returns: np.ndarray  # (n_episodes,) what each episode earned while training [money]
    visits: np.ndarray  # (n_states, n_actions) how often each action was tried
    seconds: float  # of CPU
    reason: str = ""  # why there is no table, in words that may be the algorithm's own
    told: str = ""  # the same in one of the sentences of `reasons`, for chains that are hidden
    remark: str = ""  # why the last table handed in counts, where it does; one of those sentences
    slept: float = 0.0  # seconds by the clock in which it did nothing


class JailFault(RuntimeError):
    """The jail could not be started: no fault of the algorithm."""


def run(unit: Unit) -> RunOutcome:
    """Train once.

    Parameters
    ----------
    unit : Unit

    Returns
    -------
    RunOutcome

    Raises
    ------
    JailFault
        Where the jail does not start, twice.
    """
    if unit.entry.kind == LEARNER:
        return _run_here(unit)
    try:
        return _run_in_jail(unit)
    except JailFault:  # nothing that was handed in had begun: the machine may have been short
        return _run_in_jail(unit)


def _run_in_jail(unit: Unit) -> RunOutcome:
    pipes = (*os.pipe(), *os.pipe())  # questions: read, write; answers: read, write
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        share = memory.share(USABLE.processes)
        process = _start(unit.entry.sandbox, Path(folder), pipes, share)
        try:
            env: CountingEnv  # it asks the meter for the time, which asks it for its episodes
            meter = Meter(process.pid, lambda: len(env.returns), share, unit.on_trial)
            env = CountingEnv(unit.demand_seed, unit.chain, clock=lambda: meter.seconds)
            with meter:
                referee = Referee(env, reading=pipes[0], writing=pipes[3])
                fault = _play(unit, referee, meter, process, share)
                meter.read()
        finally:
            end(process.pid)
            process.wait()
            share.close()
            process.stderr.close()
            os.close(pipes[0])
            os.close(pipes[3])
    return _outcome(referee, env, meter, fault)


def _run_here(unit: Unit) -> RunOutcome:
    """Train a learner of the course's own in this process."""
    learner = getattr(import_module(unit.entry.file), unit.entry.function)
    env = CountingEnv(unit.demand_seed, unit.chain)
    trained = train(learner, env, unit.seed, unit.entry.file)
    return RunOutcome(trained.q_table, np.array(env.returns), env.visits, trained.seconds)


def _start(kind: str, folder: Path, pipes: Sequence[int], share: Any) -> Any:
    """Start the program in the jail, and keep this side's ends of the pipes."""
    inside = pipes[2], pipes[1]
    try:
        return started(
            BENCHMARK,
            START,
            inside,
            kind,
            folder,
            inside,
            share,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,  # until the program has begun; then it closes that
        )
    finally:
        for end_inside in inside:
            os.close(end_inside)


def _play(
    unit: Unit, referee: Referee, meter: Meter, process: Any, share: Any
) -> tuple[Reason | None, str]:
    """Hand over the work, and answer until it is done; return what went wrong, and its words."""
    try:
        referee.expect_ready()
    except (Foul, frames.Closed):
        said = process.stderr.read().decode("utf-8", "replace").strip()
        raise JailFault(f"the jail did not start: {meter.reason or ''} {said}".strip()) from None
    meter.begin()
    try:
        referee.give(_order(unit, referee.env), unit.entry.source)
        referee.serve()
    except Foul as error:
        return Reason.FOUL, f"it sent {error}, and had handed in no table"
    except (frames.Closed, BrokenPipeError):
        # The kernel may have ended it for its memory before the meter looked.
        reason = meter.reason or (Reason.MEMORY if share.is_exceeded(()) else Reason.ENDED)
        return reason, str(reason)
    return None, ""


def _order(unit: Unit, env: CountingEnv) -> dict[str, Any]:
    """Return what the program in the jail is told: nothing of the chain, no demand seed."""
    return {
        "name": unit.entry.file,
        "function": unit.entry.function,
        "seed": unit.seed,
        "max_time": TRIAL_TIME if unit.on_trial else MAX_TIME,
        "sampling": sampling_seed(unit.demand_seed),
        "n_states": int(env.observation_space.n),
        "n_actions": int(env.action_space.n),
    }


def _outcome(
    referee: Referee, env: CountingEnv, meter: Meter, fault: tuple[Reason | None, str]
) -> RunOutcome:
    """Return what counts: the table returned, or where it was stopped, the last one handed in."""
    reason, words = fault
    counted = {"returns": np.array(env.returns), "visits": env.visits,
               "seconds": meter.seconds, "slept": meter.slept}  # fmt: skip
    if referee.returned is not None:
        return RunOutcome(referee.returned, **counted)
    if reason and referee.handed_in is not None:
        return RunOutcome(referee.handed_in, **counted, remark=reason.remark)
    if referee.failure:
        reason = Reason.EPISODES if referee.is_exhausted else Reason.FAILED
        words = referee.failure
    return RunOutcome(None, **counted, reason=printable(words, LONGEST), told=str(reason))
