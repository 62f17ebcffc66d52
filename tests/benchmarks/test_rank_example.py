"""The worked example of ranks and points says what the rules say."""

from benchmarks.rank_example import RESULT, lines, text


def test_the_committed_example_is_what_the_rules_give():
    assert RESULT.read_text(encoding="utf-8") == text()


def test_a_rank_1_brings_less_than_a_rank_2():
    ada, ben, cyd = lines()
    assert (ada.rank, ben.rank, cyd.rank) == (1, 1, 2)
    assert ada.mean > ben.mean > cyd.mean and ada.points < cyd.points
