"""Intervals: published values, what is undefined, and coverage."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from waitsim.analysis.intervals import (
    mean_interval,
    paired_difference,
    prediction_band,
    proportion_interval,
)

NAN = np.nan
numbers = st.floats(-1e6, 1e6, allow_nan=False)


@given(hnp.arrays(np.float64, st.tuples(st.integers(2, 12), st.integers(1, 4)), elements=numbers))
def test_mean_interval_is_that_of_scipy(values):
    estimate = mean_interval(values, 0.9)
    n = len(values)
    sem = stats.sem(values, axis=0)
    half = stats.t.ppf(0.95, n - 1) * sem
    np.testing.assert_allclose(estimate.mean, values.mean(axis=0), rtol=1e-9, atol=1e-6)
    np.testing.assert_allclose(estimate.half_width, half, rtol=1e-6, atol=1e-6)


def test_published_t_interval_of_a_textbook_example():
    # Law, Simulation Modeling and Analysis, example 4.26: ten observations, 90 % level.
    values = [1.20, 1.50, 1.68, 1.89, 0.95, 1.49, 1.58, 1.55, 0.50, 1.09]
    estimate = mean_interval(values, 0.90)
    assert estimate.mean == pytest.approx(1.343, abs=5e-4)
    assert estimate.half_width == pytest.approx(0.24, abs=5e-3)


def test_one_replication_gives_a_mean_and_no_bounds():
    estimate = mean_interval([[3.0, 4.0]])
    np.testing.assert_array_equal(estimate.mean, [3.0, 4.0])
    assert np.isnan(estimate.low).all()
    assert np.isnan(estimate.high).all()


def test_equal_values_give_exactly_zero_width():
    estimate = mean_interval(np.full((10, 1), 0.1))
    assert estimate.low == estimate.mean == estimate.high == 0.1


def test_replications_where_a_measure_is_not_defined_are_left_out_and_counted():
    estimate = mean_interval([[1.0, NAN, NAN], [2.0, 5.0, NAN], [6.0, NAN, NAN]])
    np.testing.assert_array_equal(estimate.n, [3, 1, 0])
    np.testing.assert_array_equal(estimate.mean, [3.0, 5.0, NAN])
    np.testing.assert_array_equal(np.isnan(estimate.low), [False, True, True])


def test_an_infinite_value_gives_an_infinite_mean_without_bounds():
    estimate = mean_interval([1.0, np.inf, 2.0])
    assert np.isinf(estimate.mean)
    assert np.isnan(estimate.low)
    assert np.isnan(estimate.high)


@pytest.mark.parametrize("level", [0, 1, 95, -0.5, NAN])
def test_a_level_outside_0_to_1_is_refused(level):
    with pytest.raises(ValueError, match="level must be between 0 and 1"):
        mean_interval([1.0, 2.0], level)


def test_values_without_replications_are_refused():
    with pytest.raises(ValueError, match="first axis"):
        mean_interval(np.empty((0, 3)))
    with pytest.raises(ValueError, match="first axis"):
        prediction_band(3.0)


def test_t_interval_covers_in_93_to_97_per_cent_of_10000_runs():
    values = np.random.default_rng(20260901).normal(7.0, 2.0, (8, 10_000))
    estimate = mean_interval(values)
    covered = np.mean((estimate.low <= 7.0) & (estimate.high >= 7.0))
    # Standard error 0.0022, so a true 95 % strays from 0.94-0.96 once in some 200,000 seeds.
    assert 0.94 < covered < 0.96


@pytest.mark.parametrize("share", [0.1, 0.5, 0.92])
def test_wilson_interval_covers_in_93_to_97_per_cent_exactly_summed(share):
    hits = np.arange(201)
    estimate = proportion_interval(hits, 200)
    inside = (estimate.low <= share) & (share <= estimate.high)
    assert 0.93 < stats.binom.pmf(hits, 200, share)[inside].sum() < 0.97


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_interval_is_that_of_scipy(case):
    hits, n = case
    estimate = proportion_interval(hits, n)
    low, high = stats.binomtest(hits, n).proportion_ci(0.95, "wilson")
    assert estimate.low == pytest.approx(low, abs=1e-12)
    assert estimate.high == pytest.approx(high, abs=1e-12)
    assert 0 <= estimate.low <= estimate.mean <= estimate.high <= 1


def test_published_wilson_intervals():
    # Newcombe (1998), table I, method 3: 81/263, 15/148, 0/20, 1/29.
    estimate = proportion_interval([81, 15, 0, 1], [263, 148, 20, 29])
    np.testing.assert_allclose(estimate.low, [0.2553, 0.0624, 0.0, 0.0061], atol=5e-5)
    np.testing.assert_allclose(estimate.high, [0.3662, 0.1605, 0.1611, 0.1718], atol=5e-5)


def test_a_share_of_nothing_is_not_defined():
    estimate = proportion_interval(0, 0)
    assert np.isnan([estimate.mean, estimate.low, estimate.high]).all()


@pytest.mark.parametrize(("hits", "n"), [(3, 2), (-1, 2)])
def test_more_successes_than_trials_are_refused(hits, n):
    with pytest.raises(ValueError, match="from 0 to n"):
        proportion_interval(hits, n)


def test_prediction_band_of_19_replications_at_90_per_cent_is_their_range():
    values = np.random.default_rng(1).permutation(np.arange(19.0))
    band = prediction_band(values, 0.9)
    assert (band.low, band.median, band.high) == pytest.approx((0, 9, 18))
    assert band.coverage == pytest.approx(0.9)


@given(st.integers(2, 40), st.sampled_from([0.5, 0.8, 0.9, 0.95]))
def test_prediction_band_is_the_weibull_quantile_of_numpy(n, level):
    values = np.random.default_rng(n).normal(size=(n, 3))
    values[0, 1] = NAN
    band = prediction_band(values, level)
    cuts = [(1 - level) / 2, 0.5, (1 + level) / 2]
    for column in (0, 1, 2):
        kept = values[~np.isnan(values[:, column]), column]
        expected = np.quantile(kept, cuts, method="weibull")
        got = [band.low[column], band.median[column], band.high[column]]
        if kept.size == 1:
            expected[[0, 2]] = NAN
        np.testing.assert_allclose(got, expected, atol=1e-12)


def test_prediction_band_holds_one_more_replication_as_often_as_it_says():
    values = np.random.default_rng(7).exponential(size=(40, 20_000))
    band = prediction_band(values[:-1], 0.8)
    inside = np.mean((band.low <= values[-1]) & (values[-1] <= band.high))
    assert inside == pytest.approx(0.8, abs=5 * 0.4 / np.sqrt(20_000))


def test_few_replications_promise_less_than_the_level():
    assert prediction_band([1.0, 2.0, 3.0], 0.9).coverage == pytest.approx(0.5)
    alone = prediction_band([1.0], 0.9)
    assert alone.coverage == 0
    assert np.isnan(alone.low)


def test_prediction_band_does_not_narrow_as_replications_are_added():
    values = np.random.default_rng(3).normal(size=10_000)
    few, many = prediction_band(values[:100]), prediction_band(values)
    assert many.high - many.low > 0.8 * (few.high - few.low)
    assert mean_interval(values).half_width < 0.2 * mean_interval(values[:100]).half_width


def test_prediction_band_stays_finite_up_to_the_infinite_replications():
    band = prediction_band([*range(1, 10), np.inf], 0.5)
    assert np.isfinite([band.low, band.median, band.high]).all()
    assert np.isinf(prediction_band([1.0, np.inf, np.inf], 0.5).high)


def test_paired_difference_is_the_interval_of_the_differences():
    rng = np.random.default_rng(5)
    base = rng.normal(20, 5, 50)
    other = base - 1 + rng.normal(0, 0.1, 50)
    paired = paired_difference(base, other)
    expected = stats.ttest_rel(other, base).confidence_interval(0.95)
    assert paired.difference.low == pytest.approx(expected.low)
    assert paired.difference.high == pytest.approx(expected.high)
    assert paired.lower.mean == 1
    assert paired.lower.low < 1
    assert paired.tied == 0


def test_ties_are_not_counted_as_better():
    paired = paired_difference([1.0, 1.0, np.inf, NAN], [1.0, 0.0, np.inf, 3.0])
    assert paired.difference.n == 3
    assert paired.lower.mean == pytest.approx(1 / 3)
    assert paired.tied == pytest.approx(2 / 3)


def test_pairs_of_different_shape_are_refused():
    with pytest.raises(ValueError, match="one shape"):
        paired_difference([1.0, 2.0], [1.0, 2.0, 3.0])


def test_pairs_with_nothing_in_common_are_not_defined():
    paired = paired_difference([1.0, NAN], [NAN, 1.0])
    assert paired.difference.n == 0
    assert np.isnan([paired.difference.mean, paired.lower.mean, paired.tied]).all()
