"""Pseudonyms: kept once given, no two alike, drawn and not computed."""

from itertools import chain, repeat

from autograde.leaderboard.pseudonyms import BIRDS, TREES, pseudonyms, read, write


def test_no_two_students_share_one():
    students = [f"student {k}" for k in range(500)]
    given = pseudonyms(students)
    assert list(given) == students and len(set(given.values())) == 500


def test_the_same_class_gets_other_ones_in_another_draw():
    students = [f"student {k}" for k in range(20)]
    assert pseudonyms(students) != pseudonyms(students)


def test_what_was_given_stays(tmp_path):
    path = tmp_path / "names.json"
    assert read(path) == {}
    first = pseudonyms(["ada", '=1+1"\n'], read(path))
    write(path, first)
    later = pseudonyms(["ada", "carl", '=1+1"\n'], read(path))
    assert first.items() <= later.items() and len(set(later.values())) == 3


def test_a_taken_name_is_drawn_again():
    draws = chain(["Ash", "Crane", "Ash", "Crane", "Elm"], repeat("Crane"))
    given = pseudonyms(["a", "b"], choose=lambda _: next(draws))
    assert given == {"a": "Ash Crane", "b": "Elm Crane"}


def test_a_class_larger_than_all_pairs_of_words_is_named_too():
    students = [str(k) for k in range(len(TREES) * len(BIRDS) + 1)]
    given = pseudonyms(students[:2], choose=lambda words: words[0])
    assert len(set(given.values())) == 2
