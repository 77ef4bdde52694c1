"""Stocks and flows by time waited, with the published values of NHSRtt."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from waitsim.analysis.histograms import percentile
from waitsim.analysis.steady_state import geometric_places, longest_steady_list, steady_list

LEAVING = [0.04, 0.04, 0.03, 0.01, 0.02, 0.02, 0.01]


@pytest.mark.parametrize(
    ("referrals", "leaving", "places", "waiting", "seen"),
    [
        (50, [0.1, 0.2], [5, 3], [40, 29], [5, 3]),
        (0, [0.1, 0.2], [5, 3], [0, 0], [0, 0]),
        (50, [0.1, 0.2], [0, 0], [45, 36], [0, 0]),
        (50, [1, 1], [5, 3], [0, 0], [0, 0]),
        (50, [0, 0], [5, 3], [45, 42], [5, 3]),
        (50, [0.1, 0.2], [100, 100], [0, 0], [45, 0]),
        (50, [0.1], [5], [40], [5]),
    ],
)
def test_published_steady_lists_of_nhsrtt(referrals, leaving, places, waiting, seen):
    # NHSRtt 0.4.1, its tests of calc_wl_sizes.
    steady = steady_list(referrals, leaving, places)
    np.testing.assert_allclose(steady.waiting, waiting)
    np.testing.assert_allclose(steady.seen, seen)


@given(
    st.floats(0, 1e4),
    st.integers(1, 12).flatmap(
        lambda n: st.tuples(
            hnp.arrays(np.float64, n, elements=st.floats(0, 1)),
            hnp.arrays(np.float64, n, elements=st.floats(0, 1e4)),
        )
    ),
)
def test_all_who_are_referred_are_seen_leave_or_go_beyond(referrals, case):
    steady = steady_list(referrals, *case)
    gone = steady.seen.sum() + steady.leaving.sum() + steady.beyond
    assert gone == pytest.approx(referrals, abs=1e-6)
    assert np.all(np.diff(steady.waiting) <= 0)


def test_a_steady_list_stays_as_it_is():
    # Played on month by month from the steady list, nothing moves.
    steady = steady_list(120, [0.1, 0.2, 0.5, 1.0], [10, 20, 5, 0])
    reach = np.concatenate([[120], steady.waiting[:-1]])
    stays = reach * (1 - np.array([0.1, 0.2, 0.5, 1.0]))
    np.testing.assert_allclose(stays - np.minimum([10, 20, 5, 0], stays), steady.waiting)
    assert steady.beyond == 0


def test_places_fall_by_a_fixed_share_and_the_last_has_the_rest():
    np.testing.assert_allclose(geometric_places(50, 0.5, 4), [50, 25, 12.5, 12.5])
    assert geometric_places(30, 0.8, 7).sum() == pytest.approx(30 / 0.2)
    np.testing.assert_allclose(geometric_places(30, 0, 3), [30, 0, 0])


def test_the_example_of_nhsrtt_meets_its_target():
    # NHSRtt 0.4.1, the example of find_p: 92 % within 18 / 4.35 months, ratio below its 0.85.
    steady = longest_steady_list(12000, LEAVING, 2651.227, 18 / 4.35)
    assert percentile(steady.waiting, 0.92) == pytest.approx(18 / 4.35, abs=1e-6)
    assert steady.beyond == 0
    ratios = steady.seen[1:6] / steady.seen[:5]
    np.testing.assert_allclose(ratios, ratios[0])
    assert 0.1 < ratios[0] < 0.85
    assert steady.seen.sum() + steady.leaving.sum() == pytest.approx(12000)


def test_a_stricter_target_needs_more_seen_and_a_shorter_list():
    strict = longest_steady_list(12000, LEAVING, 2651.227, 3.5)
    loose = longest_steady_list(12000, LEAVING, 2651.227, 4.5)
    assert strict.seen.sum() > loose.seen.sum()
    assert strict.waiting.sum() < loose.waiting.sum()


def test_a_target_that_no_pattern_meets_is_told():
    with pytest.raises(ValueError, match="too few for any pattern"):
        longest_steady_list(5000, [0.01] * 7, 10, 0.5)
    with pytest.raises(ValueError, match="met already"):
        longest_steady_list(5000, LEAVING, 4900, 4.0)


@pytest.mark.parametrize(
    "call",
    [
        lambda: steady_list(50, [0.1], [5, 3]),
        lambda: steady_list(50, [], []),
        lambda: steady_list(50, [10], [5]),
        lambda: steady_list(-1, [0.1], [5]),
        lambda: steady_list(50, [0.1], [-5]),
        lambda: geometric_places(10, 1.0, 3),
        lambda: geometric_places(-1, 0.5, 3),
        lambda: geometric_places(1, 0.5, 0),
    ],
)
def test_values_that_make_no_sense_are_refused(call):
    with pytest.raises(ValueError, match="must be"):
        call()
