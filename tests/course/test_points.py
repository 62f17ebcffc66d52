"""Points from thresholds: what an entry gets, and how steps are written down."""

import tomllib

from autograde.course.course_toml import read
from autograde.course.points import DEFAULT_STEPS, Step, as_toml, most, points


def test_the_last_step_that_is_reached_counts():
    steps = [Step(0.4, 2), Step(0.8, 6), Step(0.9, 10)]
    shares = (-3.0, 0.39, 0.4, 0.85, 0.9, 1.0)
    assert [points(share, steps) for share in shares] == [0, 0, 2, 6, 10, 10]


def test_the_usual_steps_lead_up_and_stay_below_the_bound():
    assert list(DEFAULT_STEPS) == sorted(DEFAULT_STEPS) and 0 < DEFAULT_STEPS[-1].share < 1
    assert most(DEFAULT_STEPS) == DEFAULT_STEPS[-1].points


def test_steps_that_are_told_can_be_read_again(tmp_path):
    (tmp_path / "course.toml").write_text(as_toml(DEFAULT_STEPS))
    assert tomllib.loads(as_toml(DEFAULT_STEPS))
    assert read(tmp_path / "course.toml").steps == DEFAULT_STEPS
