"""Intervals of percentiles: from tables, from sums, and how often they hold the truth."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from waitsim.analysis.intervals import mean_interval
from waitsim.analysis.percentiles import percentile_interval, pooled_interval

NAN = np.nan


@pytest.mark.parametrize(("n", "low", "high"), [(6, 1, 6), (10, 2, 9), (20, 6, 15), (50, 18, 33)])
def test_published_ranks_of_the_median_bracket_the_interval(n, low, high):
    # Tables of the sign test, 95 %: the two ranks hold the median at least that often, and
    # the interval lies between them and the next ranks in.
    found = percentile_interval(np.arange(1.0, n + 1), 0.5)
    assert low <= found.low < low + 1
    assert high - 1 < found.high <= high
    assert found.mean == pytest.approx((n + 1) / 2)


def test_the_share_between_two_ranks_is_worked_by_hand():
    # n = 10: 1 value or fewer below the median in 11 of 1,024 cases, 2 or fewer in 56. The
    # chance 0.025 is 25.6 of 1,024, so 8 x 14.6 against 2 x 30.4 from the second value on.
    part = 8 * 14.6 / (8 * 14.6 + 2 * 30.4)
    found = percentile_interval(np.arange(1.0, 11), 0.5)
    assert found.low == pytest.approx(2 + part)
    assert found.high == pytest.approx(9 - part)


@given(st.integers(2, 120), st.floats(0.05, 0.95), st.sampled_from([0.8, 0.95]))
def test_bounds_lie_between_the_ranks_that_binomial_chances_give(n, q, level):
    found = percentile_interval(np.arange(1.0, n + 1), q, level)
    chance = (1 - level) / 2
    rank = int((stats.binom.cdf(np.arange(n), n, q) <= chance).sum())
    assert (found.low == -np.inf) == (rank == 0)
    if rank:
        assert rank <= found.low <= min(rank + 1, n)
    mirror = percentile_interval(-np.arange(1.0, n + 1), 1 - q, level)
    assert mirror.low == pytest.approx(-found.high)
    assert mirror.high == pytest.approx(-found.low)


@pytest.mark.parametrize(("q", "n"), [(0.5, 20), (0.75, 30), (0.92, 60)])
@pytest.mark.parametrize("shape", ["even", "long"])
def test_order_holds_the_percentile_as_often_as_it_says_whatever_the_shape(q, n, shape):
    values = np.random.default_rng(n).random((n, 20_000))
    truth = q
    if shape == "long":
        values, truth = -(np.log1p(-values) ** 3), -(np.log1p(-q) ** 3)
    found = percentile_interval(values, q)
    held = np.mean((found.low <= truth) & (truth <= found.high))
    # Standard error 0.0015.
    assert 0.943 < held < 0.957


def test_too_few_replications_leave_an_end_open():
    values = np.arange(1.0, 45)
    assert percentile_interval(values, 0.92).high == np.inf
    assert percentile_interval(np.append(values, 45), 0.92).high < np.inf
    assert percentile_interval(values, 0.08).low == -np.inf


def test_undefined_replications_are_left_out_and_counted():
    values = np.stack([np.arange(30.0), np.where(np.arange(30) < 10, np.arange(30.0), NAN)], axis=1)
    values = np.column_stack([values, np.full(30, NAN)])
    found = percentile_interval(values, 0.5)
    np.testing.assert_array_equal(found.n, [30, 10, 0])
    assert found.low[1] == percentile_interval(np.arange(10.0), 0.5).low
    assert np.isnan([found.mean[2], found.low[2], found.high[2]]).all()


def test_never_is_an_end_like_any_other():
    values = np.array([*range(30), *[np.inf] * 10], dtype=float)
    found = percentile_interval(values, 0.5)
    assert np.isfinite(found.high)
    assert percentile_interval(values, 0.7).high == np.inf
    assert percentile_interval(values, 0.9).mean == np.inf


@given(st.integers(1, 60), st.floats(0.02, 0.98))
def test_the_percentile_is_that_of_numpy(n, q):
    values = np.random.default_rng(n).normal(size=(n, 2))
    expected = np.quantile(values, q, axis=0, method="weibull")
    np.testing.assert_allclose(percentile_interval(values, q).mean, expected, atol=1e-12)


def test_pooled_interval_about_the_mean_is_that_of_student():
    values = np.random.default_rng(3).normal(size=(12, 3))
    plain = mean_interval(values)
    pooled = pooled_interval(values.mean(axis=0), values)
    np.testing.assert_allclose(pooled.low, plain.low)
    np.testing.assert_allclose(pooled.high, plain.high)


def test_pooled_interval_worked_by_hand():
    # Spread about 4: (4 + 1 + 9) / 2 = 7, and t of 2 degrees of freedom is 4.3027.
    found = pooled_interval(4.0, [2.0, 5.0, 7.0])
    assert found.half_width == pytest.approx(4.302653 * np.sqrt(7 / 3), rel=1e-6)
    assert found.n == 3


def test_pooled_interval_of_a_percentile_of_dependent_waits_holds_it():
    # All waits of one replication share half of their spread; the truth is known.
    rng = np.random.default_rng(9)
    shared = rng.normal(size=(1000, 20, 1))
    waits = shared + rng.normal(size=(1000, 20, 80))
    truth = np.sqrt(2) * special.ndtri(0.92)
    each = np.quantile(waits, 0.92, axis=2)
    pooled = np.quantile(waits.reshape(1000, -1), 0.92, axis=1)
    held = []
    blind = []
    for one, alone, every in zip(pooled, each, waits, strict=True):
        found = pooled_interval(one, alone)
        held.append(found.low <= truth <= found.high)
        naive = percentile_interval(every.ravel(), 0.92)
        blind.append(naive.low <= truth <= naive.high)
    assert np.mean(blind) < 0.5
    assert np.mean(held) > 0.93


def test_one_replication_or_a_value_without_end_gives_no_bounds():
    assert np.isnan(pooled_interval(4.0, [4.0]).low)
    assert np.isnan(pooled_interval(4.0, [4.0, np.inf]).low)


@pytest.mark.parametrize(
    "call",
    [
        lambda: percentile_interval([1.0, 2.0], 92),
        lambda: percentile_interval([1.0, 2.0], 0.5, 95),
        lambda: pooled_interval(1.0, [1.0, 2.0], 0),
    ],
)
def test_a_share_outside_0_to_1_is_refused(call):
    with pytest.raises(ValueError, match="must be between 0 and 1"):
        call()


def test_values_without_replications_are_refused():
    with pytest.raises(ValueError, match="first axis"):
        percentile_interval(3.0, 0.5)
    with pytest.raises(ValueError, match="each needs shape"):
        pooled_interval([1.0, 2.0], [1.0, 2.0])
