"""Training a whole class on a track: what is missing is trained, what is there is taken.

Runs come in rounds, so that an algorithm that fails is left out of all later ones: an endless loop
costs a few runs, not a hundred. On a hidden chain one run is at work at a time: two that met there
could tell each other what they found.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from autograde.kit.text import printable
from autograde.training.entries import LEARNER, Entry
from autograde.training.reasons import Reason
from autograde.training.results import Results
from autograde.training.run import RunOutcome, Unit
from autograde.training.tracks import FINAL, Track

LONGEST = 1000  # characters of a reason
SLEPT_IN_SUM = 60.0  # seconds that all runs of an entry on a track may sleep


class Trained(NamedTuple):
    """What came of an entry's training runs on a track."""

    q_tables: tuple  # of each chain: (n_runs, n_states, n_actions); empty where a run failed
    curves: tuple  # of each chain: (n_runs, n_episodes) returns while training [money]
    visits: tuple  # of each chain: (n_runs, n_states, n_actions) choices while training
    seconds: tuple  # of CPU, of each run of each chain in turn
    reason: str = ""  # why there are no tables
    remarks: tuple = ()  # on runs that were stopped


def train_class(
    entries: Sequence[Entry],
    track: Track,
    results: Results,
    workers: Any,
    advance: Callable[..., object],
    on_trial: bool = False,
) -> list[Trained]:
    """Train every entry on every chain of a track.

    Parameters
    ----------
    entries : sequence of entries.Entry
    track : tracks.Track
    results : results.Results
        Where runs are kept, and looked for.
    workers : workers.Workers or workers.Cluster
    advance : callable
        ``advance(name)`` is called for every run that needs no more thought.
    on_trial : bool
        Whether somebody waits for it: then each run has less CPU time (`run.Unit`).

    Returns
    -------
    list of Trained
        One for each entry.
    """
    found: list[dict[tuple, RunOutcome]] = [{} for _ in entries]
    failed = {number for number, entry in enumerate(entries) if entry.fault}
    for places in _rounds(track, len(entries)):
        units = {
            (number, *place): _unit(entries[number], track, on_trial, *place)
            for number, *place in places
            if number not in failed
        }
        alone = track.name == FINAL
        for (number, *place), outcome in _outcomes(units, results, workers, alone):
            found[number][tuple(place)] = outcome
            advance(entries[number].name)
            if outcome.reason or _slept(found[number]) > SLEPT_IN_SUM:
                failed.add(number)
        for _ in range(len(places) - len(units)):
            advance()
    return [
        Trained((), (), (), (), entry.fault) if entry.fault else _trained(outcomes, track)
        for entry, outcomes in zip(entries, found)
    ]


def _slept(outcomes: Mapping[Any, RunOutcome]) -> float:
    return sum(outcome.slept for outcome in outcomes.values())


def n_runs(track: Track) -> int:
    """Return how many runs an entry trains on a track."""
    return sum(len(arena.runs) for arena in track.arenas)


def _rounds(track: Track, n_entries: int) -> Iterator[list[tuple[int, int, int]]]:
    """Yield lists of (entry, chain, run): one run of each entry, then the first of all chains, …"""
    chains, everybody = range(len(track.arenas)), range(n_entries)
    first = [(number, number % len(chains), 0) for number in everybody]
    yield first
    for run in range(max(len(arena.runs) for arena in track.arenas)):
        yield [
            (number, m, run)
            for number in everybody
            for m in chains
            if run < len(track.arenas[m].runs) and (number, m, run) not in first
        ]


def last_round(track: Track, number: int, n_done: int) -> list[tuple[int, int]]:
    """Return the runs of the round with which training ended, as (chain, run).

    Parameters
    ----------
    track : tracks.Track
    number : int
        Of the entry.
    n_done : int
        How many runs of it were done.

    Returns
    -------
    list of (int, int)
        None where no round ends after so many.
    """
    done = 0
    for places in _rounds(track, number + 1):
        own = [(chain, run) for other, chain, run in places if other == number]
        done += len(own)
        if done == n_done:
            return own
    return []


def _unit(entry: Entry, track: Track, on_trial: bool, chain: int, run: int) -> Unit:
    arena = track.arenas[chain]
    # The course's own learners are vouched for: what they learned is kept once for both.
    demand_seed, seed = arena.runs[run]
    on_trial = on_trial and entry.kind != LEARNER
    return Unit(entry, arena.chain, demand_seed, seed, on_trial)


def _outcomes(
    units: Mapping[Any, Unit], results: Results, workers: Any, alone: bool
) -> Iterator[tuple[Any, RunOutcome]]:
    """Yield ``(key, Outcome)`` of units by key: those that are there first."""
    missing = {}
    for key, unit in units.items():
        outcome = results.get(unit)
        if outcome is None:
            missing[key] = unit
        else:
            yield key, outcome
    keys = list(missing)
    for index, outcome in workers.do(list(missing.values()), alone):
        results.put(missing[keys[index]], outcome)
        yield keys[index], outcome


def _trained(outcomes: Mapping[tuple[int, int], RunOutcome], track: Track) -> Trained:
    """Gather the outcomes of an entry, by (chain, run)."""
    ordered = [outcomes[place] for place in sorted(outcomes)]
    seconds = tuple(outcome.seconds for outcome in ordered)
    remarks = tuple(dict.fromkeys(outcome.remark for outcome in ordered if outcome.remark))
    if reason := _reason(outcomes, track):
        return Trained((), (), (), seconds, printable(reason, LONGEST), remarks)
    of_chains = [
        [outcomes[m, j] for j in range(len(arena.runs))] for m, arena in enumerate(track.arenas)
    ]
    # A run that was stopped has fewer episodes: the curve ends where the shortest one does.
    length = min(len(outcome.returns) for outcome in ordered)
    return Trained(
        tuple(np.array([outcome.q_table for outcome in runs]) for runs in of_chains),
        tuple(np.array([outcome.returns[:length] for outcome in runs]) for runs in of_chains),
        tuple(np.array([outcome.visits for outcome in runs]) for runs in of_chains),
        seconds,
        remarks=remarks,
    )


def _reason(outcomes: Mapping[tuple[int, int], RunOutcome], track: Track) -> str:
    """Return why an entry has no tables, "" if it has; of hidden chains only a fixed sentence."""
    for (_, run), outcome in sorted(outcomes.items()):
        if outcome.reason and track.name == FINAL:
            return outcome.told
        if outcome.reason:
            return f"training run {run + 1}: {outcome.reason}"
    return Reason.SLEPT_IN_SUM if _slept(outcomes) > SLEPT_IN_SUM else ""
