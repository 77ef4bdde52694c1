"""Where to cut a series: by hand, by the plain formula, and on series with a known beginning."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waitsim.analysis.warm_up import mser, welch


def plain_criterion(series, batch):
    means = [np.mean(series[i : i + batch]) for i in range(0, len(series) // batch * batch, batch)]
    return [np.var(means[d:]) / (len(means) - d) for d in range(len(means) - 1)]


@given(st.integers(0, 10_000), st.integers(20, 200), st.integers(1, 6), st.floats(-1e4, 1e4))
def test_the_criterion_is_its_formula_wherever_the_level_lies(seed, n, batch, shift):
    series = np.random.default_rng(seed).normal(size=n) + np.exp(-np.arange(n) / 10) + shift
    np.testing.assert_allclose(
        mser(series, batch).criterion, plain_criterion(series, batch), rtol=1e-6, atol=1e-12
    )


def test_a_cut_worked_by_hand():
    # Batches 9, 1, 3, 1, 3, ...: with the first 9 the twelve have mean 2.5833; without it eleven
    # lie 1 about 1.909, whose criterion is smallest.
    series = [9.0, *[1.0, 3.0] * 5, 1.0]
    found = mser(series, batch=1)
    assert found.length == 1
    assert found.criterion[1] == pytest.approx((11 * 1.0 - 11 * (2 - 21 / 11) ** 2) / 11**2)


def test_a_beginning_of_known_length_is_cut():
    rng = np.random.default_rng(5)
    series = rng.normal(10, 1, (20, 500))
    series[:, :60] -= np.linspace(10, 0, 60)
    found = mser(series).length
    assert found is not None
    assert 45 <= found <= 60
    assert found % 5 == 0


def test_a_series_that_has_not_settled_is_told_to_be_too_short():
    assert mser(np.arange(100.0)).length is None
    ends_flat = np.concatenate([np.arange(80.0), np.full(20, 80.0)])
    assert mser(ends_flat).length is None


def test_a_series_in_steady_state_loses_little():
    series = np.random.default_rng(1).normal(size=(30, 400))
    found = mser(series).length
    assert found is not None
    assert found < 100


def test_replications_together_tell_more_than_one():
    rng = np.random.default_rng(8)
    series = rng.normal(0, 3, (40, 300)) + 4 * np.exp(-np.arange(300) / 15)
    together = mser(series).length
    assert together == mser(series.mean(axis=0)).length
    assert together is not None
    assert 15 <= together <= 100


def test_welch_worked_by_hand():
    values = [[1.0, 2, 3, 4, 5, 6, 7, 8], [3.0, 4, 5, 6, 7, 8, 9, 10]]
    np.testing.assert_allclose(welch(values, 2), [2, 3, 4, 5, 6, 7])
    np.testing.assert_allclose(
        welch([[4.0, 1, 1, 6, 0, 0, 0, 3]], 2), [4, 2, 12 / 5, 8 / 5, 7 / 5, 9 / 5]
    )


def test_welch_without_a_window_is_the_mean_over_replications():
    values = np.random.default_rng(2).normal(size=(4, 30))
    np.testing.assert_allclose(welch(values, 0), values.mean(axis=0))


@pytest.mark.parametrize(
    "call",
    [
        lambda: mser([1.0] * 9),
        lambda: mser([1.0] * 20, batch=0),
        lambda: mser([1.0, np.nan] * 20),
        lambda: mser(np.ones((2, 3, 4))),
        lambda: mser([]),
        lambda: welch(np.ones((3, 20)), 6),
        lambda: welch(np.ones((3, 20)), -1),
        lambda: welch(np.full((3, 20), np.inf), 1),
    ],
)
def test_series_that_make_no_sense_are_refused(call):
    with pytest.raises(ValueError, match="must be"):
        call()
