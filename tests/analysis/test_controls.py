"""Controlled means against least squares, and what they gain and promise."""

import warnings

import numpy as np
import pytest

from waitsim.analysis.controls import controlled_mean
from waitsim.analysis.intervals import mean_interval

with warnings.catch_warnings():
    # Old statsmodels warns of other libraries while it loads.
    warnings.simplefilter("ignore", DeprecationWarning)
    warnings.simplefilter("ignore", FutureWarning)
    from statsmodels.regression.linear_model import OLS


def correlated(seed, n=20, correlation=0.9):
    rng = np.random.default_rng(seed)
    control = rng.normal(200, 14, n)
    own = rng.normal(0, 1, n)
    return 50 + 10 * (
        correlation * (control - 200) / 14 + np.sqrt(1 - correlation**2) * own
    ), control


def test_the_constant_and_its_interval_are_those_of_least_squares():
    rng = np.random.default_rng(3)
    controls = rng.normal([100, 5], [10, 1], (25, 2))
    values = controls @ [0.3, 2.0] + rng.normal(size=25)
    found = controlled_mean(values, controls, [100.0, 5.0], 0.9)
    design = np.column_stack([np.ones(25), controls - [100.0, 5.0]])
    fit = OLS(values, design).fit()
    low, high = fit.conf_int(0.1)[0]
    assert found.estimate.mean == pytest.approx(fit.params[0], rel=1e-9)
    assert (found.estimate.low, found.estimate.high) == pytest.approx((low, high), rel=1e-9)


def test_a_control_worked_by_hand():
    # Values are 3 + 2 x control exactly, and the control's mean is known to be 5: 13.
    found = controlled_mean([5.0, 7, 9, 11], [[1.0], [2], [3], [4]], [5.0])
    assert found.estimate.mean == pytest.approx(13)
    assert found.estimate.half_width == pytest.approx(0, abs=1e-9)
    alike = controlled_mean([5.0] * 4, [[1.0], [2], [3], [4]], [5.0])
    assert alike.estimate.mean == pytest.approx(5)
    assert np.isnan(alike.reduction)


def test_a_good_control_gains_what_its_correlation_says():
    gains = [
        controlled_mean(y, x[:, None], [200.0]).reduction for y, x in map(correlated, range(400))
    ]
    # 1 / (1 - 0.81) less what a slope fitted to 20 values costs: (n - 2) / (n - 3).
    assert np.median(gains) == pytest.approx(1 / 0.19 * 17 / 18, rel=0.1)


def test_a_useless_control_does_harm():
    useless = [correlated(seed, correlation=0.0) for seed in range(400)]
    gains = [controlled_mean(y, x[:, None], [200.0]).reduction for y, x in useless]
    assert np.mean(gains) < 1


@pytest.mark.parametrize("correlation", [0.0, 0.9])
def test_controlled_intervals_hold_as_often_as_stated(correlation):
    cases = [correlated(seed, correlation=correlation) for seed in range(4000)]
    found = [controlled_mean(y, x[:, None], [200.0]).estimate for y, x in cases]
    held = np.mean([one.low <= 50 <= one.high for one in found])
    # Standard error 0.0035.
    assert held == pytest.approx(0.95, abs=0.013)
    narrower = np.mean([float(one.half_width) for one in found])
    plain = np.mean([float(mean_interval(y).half_width) for y, _ in cases])
    assert (narrower < 0.6 * plain) == (correlation == 0.9)


@pytest.mark.parametrize(
    ("n", "controls", "message"),
    [
        (4, np.ones((5, 1)), "shapes do not fit"),
        (3, np.ones((3, 1)), "must be 3 or more above"),
        (5, np.ones((5, 1)), "linearly independent"),
        (5, np.column_stack([np.arange(5.0)] * 2), "must be 3 or more above|independent"),
        (5, np.full((5, 1), np.nan), "finite"),
    ],
)
def test_controls_that_cannot_be_used_are_refused(n, controls, message):
    with pytest.raises(ValueError, match=message):
        controlled_mean(np.arange(float(n)), controls, np.zeros(controls.shape[1]))
