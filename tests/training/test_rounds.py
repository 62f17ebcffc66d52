"""What was trained is kept and found again; who fails is left out of later rounds."""

import numpy as np

from autograde.training import entries, results, rounds, run, tracks
from autograde.training.reasons import Reason
from supplychain import SupplyChain


def test_a_submission_that_changed_is_trained_again(tmp_path):
    kept = results.Results(tmp_path)
    first, second = (entries.Entry("x", source, "a.py") for source in (b"1", b"2"))
    chain = made_of(first).chain
    done = run.RunOutcome(np.ones((64, 27)), np.arange(3.0), np.ones((64, 27), int), 0.5, "", "r")
    kept.put(run.Unit(first, chain, 1, 2), done)
    found = kept.get(run.Unit(first, chain, 1, 2))
    assert all(np.array_equal(a, b) for a, b in zip(found, done))
    ours = first._replace(kind=entries.LEARNER)  # who trains in no jail is somebody else
    for unit in (
        (second, chain, 1, 2), (ours, chain, 1, 2), (first, chain, 2, 2), (first, chain, 1, 3),
    ):  # fmt: skip
        assert kept.get(run.Unit(*unit)) is None


def test_another_numpy_trains_again(tmp_path, monkeypatch):
    unit = made_of(entries.Entry("x", b"1", "a.py"))
    key = results.Results(tmp_path).key(unit)
    monkeypatch.setattr(np, "__version__", "9.9")
    assert results.Results(tmp_path).key(unit) != key


def test_half_a_result_is_none(tmp_path):
    kept = results.Results(tmp_path)
    unit = made_of(entries.Entry("x", b"1", "a.py"))
    failed = run.RunOutcome(None, np.empty(0), np.zeros((64, 27), int), 0.0, "it ended early")
    kept.put(unit, failed)
    assert kept.get(unit).reason == "it ended early" and kept.get(unit).q_table is None
    [path] = tmp_path.iterdir()
    whole = path.read_bytes()
    # Cut off, never written, or with zeros in place of what a power cut lost.
    for spoilt in (whole[:-40], b"", bytes(len(whole))):
        path.write_bytes(spoilt)
        assert kept.get(unit) is None


def made_of(entry):
    return run.Unit(entry, SupplyChain(), 1, 2)


class Here:
    """Trains in this process, and keeps what it was asked for."""

    def __init__(self):
        self.asked = []

    def do(self, units, alone=False):
        self.asked += units
        for index, unit in enumerate(units):
            table = None if unit.entry.name == "bad" else np.full((64, 27), float(unit.seed))
            reason = "it failed" if table is None else ""
            returns = np.ones(2 + unit.seed % 3)
            told = reason and Reason.FAILED
            yield index, run.RunOutcome(table, returns, np.ones((64, 27), int), 0.1, reason, told)


def test_an_entry_that_fails_is_left_out_of_later_rounds(tmp_path):
    track = tracks.final(bytes(32), tracks.CONFIGURATION | {"n_runs": 4, "n_scenarios": 2})
    listed = [entries.Entry(name, name.encode(), "a.py") for name in ("good", "bad")]
    here, advanced = Here(), []
    good, bad = rounds.train_class(
        listed, track, results.Results(tmp_path), here, lambda name="": advanced.append(name)
    )
    assert sum(unit.entry.name == "bad" for unit in here.asked) == 1
    assert bad.reason == Reason.FAILED and not bad.q_tables
    assert len(advanced) == 2 * rounds.n_runs(track) == 2 * 6 * 4
    for tables, arena in zip(good.q_tables, track.arenas):
        assert [table.max() for table in tables] == [seed for _, seed in arena.runs]
    assert {curve.shape for curve in good.curves} == {(4, 2)}  # as long as the shortest run


def test_the_round_with_which_training_ended_is_known_by_the_number_of_runs():
    track = tracks.final(bytes(32), tracks.CONFIGURATION | {"n_runs": 2, "n_scenarios": 2})
    # The second entry begins on the second chain; what it did there is not done once more.
    assert rounds.last_round(track, 1, 1) == [(1, 0)]
    assert rounds.last_round(track, 1, 6) == [(chain, 0) for chain in (0, 2, 3, 4, 5)]
    assert rounds.last_round(track, 1, 12) == [(chain, 1) for chain in range(6)]
    assert rounds.last_round(track, 1, 5) == []


def test_who_sleeps_much_in_sum_is_left_out_of_later_rounds(tmp_path):
    track = tracks.final(bytes(32), tracks.CONFIGURATION | {"n_runs": 4, "n_scenarios": 2})
    listed = [entries.Entry(name, name.encode(), "a.py") for name in ("good", "sleeper")]

    class Sleepy(Here):
        def do(self, units, alone=False):
            for index, found in super().do(units):
                slept = 0.7 * rounds.SLEPT_IN_SUM if units[index].entry.name == "sleeper" else 0.5
                yield index, found._replace(slept=slept)

    here = Sleepy()
    good, sleeper = rounds.train_class(
        listed, track, results.Results(tmp_path), here, lambda name="": None
    )
    # The very first run, and the round with one of each chain in which it passes the limit.
    assert sum(unit.entry.name == "sleeper" for unit in here.asked) == 6
    assert sleeper.reason == Reason.SLEPT_IN_SUM and not sleeper.q_tables
    assert not good.reason and len(good.q_tables) == 6
    # What was slept is kept with the runs: the same comes out again.
    again = Sleepy()
    _, resumed = rounds.train_class(
        listed, track, results.Results(tmp_path), again, lambda name="": None
    )
    assert resumed.reason == sleeper.reason and not again.asked
