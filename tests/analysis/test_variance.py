"""Variance split by hand, against a textbook, and the coverage of the share of the inputs."""

import numpy as np
import pytest
from scipy import stats

from waitsim.analysis.variance import split_variance


def test_a_split_worked_by_hand():
    # Draws 1, 3 and 5, 7 and 9, 11: chance 2 each; means 2, 6, 10 with variance 16 = in + 2/2.
    found = split_variance([[1.0, 3], [5, 7], [9, 11]])
    assert found.chance == pytest.approx(2)
    assert found.inputs == pytest.approx(15)
    assert found.inputs_share.mean == pytest.approx(15 / 17)
    # F = 32 / 2 on 2 and 3 degrees of freedom, whose quantiles are 16.044 and 1 / 39.166.
    low, high = (16 / f for f in stats.f.ppf([0.975, 0.025], 2, 3))
    assert found.inputs_share.low == 0
    assert found.inputs_share.high == pytest.approx((high - 1) / (high + 1))
    assert low == pytest.approx(16 / 16.044, abs=1e-4)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.8])
def test_the_share_of_inputs_is_held_as_often_as_stated(share):
    rng = np.random.default_rng(int(share * 10))
    draws = np.sqrt(share) * rng.normal(size=(12, 1, 4000))
    values = draws + np.sqrt(1 - share) * rng.normal(size=(12, 5, 4000))
    found = split_variance(values)
    held = np.mean((found.inputs_share.low <= share) & (share <= found.inputs_share.high))
    # Standard error 0.0035; at 0 the lower end cannot miss.
    assert held == pytest.approx(0.975 if share == 0 else 0.95, abs=0.013)
    assert found.inputs.mean() == pytest.approx(share, abs=0.02)
    assert found.chance.mean() == pytest.approx(1 - share, abs=0.02)


def test_inputs_that_change_nothing_can_come_out_below_0_and_their_share_not():
    found = split_variance([[1.0, 9], [9, 1], [1, 9]])
    assert found.inputs < 0
    assert found.inputs_share.mean == 0


def test_without_chance_all_is_due_to_the_inputs():
    found = split_variance([[1.0, 1], [2, 2], [4, 4]])
    assert found.inputs_share.mean == found.inputs_share.low == found.inputs_share.high == 1
    alike = split_variance(np.ones((3, 2)))
    assert np.isnan(alike.inputs_share.mean)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([[1.0, 2.0]], "two draws"),
        ([[1.0], [2.0]], "two draws"),
        ([1.0, 2.0], "two draws"),
        ([[1.0, np.nan], [1.0, 2.0]], "finite"),
    ],
)
def test_values_that_cannot_be_split_are_refused(values, message):
    with pytest.raises(ValueError, match=message):
        split_variance(values)


def test_a_level_that_makes_no_sense_is_refused():
    with pytest.raises(ValueError, match="level must be"):
        split_variance([[1.0, 2], [3, 4]], 95)
