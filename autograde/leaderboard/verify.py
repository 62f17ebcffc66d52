"""Making a board again from its Q-tables and its secret, to see whether every figure matches.

A board holds hashes of the secret with the configuration (published before anybody trained), of
each chain and its scenarios, of each Q-table, and of its own figures. All of them must hold, and
the figures are computed anew: on the machine that made them they are the same to the bit. Elsewhere
libraries may round differently, and 1e-9 of a figure is forgiven; of figures that rest on
clairvoyant bounds, what the solver leaves open.

A secret proves something only where its hash was published before: a board can be made, and
sealed, for any secret. So `verify` asks for the published commitment. What cannot be computed again
without the submissions (tables, learning curves, times, reasons, and whether a row is missing) is
covered by the hash of the figures only; with them, rows are compared with submissions
(`counterparts`), and some runs are trained again (`retrain`).
"""

import json
import re
from collections.abc import Sequence
from math import isclose
from pathlib import Path
from typing import Any, NamedTuple

from autograde.course.course import Course
from autograde.course.points import DEFAULT_STEPS, Step, as_toml
from autograde.kit.errors import CourseError, UnusableArgument
from autograde.leaderboard import bound, make
from autograde.leaderboard.counterparts import contradictions
from autograde.leaderboard.q_tables import read_tables
from autograde.leaderboard.retrain import retrain
from autograde.leaderboard.rivals.listed import RIVALS
from autograde.leaderboard.seal import AFTERWARDS, BOARD, sealed
from autograde.scoring.clairvoyant import REL_GAP
from autograde.training import tracks
from autograde.training.commitment import Commitment
from autograde.training.entries import LEARNER

DIGITS = re.compile(r"[0-9a-f]{64}")  # of a commitment
FORGIVEN = 1e-9  # of a figure, where other libraries made it
# Another release of the solver may stop at another bound, both within its gap. Shares of the way
# divide by the difference of two figures that are near each other, so that more remains open.
OF_BOUNDS = {"bound": REL_GAP, "bound_gap": 1.0, "share_of_way": 10 * REL_GAP} | dict.fromkeys(
    ("share_of_bound", "share_of_bound_low", "share_of_bound_by_chain"), REL_GAP
)
SHOWN_ON = ("public_runs", "public_scenarios")
IGNORED = (*AFTERWARDS, "versions", "curve")


class Verdict(NamedTuple):
    """What came of making a board again."""

    wrong: list  # of str: what does not match
    exact: bool  # whether what matches does so to the bit
    computed: tuple = ()  # of str: what was made again
    trusted: tuple = ()  # of str: what was not
    others: tuple = ()  # of str: what came out otherwise when it was trained again


class Retraining(NamedTuple):
    """What is to be compared with submissions and trained again."""

    submissions: Path  # as `benchmark` was given them
    n_runs: int  # of rows with a score; where one has none, all in which it must have failed
    sandbox: str
    course: Course = Course()  # whose chapters tell what a file is
    roster: Path | None = None  # as `benchmark` was given it


def verify(
    path: Path,
    jobs: int = 1,
    steps: Sequence[Step] = DEFAULT_STEPS,
    commitment: str = "",
    retraining: Retraining | None = None,
) -> Verdict:
    """Make a board again and return the `Verdict`.

    Parameters
    ----------
    path : Path
        Its ``leaderboard.json``; the Q-tables lie beside it.
    jobs : int
        How many clairvoyants are asked at the same time.
    steps : sequence of points.Step
        Of the course: what students get points for.
    commitment : str
        The digits that were published before the deadline; without them, a board that was made for
        another secret is not found.
    retraining : Retraining, optional
        What is to be compared with submissions and trained again.

    Raises
    ------
    CourseError
        If there is nothing to verify: no board, no tables, or a secret that was not revealed yet.
    """
    known = _read(path)
    committed = _commitment(known)
    if sealed(known)["figures_sha256"] != known["figures_sha256"]:
        return _refused("the figures were changed after they were written: their hash differs")
    if committed.about["commitment"] != known["commitment"]:
        return _refused("the secret with the configuration is not what was committed to")
    if commitment and commitment != known["commitment"]:
        return _refused(
            f"it is bound to {known['commitment'][:12]}…, and {commitment[:12]}… was published: "
            "another secret or configuration than the class was promised"
        )
    tables = read_tables(path.parent)
    final = tracks.final(committed.secret, committed.configuration)
    public = tracks.public(known["public_runs"], known["public_scenarios"])
    if broken := bound.broken(known | {"configuration": committed.configuration}, tables):
        return Verdict(broken, exact=False)
    about = committed.about | {name: known[name] for name in SHOWN_ON}
    try:
        made = make.again(known, tables, final, public, about, jobs, steps)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        return _refused(f"its rows and its Q-tables cannot be played together: {error!r}")
    made = json.loads(json.dumps(made))
    exact = not differences(made, known, 0.0)
    wrong = [] if exact else differences(made, known, FORGIVEN)
    if wrong:
        return Verdict([*_changed(made, known), *wrong], exact)
    wrong = contradictions(known)
    again = retrain(known, tables, (final, public), retraining, jobs) if retraining else None
    wrong += again.wrong if again else []
    computed, trusted = _told(known, bool(commitment), again)
    return Verdict(wrong, exact, computed, trusted, tuple(again.others) if again else ())


def published(given: str) -> str:
    """Return the digits of a commitment, from a ``commitment.json`` or as they are.

    Raises
    ------
    UnusableArgument
        If it is neither.
    """
    text = given.strip()
    path = Path(text)
    try:
        if path.is_file():
            text = json.loads(path.read_text(encoding="utf-8"))["commitment"].strip()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnusableArgument(f"{path} holds no commitment: {error!r}") from None
    if not DIGITS.fullmatch(text.lower()):
        raise UnusableArgument(
            f"{given} is no commitment: give the file commitment.json that was published, or its "
            "64 digits"
        )
    return text.lower()


def _told(
    known: dict[str, Any], is_committed: bool, again: Any
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what was made again, and what was taken on trust."""
    trained = [row for row in known["rows"] if row["q_tables_sha256"]]
    computed = [
        f"the chains, seeds and demand of the final track, from the secret ({known['commitment']})",
        f"every figure of {len(known['rows'])} rows, from the Q-tables of {len(trained)} of them",
    ]
    trusted = ["learning curves, times of training, remarks, the words of reasons without a score"]
    own = [row["name"] for row in known["rows"] if row["kind"] == LEARNER]
    if own:
        trusted.append(f"the Q-tables of the course's own learners ({len(own)})")
    absent = [row.name for row in RIVALS if row.file is not None and row.name not in own]
    if absent:
        trusted.append(f"that no row is due to these learners of the course: {', '.join(absent)}")
    if not is_committed:
        trusted.append("that this secret is the one that was published before the deadline")
    if again is None:
        trusted.append("that the Q-tables are what the submissions learn, that no row is gone, is "
                       "another's, or is a failure that was none")  # fmt: skip
        return tuple(computed), tuple(trusted)
    computed.append(f"the rows, from the submissions; {again.n_same} of {again.n_runs} Q-tables "
                    "trained again, to the bit")  # fmt: skip
    if again.n_failed:
        computed.append(f"whether who has no score fails, in {again.n_failed} cases")
    if not again.by_name:
        trusted.append("whose row is whose: the board shows pseudonyms")
    trusted.append("the Q-tables that were not trained again")
    return tuple(computed), tuple(trusted)


def differences(made: Any, known: Any, forgiven: float, where: str = "figures") -> list[str]:
    """Return where two nested plain values differ, as sentences.

    Parameters
    ----------
    made, known
        What was computed now, and what the board says.
    forgiven : float
        Relative difference of two floats that does not count; 0 for none at all.
    where : str
        What the values are called.
    """
    if isinstance(made, dict) and isinstance(known, dict):
        names = [name for name in made.keys() | known.keys() if name not in IGNORED]
        pairs = [(f"{where}.{name}", made.get(name), known.get(name)) for name in sorted(names)]
    elif isinstance(made, list) and isinstance(known, list):
        if len(made) != len(known):
            return [f"{where} has {len(known)} entries; computed again it has {len(made)}"]
        pairs = [(f"{where}[{i}]", a, b) for i, (a, b) in enumerate(zip(made, known))]
    else:
        same = made == known and type(made) is type(known)
        if isinstance(made, float) and isinstance(known, float):
            same = same or isclose(made, known, rel_tol=forgiven)
        return [] if same else [f"{where} is {known!r}; computed again it is {made!r}"]
    found = []
    for name, a, b in pairs:
        last = name.rpartition(".")[2].partition("[")[0]
        found += differences(a, b, forgiven and OF_BOUNDS.get(last, forgiven), name)
    return found


def _changed(made: dict[str, Any], known: dict[str, Any]) -> list[str]:
    """Return what is not as it was when a board was made: why honest figures may not match."""
    policies = [
        sorted(row["name"] for row in figures["rows"] if row["kind"] == "policy")
        for figures in (made, known)
    ]
    since = {
        "supplychain": made["rules_sha256"] != known.get("rules_sha256"),
        "the policies beside the class": policies[0] != policies[1],
    }
    names = ", ".join(name for name, differs in since.items() if differs)
    advice = f"not as in this checkout: {names}; use the version of the course that made the board"
    return ([advice] if names else []) + _other_steps(made["points_steps"], known)


def _other_steps(own: Any, known: dict[str, Any]) -> list[str]:
    """Return what to do where a board gives points for other steps than the course does."""
    theirs: Any = known.get("points_steps")
    if own == theirs:
        return []
    try:
        form = as_toml([Step(float(share), float(worth)) for share, worth in theirs])
    except (TypeError, ValueError):
        return [f"the board says no steps from which its points follow, but {theirs!r}"]
    return [
        "not as in this course: the leaderboard's steps, from which points follow. Were these "
        "announced, write them into a course.toml and give its folder as --course:\n" + form
    ]


def _refused(sentence: str) -> Verdict:
    return Verdict([sentence], exact=False)


def _read(path: Path) -> dict[str, Any]:
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        missing = {"rows", "commitment", "configuration", *SHOWN_ON, *AFTERWARDS} - known.keys()
        if missing:
            raise ValueError(f"it has no {sorted(missing)[0]}")
    except (OSError, ValueError, AttributeError) as error:
        raise CourseError(f"{path} is no {BOARD}: {error}") from None
    return known


def _commitment(known: dict[str, Any]) -> Commitment:
    if known["secret"] is None:
        raise CourseError(
            "the secret of this board is not revealed yet; whoever made it runs: "
            "python -m autograde reveal DIR"
        )
    try:
        secret = bytes.fromhex(known["secret"])
        return Commitment(secret, tracks.CONFIGURATION | known["configuration"], revealed=True)
    except (ValueError, TypeError) as error:
        raise CourseError(f"the secret of this board cannot be read: {error}") from None
