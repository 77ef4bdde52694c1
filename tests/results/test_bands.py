"""What is read off published bands."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waitsim.records import BAND_EDGES_WEEKS
from waitsim.results.bands import band_labels, band_percentile, over, share_under

COUNTS = st.lists(st.integers(0, 50), min_size=16, max_size=16)


def test_bands_are_named_by_their_weeks() -> None:
    labels = band_labels()
    assert labels[0] == "0-1 weeks"
    assert labels[6] == "13-18 weeks"
    assert labels[-1] == "208 weeks and over"
    assert len(set(labels)) == len(BAND_EDGES_WEEKS) + 1


@given(COUNTS, st.sampled_from(BAND_EDGES_WEEKS))
def test_shares_are_exact_at_every_edge(counts: list[int], weeks: int) -> None:
    below = sum(counts[: BAND_EDGES_WEEKS.index(weeks) + 1])
    share = share_under(counts, weeks)
    if sum(counts) == 0:
        assert np.isnan(share)
    else:
        assert share == pytest.approx(below / sum(counts))
        assert over(counts, weeks) == sum(counts) - below


def test_a_limit_inside_a_band_is_read_off_a_straight_line() -> None:
    counts = np.zeros(16)
    counts[7] = 10  # 18 to 26 weeks
    assert share_under(counts, 20) == pytest.approx(0.25)


def test_a_limit_inside_the_open_band_is_unknown_unless_nobody_is_there() -> None:
    counts = np.zeros((2, 16))
    counts[:, 0] = 1
    counts[1, 15] = 1
    np.testing.assert_array_equal(share_under(counts, 300), [1.0, np.nan])
    np.testing.assert_array_equal(share_under(counts, 208), [1.0, 0.5])


def test_a_limit_that_is_no_edge_cannot_be_counted() -> None:
    with pytest.raises(ValueError, match="19"):
        over(np.zeros(16), 19)


@given(COUNTS, st.floats(0.01, 0.99))
def test_the_share_under_a_percentile_is_the_share_asked_for(counts: list[int], q: float) -> None:
    weeks = float(band_percentile(counts, q, [1, 0, 2]))
    if sum(counts) == 0:
        assert np.isnan(weeks)
    elif weeks > 208:
        assert sum(counts[:15]) <= q * sum(counts) * (1 + 1e-9)
        assert weeks <= 211
    else:
        assert share_under(counts, weeks) == pytest.approx(q)


def test_waits_in_the_open_band_are_spread_as_the_tail_is() -> None:
    counts = np.zeros(16)
    counts[15] = 10
    tail = np.zeros(100)
    tail[[2, 50]] = 30, 10
    assert band_percentile(counts, 0.75, tail) == pytest.approx(208 + 3)
    assert band_percentile(counts, 1.0, tail) == pytest.approx(208 + 51)


def test_waits_in_the_open_band_without_a_tail_are_refused() -> None:
    counts = np.zeros(16)
    counts[15] = 1
    with pytest.raises(ValueError, match="tail"):
        band_percentile(counts, 0.5, np.zeros(3))
