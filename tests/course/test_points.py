"""Points from thresholds: what the configuration says, and what is wrong with one."""

import pytest

from autograde.course.points import Step, points, read_steps
from autograde.kit.errors import CourseError


def test_the_last_step_that_is_reached_counts():
    steps = [Step(0.4, 2), Step(0.8, 6), Step(0.9, 10)]
    shares = (-3.0, 0.39, 0.4, 0.85, 0.9, 1.0)
    assert [points(share, steps) for share in shares] == [0, 0, 2, 6, 10, 10]


def test_the_courses_own_steps_can_be_read_and_lead_up():
    steps = read_steps()
    assert steps == sorted(steps) and 0 < steps[-1].share < 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "step = 3",
        "[[step]]\nshare = 0.5",
        "[[step]]\nshare = 0.5\npoints = 'many'",
        "[[step]]\nshare = 0.5\npoints = 2\n[[step]]\nshare = 0.4\npoints = 4",
        "[[step]]\nshare = 0.5\npoints = 4\n[[step]]\nshare = 0.6\npoints = 2",
        "[[step]]\nshare = nan\npoints = 4",
        "[[step",
    ],
)
def test_a_configuration_that_cannot_be_meant_is_refused(tmp_path, text):
    path = tmp_path / "points.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match="points.toml"):
        read_steps(path)
