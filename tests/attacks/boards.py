"""Boards: forged by whoever makes them, and sealed again after the secret was revealed.

Every figure of such a board holds among themselves: it is made from its own rows and tables. What
it says of people is found out with the submissions; the control is verifying without them.
"""

import json
import shutil
import tempfile
from contextlib import contextmanager
from copy import deepcopy
from functools import cache, partial
from pathlib import Path
from unittest.mock import patch

import numpy as np

from autograde.leaderboard import make
from autograde.leaderboard.benchmark import Settings, benchmark
from autograde.leaderboard.q_tables import TABLES, read_tables
from autograde.leaderboard.seal import BOARD, sealed
from autograde.leaderboard.verify import SHOWN_ON, Retraining, verify
from autograde.training import tracks
from autograde.training.commitment import COMMITMENT, Commitment
from autograde.training.reasons import Reason

from .trial import Outcome, Trial

PROGRAM = "import numpy as np\n\ndef q_learning(env, **budget):\n    env.reset()\n"
PROGRAM += "    q = np.zeros((64, 27))\n    q[:, {}] = env.step(13)[1]\n    return q, []\n"
FAILS = "def q_learning(env, **budget):\n    raise ValueError\n"
CLASS = {"ada": PROGRAM.format(13), "bob": PROGRAM.format(14), "cyd": PROGRAM.format(14),
         "dan": FAILS}  # fmt: skip
WISHES = {"n_chains": 2, "n_runs": 2, "n_scenarios": 20, "n_bounds": 0}
SANDBOX = "none"  # these programs are ours


@contextmanager
def quickly():
    """Leave out what takes long and is looked at elsewhere: own learners, tuned policies."""
    with (
        patch("autograde.leaderboard.benchmark.learners", list),
        patch("autograde.leaderboard.rivals.tuned.N_POLICIES", 20),
        patch("autograde.leaderboard.rivals.tuned.N_EPISODES", 20),
    ):
        yield


@cache
def board(names):
    """Return the submissions and the folder of an honest board."""
    folder = Path(tempfile.mkdtemp(prefix="attacked-board"))
    for student, program in CLASS.items():
        (folder / "class" / student).mkdir(parents=True)
        (folder / "class" / student / "07_challenge.py").write_text(program)
    settings = Settings(wishes=WISHES, seed=3, public_runs=2, public_scenarios=20,
                        sandbox=SANDBOX, names=names)  # fmt: skip
    with quickly():
        benchmark(folder / "class", folder / "out", settings)
    return folder / "class", folder / "out"


def forged(change, names, folder):
    """Write a board in which something was changed, and which holds among itself; return it."""
    _, out = board(names)
    known, tables = json.loads((out / BOARD).read_text()), dict(read_tables(out))
    rows = {track: part["rows"] for track, part in (("final", known), ("public", known["public"]))}
    change(rows, tables)
    for track, part in (("final", known), ("public", known["public"])):
        part["rows"] = rows[track]
    committed = Commitment(bytes.fromhex(known["secret"]), known["configuration"], revealed=True)
    about = committed.about | {name: known[name] for name in SHOWN_ON}
    final = tracks.final(committed.secret, committed.configuration)
    public = tracks.public(known["public_runs"], known["public_scenarios"])
    with quickly():
        made = make.again(known, tables, final, public, about)
    (folder / BOARD).write_text(json.dumps(sealed(json.loads(json.dumps(made)))))
    np.savez(folder / TABLES, **tables)
    shutil.copy(out / COMMITMENT, folder)
    return folder / BOARD


def verified(path, names, submissions):
    """Return the verdict on a board of whoever has the published commitment."""
    place, _ = board(names)
    published = json.loads((path.parent / COMMITMENT).read_text())["commitment"]
    retraining = Retraining(place, 6, SANDBOX) if submissions else None
    with quickly():
        return verify(path, commitment=published, retraining=retraining)


def attempt(change, names, folder):
    """Return whether a forged board is taken for an honest one."""
    found = verified(forged(change, names, folder), names, submissions=True)
    return Outcome(forged=not found.wrong and not found.others)


def control(change, names, folder):
    """Whether the figures hold among themselves: nothing that can be computed shows it."""
    path = forged(change, names, folder)
    with patch("autograde.leaderboard.verify.contradictions", return_value=[]):
        return not verified(path, names, submissions=False).wrong


def row_of(rows, name):
    return next(row for row in rows if row["name"] == name)


def moved(tables, names):
    """Give tables other names, old: new."""
    given = {key: tables.pop(key) for key in list(tables) if key.rpartition("/")[2] in names}
    for key, table in given.items():
        above, _, name = key.rpartition("/")
        tables[f"{above}/{names[name]}"] = table


def renamed(names, rows, tables):
    for part in rows.values():
        for row in part:
            row["name"] = names.get(row["name"], row["name"])
    moved(tables, names)


def exchange_hashes(rows, tables):
    for part in rows.values():
        ada, bob = row_of(part, "ada"), row_of(part, "bob")
        ada["file_sha256"], bob["file_sha256"] = bob["file_sha256"], ada["file_sha256"]


def exchange_on_one_track(rows, tables):
    names = {"ada": "bob", "bob": "ada"}
    for row in rows["public"]:
        row["name"] = names.get(row["name"], row["name"])
    given = {key: tables[key] for key in tables if "public/" in key}
    for key in given:
        above, _, name = key.rpartition("/")
        tables[f"{above}/{names.get(name, name)}"] = given[key]


def fail(name, reason, n_runs, rows, tables, handed_in=True):
    """Turn a row with a score into one without."""
    for key in [key for key in tables if key.endswith(f"/{name}")]:
        del tables[key]
    for part in rows.values():
        row = row_of(part, name)
        row |= {"reason": reason, "training_seconds": row["training_seconds"][:n_runs]}
        row["file_sha256"] = row["file_sha256"] if handed_in else ""


def nothing_handed_in(rows, tables):
    fail("ada", "nothing was handed in", 0, rows, tables, handed_in=False)


def remove(which, rows, tables):
    """Remove one of several rows with one hash; `which` says of which program."""
    for part in rows.values():
        hashes = [row["file_sha256"] for row in part if row["kind"] == "student"]
        twin = next(one for one in hashes if one and hashes.count(one) == which)
        name = next(row["name"] for row in part if row["file_sha256"] == twin)
        part[:] = [row for row in part if row["name"] != name]
        for key in [key for key in tables if key.endswith(f"/{name}")]:
            del tables[key]


def double(rows, tables):
    for track, part in rows.items():
        part.append(deepcopy(row_of(part, "ada")) | {"name": "zoe"})
        for name in (f"{track}/student", f"visits/{track}/student"):
            tables[f"{name}/zoe"] = tables[f"{name}/ada"]


def exchange_tables(rows, tables):
    """Of two pseudonyms, whoever they are: each has the tables of the other."""
    names = [row["name"] for row in rows["final"] if row["q_tables_sha256"]
             and row["kind"] == "student"]  # fmt: skip
    hashes = {name: row_of(rows["final"], name)["file_sha256"] for name in names}
    first = names[0]
    other = next(name for name in names if hashes[name] != hashes[first])
    moved(tables, {first: other, other: first})


FORGED = str(Reason.FAILED)
FORGERIES = {  # with names on the board
    "two names exchanged": partial(renamed, {"ada": "bob", "bob": "ada"}),
    "three names that take turns": partial(renamed, {"ada": "bob", "bob": "dan", "dan": "ada"}),
    "two names exchanged on one track": exchange_on_one_track,
    "the hashes of two rows exchanged": exchange_hashes,
    "a row in the name of who handed in nothing": partial(renamed, {"ada": "zoe"}),
    "a pseudonym in place of one name": partial(renamed, {"ada": "Apple Crane"}),
    "a winner that failed at once": partial(fail, "ada", FORGED, 1),
    "a winner that failed in the end": partial(fail, "ada", FORGED, 4),
    "a winner that slept": partial(fail, "ada", str(Reason.SLEPT_IN_SUM), 2),
    "a winner that failed after three runs": partial(fail, "ada", FORGED, 3),
    "a winner that handed in nothing": nothing_handed_in,
    "one of two equal rows removed": partial(remove, 2),
    "a failure removed": lambda rows, tables: remove_named("dan", rows),
    "a row twice, under another name": double,
}
UNNAMED = {  # with pseudonyms
    "one of two equal rows removed, of pseudonyms": partial(remove, 2),
    "the tables of two pseudonyms exchanged": exchange_tables,
}


def remove_named(name, rows):
    for part in rows.values():
        part[:] = [row for row in part if row["name"] != name]


TRIALS = [
    Trial(name, "boards", partial(attempt, change, names), partial(control, change, names))
    for names, forgeries in ((True, FORGERIES), (False, UNNAMED))
    for name, change in forgeries.items()
]
