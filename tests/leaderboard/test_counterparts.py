"""Rows and submissions belong together by name where a board shows names, else by their number."""

import pytest

from autograde.leaderboard.counterparts import contradictions, counterparts
from autograde.training import tracks
from autograde.training.entries import NOTHING, Entry, file_hash
from autograde.training.rounds import last_round

ADA, BOB, CYD = (Entry(name, text, "a.py") for name, text in
                 (("ada", b"1"), ("bob", b"2"), ("cyd", b"2")))  # fmt: skip
DAN = Entry("dan", b"", "a.py", fault=NOTHING)
CLASS = [ADA, BOB, CYD, DAN]


def row(entry, name=""):
    tables = [] if entry.fault else ["hash"]
    return {"name": name or entry.name, "kind": "student", "file_sha256": file_hash(entry),
            "reason": entry.fault, "q_tables_sha256": tables}  # fmt: skip


def board(*rows):
    return {"rows": list(rows), "public": {"rows": [dict(one) for one in rows]}}


HONEST = [row(one) for one in CLASS]
TREES = [
    row(one, name) for one, name in zip(CLASS, ("Ash Wren", "Elm Owl", "Fir Kite", "Bay Tern"))
]


def test_an_honest_board_has_all_counterparts_and_nothing_to_say():
    found = counterparts(board(*HONEST), CLASS)
    assert found.by_name and not found.wrong and not found.others
    assert found.of_rows == {"ada": [0], "bob": [1], "cyd": [2], "dan": [3]}
    unnamed = counterparts(board(*TREES), CLASS)
    assert not unnamed.by_name and not unnamed.wrong
    assert unnamed.of_rows["Ash Wren"] == [0] and unnamed.of_rows["Elm Owl"] == [1, 2]
    assert contradictions(board(*HONEST)) == contradictions(board(*TREES)) == []


@pytest.mark.parametrize(("rows", "told"), [
    ([row(BOB, "ada"), row(ADA, "bob"), *HONEST[2:]],
     ["ada stands on the board with the submission of bob or cyd", "bob stands on the board with"]),
    (HONEST[:2] + HONEST[3:], ["the submission of cyd"]),
    (HONEST[:3], [f"the submission of dan ({NOTHING})"]),
    ([row(DAN, "ada"), *HONEST[1:]], ["ada stands on the board with nothing that can be trained"]),
    ([row(ADA, "zoe"), *HONEST[1:]], ["zoe stands on the board", "the submission of ada"]),
    (TREES[:2] + TREES[3:], ["1 rows have the hash"]),
    ([*TREES, row(ADA, "Oak Ibis")], ["2 rows have the hash"]),
    (TREES[:3], ["0 rows have nothing that can be trained"]),
])  # fmt: skip
def test_what_is_another_ones_or_gone_is_told(rows, told):
    wrong = counterparts(board(*rows), CLASS).wrong
    assert len(wrong) == len(told)
    assert all(sentence.startswith(begin) for sentence, begin in zip(wrong, told)), wrong


def test_another_reason_for_what_cannot_be_trained_is_told_and_is_nobodys_fault():
    rows = [*HONEST[:3], row(DAN) | {"reason": "the file is damaged"}]
    found = counterparts(board(*rows), CLASS)
    assert not found.wrong and "the file is damaged" in found.others[0]


def test_rows_that_contradict_each_other_are_found_without_any_submission():
    twice = board(*HONEST, HONEST[0])
    assert contradictions(twice) == ["ada stands on the board 2 times"]
    other = board(*HONEST)
    other["public"]["rows"][0]["file_sha256"] = file_hash(BOB)
    assert contradictions(other) == ["ada is not the same on the final and on the public track"]
    [both] = contradictions(
        {"rows": [row(ADA) | {"reason": "it failed"}], "public": board(row(ADA))}
    )
    assert "both a score and a reason" in both


def test_a_students_name_that_is_a_learners_is_no_contradiction():
    learner = row(ADA, "champion") | {"kind": "learner"}
    assert contradictions(board(row(BOB, "champion"), learner)) == []


def test_the_runs_of_which_one_must_have_failed_follow_from_how_many_there_were():
    """Training goes chain by chain in rounds: one run, the rest of the first, the second, …"""
    wishes = {"n_chains": 3, "n_runs": 2, "n_scenarios": 2}
    track = tracks.final(bytes(32), tracks.CONFIGURATION | wishes)
    assert last_round(track, 4, 1) == [(1, 0)]
    assert last_round(track, 4, 3) == [(0, 0), (2, 0)]
    assert last_round(track, 4, 6) == [(0, 1), (1, 1), (2, 1)]
    assert [n for n in range(9) if last_round(track, 4, n)] == [1, 3, 6]
