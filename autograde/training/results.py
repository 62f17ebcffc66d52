"""Finished training runs on disk, by the hash of all that they depend on.

A run that is there is never done again: an interrupted benchmark goes on where it stopped, and one
more submission costs its own runs only.
"""

import json
import zipfile
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import numpy as np

from autograde.kit.files import CHECKOUT, WORLD, programs_fingerprint, write_whole
from autograde.training.run import RunOutcome, Unit
from autograde.training.tracks import described

ROOMS = ("training", "jail", "kit")  # what decides, beside a submission, what comes of a run

WORDS = ("seconds", "slept", "reason", "told", "remark")  # of an outcome, beside its arrays


class Results:
    """The outcomes of training runs in a folder.

    Parameters
    ----------
    folder : Path
        Is made where it is not there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._trainer = trainer_version()

    def key(self, unit: Unit) -> str:
        """Return the hash of all that a run depends on."""
        entry = unit.entry
        about = [
            self._trainer,
            sha256(entry.source).hexdigest(),
            entry.function,
            entry.file,
            entry.kind,
            entry.sandbox,
            described(unit.chain),
            str(unit.demand_seed),
            str(unit.seed),
            unit.on_trial,
        ]
        return sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()

    def get(self, unit: Unit) -> RunOutcome | None:
        """Return the outcome of a run, or None if it is not there (any more)."""
        try:
            with np.load(BytesIO(self._path(unit).read_bytes()), allow_pickle=False) as kept:
                words = json.loads(str(kept["words"]))
                table = kept["q_table"] if kept["q_table"].size else None
                return RunOutcome(table, kept["returns"], kept["visits"], **words)
        except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
            return None  # absent, or half of a file: train again

    def put(self, unit: Unit, outcome: RunOutcome) -> None:
        """Keep the outcome of a run; who reads meanwhile finds all of it or nothing."""
        words = {name: getattr(outcome, name) for name in WORDS}
        file = BytesIO()
        np.savez_compressed(
            file,
            q_table=np.empty(0) if outcome.q_table is None else outcome.q_table,
            returns=outcome.returns,
            visits=outcome.visits,
            words=np.array(json.dumps(words)),
        )
        write_whole(self._path(unit), file.getvalue())

    def _path(self, unit: Unit) -> Path:
        return self._folder / f"{self.key(unit)}.npz"


def trainer_version() -> str:
    """Return the hash of what decides, beside a submission, what comes of a training run.

    NumPy's version belongs to it: another one may draw or round differently.
    """
    programs = programs_fingerprint(*(CHECKOUT / "autograde" / room for room in ROOMS), WORLD)
    return sha256(f"{programs} {np.__version__}".encode()).hexdigest()
