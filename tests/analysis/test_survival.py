"""Time to event against scipy and statsmodels, and where nothing is known."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from waitsim.analysis.survival import (
    aalen_johansen,
    kaplan_meier,
    survival_at,
    time_reached,
)
from waitsim.analysis.survival_by_bins import bins_reached, grouped_incidence

with warnings.catch_warnings():
    # Old statsmodels warns of other libraries while it loads.
    warnings.simplefilter("ignore", DeprecationWarning)
    warnings.simplefilter("ignore", FutureWarning)
    from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight


def _sample(seed, n=600, late_share=0.4, step=0.25):
    """Entry, exit and cause (0 waiting, 1 seen, 2 left) with many ties."""
    rng = np.random.default_rng(seed)
    seen, left, look = rng.exponential([20.0, 60.0, 40.0], (n, 3)).T
    leave = np.ceil(np.minimum.reduce([seen, left, look]) / step) * step
    cause = np.where(look <= np.minimum(seen, left), 0, np.where(seen < left, 1, 2))
    enter = np.where(rng.random(n) < late_share, np.floor(rng.exponential(10, n) / step) * step, 0)
    kept = (enter == 0) | (enter < leave)
    return enter[kept], leave[kept], cause[kept]


@given(st.integers(0, 10_000))
def test_kaplan_meier_is_that_of_scipy(seed):
    _, leave, cause = _sample(seed, n=60)
    if not (cause > 0).any():
        return
    ours = kaplan_meier(leave, cause > 0)
    theirs = stats.ecdf(stats.CensoredData.right_censored(leave, cause == 0)).sf
    np.testing.assert_allclose(
        survival_at(ours, ours.times), theirs.evaluate(ours.times), atol=1e-9
    )


@pytest.mark.parametrize("seed", range(5))
def test_kaplan_meier_with_late_entry_is_that_of_statsmodels(seed):
    enter, leave, cause = _sample(seed)
    ours = kaplan_meier(leave, cause > 0, enter)
    theirs = SurvfuncRight(leave, (cause > 0).astype(int), entry=enter)
    np.testing.assert_array_equal(ours.times, theirs.surv_times)
    np.testing.assert_array_equal(ours.at_risk, theirs.n_risk)
    np.testing.assert_array_equal(ours.events, theirs.n_events)
    np.testing.assert_allclose(ours.survival, theirs.surv_prob, atol=1e-9)
    known = ours.survival > 0
    np.testing.assert_allclose(
        ours.variance[known], theirs.surv_prob_se[known] ** 2, rtol=1e-9, atol=1e-15
    )


@pytest.mark.parametrize("seed", range(5))
def test_aalen_johansen_is_that_of_statsmodels(seed):
    _, leave, cause = _sample(seed)
    ours = aalen_johansen(leave, cause)
    # Its standard errors, which are not compared, divide by those left after the last event.
    with np.errstate(divide="ignore", invalid="ignore"):
        theirs = CumIncidenceRight(leave, cause)
    place = np.searchsorted(theirs.times, ours.times)
    for row in (0, 1):
        np.testing.assert_allclose(ours.incidence[row], theirs.cinc[row][place], atol=1e-9)


def test_aalen_johansen_with_late_entry_is_the_textbook_sum():
    enter, leave, cause = _sample(9)
    ours = aalen_johansen(leave, cause, enter)
    survival = kaplan_meier(leave, cause > 0, enter).survival
    total = 0.0
    for i, time in enumerate(ours.times):
        at_risk = np.sum(((enter < time) | (enter == 0)) & (leave >= time))
        before = survival[i - 1] if i else 1.0
        total += before * np.sum((leave == time) & (cause == 2)) / at_risk
        assert ours.incidence[1, i] == pytest.approx(total, abs=1e-9)


def test_published_kaplan_meier_of_the_leukaemia_trial():
    # Freireich et al. (1963), 6-MP arm, with its published survival and standard error.
    weeks = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    curve = kaplan_meier(weeks, [True] * 9 + [False] * 12)
    np.testing.assert_array_equal(curve.times, [6, 7, 10, 13, 16, 22, 23])
    np.testing.assert_allclose(
        curve.survival, [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], atol=6e-4
    )
    np.testing.assert_allclose(
        np.sqrt(curve.variance),
        [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346],
        atol=6e-5,
    )
    assert time_reached(curve.times, 1 - curve.survival, 0.5) == 23
    assert np.isnan(time_reached(curve.times, 1 - curve.survival, 0.75))


def test_naive_median_misleads_where_44_per_cent_are_still_waiting():
    rng = np.random.default_rng(44)
    truth = 22.6
    wait = rng.exponential(truth / np.log(2), 20_000)
    look = rng.uniform(0, 63.2, 20_000)
    seen = wait <= look
    assert np.mean(~seen) == pytest.approx(0.44, abs=0.01)
    curve = kaplan_meier(np.minimum(wait, look), seen)
    naive = np.median(wait[seen])
    assert naive < 0.75 * truth
    assert time_reached(curve.times, 1 - curve.survival, 0.5) == pytest.approx(truth, rel=0.05)


def test_ignoring_late_entry_makes_waits_look_longer():
    # An opening list holds no one whose wait had already ended.
    rng = np.random.default_rng(8)
    wait, already = rng.exponential(30, 20_000), rng.uniform(0, 60, 20_000)
    kept = (wait > already) | (rng.random(20_000) < 0.3)
    enter = np.where(wait > already, already, 0)[kept]
    fair = kaplan_meier(wait[kept], np.ones(kept.sum()), enter)
    naive = kaplan_meier(wait[kept], np.ones(kept.sum()))
    assert survival_at(fair, 30.0) < survival_at(naive, 30.0) - 0.05


def test_treating_leavers_as_censored_overstates_who_is_seen():
    _, leave, cause = _sample(3)
    seen = aalen_johansen(leave, cause).incidence[0, -1]
    naive = 1 - kaplan_meier(leave, cause == 1).survival[-1]
    assert naive > seen + 0.05


@given(st.integers(0, 10_000), st.floats(0, 0.9), st.integers(2, 80))
def test_curves_stay_between_0_and_1_fall_and_add_up(seed, late_share, n):
    enter, leave, cause = _sample(seed, n=n, late_share=late_share)
    curves = aalen_johansen(leave, cause, enter, causes=2)
    known = ~np.isnan(curves.survival)
    survival, incidence = curves.survival[known], curves.incidence[:, known]
    assert np.all((survival >= 0) & (survival <= 1))
    assert np.all(np.diff(survival) <= 0)
    assert np.all(np.diff(incidence) >= 0)
    np.testing.assert_allclose(survival + incidence.sum(axis=0), 1, atol=1e-12)


def test_without_censoring_survival_is_the_share_still_waiting():
    curve = kaplan_meier([3, 1, 2, 2], [True] * 4)
    np.testing.assert_allclose(
        survival_at(curve, [0, 1, 2, 2.5, 3, 99]), [1, 0.75, 0.25, 0.25, 0, 0]
    )


def test_a_wait_of_nothing_counts():
    curve = kaplan_meier([0, 0, 5, 8], [True, True, True, False])
    np.testing.assert_allclose(curve.survival, [0.5, 0.25])


def test_beyond_the_last_look_nothing_is_known():
    curve = kaplan_meier([1, 2, 6], [True, True, False])
    assert curve.known_to == 6
    assert survival_at(curve, 6) == pytest.approx(1 / 3)
    assert np.isnan(survival_at(curve, 6.1))
    assert np.isnan(time_reached(curve.times, 1 - curve.survival, 0.9))


def test_past_a_time_with_nobody_observed_nothing_is_known():
    curve = kaplan_meier([1, 2, 9, 12], [True, False, True, True], [0, 0, 5, 5])
    assert curve.known_to == 2
    np.testing.assert_array_equal(curve.survival, [0.5, np.nan, np.nan])
    late_only = kaplan_meier([9, 12], [True, True], [5, 5])
    assert np.isnan(late_only.survival).all()
    nobody = kaplan_meier([], [])
    assert np.isnan(survival_at(nobody, 1))


@pytest.mark.parametrize(
    ("leave", "enter", "message"),
    [
        ([1, 2], [0], "one shape"),
        ([1, -2], [0, 0], "left at once or before"),
        ([1, np.nan], [0, 0], "finite"),
        ([1, 2], [0, -1], "zero or more"),
        ([1, 2], [0, 2], "left at once or before"),
    ],
)
def test_times_that_make_no_sense_are_refused(leave, enter, message):
    with pytest.raises(ValueError, match=message):
        kaplan_meier(leave, [True] * len(leave), enter)


@pytest.mark.parametrize("cause", [[0, 3], [0, -1], [0, 0.5]])
def test_causes_that_do_not_exist_are_refused(cause):
    with pytest.raises(ValueError, match="whole numbers from 0"):
        aalen_johansen([1, 2], cause, causes=2)


def _group(enter, leave, cause, width):
    bins = int(leave.max() / width) + 1

    def count(times):
        return np.bincount((times / width).astype(int), minlength=bins)

    events = np.stack([count(leave[cause == k]) for k in (1, 2)])
    late = enter > 0
    return np.sum(~late), count(enter[late]), events, count(leave[cause == 0])


def test_grouped_curves_near_the_exact_ones_as_bins_narrow():
    enter, leave, cause = _sample(21, n=4000, step=1e-6)
    exact = aalen_johansen(leave, cause, enter)
    gaps = []
    for width in (8.0, 1.0, 0.01):
        grouped = grouped_incidence(*_group(enter, leave, cause, width))
        ends = np.arange(1, grouped.survival.size + 1) * width
        inside = ends < 60
        steps = np.concatenate([[0.0], exact.incidence[0]])
        read = steps[np.searchsorted(exact.times, ends[inside], side="right")]
        gaps.append(np.abs(grouped.incidence[0][inside] - read).max())
        median = bins_reached(grouped.incidence[0], 0.5) * width
        assert median == pytest.approx(time_reached(exact.times, exact.incidence[0], 0.5), rel=0.05)
    assert gaps[0] < 0.02
    assert gaps[1] < 2e-3
    assert gaps[2] < 2e-4


def test_grouped_curves_without_censoring_or_late_entry_are_exact_at_bin_ends():
    _, leave, _ = _sample(4, late_share=0, step=1e-6)
    cause = 1 + (leave > 15)
    grouped = grouped_incidence(*_group(np.zeros_like(leave), leave, cause, 1.0))
    ends = np.arange(1, grouped.survival.size + 1)
    expected = (leave[:, None] < ends).mean(axis=0)
    np.testing.assert_allclose(1 - grouped.survival, expected, atol=1e-9)


def test_published_life_table_of_cutler_and_ederer():
    # Cutler & Ederer (1958): 126 patients, deaths and withdrawals by year; 10 outlast year 4.
    deaths, withdrawn = [47, 5, 2, 2, 0], [19, 17, 15, 9, 10]
    grouped = grouped_incidence(126, np.zeros(5), [deaths], withdrawn)
    np.testing.assert_allclose(grouped.at_risk[:4], [116.5, 51.5, 30.5, 16.5])
    np.testing.assert_allclose(grouped.survival, [0.60, 0.54, 0.50, 0.44, 0.44], atol=6e-3)


@st.composite
def grouped_counts(draw):
    """Counts that balance, from referrals that come and go, shape (2, cause, bin)."""
    cells = []
    for _ in range(2):
        rows = draw(
            st.lists(
                st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 2), st.booleans()),
                min_size=1,
                max_size=30,
            )
        )
        started, late, gone = 0, np.zeros(10), np.zeros((3, 10))
        for one, other, cause, is_late in rows:
            come, go = sorted((one, other))
            gone[cause, go] += 1
            if is_late:
                late[come] += 1
            else:
                started += 1
        cells.append((started, late, gone[1:], gone[0]))
    return tuple(np.stack(part) for part in zip(*cells, strict=True))


@given(grouped_counts())
def test_grouped_curves_stay_between_0_and_1_fall_and_add_up(counts):
    grouped = grouped_incidence(*counts)
    for cell in range(2):
        known = ~np.isnan(grouped.survival[cell])
        survival = grouped.survival[cell][known]
        incidence = grouped.incidence[cell][:, known]
        assert np.all((survival >= 0) & (survival <= 1))
        assert np.all(np.diff(survival) <= 1e-12)
        assert np.all(np.diff(incidence) >= -1e-12)
        np.testing.assert_allclose(survival + incidence.sum(axis=0), 1, atol=1e-12)
        alone = grouped_incidence(*(part[cell] for part in counts))
        np.testing.assert_array_equal(alone.survival, grouped.survival[cell])


def test_grouped_curves_end_where_nobody_is_observed():
    grouped = grouped_incidence(2, [0, 0, 0, 1], [[1, 0, 0, 1]], [1, 0, 0, 0])
    np.testing.assert_allclose(grouped.survival, [1 / 3, np.nan, np.nan, np.nan])
    closed = grouped_incidence(2, np.zeros(4), [[1, 1, 0, 0]], np.zeros(4))
    np.testing.assert_allclose(closed.survival, [0.5, 0, 0, 0])


def test_counts_that_do_not_balance_are_refused():
    with pytest.raises(ValueError, match="must equal"):
        grouped_incidence(3, [0, 0], [[1, 1]], [0, 0])
    with pytest.raises(ValueError, match="must equal"):
        grouped_incidence(0, [0, 1], [[1, 0]], [0, 0])
    with pytest.raises(ValueError, match="zero or more"):
        grouped_incidence(1, [0, 0], [[2, -1]], [0, 0])
    with pytest.raises(ValueError, match="shape"):
        grouped_incidence(1, [0, 0], [1, 0], [0, 0])
    with pytest.raises(ValueError, match="shapes"):
        grouped_incidence([1], [0, 0], [[1, 0]], [0, 0])


def test_bins_are_reached_along_a_straight_line():
    curve = [[0.2, 0.6, 0.6, 0.9], [0.0, 0.1, 0.2, np.nan]]
    np.testing.assert_allclose(
        bins_reached(curve, [0.4, 0.6, 0.9, 0.95]), [[1.5, 2, 4, np.nan], [np.nan] * 4]
    )
    assert bins_reached(curve, 0.1).tolist() == pytest.approx([0.5, 2])


@pytest.mark.parametrize("q", [0, 92, -0.1, np.nan])
def test_a_share_that_cannot_be_reached_is_refused(q):
    with pytest.raises(ValueError, match=r"0\.92, not 92"):
        bins_reached([0.5, 1.0], q)
    with pytest.raises(ValueError, match=r"0\.92, not 92"):
        time_reached([1.0, 2.0], [0.5, 1.0], q)
