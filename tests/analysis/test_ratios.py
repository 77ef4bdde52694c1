"""Intervals of ratios of means."""

import numpy as np
import pytest

from waitsim.analysis.ratios import ratio_interval


def test_the_interval_of_a_ratio_holds_its_value_as_often_as_it_says() -> None:
    numbers = np.random.default_rng(5)
    hits = 0
    for _ in range(1000):
        bottom = numbers.normal(4, 2, 15)
        top = 3 * bottom + numbers.normal(0, 4, 15)
        _, low, high = ratio_interval(top, bottom, 0.95)
        hits += low <= 3 <= high
    # Three standard errors of a share of 0.95 over 1,000 trials.
    assert hits / 1000 == pytest.approx(0.95, abs=0.021)


def test_a_ratio_over_what_may_be_nothing_has_no_interval() -> None:
    mean, low, high = ratio_interval(np.array([1.0, 2.0, 3.0]), np.array([-4.0, 5.0, 0.5]), 0.95)
    assert mean == pytest.approx(4)
    assert np.isnan([low, high]).all()
