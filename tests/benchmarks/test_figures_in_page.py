"""What is said of the figures' speed: every figure is driven, and what stutters is named."""

from autograde.live.pages import EXPLORABLES
from benchmarks.figures_in_page import DRIVEN, table

ROW = {"page": "index", "figure": "fig-chain", "frames": 60.0, "task": 0, "opening": 0, "work": 5.0}


def test_every_figure_that_can_be_played_is_measured():
    driven = [figure for figures in DRIVEN.values() for figure in figures]
    assert sorted(driven) == sorted(EXPLORABLES)


def test_what_stutters_on_a_slow_processor_is_named():
    rows = [
        {**ROW, "slower": 6},
        {**ROW, "slower": 6, "figure": "few frames", "frames": 12.0},
        {**ROW, "slower": 6, "figure": "long task", "task": 230},
        {**ROW, "slower": 6, "figure": "slow start", "opening": 230},
        {**ROW, "slower": 1, "figure": "not slowed", "frames": 12.0},
    ]
    *_, last = table(rows, {"index": 37_000})
    assert last.endswith(": few frames, long task, slow start")
    assert "| index | 37,000 | fig-chain | 6 × | 60 | 5.0 | < 50 | < 50 |" in list(
        table(rows, {"index": 37_000})
    )
