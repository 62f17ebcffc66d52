"""What can come out of hidden tests at most is computed from the course and said to instructors."""

from math import log2

from autograde.kit.files import CHECKOUT

from .attack import ASSIGNMENT
from .bits import channel, channels, sentence


def test_the_instructors_page_and_the_readme_say_how_much_can_come_out():
    said = sentence(channels())
    for page in ("chapters/instructors.md", "README.md"):
        assert said in " ".join((CHECKOUT / page).read_text(encoding="utf-8").split()), said


def test_a_tiny_course_counted_by_hand():
    """Two hidden tests with one and two hints: passed, the hints, five sentences, one remark."""
    tiny = channel("01_tiny", ASSIGNMENT)
    assert (tiny.n_tests, tiny.n_checks) == (2, 3)
    assert tiny.most == log2(1 + 2 + 5 + 1)
    # How it ended: 4 words. One visible test of each exercise may be taken again: 1 or 2 ways.
    assert tiny.total == log2(4) + log2(8) + log2(9) + 2 * log2(3)
