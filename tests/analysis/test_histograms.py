"""Histograms of waits in weekly bins."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from waitsim.analysis.histograms import mean_weeks, merge_bins, percentile, share_within

histograms = hnp.arrays(
    np.int64, hnp.array_shapes(min_dims=1, max_dims=3, max_side=8), elements=st.integers(0, 50)
)


@pytest.mark.parametrize(
    ("counts", "expected"), [((10, 10, 80), 2.375), ((10, 0, 30, 20, 20), 3.0)]
)
def test_published_percentile_of_nhsrtt(counts, expected):
    # NHSRtt 0.4.1, its unit tests of percentile interpolation.
    assert percentile(counts, 0.5) == pytest.approx(expected)


def test_a_percentile_at_the_end_of_a_bin_does_not_cross_the_gap_after_it():
    counts = np.zeros(40)
    counts[3], counts[30] = 55, 45
    assert percentile(counts, 0.55) == pytest.approx(4.0)
    assert percentile(counts, 0.5501) > 30


def test_percentile_0_is_the_start_of_the_first_wait_and_1_the_end_of_the_last():
    np.testing.assert_allclose(percentile([0, 0, 4, 0, 2, 0], [0.0, 1.0]), [2.0, 5.0])


def test_axes_of_counts_come_before_those_of_the_shares():
    counts = np.random.default_rng(2).integers(0, 9, (2, 3, 20))
    out = percentile(counts, [[0.25, 0.5, 0.75, 0.92]])
    assert out.shape == (2, 3, 1, 4)
    assert out[1, 2, 0, 3] == percentile(counts[1, 2], 0.92)
    assert percentile(counts, 0.5).shape == (2, 3)
    assert share_within(counts, [4, 18]).shape == (2, 3, 2)


def test_an_empty_histogram_has_no_percentile_mean_or_share():
    empty = np.zeros(5)
    assert np.isnan([percentile(empty, 0.5), mean_weeks(empty), share_within(empty, 3)]).all()


def test_an_open_last_bin_gives_no_made_up_numbers():
    counts = [5, 4, 1]
    assert percentile(counts, 0.92, open_ended=True) == np.inf
    assert percentile(counts, 0.9, open_ended=True) == pytest.approx(2.0)
    assert np.isnan(mean_weeks(counts, open_ended=True))
    assert share_within(counts, 2, open_ended=True) == pytest.approx(0.9)
    assert np.isnan(share_within(counts, 2.5, open_ended=True))
    assert mean_weeks([5, 5, 0], open_ended=True) == pytest.approx(1.0)
    assert share_within([5, 5, 0], 9, open_ended=True) == 1


def test_a_constant_24_week_wait_looks_good_only_among_those_still_waiting():
    waiting = np.ones(24)
    completed = np.zeros(25)
    completed[24] = 100
    assert share_within(waiting, 18) == pytest.approx(0.75)
    assert share_within(completed, 18) == 0


@given(st.lists(st.floats(0, 30, exclude_max=True), min_size=1, max_size=200), st.floats(0.01, 1))
def test_percentile_is_less_than_a_week_from_that_of_the_waits_themselves(waits, q):
    counts = np.bincount(np.floor(waits).astype(int), minlength=30)
    exact = np.quantile(waits, q, method="inverted_cdf")
    assert abs(percentile(counts, q) - exact) <= 1
    assert abs(mean_weeks(counts) - np.mean(waits)) <= 0.5 + 1e-9


@given(histograms, st.floats(0, 1), st.floats(0, 1))
def test_percentiles_rise_with_the_share(counts, one, other):
    low, high = sorted((one, other))
    rising = percentile(counts, high) >= percentile(counts, low)
    assert np.all(rising | (counts.sum(axis=-1) == 0))


@given(histograms, st.integers(0, 12))
def test_share_within_whole_weeks_is_the_cumulative_count(counts, weeks):
    total = counts.sum(axis=-1)
    share = share_within(counts, weeks)
    np.testing.assert_array_equal(np.isnan(share), total == 0)
    np.testing.assert_allclose(
        np.nan_to_num(share) * total, counts[..., :weeks].sum(axis=-1), atol=1e-9
    )


@given(histograms, st.floats(0.01, 1))
def test_share_within_the_percentile_is_the_share(counts, q):
    for histogram in counts.reshape(-1, counts.shape[-1]):
        if histogram.sum():
            weeks = percentile(histogram, q)
            assert share_within(histogram, weeks) == pytest.approx(q, abs=1e-9)


@given(histograms, st.sets(st.integers(1, 60), max_size=8))
def test_merging_keeps_every_count(counts, edges):
    bands = merge_bins(counts, [0, *sorted(edges)])
    np.testing.assert_array_equal(bands.sum(axis=-1), counts.sum(axis=-1))


def test_merging_makes_the_bands_of_the_community_collection():
    counts = np.ones((2, 130))
    bands = merge_bins(counts, [0, 1, 2, 4, 12, 18, 52, 104])
    np.testing.assert_array_equal(bands, [[1, 1, 2, 8, 6, 34, 52, 26]] * 2)


@pytest.mark.parametrize("edges", [[], [1, 2], [0, 2, 2], [0, 4, 2], [0, 1.5], [[0, 1]]])
def test_edges_that_lose_counts_or_split_bins_are_refused(edges):
    with pytest.raises(ValueError, match="whole weeks rising from 0"):
        merge_bins([1, 2, 3], edges)


@pytest.mark.parametrize("bad", [[1, -1], [1, np.nan], [np.inf, 1], [], 3])
def test_counts_that_are_no_counts_are_refused(bad):
    with pytest.raises(ValueError, match="counts"):
        percentile(bad, 0.5)


def test_a_percentage_or_a_negative_limit_is_refused():
    with pytest.raises(ValueError, match=r"give 0\.92, not 92"):
        percentile([1, 2], 92)
    with pytest.raises(ValueError, match="zero or more"):
        share_within([1, 2], -1)
