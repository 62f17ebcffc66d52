"""Whether each submission has its row on a board, and each row its submission.

On a board that shows names, a row and a submission belong together by their name, and must have
the same hash. Pseudonyms say nothing of who is who, so there as many rows must have a hash as
submissions do.
"""

from collections import Counter
from typing import NamedTuple

from autograde.leaderboard.rows import Row
from autograde.training.entries import STUDENT, file_hash

GIVE = "was the board made with --roster? Then give it to verify, too"


class Counterparts(NamedTuple):
    """What belongs together, and what does not."""

    of_rows: dict  # name on the board: numbers of the entries that it may be of, which are alike
    wrong: list  # of str
    others: list  # of str: what need be nobody's fault
    by_name: bool  # whether the board shows names


def students(part):
    """Return the rows of students on one track of a board."""
    return [row for row in part["rows"] if row["kind"] == STUDENT]


def counterparts(known, entries):
    """Compare the rows of a board with submissions.

    Parameters
    ----------
    known : dict
        The figures of the board.
    entries : list of entries.Entry
        As `benchmark` finds them.

    Returns
    -------
    Counterparts
    """
    rows, names = students(known), {entry.name for entry in entries}
    by_name = any(row["name"] in names for row in rows)
    return (_by_name if by_name else _by_hash)(rows, entries)


def _by_name(rows, entries):
    numbers = {entry.name: number for number, entry in enumerate(entries)}
    of_rows, wrong, others = {}, [], []
    for row in rows:
        number = numbers.get(row["name"])
        if number is None:
            wrong.append(f"{row['name']} stands on the board, and nobody of that name handed in; "
                         f"{GIVE}")  # fmt: skip
        elif row["file_sha256"] != file_hash(entries[number]):
            wrong.append(_exchanged(row, entries[number], entries))
        else:
            of_rows[row["name"]] = [number]
            others += _other_fault(row, entries[number])
    on_board = {row["name"] for row in rows}
    wrong += [_no_row(entry) for entry in entries if entry.name not in on_board]
    return Counterparts(of_rows, wrong, others, by_name=True)


def _exchanged(row, own, entries):
    """Say what a row has in place of the submission of its name."""
    given = row["file_sha256"]
    others = [entry.name for entry in entries if given and file_hash(entry) == given]
    has = "nothing that can be trained"
    if given:
        has = f"the submission of {' or '.join(others)}" if others else "what nobody handed in"
    wanted = f"its own has {file_hash(own)[:12]}…" if file_hash(own) else f"its own: {own.fault}"
    shown = f" (hash {given[:12]}…)" if given else ""
    return f"{row['name']} stands on the board with {has}{shown}; {wanted}"


def _other_fault(row, entry):
    """Say where a submission that cannot be trained has another reason here."""
    here = Row("", STUDENT, reason=entry.fault).short_reason
    if not entry.fault or row["reason"] == here:
        return []
    return [f"{row['name']}: the board says why it was not trained: {row['reason']}; here: {here}"]


def _no_row(entry):
    given = file_hash(entry)
    shown = f"hash {given[:12]}…" if given else entry.fault
    return f"the submission of {entry.name} ({shown}) has no row on the board"


def _by_hash(rows, entries):
    given = [file_hash(entry) for entry in entries]
    of_rows = {row["name"]: [n for n, one in enumerate(given) if one == row["file_sha256"]]
               for row in rows}  # fmt: skip
    n_rows, n_given = Counter(row["file_sha256"] for row in rows), Counter(given)
    wrong = []
    for one in sorted(n_rows.keys() | n_given.keys()):
        named = [row["name"] for row in rows if row["file_sha256"] == one]
        alike = [entry for entry, own in zip(entries, given) if own == one]
        if n_rows[one] == n_given[one]:
            continue
        if one and not alike:
            wrong += [f"{name} stands on the board, and none of the submissions has its hash "
                      f"{one[:12]}…; {GIVE}" for name in named]  # fmt: skip
        elif one and not named:
            wrong += [_no_row(entry) for entry in alike]
        else:
            about = f"the hash {one[:12]}…" if one else "nothing that can be trained"
            handed_in = ", ".join(entry.name for entry in alike) or "none"
            wrong.append(f"{len(named)} rows have {about} ({', '.join(named) or 'none'}), and "
                         f"{len(alike)} submissions ({handed_in}); {GIVE}")  # fmt: skip
    return Counterparts(of_rows, wrong, [], by_name=False)


def contradictions(known):
    """Return where the rows of a board contradict each other, as sentences."""
    found, tracks = [], (known, known["public"])
    for (_, name), n_rows in Counter(map(_key, known["rows"])).items():
        if n_rows > 1:
            found.append(f"{name} stands on the board {n_rows} times")
    given = [{_key(row): row["file_sha256"] for row in part["rows"] if row["kind"] != "policy"}
             for part in tracks]  # fmt: skip
    for key in sorted(given[0].keys() | given[1].keys()):
        if given[0].get(key) != given[1].get(key):
            found.append(f"{key[1]} is not the same on the final and on the public track")
    for part in tracks:
        for row in students(part):
            if bool(row["reason"]) == bool(row["q_tables_sha256"]):
                found.append(f"{row['name']} has both a score and a reason why not, or neither")
            elif row["q_tables_sha256"] and not row["file_sha256"]:
                found.append(f"{row['name']} has a score, and nothing was handed in")
    return found


def _key(row):
    return row["kind"], row["name"]
