"""What a board can see, against simulation and against SciPy's own noncentral t."""

import numpy as np
import pytest
from scipy import stats

from autograde.scoring.power import detectable, of_board, power
from autograde.scoring.ranking import compare, sample


def test_power_is_that_of_the_noncentral_t():
    for size, degrees in ((0.5, 4), (2.8, 38), (4, 9.3)):
        expected = stats.nct.sf(stats.t.ppf(0.975, degrees), degrees, size)
        assert power(size * 70, 70, degrees) == pytest.approx(expected, rel=1e-6)


def test_a_detectable_difference_is_detected_in_four_of_five_welch_tests():
    rng, n, spread = np.random.default_rng(1), 10, 500.0
    size = detectable(spread * np.sqrt(2 / n), 2 * n - 2)
    x, y = rng.normal(0, spread, (2, 4000, n))
    found = stats.ttest_ind(x + size, y, axis=1, equal_var=False).pvalue < 0.05
    # Three standard deviations of the share are 0.019; Welch's degrees are a little lower.
    assert found.mean() == pytest.approx(0.8, abs=0.025)


def test_more_runs_see_smaller_differences():
    assert detectable(100, 38) < detectable(200, 8)
    assert detectable(0, 8) == 0


def test_a_board_of_many_sees_less_than_a_pair():
    rng = np.random.default_rng(2)
    scores = [[sample(rng.normal(0, 9, (5, 1)) + np.zeros(8))] for _ in range(6)]
    alone, on_board = of_board(compare(scores))
    assert 0 < alone < on_board
    pair = of_board(compare(scores[:2]))
    assert pair.alone == pair.on_board


def test_entries_that_do_not_scatter_are_not_typical():
    rng = np.random.default_rng(2)
    learner = [sample(rng.normal(0, 9, (5, 1)) + np.zeros(8))]
    fixed = [[sample(np.full((5, 8), profit))] for profit in (1.0, 2.0, 3.0)]
    assert of_board(compare([learner, *fixed])).alone > 0
    assert of_board(compare(fixed)) is None
